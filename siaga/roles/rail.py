"""The left rail: every work list, for whom, and how many wait in it. Features add their rows here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from siaga.accounts.roles import CENTRE, OFFICE
from siaga.berkas import counts as berkas
from siaga.cards import figures as cards
from siaga.cards.blangko.shipments import count_loans, count_shipments
from siaga.cards.duplicates import centre as duplicates_centre
from siaga.cards.duplicates import pages as duplicates
from siaga.cards.kia import pages as kia
from siaga.cards.pickup import acts as pickup
from siaga.cards.quality import pages as quality
from siaga.continuity.strip import strip
from siaga.counter import counts as counter
from siaga.documents import queue_pages as documents
from siaga.journal.act import Actor
from siaga.journal.models import Parked
from siaga.kit.node import Node
from siaga.people import doubt_pages as doubts
from siaga.people import pages as people
from siaga.people import today_pages as people_today
from siaga.people.foreign import pages as foreign
from siaga.people.moving import leaving_pages as moving
from siaga.recording import work as recording
from siaga.uniqueness import counts as uniqueness

from .point_strip import point_strip

RECORDS = ("perekaman", "loket", "verifikator", "pencetakan", "kepala")
JUDGES = ("adjudikator", "operator_pusat")


def waiting(node: Node, actor: Actor) -> int:
    return uniqueness.waiting(node)


def cases(node: Node, actor: Actor) -> int:
    return uniqueness.open_cases(node)


def parked(node: Node, actor: Actor) -> int:
    return Parked.objects.count()


def duplicate_cases(node: Node, actor: Actor) -> int:
    return duplicates.count_todo(node.id)


def to_tell(node: Node, actor: Actor) -> int:
    return pickup.count_to_tell(node)


def statements(node: Node, actor: Actor) -> int:
    return duplicates_centre.count_waiting()


Count = Callable[[Node, Actor], int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One work list. roles: who sees it, empty: every officer. url: a URL name. at: "kantor", "pusat", "" both."""

    roles: tuple[str, ...]
    label: Promise
    url: str
    count: Count | None = None
    group: Promise | str = ""
    at: str = ""

    def seen_by(self, actor: Actor, place: str) -> bool:
        return (not self.at or self.at == place) and (not self.roles or bool(set(self.roles) & actor.roles))


# What a service point shows of it.
AT_A_POINT = frozenset(
    {
        "home",
        "points",
        "counter:desk",
        "people:search",
        "cards:line",
        "cards:check",
        "cards:at_printer",
        "cards:shelf",
        "cards:ledger",
    }
    | {"recording:index", "recording:records"}
)

RAIL: tuple[Entry, ...] = (
    Entry((), _("Hari ini"), "home"),
    Entry(("kepala", "teknisi"), _("Kotak cadangan"), "boxes", group=_("Keadaan"), at=OFFICE),
    Entry(
        ("kepala", "pencetakan", "bendahara", "teknisi"), _("Titik layanan"), "points", group=_("Keadaan"), at=OFFICE
    ),
    Entry((), _("Gangguan"), "continuity:page", group=_("Keadaan")),
    Entry(
        ("kepala", "verifikator", "loket", "teknisi"),
        _("Siapa menunggu"),
        "incidents:page",
        group=_("Keadaan"),
        at=OFFICE,
    ),
    Entry(
        ("teknisi", "verifikator", "kepala", "operator_pusat"),
        _("Catatan tertahan"),
        "parked",
        parked,
        group=_("Keadaan"),
    ),
    Entry(("teknisi", "kepala", "operator_pusat"), _("Perangkat"), "perangkat:page", group=_("Keadaan")),
    Entry(("teknisi", "kepala"), _("Daftar perangkat"), "perangkat:list", group=_("Keadaan")),
    Entry(("loket",), _("Panggil antrean"), "counter:desk", counter.waiting, group=_("Loket"), at=OFFICE),
    Entry(
        ("loket", "verifikator", "kepala", "pencetakan", "perekaman"),
        _("Permohonan"),
        "counter:applications",
        counter.running,
        group=_("Loket"),
        at=OFFICE,
    ),
    Entry(
        ("loket", "verifikator", "kepala"),
        _("Berkas saya"),
        "berkas:mine",
        berkas.count_mine,
        group=_("Berkas"),
        at=OFFICE,
    ),
    Entry(
        ("verifikator",),
        _("Perlu verifikasi"),
        "berkas:to_verify",
        berkas.count_verify,
        group=_("Berkas"),
        at=OFFICE,
    ),
    Entry(
        ("kepala_bidang", "kepala"),
        _("Perlu persetujuan"),
        "berkas:to_approve",
        berkas.count_approve,
        group=_("Berkas"),
        at=OFFICE,
    ),
    Entry(("kepala",), _("Aturan berkas"), "berkas:rules", group=_("Berkas"), at=OFFICE),
    Entry(people.LOOK, _("Cari penduduk"), "people:search", group=_("Penduduk")),
    Entry(
        people.SERVE,
        _("Biodata baru hari ini"),
        "people:today",
        people_today.count_today,
        group=_("Penduduk"),
        at=OFFICE,
    ),
    Entry(foreign.SERVE, _("Orang asing"), "people:stays", foreign.count_over, group=_("Penduduk"), at=OFFICE),
    Entry(people.SERVE, _("Perpindahan"), "people:moves", moving.count_late, group=_("Penduduk"), at=OFFICE),
    Entry(
        doubts.WHO, _("NIK yang perlu diperiksa"), "people:doubts", doubts.count_doubts, group=_("Penduduk"), at=CENTRE
    ),
    Entry(
        ("pencetakan", "kepala", "loket", "verifikator"),
        _("Antrean cetak"),
        "cards:line",
        cards.count_line,
        group=_("Kartu"),
        at=OFFICE,
    ),
    Entry(("kepala", "bendahara"), _("Rencana cetak"), "cards:plan", group=_("Kartu"), at=OFFICE),
    Entry(
        ("pencetakan", "kepala"), _("Periksa kartu"), "cards:check", quality.count_to_check, group=_("Kartu"), at=OFFICE
    ),
    Entry(
        ("pencetakan", "kepala"), _("Di printer"), "cards:at_printer", cards.count_printer, group=_("Kartu"), at=OFFICE
    ),
    Entry(
        ("pencetakan", "loket", "verifikator", "kepala"),
        _("Cetak KIA"),
        "cards:kia",
        kia.count_to_print,
        group=_("Kartu"),
        at=OFFICE,
    ),
    Entry(
        ("loket", "verifikator", "kepala"),
        _("Siap diambil"),
        "cards:shelf",
        cards.count_shelf,
        group=_("Kartu"),
        at=OFFICE,
    ),
    Entry(
        ("loket", "verifikator", "kepala"), _("Pengambilan kartu"), "cards:pickup", to_tell, group=_("Kartu"), at=OFFICE
    ),
    Entry(
        ("loket", "verifikator", "kepala"), _("Suket"), "cards:sukets", cards.count_sukets, group=_("Kartu"), at=OFFICE
    ),
    Entry(("bendahara", "kepala", "pencetakan"), _("Buku blangko"), "cards:ledger", group=_("Kartu"), at=OFFICE),
    Entry(("bendahara",), _("Kiriman blangko"), "cards:fetches", count_shipments, group=_("Kartu"), at=OFFICE),
    Entry(("bendahara",), _("Pinjaman blangko"), "cards:loans", count_loans, group=_("Kartu"), at=OFFICE),
    Entry(("bendahara", "kepala", "loket"), _("Kartu lama"), "cards:old_cards", group=_("Kartu"), at=OFFICE),
    Entry(
        ("operator_pusat",),
        _("Permintaan blangko"),
        "cards:requests",
        cards.count_requests,
        group=_("Pusat"),
        at=CENTRE,
    ),
    Entry(("operator_pusat",), _("Penjatahan blangko"), "cards:allotment", group=_("Pusat"), at=CENTRE),
    Entry(("operator_pusat",), _("Surat edaran"), "cards:policies", group=_("Pusat"), at=CENTRE),
    Entry(("operator_pusat",), _("Kantor yang diterima"), "members", group=_("Pusat"), at=CENTRE),
    Entry(("operator_pusat",), _("Kunci pemeriksaan"), "documents:key_list", group=_("Pusat"), at=CENTRE),
    Entry(("operator_pusat",), _("Petugas"), "accounts:officers", group=_("Pusat"), at=CENTRE),
    Entry(
        ("kepala",),
        _("Antrean tanda tangan"),
        "documents:queue",
        documents.waiting_count,
        group=_("Dokumen"),
        at=OFFICE,
    ),
    Entry(
        ("loket", "verifikator", "kepala", "auditor"),
        _("Register dokumen"),
        "documents:register",
        group=_("Dokumen"),
        at=OFFICE,
    ),
    Entry(("perekaman",), _("Rekam KTP-el"), "recording:index", recording.drafts, group=_("Perekaman"), at=OFFICE),
    Entry(RECORDS, _("Daftar rekaman"), "recording:records", recording.failed, group=_("Perekaman"), at=OFFICE),
    Entry(
        ("verifikator", "kepala"),
        _("Rekaman ganda"),
        "duplicates:index",
        duplicate_cases,
        group=_("Perekaman"),
        at=OFFICE,
    ),
    Entry(JUDGES, _("Antrean ketunggalan"), "uniqueness:queue", waiting, group=_("Ketunggalan"), at=CENTRE),
    Entry(JUDGES, _("Keputusan ketunggalan"), "uniqueness:cases", cases, group=_("Ketunggalan"), at=CENTRE),
    Entry(JUDGES, _("Pernyataan NIK ganda"), "duplicates:statements", statements, group=_("Ketunggalan"), at=CENTRE),
    Entry(("loket", "kepala", "bendahara"), _("Tutup hari"), "counter:closing", group=_("Kantor"), at=OFFICE),
    Entry(("kepala",), _("Kunci pemeriksaan"), "documents:key_list", group=_("Kantor"), at=OFFICE),
    Entry(("kepala",), _("Petugas"), "accounts:officers", group=_("Kantor"), at=OFFICE),
    Entry(("auditor",), _("Jejak lihat data"), "accounts:trail", group=_("Pemeriksaan")),
)

# What the strip of dependencies shows: functions (node) -> values with name, state, since, says, url.
STRIPS: tuple[Callable[[Node], Iterable[Any]], ...] = (lambda node: point_strip(node) if node.point else strip(node),)
