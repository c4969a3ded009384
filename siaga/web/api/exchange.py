"""The centre's end of the exchange: one endpoint, one envelope in, one out. Who may use it is decided by the envelope's signature."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from siaga.accounts.access import public
from siaga.continuity.parts import CentreParts
from siaga.journal import answering
from siaga.journal.http import MEDIA_TYPE
from siaga.kit.node import PUSAT


@csrf_exempt
@public
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Only the centre answers; an office has nothing to say to strangers."""
    node = request.node  # type: ignore[attr-defined]
    if node.id != PUSAT:
        return HttpResponse(status=404)
    return HttpResponse(answering.serve(node, request.body, CentreParts(node)), content_type=MEDIA_TYPE)
