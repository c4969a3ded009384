"""Whom a case file touches: its title in a list, the NIKs that lead to it, and the village that decides who may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from siaga.people.asking import numbers_of
from siaga.people.biodata import Family as FamilyValue
from siaga.people.event_acts import Decided
from siaga.people.models import Family, Resident

MOST_NIKS = 60


@dataclass(frozen=True, slots=True)
class Whom:
    title: str
    niks: list[str]
    area: str


def of(decided: Decided, about: str) -> Whom:
    """From what the rules decided: everybody who is named, changed or newly registered. Newcomers have no NIK yet."""
    now, effects = decided.now, decided.effects
    niks = {*now.persons, *effects.changes, *numbers_of(decided.answers, "nik")}
    stays = {who: stay.guest.person for who, stay in now.stays.items() if stay.guest}
    known = stays | {m.nik: m for members in now.members.values() for m in members} | dict(now.persons)
    home = now.homes.get(about) or next(iter(now.homes.values()), None)
    newcomers = [who.biodata.nama for who in effects.residents.values()]
    received = effects.reception
    newcomers += [m.nama for m in received.people] if received else []
    newcomers += [guest.person.nama for guest in effects.guests.values()]
    first = effects.deed.niks if effects.deed else ()
    names = [known[nik].nama for nik in (about, *first, *effects.stays_over) if nik in known]
    if not names and not newcomers and home is not None:
        names = [known[home.nik_kepala].nama] if home.nik_kepala in known else [home.no_kk]
    title = ", ".join(dict.fromkeys([*newcomers, *names])) or about
    homes = [*(s.guest.home for s in now.stays.values() if s.guest and s.nik in effects.stays_over)]
    homes += [*(w.home for w in effects.residents.values()), *(g.home for g in effects.guests.values())]
    if received:
        home = received.home
    area = (home or next(iter(homes), FamilyValue())).kode_wilayah
    return Whom(title[:200], sorted(niks)[:MOST_NIKS], area)


def names_of(numbers: Sequence[str]) -> dict[str, str]:
    """NIK or KK number -> the resident's or the head's name."""
    heads = dict(Family.objects.filter(no_kk__in=numbers).values_list("no_kk", "nik_kepala"))
    found = dict(Resident.objects.filter(nik__in=[*numbers, *heads.values()]).values_list("nik", "nama"))
    return found | {no_kk: found[nik] for no_kk, nik in heads.items() if nik in found}
