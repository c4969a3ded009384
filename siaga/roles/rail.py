"""The left rail: every work list, for whom, and how many wait in it. Features add their rows here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from siaga.accounts.roles import CENTRE, OFFICE
from siaga.continuity.strip import strip
from siaga.journal.act import Actor
from siaga.kit.node import Node
from siaga.people import doubt_pages as doubts
from siaga.people import pages as people

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


RAIL: tuple[Entry, ...] = (
    Entry(people.LOOK, _("Cari penduduk"), "people:search", group=_("Penduduk")),
    Entry(people.SERVE, _("Biodata baru hari ini"), "people:today", people.count_today, group=_("Penduduk"), at=OFFICE),
    Entry(doubts.WHO, _("NIK yang perlu diperiksa"), "people:doubts", doubts.count_doubts, group=_("Penduduk"), at=CENTRE),
    Entry(("kepala",), _("Petugas"), "accounts:officers", group=_("Kantor"), at=OFFICE),
    Entry(("operator_pusat",), _("Petugas"), "accounts:officers", group=_("Pusat"), at=CENTRE),
    Entry((), _("Gangguan"), "continuity:page", group=_("Keadaan")),
    Entry(
        ("kepala", "verifikator", "loket", "teknisi"),
        _("Siapa menunggu"),
        "incidents:page",
        group=_("Keadaan"),
        at=OFFICE,
    ),
    Entry(("auditor",), _("Jejak lihat data"), "accounts:trail", group=_("Pemeriksaan")),
    Entry((), _("Akun saya"), "accounts:me", group=_("Anda")),
    Entry((), _("Ganti petugas"), "accounts:take_over", group=_("Anda")),
)

# What the strip of dependencies shows: functions (node) -> values with name, state, since, says, url.
STRIPS: tuple[Callable[[Node], Iterable[Any]], ...] = (strip,)
