"""A declared life event as one act: what its rules decided becomes facts, the new numbers minted on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from siaga.continuity.standing import may_begin
from siaga.continuity.table import REGISTER
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal, refused

from . import facts, minting, register
from .asking import Answers, numbers_of, papers_seen, unanswered
from .codes import ResidentStatus
from .effects import Deed, Effects, Situation
from .peristiwa.biodata_pertama import record_due
from .peristiwa.event import Peristiwa


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an event made. akta: number of its deed, "" none. kk: the new KK numbers by the tag of their family. holder: whose papers."""

    akta: str = ""
    kk: dict[str, str] = field(default_factory=dict)
    holder: str = ""


def register_event(
    node: Node,
    actor: Actor,
    event: Peristiwa,
    about: str,
    answers: Answers,
    *,
    also: Sequence[Refusal] = (),
    key: UUID | None = None,
) -> Outcome:
    """Record `event`, which began at the page of `about` (a NIK or a KK number). Done: a `Recorded`.

    The families of everybody named are locked, always in one order. also: what the form itself could not read.
    """
    asked = event.asked
    assert asked is not None
    with Act(node, actor, key=key) as act:
        if no := may_begin(node, REGISTER):
            return act.refuse(no)
        now = situation(node, asked.about, about, answers)
        if isinstance(now, Refusal):
            return act.refuse(now)
        effects = asked.decide(answers, now)
        refusals = [
            *unanswered(answers, event.legal_basis),
            *papers_seen(answers, event.needs, event.legal_basis),
            *effects.refusals,
            *also,
        ]
        refusals += refused([minting.not_ours(node, code) for code in sorted(_areas(effects))])
        if refusals:
            return act.refuse(_first_at_each(refusals))
        made = _record(act, event, answers, effects, now)
        return act.refuse(made) if isinstance(made, Refusal) else act.done(made, effects.warnings)


def situation(node: Node, at: str, about: str, answers: Answers) -> Situation | Refusal:
    """What the register knows of whom the answers name. Inside an act: their families stay as they are until it ends."""
    niks = {*numbers_of(answers, "nik"), *([about] if at == "penduduk" else [])}
    before = register.persons(niks)
    cards = {*numbers_of(answers, "kk"), *(p.no_kk for p in before.values()), *([about] if at == "keluarga" else [])}
    homes = {no: home for no in sorted(cards) if (home := register.family(no, lock=True)) is not None}
    persons = register.persons(niks)
    if any(persons[nik].no_kk != before[nik].no_kk for nik in persons):
        meanwhile = "Data keluarga ini baru saja diubah di loket lain. Periksa halamannya, lalu simpan sekali lagi."
        return Refusal("people.changed_meanwhile", meanwhile)
    members = {no: [m for m in register.members(no) if m.status == ResidentStatus.AKTIF] for no in homes}
    return Situation(node.clock.today(), about, persons, homes, members, register.birth_deeds(niks))


def _areas(effects: Effects) -> set[str]:
    """Where a new KK number is minted or a family will live: only this office's own area."""
    codes = {f.kode_wilayah for f in effects.families.values()} | {m["kode_wilayah"] for m in effects.moved.values()}
    return codes - {""}


def _first_at_each(refusals: Sequence[Refusal]) -> list[Refusal]:
    """A rule may find missing what is missing anyway; each field says one thing of a kind."""
    return list({(r.code, r.field): r for r in refusals}.values())


def _record(act: Act, event: Peristiwa, answers: Answers, effects: Effects, now: Situation) -> Recorded | Refusal:
    numbers = _families(act, effects, now)
    if isinstance(numbers, Refusal):
        return numbers
    _changes(act, event.code, effects, now, numbers)
    for no_kk, by in sorted(effects.closed.items()):
        act.record(facts.FamilyClosed(no_kk=no_kk, replaced_by=numbers.get(by, by)), subject=f"keluarga/{no_kk}")
    for no_kk, after in sorted(effects.moved.items()):
        was = {name: getattr(now.homes[no_kk], name) for name in after}
        act.record(facts.FamilyMoved(no_kk=no_kk, before=was, after=after), subject=f"keluarga/{no_kk}")
    akta = _deed(act, effects.deed, answers, now) if effects.deed else ""
    if isinstance(akta, Refusal):
        return akta
    _notes(act, effects, now)
    heads = _cards(act, effects, now, numbers)
    holder = effects.deed.niks[0] if effects.deed else (heads or [*now.persons, ""])[0]
    return Recorded(akta, numbers, holder)


def _families(act: Act, effects: Effects, now: Situation) -> dict[str, str] | Refusal:
    numbers: dict[str, str] = {}
    wanted = {tag: minting.for_family(family, now.today) for tag, family in effects.families.items()}
    for tag in sorted(wanted, key=lambda t: (wanted[t], t)):  # one order of prefixes for all clerks: no deadlock
        family = effects.families[tag]
        minted = minting.mint(act.node, minting.Wanted(kk=wanted[tag]))
        if isinstance(minted, Refusal):
            return minted
        numbers[tag] = minted.kk
        replaces = next((old for old, by in effects.closed.items() if by == tag), "")
        made = msgspec.structs.replace(family, no_kk=minted.kk)
        registered = facts.FamilyRegistered(family=made, issued_on=now.today, replaces=replaces)
        act.record(registered, subject=f"keluarga/{minted.kk}")
        act.write()  # the next number is read from the mark that this one raises
    return numbers


def _changes(act: Act, reason: str, effects: Effects, now: Situation, numbers: dict[str, str]) -> None:
    known = _known(now)
    for nik, columns in sorted(effects.changes.items()):
        after: dict[str, Any] = {
            name: numbers.get(value, value) if name == "no_kk" else value
            for name, value in columns.items()
            if value != getattr(known[nik], name)
        }
        if after:
            before = msgspec.to_builtins(register.before_of(known[nik], after))
            change = facts.BiodataChanged(nik=nik, before=before, after=msgspec.to_builtins(after), reason=reason)
            act.record(change, subject=f"penduduk/{nik}")


def _known(now: Situation) -> dict[str, Any]:
    return {m.nik: m for members in now.members.values() for m in members} | dict(now.persons)


def _deed(act: Act, deed: Deed, answers: Answers, now: Situation) -> str | Refusal:
    minted = minting.mint(act.node, minting.Wanted(akta=minting.for_deed(act.node, deed.letters, now.today)))
    if isinstance(minted, Refusal):
        return minted
    body = facts.DeedRegistered(
        number=minted.akta,
        deed_kind=deed.kind,
        niks=list(deed.niks),
        registered_on=now.today,
        late=deed.late,
        deed=msgspec.to_builtins(answers),
    )
    act.record(body, subject=f"penduduk/{deed.niks[0]}")
    record_due(act, f"akta_{deed.kind}", f"akta/{minted.akta}", deed.niks[0])
    return minted.akta


def _notes(act: Act, effects: Effects, now: Situation) -> None:
    holders = {number: nik for nik, number in now.deeds.items()}
    for note in effects.notes:
        nik = holders[note.akta]
        act.record(facts.DeedNoted(number=note.akta, text=note.text, on=now.today), subject=f"penduduk/{nik}")
        record_due(act, "akta_kelahiran", f"akta/{note.akta}", nik, "berubah")


def _cards(act: Act, effects: Effects, now: Situation, numbers: dict[str, str]) -> list[str]:
    """A KK falls due for every family that is another than before. Returns the heads' NIKs, of new families first."""
    known = _known(now)
    heads = {numbers[tag]: family.nik_kepala for tag, family in sorted(effects.families.items())}
    touched = {known[nik].no_kk for nik in effects.changes} | set(effects.moved)
    touched |= {str(c["no_kk"]) for c in effects.changes.values() if "no_kk" in c}
    for no_kk in sorted(touched - set(effects.closed) - set(effects.families)):
        if no_kk in now.homes:
            heads[no_kk] = now.homes[no_kk].nik_kepala
    for no_kk, head in heads.items():
        record_due(act, "kk", f"keluarga/{no_kk}", head)
    return list(heads.values())
