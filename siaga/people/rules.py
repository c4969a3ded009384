"""The rules of people's records, in one place to look for: first biodata, birth, death.

All findings at once, each at its field: refusals must be mended, warnings must be seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from siaga.people.biodata import Biodata, Family
from siaga.people.birth_rules import Birth, check_birth
from siaga.people.codes import ResidentStatus
from siaga.people.death_rules import Death, check_death
from siaga.people.family_rules import check_family, check_place
from siaga.people.form_rules import Found, check_person, joined
from siaga.people.numbers import AreaKnown

__all__ = [
    "Birth",
    "Death",
    "check_biodata",
    "check_birth",
    "check_death",
]


def check_biodata(
    form: Biodata,
    family: Family | None,
    members: Sequence[Biodata],
    today: date,
    *,
    area_known: AreaKnown | None = None,
) -> Found:
    """(refusals, warnings) for first biodata, form F-1.01, all at once.

    members: who is in the family already (the person itself, found by NIK, is left out); the dead and those who moved
    away do not count. area_known: asked for six digits (NIK, KK) and ten digits (address).
    """
    here = [m for m in members if m.status == ResidentStatus.AKTIF]
    household: Found = (check_family(family, area_known=area_known) if family else [], [])
    return joined([check_person(form, today, area_known=area_known), check_place(form, here, today), household])
