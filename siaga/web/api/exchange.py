"""The end of the exchange that answers: one endpoint, one envelope in, one out. Who may use it is decided by the envelope's signature.

The centre answers offices; an office answers its own other boxes and service points, and a machine that knows a code for one.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from siaga.accounts.access import public
from siaga.continuity.parts import CentreParts
from siaga.journal import answering
from siaga.journal.http import MEDIA_TYPE
from siaga.roles import point_home


@csrf_exempt
@public
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    node = request.node  # type: ignore[attr-defined]
    said = answering.serve(node, request.body, CentreParts(node), point_home.door)
    return HttpResponse(said, content_type=MEDIA_TYPE)
