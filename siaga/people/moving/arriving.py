"""The destination: people are received on a SKPWNI, also while no line reaches the centre or the origin."""

from __future__ import annotations

import msgspec

from siaga.continuity.standing import may_begin
from siaga.journal.act import Act
from siaga.kit.refusal import Refusal
from siaga.people import minting
from siaga.people.biodata import Family
from siaga.people.due import record_due
from siaga.people.event_acts import Recorded, decide
from siaga.people.facts import FamilyRegistered
from siaga.people.peristiwa.pindah import PINDAH_DATANG

from .arriving_rules import MoveIn
from .facts import Arrived, subject_of
from .letter import Letter
from .models import Move
from .reception import NEW, Reception


def told_letter(number: str) -> Letter | None:
    """The SKPWNI as the centre told it here, None if it did not (yet)."""
    row = Move.objects.filter(number=number).first()
    return msgspec.convert(row.letter, Letter) if row else None


def carry_out_arrival(act: Act, answers: MoveIn) -> Recorded | list[Refusal]:
    """Receive who came, inside an act that is open; where anything is refused, nothing is recorded.

    Their NIKs stay; a KK number comes along with a whole family and its head, else it is minted here.
    """
    if no := may_begin(act.node, PINDAH_DATANG.service):
        return [no]
    number = answers.skpwni.number if answers.skpwni else ""
    minting.hold([number])  # two counters with the same paper
    decided = decide(act.node, PINDAH_DATANG, number, answers, lock=True)
    if isinstance(decided, Refusal):
        return [decided]
    reception, letter = decided.effects.reception, answers.skpwni
    if decided.refusals or reception is None or letter is None:
        return decided.refusals
    home = _home(act, reception)
    if isinstance(home, Refusal):
        return [home]
    people = [msgspec.structs.replace(p, no_kk=home.no_kk) for p in reception.people]
    body = Arrived(
        letter=letter,
        people=people,
        home=home,
        how=reception.how,
        on=act.node.clock.today(),
        left=list(reception.left),
        proof=answers.bukti,
    )
    act.record(body, subject=subject_of(letter.home.no_kk))
    act.write()
    card = record_due(act, "kk", f"keluarga/{home.no_kk}", home.nik_kepala)
    proof = record_due(act, "datang", f"datang/{letter.number}", people[0].nik)
    told = tuple(decided.effects.warnings)
    return Recorded(holder=people[0].nik, home=home.no_kk, warnings=told, papers=(card, proof))


def _home(act: Act, reception: Reception) -> Family | Refusal:
    """With its number; a new one is recorded as it is minted."""
    home, today = reception.home, act.node.clock.today()
    if reception.how != NEW:
        return home
    minted = minting.mint(act.node, minting.Wanted(kk=minting.for_family(home, today)))
    if isinstance(minted, Refusal):
        return minted
    home = msgspec.structs.replace(home, no_kk=minted.kk)
    act.record(FamilyRegistered(family=home, issued_on=today), subject=f"keluarga/{home.no_kk}")
    return home
