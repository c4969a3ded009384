"""Requests and fetches at the office: the letter, who fetches, what was counted, the BAST."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from siaga.accounts.access import Request, allow
from siaga.documents.models import Document
from siaga.journal.act import Outcome
from siaga.shell.templatetags.siaga_ui import angka

from ..models import Allotment, BlangkoRequest
from ..page_parts import answer_form
from . import serials, supply_acts
from .forms import ITEM_LABELS, FetchForm, ShipmentForm

SEES = ("bendahara", "kepala", "auditor")


@allow(*SEES)
def fetches(request: Request) -> HttpResponse:
    """Every request of this office with its papers, the newest first."""
    rows = BlangkoRequest.objects.filter(office=request.node.id).order_by("-at", "id")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    subjects = [f"permintaan_blangko/{r.id}" for r in page]
    papers: dict[str, dict[str, Document]] = {}
    for paper in Document.objects.filter(subject__in=subjects, superseded_by="").order_by("made_at", "id"):
        papers.setdefault(paper.subject, {})[paper.kind] = paper
    basts = {
        d.number: d for d in Document.objects.filter(kind="berita_acara", number__in=[r.bast for r in page if r.bast])
    }
    context = {
        "rows": [
            {
                "r": r,
                "item": ITEM_LABELS.get(r.item, r.item),
                "serials": serials.text_of(serials.of_pairs(r.serials)),
                "papers": [*papers.get(f"permintaan_blangko/{r.id}", {}).values(), *filter(None, [basts.get(r.bast)])],
                "assigns": r.state in ("diminta", "dikirim") and bool({"bendahara", "kepala"} & request.actor.roles),
                "counts": r.state == "dikirim" and "bendahara" in request.actor.roles,
            }
            for r in page
        ],
        "page": page,
        "treasurer": "bendahara" in request.actor.roles,
        "head": "kepala" in request.actor.roles,
        "allotted": Allotment.objects.first(),
    }
    return render(request, "cards/fetches.html", context)


@allow("bendahara", "kepala")
def assign(request: Request, id: UUID) -> HttpResponse:
    """The surat tugas."""
    row = get_object_or_404(BlangkoRequest, id=id, office=request.node.id)
    form = FetchForm(request.POST or None, initial={"leaves_on": request.node.clock.today()})

    def act(data: dict[str, Any], key: UUID) -> Outcome:
        return supply_acts.assign_fetch(
            request.node, request.actor, id, form.carriers(), data["vehicle"], data["leaves_on"], key=key
        )

    return answer_form(
        request, form, act, lambda paper: reverse("cards:fetches"),
        title=_("Surat tugas pengambilan"),
        intro=_("Dua orang mengambil %(n)d blangko. Suratnya menunggu tanda tangan kepala kantor.")
        % {"n": row.shipped or row.amount},
        submit=_("Buat surat tugas"), cancel=reverse("cards:fetches"), said=_("Surat tugas dibuat."),
    )  # fmt: skip


@allow("bendahara")
def receive_shipment(request: Request, id: UUID) -> HttpResponse:
    """Count what the centre sent."""
    row = get_object_or_404(BlangkoRequest, id=id, office=request.node.id)
    named = serials.text_of(serials.of_pairs(row.serials))
    form = ShipmentForm(request.POST or None, initial={"damaged": 0, "serials": named})

    def act(data: dict[str, Any], key: UUID) -> Outcome:
        if data["booked"]:
            return supply_acts.booked_before(request.node, request.actor, id, key=key)
        return supply_acts.receive_shipment(
            request.node,
            request.actor,
            id,
            data["amount"],
            damaged=data["damaged"] or 0,
            note=data["note"],
            berita_acara=data["berita_acara"],
            numbers=data["serials"],
            broken=data["broken"],
            key=key,
        )

    return answer_form(
        request,
        form,
        act,
        lambda value: reverse("cards:fetches"),
        title=_("Terima kiriman pusat"),
        intro=_("Pusat mengirim %(n)s blangko. Hitung, lalu tulis yang benar-benar datang.")
        % {"n": angka(row.shipped)},
        submit=_("Bukukan penerimaan"),
        cancel=reverse("cards:fetches"),
        said=_("Kiriman dibukukan; berita acara serah terima dibuat."),
    )
