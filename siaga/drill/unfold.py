"""Taking the steps of a history in a land, one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

import psycopg
from django.db import DatabaseError

from siaga.drill import ashes, couriers, machines, points, steps
from siaga.drill.country import database_of
from siaga.drill.deaths import Died
from siaga.drill.deeds import do
from siaga.drill.duties import due, due_centre
from siaga.drill.land import Land, Office, OwnClock
from siaga.drill.oracle import Oracle
from siaga.drill.steps import CENTRE, Step
from siaga.journal.act import AlreadyDone, NotTheOffice
from siaga.journal.intake import Fork
from siaga.journal.mirror import Replaced
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.kit.refusal import Fault, PermanentFault

AGAIN = 0.7  # of the forms whose answer never came are sent once more
AT_THE_OLD = (
    steps.TICKET,
    steps.RECORD,
    steps.SUKET,
    steps.BIRTH,
)  # the printer and the shelf were carried to the new box
WEATHER = (Fault, DatabaseError, psycopg.Error, OSError)


class Unfolding:
    """Takes steps in a land. mistakes: errors of the program itself, which no weather excuses."""

    def __init__(self, land: Land, seed: int) -> None:
        self.land, self.seed = land, seed
        self.oracle, self.ruins = Oracle(), ashes.Ruins()
        self.draw = Random(0)
        self.begin = land.clock.now()
        self.mistakes: list[str] = []
        self.tried: set[tuple[str, str]] = set()  # at which node people have tried which parked subject again
        self._of_machines: dict[str, Callable[[Step, Office], None]] = {
            steps.CLOCK: self._clock,
            steps.FULL: self._disk,
            steps.EMPTIED: self._disk,
            steps.APART: self._apart,
            steps.TOGETHER: self._apart,
            steps.BURNS: self._burns,
            steps.NEW_BOX: self._new_box,
            steps.TAKEN: self._taken,
            steps.MET: self._met,
            steps.ALONE: self._alone,
            steps.SAVED: self._saved,
            steps.CARRIED: self._carried,
            steps.POINT_CUT: self._point_line,
            steps.POINT_MENDED: self._point_line,
        }

    def take(self, step: Step) -> None:
        """One step, with its own chance and its own fate."""
        land = self.land
        land.clock.move_to(self.begin + timedelta(seconds=step.at))
        self.draw = Random(f"{self.seed} {step.n}")
        land.storm.draw = Random(f"{self.seed} storm {step.n}")
        office = land.offices[step.office] if step.office != CENTRE else None
        try:
            with land.reaper.after(step.fate):
                self._act(step, office)
        except Died:
            for node in self._at_work(step, office):
                land.restart(node)
            self.oracle.tally["mati"] += 1
            if office and step.what in steps.DEEDS and self.draw.random() < AGAIN:
                self._deed(step, office)

    def _at_work(self, step: Step, office: Office | None) -> list[Node]:
        if office is None or step.what == steps.CARRIED:
            return [self.land.centre, *(office.everything if office else [])]
        made = self.ruins.of[office.id].machine if office.shut else None
        return office.everything if made is None else [made]

    def _act(self, step: Step, office: Office | None) -> None:
        if office is None:
            self._of_the_country(step)
        elif step.what in (steps.CUT, steps.MENDED):
            office.cut = step.what == steps.CUT
            self.land.connect()
        elif step.what == steps.REBUILT or (office.shut and step.what == steps.DUE):
            self._rebuilt(step, office)
        elif office.shut:
            self.oracle.tally["kantor tutup"] += 1
        elif step.what in steps.DEEDS:
            self._deed(step, office)
        elif step.what == steps.DUE:
            due(self.land, self.oracle, office)
        else:
            self._of_machines[step.what](step, office)

    def _of_the_country(self, step: Step) -> None:
        land = self.land
        if step.what == steps.DUE_CENTRE:
            due_centre(self.land)
        elif step.what in (steps.CENTRE_DOWN, steps.CENTRE_UP):
            land.centre_down = step.what == steps.CENTRE_DOWN
            land.connect()
        elif step.what in (steps.TTE_DOWN, steps.TTE_UP):
            land.signer.says = "TTE tidak menjawab" if step.what == steps.TTE_DOWN else ""
        elif step.what == steps.PART_DOWN:
            land.parts.broken[steps.PARTS[step.n % len(steps.PARTS)]] = "gangguan"
        else:
            land.parts.broken.clear()

    # --- what becomes of machines -------------------------------------------------------------------------------------

    def _clock(self, step: Step, office: Office) -> None:
        assert isinstance(office.box.clock, OwnClock)
        office.box.clock.skew = timedelta(seconds=steps.SKEWS[step.n % len(steps.SKEWS)])

    def _disk(self, step: Step, office: Office) -> None:
        full = self.land.reaper.full
        change = full.add if step.what == steps.FULL else full.discard
        change(database_of(office.box))

    def _apart(self, step: Step, office: Office) -> None:
        if office.second is not None:
            office.box.devices["cadangan"].link.up = step.what == steps.TOGETHER

    def _point_line(self, step: Step, office: Office) -> None:
        if office.point is not None:
            office.point.devices["kantor"].up = step.what == steps.POINT_MENDED

    def _burns(self, step: Step, office: Office) -> None:
        if office.second is not None:
            self.oracle.burning(self.land, office)
            machines.strike(self.land, office)

    def _new_box(self, step: Step, office: Office) -> None:
        if office.second is None and office.old is None:
            self.land.reaper.full.clear()
            self.land.new_second(office)

    def _taken(self, step: Step, office: Office) -> None:
        if office.second is not None and office.old is None:
            self.land.reaper.full.discard(database_of(office.second))
            self.oracle.tally["diambil alih"] += 1
            machines.replace_alive(self.land, office, step.n)

    def _met(self, step: Step, office: Office) -> None:
        if office.old is not None:
            machines.meet(self.land, office)

    def _alone(self, step: Step, office: Office) -> None:
        if office.second is None and office.old is None:
            ashes.burn_alone(self.land, self.ruins, self.oracle, office)

    def _rebuilt(self, step: Step, office: Office) -> None:
        """What did not work because the centre did not answer is tried again with the next due work."""
        if not office.shut:
            return
        try:
            ashes.rebuild(self.land, self.ruins, self.oracle, office, by_code=step.n % 2 == 0)
            self.oracle.tally["dibangun kembali"] += 1
        except WEATHER as e:
            self.oracle.tally["pemulihan ditunda"] += 1
            self.judge(step.line(), e)

    def _saved(self, step: Step, office: Office) -> None:
        with office.box:
            try:
                ashes.save(self.land, self.ruins, office)
            except WEATHER as e:
                self.judge(step.line(), e)

    def _carried(self, step: Step, office: Office) -> None:
        try:
            couriers.write(self.land, office, step.n)
            couriers.read(self.land, office, self.draw, self.oracle, self.judge)
        except WEATHER as e:
            self.judge(step.line(), e)

    # --- what people and machines do ----------------------------------------------------------------------------------

    def _deed(self, step: Step, office: Office) -> None:
        """At the counter of the office; while an old box is still there, some of it at that one's."""
        key = ids.named("negeri", str(self.seed), str(step.n))
        if step.what in steps.AT_POINT:
            if office.point is not None:
                self._done(step, office, office.point, key)
            return
        if office.old is not None and step.what in AT_THE_OLD and step.n // 64 % 2:
            if self._done(step, office, office.old, key):
                return
            key = ids.named("negeri lagi", str(self.seed), str(step.n))  # a new form, at the box that is the office
        self._done(step, office, office.box, key)

    def _done(self, step: Step, office: Office, box: Node, key: ids.UUID) -> bool:
        """False: this box is not the office any more, and said so."""
        self.oracle.sent.add(ids.nth(key, 0))
        tally = self.oracle.tally
        with box:
            try:
                act = points.do if step.what in steps.OF_POINTS else do
                outcome = act(box, office.counter, step.what, step.n, key)
            except AlreadyDone:
                tally["sudah"] += 1
            except (NotTheOffice, Replaced) as e:
                tally["bukan kantor lagi"] += 1
                if box is office.box:
                    self.mistakes.append(f"{step.line()}: {e}")
                return False
            except WEATHER as e:
                tally["gagal"] += 1
                self.judge(step.line(), e)
                return True
            else:
                if not outcome:
                    tally["tidak ada yang datang" if outcome is None else "ditolak"] += 1
                    return True
            tally["diakui"] += 1
            tally[f"diakui: {step.what}"] += 1
            self.oracle.hears(box, key, step.what, step.n)
            return True

    def judge(self, where: str, e: BaseException | None) -> None:
        """Faults and full disks belong to the weather; two facts in one place, and everything else, do not."""
        weather = isinstance(e, WEATHER)
        full = self.land.reaper.refused > 0 or not isinstance(e, DatabaseError | psycopg.Error)
        if isinstance(e, Fork) or not weather or not full:
            self.mistakes.append(f"{where}: {type(e).__name__}: {e}")
        elif isinstance(e, PermanentFault):
            self.oracle.tally[f"perlu orang: {type(e).__name__}"] += 1
