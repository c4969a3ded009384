"""Foreigners with a limited stay, the permit that ends first on top: they are in no family, so the search for residents lacks them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from siaga.accounts.access import Request, allow, in_area, viewed
from siaga.accounts.exports import csv_answer
from siaga.continuity.standing import may_begin
from siaga.continuity.table_words import LOOKUP
from siaga.journal.act import Actor
from siaga.kit.node import PUSAT, Node
from siaga.people.codes import JENIS_KELAMIN, PEKERJAAN, STATUS_KAWIN
from siaga.people.history import lines_of
from siaga.people.models import Akta, Stay
from siaga.people.pages import LOOK, not_now
from siaga.shell.formats import day, lang_of
from siaga.shell.values import Deed, Paper, Who
from siaga.wilayah.find import path_name

from .found import unconfirmed
from .permit import DIED, LEFT
from .recorded import known

GUEST_LOOK = (*LOOK, "adjudikator")
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
        return csv_answer(request, "orang-asing", head, _export(query[:10_000]))
    page = Paginator(query, PER_PAGE).get_page(request.GET.get("page"))
    context = {"rows": [_row(s, today) for s in page], "page": page, "export": True, "keadaan": state}
    return render(request, "people/stays.html", context)


def _row(s: Stay, today: date) -> GuestRow:
    again = reverse("berkas:new_event", args=["tinggal_terbatas"])
    return GuestRow(
        pk=s.nik,
        name=s.nama,
        nationality=s.nationality,
        passport=s.passport,
        until=s.valid_until,
        over=bool(s.valid_until and s.valid_until < today),
        soon=bool(s.valid_until and today <= s.valid_until <= today + SOON),
        provisional=unconfirmed(s),
        url=reverse("people:guest", args=[s.nik]),
        deed=Deed(_("Perpanjang"), f"{again}?nik={s.nik}"),
    )


def _export(found: Iterable[Stay]) -> Iterable[tuple[object, ...]]:
    for s in found:
        yield s.nama, s.nik, s.nationality, s.passport, s.valid_until or "", s.letter


@allow(*GUEST_LOOK, purpose="pelayanan")
@require_GET
def guest(request: Request, nik: str) -> HttpResponse:
    """One of them: who, until when, the papers, and what may be begun."""
    row = Stay.objects.filter(nik=nik, guest__isnull=False).first()
    if row is None or not in_area(request.actor, row.kode_wilayah):
        raise Http404
    if no := may_begin(request.node, LOOKUP):
        return not_now(request, no)
    viewed(request, nik)
    serves = row.ended == "" and request.node.id != PUSAT and bool(set(SERVE) & request.actor.roles)
    deeds = Akta.objects.filter(nik=nik).order_by("registered_on", "number")
    context = {
        "row": row,
        "who": _who(row, request),
        "state": _state(row, request.node.clock.today()),
        "pairs": _pairs(row, lang_of(request.LANGUAGE_CODE)),
        "over": row.ended == "" and bool(row.valid_until and row.valid_until < request.node.clock.today()),
        "deed": Deed(_("Perpanjang"), f"{reverse('berkas:new_event', args=['tinggal_terbatas'])}?nik={nik}")
        if serves
        else None,
        "others": [
            Deed(words, f"{reverse('berkas:new_event', args=[code])}?nik={nik}")
            for code, words in (
                ("meninggalkan_indonesia", _("Catat meninggalkan Indonesia")),
                ("kematian_orang_asing", _("Catat kematian")),
            )
            if serves
        ],
        "papers": [Paper(f"{_('Akta kematian')} {d.number}", reverse("documents:deed", args=[d.number])) for d in deeds]
        + (
            [Paper(_("Dokumen yang harus dibuat"), reverse("documents:due", args=[nik]))]
            if request.node.id != PUSAT
            else []
        ),
        "history": lines_of(request.node, f"penduduk/{nik}", request.siaga_cases(f"penduduk/{nik}")),
        "uncertain": unconfirmed(row),
    }
    return render(request, "people/guest.html", context)


def _who(row: Stay, request: Request) -> Who:
    found = known(row).guest
    assert found is not None
    person, home, today = found.person, found.home, request.node.clock.today()
    where = f"{home.alamat}, RT {home.rt}/RW {home.rw}, {path_name(home.kode_wilayah, today)}"
    return Who(
        name=person.nama,
        nik=row.nik,
        born=person.tanggal_lahir,
        birthplace=person.tempat_lahir,
        sex=JENIS_KELAMIN[person.jenis_kelamin][lang_of(request.LANGUAGE_CODE) == "en"],
        address=where,
        provisional=unconfirmed(row),
    )


def _state(row: Stay, today: date) -> str:
    if row.ended:
        ends = {DIED: _("Meninggal"), LEFT: _("Meninggalkan Indonesia")}
        return ends.get(row.ended, _("Menjadi penduduk tetap"))
    return _("ITAS sudah berakhir") if row.valid_until and row.valid_until < today else _("ITAS")


def _pairs(row: Stay, language: str) -> list[tuple[str, object]]:
    stay = known(row)
    assert stay.guest is not None
    return [
        (_("Kewarganegaraan"), row.nationality),
        (_("Nomor paspor"), row.passport),
        (_("Nomor izin tinggal"), stay.permit.number),
        (_("Tanggal izin diterbitkan"), day(stay.permit.issued_on, language)),
        (_("Berlaku sampai"), day(row.valid_until, language) if row.valid_until else "-"),
        (_("Nomor SKTT"), row.letter or "-"),
        (_("Penjamin"), stay.permit.sponsor or "-"),
        (_("Status perkawinan"), STATUS_KAWIN.label(stay.guest.person.status_kawin, language)),
        (_("Jenis pekerjaan"), PEKERJAAN.label(stay.guest.person.pekerjaan, language)),
    ]
