"""Foreigners with a limited stay, the permit that ends first on top: they are in no family, so the search for residents lacks them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from siaga.accounts.access import Request, allow
from siaga.accounts.exports import csv_answer
from siaga.journal.act import Actor
from siaga.kit.node import Node
from siaga.people.models import Stay
from siaga.shell.values import Deed

SERVE = ("loket", "verifikator", "kepala")
PER_PAGE = 50
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class GuestRow:
    pk: str
    name: str
    nationality: str
    passport: str
    until: date | None
    over: bool
    soon: bool
    provisional: bool
    url: str
    deed: Deed


def guests(node: Node, actor: Actor) -> QuerySet[Stay]:
    """Of this office and of the officer's own area, whose permit ends first on top."""
    found = Stay.objects.filter(office=node.id, ended="", guest__isnull=False)
    if actor.wilayah:
        found = found.filter(kode_wilayah__startswith=actor.wilayah.replace(".", ""))
    return found.order_by("valid_until", "nik")


def count_over(node: Node, actor: Actor) -> int:
    """For the rail: permits that ended, whose holders have to come or have left."""
    return guests(node, actor).filter(valid_until__lt=node.clock.today()).count()


@allow(*SERVE, purpose="daftar orang asing")
@require_GET
def stays(request: Request) -> HttpResponse:
    today = request.node.clock.today()
    query = guests(request.node, request.actor)
    state = request.GET.get("keadaan", "")
    if state == "habis":
        query = query.filter(valid_until__lt=today)
    elif state == "segera":
        query = query.filter(valid_until__range=(today, today + SOON))
    if words := request.GET.get("cari", "").strip()[:80]:
        digits = words.replace(" ", "")
        same = Q(nama__icontains=words) | Q(passport__istartswith=digits) | Q(nationality__icontains=words)
        query = query.filter(same | Q(nik__startswith=digits))
    if request.GET.get("format") == "csv":
        head = (_("Nama"), _("NIK"), _("Kewarganegaraan"), _("Nomor paspor"), _("Berlaku sampai"), _("Nomor SKTT"))
        return csv_answer("orang-asing", head, _export(query[:10_000]))
    page = Paginator(query, PER_PAGE).get_page(request.GET.get("page"))
    context = {"rows": [_row(s, today) for s in page], "page": page, "export": True, "keadaan": state}
    return render(request, "people/stays.html", context)


def _row(s: Stay, today: date) -> GuestRow:
    papers = reverse("documents:due", args=[s.nik])
    again = reverse("berkas:new_event", args=["tinggal_terbatas"])
    return GuestRow(
        pk=s.nik,
        name=s.nama,
        nationality=s.nationality,
        passport=s.passport,
        until=s.valid_until,
        over=bool(s.valid_until and s.valid_until < today),
        soon=bool(s.valid_until and today <= s.valid_until <= today + SOON),
        provisional=s.minted_offline,
        url=papers,
        deed=Deed(_("Perpanjang"), f"{again}?nik={s.nik}"),
    )


def _export(found: Iterable[Stay]) -> Iterable[tuple[object, ...]]:
    for s in found:
        yield s.nama, f"'{s.nik}", s.nationality, s.passport, s.valid_until or "", s.letter
