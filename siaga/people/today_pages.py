"""Who was registered on a day: a list to look through, to search and to take away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from siaga.accounts.access import Request, allow
from siaga.accounts.exports import csv_answer
from siaga.journal.act import Actor
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.people.find import understand
from siaga.people.models import Family, Resident
from siaga.shell.values import Deed

from .ways import SERVE

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class NewRow:
    """One row of the list of today's registrations."""

    nik: str
    nama: str
    tanggal_lahir: date
    at: datetime
    reason: str
    uncertain: bool
    url: str
    deed: Deed | None = None


WHY = {
    "biodata_pertama": gettext_lazy("Biodata pertama"),
    "kelahiran": gettext_lazy("Kelahiran"),
    "rentan": gettext_lazy("Pendataan penduduk rentan"),
    "pindah_datang": gettext_lazy("Pindah datang"),
}


@allow(*SERVE, purpose="daftar biodata baru")
@require_GET
def today(request: Request) -> HttpResponse:
    """Who got a NIK here on a day (today unless `?tanggal=` says another), oldest first."""
    day = _day(request.GET.get("tanggal", ""), request.node.clock.today())
    query = registered_on(request.node, request.actor, day)
    if words := request.GET.get("cari", "").strip():
        query = query.filter(Q(nama__icontains=words) | Q(nik__startswith=words.replace(" ", "")))
    if request.GET.get("format") == "csv":
        return _csv(request, query, day)
    page = Paginator(query, PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        NewRow(
            r.nik, r.nama, r.tanggal_lahir, r.registered_at, str(WHY.get(r.reason, r.reason)), r.minted_offline,
            reverse("people:resident", args=[r.nik]),
        )
        for r in page
    ]  # fmt: skip
    return render(request, "people/today.html", {"rows": rows, "page": page, "day": day, "export": True})


def registered_on(node: Node, actor: Actor, day: date) -> QuerySet[Resident]:
    """Residents with a NIK minted at this node on that day, oldest first, within the officer's area."""
    zone = ZONES[node.clock.zone]
    first, last = (datetime.combine(day, t, zone) for t in (time.min, time.max))
    query = Resident.objects.exclude(reason="data_awal").filter(registered_at__range=(first, last))
    if actor.wilayah:
        within = Family.objects.filter(kode_wilayah__startswith=actor.wilayah)
        query = query.filter(no_kk__in=within.values("no_kk"))
    return query.order_by("registered_at", "nik")


def count_today(node: Node, actor: Actor) -> int:
    """For the rail."""
    return registered_on(node, actor, node.clock.today()).count()


def _day(text: str, otherwise: date) -> date:
    return understand(text).born or otherwise


def _csv(request: Request, query: QuerySet[Resident], day: date) -> HttpResponse:
    rows = ((r.nik, r.no_kk, r.nama, r.tanggal_lahir, r.registered_at.isoformat(), r.reason) for r in query)
    return csv_answer(
        request, f"biodata-baru-{day:%Y-%m-%d}", ("nik", "no_kk", "nama", "tanggal_lahir", "dicatat", "karena"), rows
    )
