"""Those who may be the same person, beside what was typed: an officer compares before anybody gets a second NIK."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from siaga.accounts.access import Request, viewed
from siaga.kit.refusal import Refusal
from siaga.shell.formats import lang_of

from . import register
from .asking import Answers
from .biodata import Biodata
from .codes import JENIS_KELAMIN
from .pages import pairs_of
from .peristiwa.biodata_pertama import DUPLICATE
from .peristiwa.event import Asked


def alike(request: Request, asked: Asked, answers: Answers, refusals: Iterable[Refusal]) -> list[dict[str, Any]]:
    """Those who may be the same person, beside what was typed: rows of (title, typed, registered, whether alike)."""
    niks = [n for r in refusals if r.code == DUPLICATE for n in r.params["niks"]]
    if not niks or asked.looks_for is None:
        return []
    given, _home = asked.looks_for(answers)
    language = lang_of(request.LANGUAGE_CODE)
    found = []
    for nik, other in register.persons(niks).items():
        viewed(request, nik, "pemeriksaan biodata ganda")
        typed = dict(_plain(given, language))
        rows = [(title, typed.get(title, ""), words) for title, words in _plain(other, language)]
        found.append({"nik": nik, "name": other.nama, "rows": [(t, a, b, _same(a, b)) for t, a, b in rows]})
    return found


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _plain(person: Biodata, language: str) -> list[tuple[str, str]]:
    born = f"{person.tanggal_lahir:%d-%m-%Y}" if person.tanggal_lahir else ""
    first = [(_("Nama"), person.nama), (_("Tempat lahir"), person.tempat_lahir), (_("Tanggal lahir"), born)]
    sex = JENIS_KELAMIN.get(person.jenis_kelamin, ("", ""))[language == "en"]
    return [*first, (_("Jenis kelamin"), sex), *pairs_of(person, language)]
