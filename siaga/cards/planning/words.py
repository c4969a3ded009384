"""The words in which a date is told, the same on the receipt, the tracking page, at the counter and on every page of an officer.

Short, for a phone: the likely day and the days between which eight of ten such cards come; then the place, and what holds the wait.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from siaga.planner.told import BIND_TEXTS, NOT_YET, Expected
from siaga.shell.templatetags.siaga_ui import tanggal


class Words(NamedTuple):
    """when: "sekitar 14 Agustus 2019 (7–19 Agustus)". basis: "Urutan 1.204, bergantung pada kiriman blangko", "" unknown."""

    when: str
    basis: str = ""

    def __str__(self) -> str:
        return ". ".join(part for part in self if part)


def dated(likely: date | None, earliest: date, latest: date, place: int | None = None, binds: str = "") -> Words:
    """binds: of `BIND_TEXTS`. A day that is certain, or that nobody estimated, is told as it is."""
    whole = span(earliest, latest)
    if likely is not None and earliest != latest:
        if earliest.year == latest.year == likely.year:  # said once, with the likely day
            whole = whole.replace(f" {likely.year}", "")
        whole = _("sekitar %(day)s (%(span)s)") % {"day": tanggal(likely), "span": whole}
    return Words(whole, basis(place, binds))


def basis(place: int | None, binds: str) -> str:
    on = _(BIND_TEXTS[binds]) if binds in BIND_TEXTS else ""
    number = f"{place:,}".replace(",", ".") if place else ""
    if number and on:
        return _("Urutan %(n)s, bergantung pada %(what)s") % {"n": number, "what": on}
    if number:
        return _("Urutan %(n)s") % {"n": number}
    return _("Bergantung pada %(what)s") % {"what": on} if on else ""


def undated(why: str) -> Words:
    """why: a few Indonesian words, translated here."""
    return Words(f"{_(NOT_YET)}: {_(why)}" if why else _(NOT_YET))


def of_expected(said: Expected) -> Words:
    if said.earliest is None or said.latest is None:
        return undated(said.why)
    return dated(said.likely, said.earliest, said.latest, said.place, said.binds)


def span(first: date, last: date) -> str:
    """ "14–19 Agustus 2019", "30 Juli 2019 sampai 2 Agustus 2019"."""
    if first == last:
        return tanggal(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{tanggal(last)}"
    return _("%(first)s sampai %(last)s") % {"first": tanggal(first), "last": tanggal(last)}
