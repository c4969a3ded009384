"""When the weather is over: everybody does what is due, people settle what only people can, and what must hold is asked."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from siaga.drill.aftermath import AFTERMATH, EVER
from siaga.drill.clerks import HEAD
from siaga.drill.duties import due, due_centre
from siaga.drill.invariants import INVARIANTS, Violation, check, every_act_once, replay_is_equal
from siaga.drill.steps import DUE, Step
from siaga.drill.unfold import Unfolding
from siaga.journal import parked
from siaga.journal.intake import BEHIND
from siaga.journal.models import Parked
from siaga.kit.node import Node
from siaga.recording.sending import GRACE

ROUNDS = 40
# What holds in any weather; the rest only when everything has been told to everybody.
ALWAYS = tuple(i for i in INVARIANTS if i not in (every_act_once, replay_is_equal))
REASON = "Dua kotak kantor menulis tentang pokok yang sama; yang pertama berlaku."


def violations(told: Unfolding, *, calm: bool = False) -> list[Violation]:
    """Everything that does not hold now."""
    land, oracle = told.land, told.oracle
    found = check(land.centre, [o.box for o in land.open], INVARIANTS if calm else ALWAYS)
    for rule in (*EVER, *(AFTERMATH if calm else ())):
        found += rule(land, oracle)
    return found + told.ruins.wrong + [Violation("program_mistake", "", m) for m in told.mistakes]


def calm_down(told: Unfolding) -> None:
    """All weather ends, and everybody does their due work until nothing is left to do."""
    land = told.land
    land.calm()
    waited = False
    for n in range(ROUNDS):
        land.clock.advance(timedelta(hours=1))
        told.draw = Random(f"{told.seed} calm {n}")
        moved = 0
        for i, office in enumerate(land.offices):
            if office.shut:
                told.take(Step(int((land.clock.now() - told.begin).total_seconds()), i, DUE, 2 * n))
                moved += 1
            else:
                moved += due(land, told.oracle, office)
        moved += due_centre(land)
        if not moved:
            moved = sum(_settle(told, node) for node in (land.centre, *(o.box for o in land.open)))
        if not moved and waited:
            return
        if not moved:  # what went down with a box is held for lost only when nobody can be bringing it any more
            land.clock.advance(GRACE)
            waited = True


def _settle(told: Unfolding, node: Node) -> int:
    """People look at the worklist: everything is tried again; what a box wrote while another one was the office already, and what fits
    no more, is put aside. Anything else that is parked stays, and is a violation."""
    done = 0
    with node:
        subjects = sorted(set(Parked.objects.values_list("subject", flat=True)))
        if not subjects:
            return 0
        if new := [s for s in subjects if (node.chain, s) not in told.tried]:
            assert parked.try_again(node, HEAD, new)
            told.tried |= {(node.chain, s) for s in new}
            done += len(new)
        for subject in subjects:
            while (first := _first(subject)) is not None and first.chain in told.land.rivals:
                assert parked.dismiss(node, HEAD, first.chain, first.seq, REASON)
                told.oracle.tally["disisihkan"] += 1
                done += 1
    return done


def _first(subject: str) -> Parked | None:
    return Parked.objects.filter(subject=subject).exclude(reason=BEHIND).order_by("chain", "seq").first()
