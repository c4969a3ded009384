"""The public page of the print list: the circular, the front of each class, who is stuck and why, and who went before."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from siaga.accounts.access import Request, public
from siaga.cards.order import GROUND_LABELS
from siaga.cards.page_parts import class_label

from .front import CENTRE, DUPLICATE, UNREADABLE, YOUNG, board

WHY = {
    CENTRE: lazy("menunggu jawaban pusat; tidak perlu datang"),
    DUPLICATE: lazy("rekaman ganda; diminta datang ke kantor"),
    UNREADABLE: lazy("rekaman tidak terbaca; diminta datang untuk direkam lagi"),
    YOUNG: lazy("belum 17 tahun, atau baru akan masuk antrean"),
}


@public
@require_safe
def front_line(request: Request) -> HttpResponse:
    found = board(request.node)
    context = {
        "office_name": request.node.name,
        "board": found,
        "fronts": [(class_label(f.klass), f) for f in found.fronts],
        "ranks": [" = ".join(class_label(k) for k in rank) for rank in found.policy.classes],
        "stuck": [(WHY[why], n) for why, n in found.stuck],
        "precedence": [(_(GROUND_LABELS.get(ground, ground)), n) for ground, n in found.precedence],
        "now": request.node.clock.now(),
    }
    return render(request, "cards/public/front_line.html", context)
