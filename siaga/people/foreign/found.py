"""Guests of the register looked for: by NIK, passport, name or date of birth; and who of them may be one person under two NIKs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet

from siaga.people.biodata import Biodata, Family
from siaga.people.duplicates import likely_duplicates
from siaga.people.models import NikConfirmation, Stay

from .permit import Guest

LEAST = 3  # letters of a name or passport
NUMBER_LEAST = 6
MOST = 20
MOST_TYPED = 100


@dataclass(frozen=True, slots=True)
class FoundGuest:
    nik: str
    person: Biodata
    home: Family
    passport: str


def guests() -> QuerySet[Stay]:
    return Stay.objects.filter(guest__isnull=False)


def find_guests(text: str, *, office: str = "", wilayah: str = "") -> list[FoundGuest]:
    """At most MOST, by name. text: as typed into the search. office: "" of all. wilayah: only addresses that begin so."""
    text = "".join(c for c in text[:MOST_TYPED] if c.isprintable())
    digits, plain = text.replace(" ", "").replace(".", ""), " ".join(text.split())
    if digits.isascii() and digits.isdigit():
        same = Q(nik__startswith=digits) if len(digits) >= NUMBER_LEAST else Q(pk__in=[])
    elif len(plain) < LEAST:
        return []
    else:
        named = Q()
        for word in plain.split()[:6]:
            named &= Q(nama__icontains=word)
        same = named | Q(passport__istartswith=digits)
    found = guests().filter(same, ended="")
    found = found.filter(office=office) if office else found
    found = found.filter(kode_wilayah__startswith=wilayah.replace(".", "")) if wilayah else found
    return [_found(row) for row in found.order_by("nama", "nik")[:MOST]]


def _found(row: Stay) -> FoundGuest:
    guest = msgspec.convert(row.guest, Guest)
    return FoundGuest(row.nik, guest.person, guest.home, row.passport)


def person_of(row: Stay) -> Biodata:
    return msgspec.convert(row.guest, Guest).person


def persons(niks: Collection[str]) -> dict[str, Biodata]:
    """Of these, who is or was a guest."""
    return {row.nik: person_of(row) for row in guests().filter(nik__in=sorted(set(niks)))}


def unconfirmed(row: Stay) -> bool:
    """The NIK was minted while the centre could not be asked, and it has not confirmed it since."""
    return row.minted_offline and not NikConfirmation.objects.filter(nik=row.nik).exists()


def unasked() -> QuerySet[Stay]:
    """At the centre: guests whose NIK is still to be confirmed."""
    done = NikConfirmation.objects.filter(nik=OuterRef("nik"))
    return guests().filter(minted_offline=True).exclude(Exists(done))


def likely_same(row: Stay) -> Sequence[str]:
    """NIKs of other guests who may be this one: the same passport, or a name and a date of birth that agree."""
    person = person_of(row)
    first = person.nama.split()[0] if person.nama.split() else ""
    near = guests().exclude(nik=row.nik).filter(Q(passport=row.passport) | Q(nama__icontains=first)).order_by("nik")
    others = {other.nik: other for other in near[:400]}
    alike = [m.other.nik for m in likely_duplicates(person, [person_of(o) for o in others.values()])]
    return sorted({*alike, *(o.nik for o in others.values() if o.passport == row.passport)})
