"""The destination: people are received on a SKPWNI, also while no line reaches the centre or the origin."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from siaga.continuity.standing import may_begin
from siaga.continuity.table import MOVE_IN
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people import minting, register
from siaga.people.biodata import Family
from siaga.people.codes import ResidentStatus
from siaga.people.due import record_due
from siaga.people.facts import FamilyRegistered

from .arriving_rules import NEW, Known, Receive, Reception, receive
from .facts import Arrived, subject_of
from .letter import Letter
from .models import Move, MoveEnd


def known_here(node: Node, letter: Letter, no_kk: str = "", *, lock: bool = False) -> Known:
    """What this office knows of the letter, of its people, and of the KK that they are to join."""
    end = MoveEnd.objects.filter(number=letter.number).first()
    withdrawn = Move.objects.filter(number=letter.number).values_list("withdrawn", flat=True).first() or ""
    members = [m for m in register.members(no_kk) if m.status == ResidentStatus.AKTIF] if no_kk else []
    return Known(
        office=node.id,
        today=node.clock.today(),
        used=end.how if end else "",
        withdrawn=withdrawn,
        here=register.persons(letter.niks),
        host=register.family(no_kk, lock=lock) if no_kk else None,
        members=members,
    )


def told_letter(number: str) -> Letter | None:
    """The SKPWNI as the centre told it here, None if it did not (yet)."""
    row = Move.objects.filter(number=number).first()
    return msgspec.convert(row.letter, Letter) if row else None


def arrive(
    node: Node,
    actor: Actor,
    letter: Letter,
    form: Receive,
    *,
    proof: str,
    also: Sequence[Refusal] = (),
    key: UUID | None = None,
) -> Outcome:
    """Receive who came. letter: proven, by what `proof` says (pusat, qr, berkas). Done: the No. KK.

    Their NIKs stay; a KK number comes along with a whole family and its head, else it is minted here.
    """
    with Act(node, actor, key=key) as act:
        if no := may_begin(node, MOVE_IN):
            return act.refuse(no)
        minting.hold([letter.number])  # two counters with the same paper
        reception = receive(form, letter, known_here(node, letter, form.no_kk, lock=True))
        refusals = [*(reception if isinstance(reception, list) else []), *also]
        if isinstance(reception, Reception) and (no := minting.not_ours(node, reception.home.kode_wilayah)):
            refusals.append(no)
        if refusals or isinstance(reception, list):
            return act.refuse(refusals)
        home = _home(act, reception)
        if isinstance(home, Refusal):
            return act.refuse(home)
        people = [msgspec.structs.replace(p, no_kk=home.no_kk) for p in reception.people]
        body = Arrived(
            letter=letter,
            people=people,
            home=home,
            how=reception.how,
            on=node.clock.today(),
            left=list(reception.left),
            proof=proof,
        )
        act.record(body, subject=subject_of(letter.home.no_kk))
        act.write()
        record_due(act, "kk", f"keluarga/{home.no_kk}", home.nik_kepala)
        record_due(act, "datang", f"datang/{letter.number}", people[0].nik)
        return act.done(home.no_kk, reception.warnings)


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
