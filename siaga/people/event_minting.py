"""The new numbers of a life event, and the families and persons that they are for."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from siaga.journal.act import Act
from siaga.kit.refusal import Refusal

from . import facts, minting
from .biodata import of_card_age
from .effects import AKTA, Effects, Newcomer, Situation

TAGGED = frozenset({"no_kk", "no_akta_lahir", "no_akta_kawin", "no_akta_cerai"})
"""Columns in which a tag may stand for a number that is minted with the event."""


def mint_all(act: Act, effects: Effects, now: Situation) -> dict[str, str] | Refusal:
    """Mint every number that stands as a tag, and record the families and persons that it is for.

    All prefixes are held first, in one order for all clerks, so no two of them wait for each other; a number is recorded before the
    next of its prefix is minted, which is read from the mark that it raises.
    """
    numbers: dict[str, str] = {}
    wanted = {tag: minting.Wanted(kk=minting.for_family(f, now.today)) for tag, f in effects.families.items()}
    for tag, who in effects.residents.items():
        wanted[tag] = minting.Wanted(nik="" if who.biodata.nik else minting.for_person(who.home, who.biodata))
    if effects.deed:
        wanted[AKTA] = minting.Wanted(akta=minting.for_deed(act.node, effects.deed.letters, now.today))
    minting.hold([mark for each in wanted.values() for mark in each.marks()])

    def mint(tag: str) -> Refusal | None:
        minted = minting.mint(act.node, wanted[tag])
        if isinstance(minted, Refusal):
            return minted
        numbers[tag] = minted.kk or minted.nik or minted.akta or effects.residents[tag].biodata.nik
        return None

    heads = {f.nik_kepala for f in effects.families.values()} & set(effects.residents)
    order = [*([AKTA] if effects.deed else []), *sorted(heads), *sorted(effects.families)]
    order += sorted(set(effects.residents) - heads)
    for tag in order:
        if no := mint(tag):
            return no
        if tag in effects.families:
            _family(act, tag, effects, now, numbers)
        elif tag in effects.residents and tag not in heads:
            _resident(act, effects.residents[tag], numbers[tag], numbers, now)
    return numbers


def _family(act: Act, tag: str, effects: Effects, now: Situation, numbers: Mapping[str, str]) -> None:
    """A new family, and its head with it where the event registers them."""
    family, no_kk = effects.families[tag], numbers[tag]
    head = effects.residents.get(family.nik_kepala)
    if head:
        _resident(act, head, numbers[family.nik_kepala], numbers, now)
    replaces = next((old for old, by in effects.closed.items() if by == tag), "")
    made = msgspec.structs.replace(family, no_kk=no_kk, nik_kepala=numbers.get(family.nik_kepala, family.nik_kepala))
    registered = facts.FamilyRegistered(family=made, issued_on=now.today, replaces=replaces)
    act.record(registered, subject=f"keluarga/{no_kk}")
    act.write()


def _resident(act: Act, who: Newcomer, nik: str, numbers: Mapping[str, str], now: Situation) -> None:
    values = {name: numbers.get(value, value) for name in TAGGED if (value := getattr(who.biodata, name))}
    person = msgspec.structs.replace(who.biodata, nik=nik, **values)
    minted, stay = not who.biodata.nik, now.stays.get(nik)
    body = facts.ResidentRegistered(
        biodata=person,
        reason=who.reason,
        minted=minted,
        minted_offline=stay.minted_offline  # a guest who becomes a resident is as uncertain as before
        if stay
        else minted and now.offline and of_card_age(person.tanggal_lahir, person.status_kawin, now.today),
    )
    act.record(body, subject=f"penduduk/{nik}")
    act.write()
