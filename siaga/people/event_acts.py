"""A declared life event as one act: what its rules decided becomes facts, the new numbers minted on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from siaga.continuity.standing import may_begin
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal, refused

from . import facts, minting, register
from .asking import Answers, papers_seen, unanswered
from .card_advice import outdated_cards
from .due import DuePaper, record_due
from .effects import AKTA, Deed, Effects, Situation
from .event_minting import TAGGED, mint_all
from .event_situation import situation
from .foreign.recorded import record_stays
from .peristiwa.event import Peristiwa


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an event made. akta: number of its deed, "" none. kk, nik: the new numbers by their tag. holder: whose papers.

    letter: number of a SKPWNI. home: the KK into which somebody was received on one. papers: all that fell due by it.
    """

    akta: str = ""
    kk: dict[str, str] = field(default_factory=dict)
    holder: str = ""
    nik: dict[str, str] = field(default_factory=dict)
    warnings: tuple[Refusal, ...] = ()
    letter: str = ""
    home: str = ""
    papers: tuple[DuePaper, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """What would be done if it were done now; nothing is, if there is a refusal."""

    answers: Answers
    now: Situation
    effects: Effects
    refusals: list[Refusal]


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
    """Record `event`, which began at the page of `about` (a NIK or a KK number), in an act of its own. Done: a `Recorded`."""
    with Act(node, actor, key=key) as act:
        made = carry_out(act, event, about, answers, also=also)
        return act.done(made, made.warnings) if isinstance(made, Recorded) else act.refuse(made)


def carry_out(
    act: Act, event: Peristiwa, about: str, answers: Answers, *, also: Sequence[Refusal] = ()
) -> Recorded | list[Refusal]:
    """Record `event` inside an act that is open; where anything is refused, nothing is recorded.

    The families of everybody named are locked, always in one order. also: what the form itself could not read.
    """
    if no := may_begin(act.node, event.service):
        return [no]
    decided = decide(act.node, event, about, answers, also=also, lock=True)
    if isinstance(decided, Refusal):
        return [decided]
    if decided.refusals:
        return decided.refusals
    made = _record(act, event, decided.answers, decided.effects, decided.now)
    return [made] if isinstance(made, Refusal) else made


def decide(
    node: Node, event: Peristiwa, about: str, answers: Answers, *, also: Sequence[Refusal] = (), lock: bool = False
) -> Decided | Refusal:
    """What the event would change as things stand. lock: inside an act, so that they stay so until it ends."""
    asked = event.asked
    assert asked is not None
    now = situation(node, asked, about, answers, lock=lock)
    if isinstance(now, Refusal):
        return now
    answers = asked.fill(answers, now) if asked.fill else answers
    effects = asked.decide(answers, now)
    effects.warnings += outdated_cards(effects, now)
    refusals = [
        *unanswered(answers, event.legal_basis),
        *papers_seen(answers, event.needs, event.legal_basis),
        *effects.refusals,
        *also,
        *_elsewhere(node, effects),
    ]
    return Decided(answers, now, effects, _first_at_each(refusals))


def _elsewhere(node: Node, effects: Effects) -> list[Refusal]:
    """A number is minted, and a family lives, only in this office's own area; who leaves it takes a SKPWNI."""
    new = {n.home.kode_wilayah for n in effects.residents.values()}
    new |= {g.home.kode_wilayah for g in effects.guests.values()}
    new |= {effects.reception.home.kode_wilayah} if effects.reception else set()
    old = {f.kode_wilayah for f in effects.families.values()} | {m["kode_wilayah"] for m in effects.moved.values()}
    found = [minting.not_ours(node, code) for code in sorted(new - {""})]
    return refused([*found, *(minting.leaves_us(node, code) for code in sorted(old - new - {""}))])


def _first_at_each(refusals: Sequence[Refusal]) -> list[Refusal]:
    """A rule may find missing what is missing anyway; each field says one thing of a kind, an empty one only that it is empty."""
    empty = {r.field: r.code for r in refusals if r.code == f"{r.field}.missing"}
    empty |= {r.field: r.code for r in refusals if r.code == f"{r.field}.empty"}  # in a name's own words
    told = [r for r in refusals if r.field not in empty or r.code == empty[r.field]]
    return list({(r.code, r.field): r for r in told}.values())


def _record(act: Act, event: Peristiwa, answers: Answers, effects: Effects, now: Situation) -> Recorded | Refusal:
    numbers = mint_all(act, effects, now)
    if isinstance(numbers, Refusal):
        return numbers
    stays = record_stays(act, effects, now)
    if isinstance(stays, Refusal):
        return stays
    guests, papers = stays
    _changes(act, event.code, effects, now, numbers)
    for no_kk, by in sorted(effects.closed.items()):
        act.record(facts.FamilyClosed(no_kk=no_kk, replaced_by=numbers.get(by, by)), subject=f"keluarga/{no_kk}")
    for no_kk, after in sorted(effects.moved.items()):
        was = {name: getattr(now.homes[no_kk], name) for name in after}
        act.record(facts.FamilyMoved(no_kk=no_kk, before=was, after=after), subject=f"keluarga/{no_kk}")
    if effects.deed:
        papers.append(_deed(act, effects.deed, answers, now, numbers))
    papers += _notes(act, effects, now)
    heads, cards = _cards(act, effects, now, numbers)
    niks = {tag: numbers[tag] for tag in effects.residents} | guests
    first = numbers.get(effects.deed.niks[0], effects.deed.niks[0]) if effects.deed else ""
    return Recorded(
        akta=numbers.get(AKTA, ""),
        kk={tag: numbers[tag] for tag in effects.families},
        holder=first or (heads or [*niks.values(), *now.persons, ""])[0],
        nik=niks,
        warnings=tuple(effects.warnings),
        papers=(*papers, *cards),
    )


def _changes(act: Act, reason: str, effects: Effects, now: Situation, numbers: Mapping[str, str]) -> None:
    known = _known(now)
    for nik, columns in sorted(effects.changes.items()):
        after: dict[str, Any] = {
            name: numbers.get(value, value) if name in TAGGED else value
            for name, value in columns.items()
            if value != getattr(known[nik], name)
        }
        if after:
            before = msgspec.to_builtins(register.before_of(known[nik], after))
            change = facts.BiodataChanged(nik=nik, before=before, after=msgspec.to_builtins(after), reason=reason)
            act.record(change, subject=f"penduduk/{nik}")


def _known(now: Situation) -> dict[str, Any]:
    return {m.nik: m for members in now.members.values() for m in members} | dict(now.persons)


def _deed(act: Act, deed: Deed, answers: Answers, now: Situation, numbers: Mapping[str, str]) -> DuePaper:
    niks = [numbers.get(nik, nik) for nik in deed.niks]
    body = facts.DeedRegistered(
        number=numbers[AKTA],
        deed_kind=deed.kind,
        niks=niks,
        registered_on=now.today,
        late=deed.late,
        deed=msgspec.to_builtins(answers),
    )
    act.record(body, subject=f"penduduk/{niks[0]}")
    return record_due(act, deed.paper or f"akta_{deed.kind}", f"akta/{body.number}", niks[0])


def _notes(act: Act, effects: Effects, now: Situation) -> list[DuePaper]:
    papers = []
    for note in effects.notes:
        deed = now.aktas[note.akta]
        said = None if note.data is None else dict(note.data)
        body = facts.DeedNoted(number=note.akta, text=note.text, on=now.today, ends=note.ends, data=said)
        act.record(body, subject=f"penduduk/{deed.niks[0]}")
        if note.ends in ("", "aktif"):  # it goes on, or holds again: its extract says so
            papers.append(record_due(act, f"akta_{deed.kind}", f"akta/{note.akta}", deed.niks[0], "berubah"))
    return papers


def _cards(act: Act, effects: Effects, now: Situation, numbers: Mapping[str, str]) -> tuple[list[str], list[DuePaper]]:
    """A KK falls due for every family that is another than before. Returns whose papers, of new families first, and which."""
    known = _known(now)
    heads = {
        numbers[tag]: numbers.get(family.nik_kepala, family.nik_kepala)
        for tag, family in sorted(effects.families.items())
    }
    touched = {known[nik].no_kk for nik in effects.changes} | set(effects.moved)
    touched |= {str(c["no_kk"]) for c in effects.changes.values() if "no_kk" in c}
    touched |= {who.biodata.no_kk for who in effects.residents.values()}
    for no_kk in sorted(touched - set(effects.closed) - set(effects.families)):
        if no_kk in now.homes:
            heads[no_kk] = now.homes[no_kk].nik_kepala
    papers = [record_due(act, "kk", f"keluarga/{no_kk}", head) for no_kk, head in heads.items()]
    papers += [record_due(act, due.kind, due.about, due.holder, due.reason) for due in effects.dues]
    return [*heads.values(), *(due.holder for due in effects.dues)], papers
