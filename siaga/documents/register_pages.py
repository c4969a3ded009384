"""The register of an office's papers: searched, sifted, exported. `pages` shows one of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from siaga.accounts.access import Request, allow
from siaga.accounts.exports import csv_answer
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.shell.fields import TanggalField, offer

from .kinds import KINDS
from .listing import STATE_LABELS, Row, row_of, seen_by, signed_by, state_of, title_of, without_data
from .models import Document
from .over import holding, over_among
from .pages import SERVE
from .presenting import register_number

PER_PAGE = 50
MOST_EXPORTED = 100_000


class Sieve(forms.Form):
    cari = forms.CharField(required=False, max_length=80)
    jenis = forms.ChoiceField(label=gettext_lazy("Jenis"), required=False)
    keadaan = forms.ChoiceField(label=gettext_lazy("Keadaan"), required=False)
    dari = TanggalField(label=gettext_lazy("Dari tanggal"), help_text="", required=False)
    sampai = TanggalField(label=gettext_lazy("Sampai tanggal"), help_text="", required=False)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        kinds = [(k.code, _(k.title)) for k in KINDS if k.claim_number]
        states = [(code, _(label)) for code, label in STATE_LABELS.items()]
        offer(self, "jenis", [("", _("Semua")), *kinds])
        offer(self, "keadaan", [("", _("Semua")), *states, ("tidak_aktif", _("Tidak berlaku lagi"))])


@allow(*SERVE, "auditor", purpose="register dokumen")
@require_GET
def register(request: Request) -> HttpResponse:
    """Every paper of this office, oldest first."""
    sieve = Sieve(request.GET)
    sieve.is_valid()
    query = sieved(request, sieve)
    if request.GET.get("format") == "csv":
        return _csv(request, query)
    page = Paginator(query, PER_PAGE).get_page(request.GET.get("page"))
    gone = over_among(request.node, page)
    rows: list[Row] = [row_of(d, over=gone.get(d.id, "")) for d in page]
    context: dict[str, Any] = {"rows": rows, "page": page, "export": True, "sieve": sieve}
    context["may_make_books"] = bool(request.actor.roles & {"kepala", "verifikator"})
    if request.actor.roles & set(SERVE):
        context |= {"bulk_url": reverse("documents:print"), "bulk_label": _("Cetak yang dipilih")}
    return render(request, "documents/register.html", context, status=422 if sieve.errors else 200)


def sieved(request: Request, sieve: Sieve) -> QuerySet[Document]:
    data, zone = sieve.cleaned_data, ZONES[request.node.clock.zone]
    query = seen_by(without_data(Document.objects.filter(office=request.node.id)), request.actor)
    if text := data.get("cari", "").strip():
        digits = "".join(c for c in text if c.isdigit())
        number = digits if len(digits) == 16 else text
        query = query.filter(Q(number__iexact=number) | Q(holder=number) | Q(holder_name__icontains=text))
    if data.get("jenis"):
        query = query.filter(kind=data["jenis"])
    state = data.get("keadaan")
    if state == "tidak_aktif":
        query = query.exclude(id__in=holding(request.node, query).values("id"))
    elif state:
        query = holding(request.node, query.filter(state=state))
    for name, lookup in (("dari", "made_at__gte"), ("sampai", "made_at__lt")):
        if day := data.get(name):
            begin = datetime.combine(day, time(), zone)
            query = query.filter(**{lookup: begin + timedelta(days=1) if name == "sampai" else begin})
    return query.order_by("made_at", "id")


def _csv(request: Request, query: QuerySet[Document]) -> HttpResponse:
    zone = ZONES[request.node.clock.zone]
    head = (_("Dibuat"), _("Jenis"), _("Nomor"), _("NIK"), _("Nama"), _("Keadaan"), _("Penanda tangan"), _("Register"))
    rows = (
        (
            d.made_at.astimezone(zone).isoformat(timespec="seconds"),
            title_of(d.kind),
            d.number,
            d.holder,
            d.holder_name,
            state,
            signed_by(d),
            register_number(d),
        )
        for d, state in _as_today(request.node, query[:MOST_EXPORTED].iterator(2000))
    )
    return csv_answer(request, "dokumen", head, rows)


def _as_today(node: Node, found: Iterator[Document]) -> Iterator[tuple[Document, str]]:
    while some := list(islice(found, 2000)):
        gone = over_among(node, some)
        yield from ((d, state_of(d, gone.get(d.id, ""))) for d in some)
