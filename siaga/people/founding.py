"""The books of an office that begins: families and residents as facts, each with its own time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from siaga.journal.seeding import Said

from .biodata import Biodata, Family
from .facts import FamilyRegistered, ResidentRegistered

_FAMILY = Family.__struct_fields__
_NOT_GIVEN = frozenset({"gelar_depan", "gelar_belakang", "no_dispensasi_kawin", "status", "died_on", "no_paspor"})
_NOT_GIVEN |= {"no_akta_kawin", "tanggal_kawin", "no_akta_cerai", "tanggal_cerai"}
_PERSON = tuple(f for f in Biodata.__struct_fields__ if f not in _NOT_GIVEN)


def said_of(families: Iterable[Any], residents: Iterable[Any], at: datetime, actor: str) -> Iterator[Said]:
    """Facts for `journal.seeding.write_many`. families, residents: values with the attributes of `people.biodata`.

    A family's issued_on is read from its number (digits 7 to 12, this century): that is the day it was recorded.
    """
    for family in families:
        plain = Family(**{name: getattr(family, name) for name in _FAMILY})
        body = FamilyRegistered(family=plain, issued_on=_recorded(plain.no_kk, at))
        yield Said(at, actor, f"keluarga/{plain.no_kk}", body)
    for resident in residents:
        person = Biodata(**{name: getattr(resident, name) for name in _PERSON})
        yield Said(at, actor, f"penduduk/{person.nik}", ResidentRegistered(biodata=person, reason="data_awal"))


def _recorded(no_kk: str, at: datetime) -> date:
    try:
        return date(2000 + int(no_kk[10:12]), int(no_kk[8:10]), int(no_kk[6:8]))
    except ValueError:
        return at.date()
