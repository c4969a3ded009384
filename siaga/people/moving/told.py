"""Moves between offices as lines of a history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from siaga.journal.facts import Fact
from siaga.wilayah.find import area_name

from .facts import ARRIVED, RENEWED


def _names(office: str, on: date) -> str:
    return area_name(office, on) or office


def _out(f: Fact) -> str:
    said = {"number": f.body.letter.number, "where": _names(f.body.letter.destination, f.at.date())}
    return _("%(number)s diterbitkan: pindah ke %(where)s") % said


def _in(f: Fact) -> str:
    said = {"number": f.body.letter.number, "where": _names(f.body.letter.origin, f.at.date())}
    return _("Datang dari %(where)s dengan %(number)s") % said


def _back(f: Fact) -> str:
    said = {"number": f.body.number, "new": f.body.says}
    if f.body.how == RENEWED:
        return _("%(number)s diganti dengan %(new)s") % said
    if f.body.how == ARRIVED:
        return _("Tidak ikut datang dengan %(number)s, kembali menjadi penduduk di sini") % said
    return _("%(number)s tidak dipakai, kembali menjadi penduduk di sini") % said


def _settled(f: Fact) -> str:
    return _("Sudah diterima di %(where)s dengan %(number)s") % {
        "number": f.body.number,
        "where": _names(f.body.office, f.at.date()),
    }


WORDS: Mapping[str, Callable[[Fact], str]] = {
    "people.moved_out": _out,
    "people.move_offered": lambda f: (
        _("Pusat memberi tahu: %(number)s sedang dalam perjalanan ke sini") % {"number": f.body.letter.number}
    ),
    "people.arrived": _in,
    "people.move_returned": _back,
    "people.move_withdrawn": lambda f: _("%(number)s ditarik oleh kantor asal") % {"number": f.body.number},
    "people.move_settled": _settled,
    "people.move_confirmed": lambda f: _("%(number)s dibenarkan oleh kantor asal") % {"number": f.body.number},
    "people.recall_asked": lambda f: _("Pusat ditanya apakah %(number)s sudah dipakai") % {"number": f.body.number},
    "people.recall_granted": lambda f: (
        _("Pusat menjawab: %(number)s tidak dipakai di mana pun") % {"number": f.body.number}
    ),
    "people.claim_refused": lambda f: (
        _("Pusat: penduduk %(where)s, bukan penduduk di sini") % {"where": _names(f.body.office, f.at.date())}
    ),
}
