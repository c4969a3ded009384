"""Reading the register of people: rows as the plain values that the rules decide on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Upper

from siaga.people.biodata import Biodata, Family
from siaga.people.duplicates import Match, likely_duplicates
from siaga.people.effects import KnownDeed
from siaga.people.models import Akta, Resident
from siaga.people.models import Family as FamilyRow
from siaga.people.names import search_keys
from siaga.people.numbers import AreaKnown
from siaga.wilayah.models import Area

COLUMNS = tuple(f for f in Biodata.__struct_fields__ if f != "no_dispensasi_kawin")
FAMILY_COLUMNS = Family.__struct_fields__
SHORTLIST = 400


def people(rows: QuerySet[Resident]) -> list[Biodata]:
    """The rows as values, one query."""
    return [Biodata(**row) for row in rows.values(*COLUMNS)]


def person(nik: str) -> Biodata | None:
    return next(iter(people(Resident.objects.filter(nik=nik))), None) if nik else None


def persons(niks: Iterable[str]) -> dict[str, Biodata]:
    """Those of the given NIKs that are registered here."""
    wanted = sorted({nik for nik in niks if nik})
    return {p.nik: p for p in people(Resident.objects.filter(nik__in=wanted))} if wanted else {}


def members(no_kk: str) -> list[Biodata]:
    """Everybody whose KK this is, the dead included; the head first, then by relation, age and NIK."""
    return people(Resident.objects.filter(no_kk=no_kk).order_by("shdk", "tanggal_lahir", "nik")) if no_kk else []


def children_of(mothers: Iterable[str]) -> dict[str, list[Biodata]]:
    """NIK of each of these who is a mother -> everybody whose mother she is, wherever they live; one query."""
    found: dict[str, list[Biodata]] = {}
    for child in people(Resident.objects.filter(nik_ibu__in=sorted(set(mothers) - {""})).order_by("nik")):
        found.setdefault(child.nik_ibu, []).append(child)
    return found


def family(no_kk: str, *, lock: bool = False) -> Family | None:
    """A family whose KK is in force. lock: nobody else changes who belongs to it until this act ends."""
    rows = FamilyRow.objects.filter(no_kk=no_kk, status="aktif")
    if lock:
        rows = rows.select_for_update()
    row = rows.values(*FAMILY_COLUMNS).first() if no_kk else None
    return Family(**row) if row else None


def areas_known(codes: Collection[str], on: date) -> AreaKnown:
    """Which of these area codes hold on that day: one query, then a plain look-up. Codes not asked for count as unknown."""
    holding = Area.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)
    found = frozenset(holding.filter(code__in=sorted(set(codes))).values_list("code", flat=True))
    return found.__contains__


def area_codes_of(form: Biodata, family: Family | None) -> set[str]:
    """The area codes that checking this form asks about."""
    numbers = (form.nik, form.no_kk, form.nik_ayah, form.nik_ibu)
    codes = {n[:6] for n in numbers if len(n) == 16}
    return codes | ({family.kode_wilayah} if family else set())


def near_dates(born: date) -> list[date]:
    """Dates of birth that one slip of the pen turns into this one: one digit wrong, or day and month exchanged."""
    typed = f"{born:%d%m%Y}"
    texts = {typed[:i] + d + typed[i + 1 :] for i in range(8) for d in "0123456789"}
    texts.add(typed[2:4] + typed[:2] + typed[4:])
    found = set()
    for text in texts:
        try:
            found.add(date(int(text[4:]), int(text[2:4]), int(text[:2])))
        except ValueError:
            continue
    return sorted(found)


def likely_same(form: Biodata) -> list[Match]:
    """Residents who may be this person, likeliest first: a name that sounds alike, and a date of birth one slip away.

    Another date in the same year never reaches `duplicates.LIKELY`, so it is not looked for.
    """
    keys = search_keys(form.nama)
    if not keys or form.tanggal_lahir is None:
        return []
    rows = Resident.objects.filter(name_keys__overlap=list(keys), tanggal_lahir__in=near_dates(form.tanggal_lahir))
    return likely_duplicates(form, people(rows.order_by("nik")[:SHORTLIST]))


def with_birth_deed(number: str) -> list[Biodata]:
    """Residents whose birth deed has that number, as it was told or as it was registered here; capitals and spaces make no difference."""
    wanted = " ".join(number.split()).upper()
    if not wanted:
        return []
    registered = Akta.objects.filter(number=wanted, kind="kelahiran").values_list("nik", flat=True)
    told = Resident.objects.annotate(told=Upper("no_akta_lahir")).filter(told=wanted).exclude(no_akta_lahir="")
    niks = sorted({*registered, *told.values_list("nik", flat=True)})
    return people(Resident.objects.filter(nik__in=niks).order_by("nik")[:5]) if niks else []


def row_of(nik: str) -> Resident | None:
    return Resident.objects.filter(nik=nik).first()


def before_of(person: Biodata, after: dict[str, Any]) -> dict[str, Any]:
    """What the columns that change held before, as a fact writes them."""
    return {name: getattr(person, name) for name in after}


def replaced_by(no_kk: str) -> str:
    """The number that took the place of this KK, "" where none did."""
    return FamilyRow.objects.filter(no_kk=no_kk).values_list("replaced_by", flat=True).first() or ""


def deeds_of(niks: Iterable[str], numbers: Iterable[str] = ()) -> dict[str, KnownDeed]:
    """By number: the deeds of the register kept here that speak of any of these, and those that are named."""
    wanted = sorted({n for n in niks if n})
    rows = Akta.objects.filter(Q(nik__in=wanted) | Q(nik_kedua__in=wanted) | Q(number__in=sorted(set(numbers))))
    return {
        a.number: KnownDeed(a.number, a.kind, (a.nik, *filter(None, [a.nik_kedua])), a.registered_on, a.status, a.data)
        for a in rows.order_by("registered_on", "number")
    }
