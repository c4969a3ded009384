"""Delivery rounds: which RT has cards that nobody fetched, who carries them, what came back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from siaga.accounts.access import Request, allow
from siaga.accounts.exports import csv_answer
from siaga.accounts.officer_pages import key_of
from siaga.journal.act import Refused
from siaga.shell.values import Deed

from ..models import PrintOrder
from ..page_parts import answer_form, names_of, tell
from . import delivery, letters
from .forms import CarrierForm
from .models import DeliveryRound

counter = allow("loket", "verifikator", "kepala", purpose="pengantaran kartu")


@counter
def index(request: Request) -> HttpResponse:
    """RT by RT, where most cards wait first; rounds that are out on top."""
    node = request.node
    found = delivery.neighbourhoods(node)
    names = {n.kelurahan: letters.area_words(node, n.kelurahan) for n in found}
    if request.GET.get("format") == "csv":
        head = (_("Kelurahan"), "RW", "RT", _("Kartu"), _("Hari di rak"))
        return csv_answer(
            request, "belum-diambil", head, ((names[n.kelurahan], n.rw, n.rt, n.waiting, n.oldest) for n in found)
        )
    rows = [
        {
            "pk": f"{n.kelurahan}-{n.rw}-{n.rt}",
            "url": reverse("cards:leave", args=[n.kelurahan, n.rw, n.rt]),
            "n": n,
            "kelurahan": names[n.kelurahan],
            "deed": Deed(_("Antar"), reverse("cards:leave", args=[n.kelurahan, n.rw, n.rt])),
        }
        for n in found
    ]
    out = [(r, letters.area_words(node, r.area)) for r in delivery.out_now(node)]
    return render(request, "cards/pickup/rounds.html", {"rows": rows, "export": True, "out": out})


@counter
def leave(request: Request, kelurahan: str, rw: str, rt: str) -> HttpResponse:
    area = (kelurahan, rw, rt)
    cards = delivery.unclaimed(request.node).get(area, [])
    if not cards and request.method != "POST":
        raise Http404
    words = letters.area_words(request.node, f"{kelurahan} RW {rw} RT {rt}")
    return answer_form(
        request,
        CarrierForm(request.POST or None),
        lambda data, key: delivery.leave(request.node, request.actor, area, data["carrier"], key=key),
        lambda round: reverse("cards:round", args=[round]),
        title=_("Antar %(n)d kartu ke %(area)s") % {"n": min(len(cards), delivery.MOST), "area": words},
        intro=_("Ambil kartunya dari rak menurut daftar, lalu cetak daftarnya untuk ditandatangani penerima."),
        submit=_("Catat berangkat"),
        cancel=reverse("cards:rounds"),
        said=_("Berangkat dicatat. Cetak daftarnya."),
    )


@counter
def round(request: Request, id: UUID) -> HttpResponse:
    """What is out; POST: what was handed over, all the rest is back on the shelf."""
    row = get_object_or_404(DeliveryRound, id=id, office=request.node.id)
    if request.method == "POST":
        handed = [UUID(text) for text in request.POST.getlist("diserahkan") if text in {str(o) for o in row.orders}]
        outcome = delivery.back(request.node, request.actor, id, handed, key=key_of(request))
        if isinstance(outcome, Refused):
            tell(request, outcome.refusals)
            return redirect("cards:round", id)
        given, returned = outcome.value
        messages.success(request, _("%(g)d kartu diserahkan, %(r)d kembali ke rak.") % {"g": given, "r": returned})
        return redirect("cards:rounds")
    orders = list(PrintOrder.objects.filter(id__in=row.orders).order_by("shelf", "id"))
    context = {
        "row": row,
        "area": letters.area_words(request.node, row.area),
        "cards": [(o, name) for o in orders if (name := names_of([o.nik]).get(o.nik, o.nik))],
        "supervisor": bool({"kepala", "verifikator"} & request.actor.roles),
    }
    return render(request, "cards/pickup/round.html", context)


@counter
@require_GET
def carriers_list(request: Request, id: UUID) -> HttpResponse:
    row = get_object_or_404(DeliveryRound, id=id, office=request.node.id)
    answer = HttpResponse(letters.list_of(request.node, row), content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="daftar-pengantaran.pdf"'
    return answer
