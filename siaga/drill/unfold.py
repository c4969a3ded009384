"""Taking the steps of a history in a land, one by one; and asking what must hold."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import psycopg
from django.db import DatabaseError

from siaga.drill import steps
from siaga.drill.country import database_of
from siaga.drill.deaths import Died
from siaga.drill.deeds import do
from siaga.drill.invariants import INVARIANTS, Violation, check, every_act_once, replay_is_equal
from siaga.drill.land import Land, Office, OwnClock
from siaga.drill.oracle import (
    Oracle,
    acknowledged_are_kept,
    every_packet_arrives,
    machines_agree,
    nothing_doubled,
    one_card_a_body,
)
from siaga.drill.replay import DUE_WORK
from siaga.drill.steps import CENTRE, Step
from siaga.journal import mirror
from siaga.journal.act import AlreadyDone
from siaga.journal.intake import Fork
from siaga.kit import ids
from siaga.kit.refusal import Fault, PermanentFault, TemporaryFault
from siaga.roles.centre import CENTRE as CENTRE_WORK

CALM_ROUNDS = 30
# What holds in any weather; the rest only when everything has been told to everybody.
ALWAYS = tuple(i for i in INVARIANTS if i not in (every_act_once, replay_is_equal))
AGAIN = 0.7  # of the forms whose answer never came are sent once more


class Unfolding:
    """Takes steps in a land. mistakes: errors of the program itself, which no weather excuses."""

    def __init__(self, land: Land, seed: int) -> None:
        self.land, self.seed = land, seed
        self.oracle = Oracle()
        self.draw = Random(0)
        self.begin = land.clock.now()
        self.mistakes: list[str] = []

    def take(self, step: Step) -> None:
        """One step, with its own chance and its own fate."""
        land = self.land
        land.clock.move_to(self.begin + timedelta(seconds=step.at))
        self.draw = Random(f"{self.seed} {step.n}")
        land.storm.draw = Random(f"{self.seed} storm {step.n}")
        office = land.offices[step.office] if step.office != CENTRE else None
        node = office.box if office else land.centre
        try:
            with land.reaper.after(step.fate):
                self._act(step, office)
        except Died:
            land.restart(node)
            self.oracle.tally["mati"] += 1
            if office and step.what in steps.DEEDS and self.draw.random() < AGAIN:
                self._deed(step, office)

    def _act(self, step: Step, office: Office | None) -> None:
        land = self.land
        if office is None:
            self._of_the_country(step)
        elif step.what in steps.DEEDS:
            self._deed(step, office)
        elif step.what == steps.DUE:
            self.due(office)
        elif step.what in (steps.CUT, steps.MENDED):
            office.cut = step.what == steps.CUT
            land.connect()
        else:
            self._of_machines(step, office)

    def _of_the_country(self, step: Step) -> None:
        land = self.land
        if step.what == steps.DUE_CENTRE:
            self.due_centre()
        elif step.what in (steps.CENTRE_DOWN, steps.CENTRE_UP):
            land.centre_down = step.what == steps.CENTRE_DOWN
            land.connect()
        elif step.what == steps.PART_DOWN:
            land.parts.broken[steps.PARTS[step.n % len(steps.PARTS)]] = "gangguan"
        else:
            land.parts.broken.clear()

    def _of_machines(self, step: Step, office: Office) -> None:
        land, second = self.land, office.box.devices.get("cadangan")
        if step.what == steps.CLOCK:
            assert isinstance(office.box.clock, OwnClock)
            office.box.clock.skew = timedelta(seconds=steps.SKEWS[step.n % len(steps.SKEWS)])
        elif step.what in (steps.FULL, steps.EMPTIED):
            change = land.reaper.full.add if step.what == steps.FULL else land.reaper.full.discard
            change(database_of(office.box))
        elif step.what in (steps.APART, steps.TOGETHER) and second is not None:
            second.link.up = step.what == steps.TOGETHER
        elif step.what == steps.BURNS and office.second is not None:
            self.oracle.burning(land, office)
            land.strike(office)
        elif step.what == steps.NEW_BOX and office.second is None:
            land.reaper.full.clear()
            land.new_second(office)

    def _deed(self, step: Step, office: Office) -> None:
        key = ids.named("negeri", str(self.seed), str(step.n))
        self.oracle.sent.add(ids.nth(key, 0))
        tally = self.oracle.tally
        with office.box as box:
            try:
                outcome = do(box, office.counter, step.what, step.n, key)
            except AlreadyDone:
                tally["sudah"] += 1
            except (Fault, DatabaseError, psycopg.Error, OSError) as e:
                tally["gagal"] += 1
                self.judge(step.line(), e)
                return
            else:
                if outcome is None:
                    tally["tidak ada yang datang"] += 1
                    return
                if not outcome:
                    tally["ditolak"] += 1
                    return
            tally["diakui"] += 1
            self.oracle.hears(office, key, step.what, step.n)

    def due(self, office: Office) -> int:
        """The due work of an office's machines. Returns how many things were done."""
        box, second = office.box, office.second
        done = 0
        with box:
            done += DUE_WORK.tick(box, box.clock.now())
            if (holder := box.devices.get("cadangan")) is not None:
                try:
                    done += holder.catch_up(box)
                except TemporaryFault:
                    self.oracle.tally["cadangan tidak menjawab"] += 1
        if second is not None:
            with second:
                try:
                    done += mirror.fetch_blobs(second, second.devices["kantor"], box.chain)
                except TemporaryFault:
                    self.oracle.tally["kantor tidak menjawab"] += 1
        return done

    def due_centre(self) -> int:
        with self.land.centre as centre:
            return CENTRE_WORK.tick(centre, centre.clock.now())

    def judge(self, where: str, e: BaseException | None) -> None:
        """Faults and full disks belong to the weather; two facts in one place, and everything else, do not."""
        weather = isinstance(e, Fault | DatabaseError | psycopg.Error | OSError)
        full = self.land.reaper.refused > 0 or not isinstance(e, DatabaseError | psycopg.Error)
        if isinstance(e, Fork) or not weather or not full:
            self.mistakes.append(f"{where}: {type(e).__name__}: {e}")
        elif isinstance(e, PermanentFault):
            self.oracle.tally[f"perlu orang: {type(e).__name__}"] += 1

    # --- asking -------------------------------------------------------------------------------------------------------

    def violations(self, *, calm: bool = False) -> list[Violation]:
        land, oracle = self.land, self.oracle
        boxes = [o.box for o in land.offices]
        found = check(land.centre, boxes, INVARIANTS if calm else ALWAYS)
        found += acknowledged_are_kept(land, oracle, calm=calm)
        found += nothing_doubled(land, oracle) + one_card_a_body(land, oracle)
        if calm:
            found += machines_agree(land, oracle) + every_packet_arrives(land, oracle)
        return found + [Violation("program_mistake", "", m) for m in self.mistakes]

    def calm_down(self) -> None:
        """All weather ends, and everybody does their due work until nothing is left to do."""
        land = self.land
        land.calm()
        for n in range(CALM_ROUNDS):
            land.clock.advance(timedelta(hours=1))
            self.draw = Random(f"{self.seed} calm {n}")
            moved = sum(self.due(office) for office in land.offices) + self.due_centre()
            if not moved:
                return
