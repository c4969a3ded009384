"""Keeping what was seen: local states at every probe, facts only when an outage begins or ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from siaga.journal.act import SYSTEM, Act, Actor, Outcome
from siaga.journal.writer import fetch
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import Refusal

from .dependencies import BY_NAME, DOWN, NORMAL, SLOW, at, named_by
from .facts import OutageBegan, OutageEnded, SwitchTurned
from .guards import CUT
from .models import Dependency, Outage, Switch
from .states import Failures, Measured, judged

UNASKED, PUT_BACK = SAYS_TEXTS = ("tidak dapat ditanya selama jalur putus", "sakelar dikembalikan; sedang diukur")
AGAIN = timedelta(seconds=2)  # failures in use that follow each other faster are one
LONG_AGO = timedelta(days=1)
# Prepared: asked at nearly every look at due work.
_COLUMNS = ("name", "state", "since", "says", "probed_at", "took_ms", "failing_since", "failed_at", "failed_says")
_LIST = ", ".join(_COLUMNS)
_KNOWN = f"SELECT {_LIST} FROM continuity_dependency"
_KEEP = f"""
INSERT INTO continuity_dependency ({_LIST})
SELECT * FROM unnest(%s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::timestamptz[], %s::int8[], %s::timestamptz[],
                     %s::timestamptz[], %s::text[])
    ON CONFLICT (name) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])}
"""
_OPEN = "SELECT dependency, training FROM continuity_outage WHERE office = %s AND ended IS NULL"


@dataclass(frozen=True, slots=True)
class Seen:
    """One probe's result. measured.state "" means: could not be asked, the last state stands."""

    name: str
    measured: Measured
    took: timedelta = timedelta()


def cuts() -> frozenset[str]:
    """What is cut in training now."""
    return frozenset(name for (name,) in fetch("SELECT name FROM continuity_switch WHERE cut"))


def known() -> dict[str, Dependency]:
    """Every dependency by its name, as it was seen last."""
    rows = (Dependency(**dict(zip(_COLUMNS, row, strict=True))) for row in fetch(_KNOWN))
    return {row.name: row for row in rows}


def keep(node: Node, seen: Iterable[Seen], now: datetime) -> int:
    """Write the states; record outages that began or ended, each once. Returns how many states changed to or from `terputus`."""
    found = list(seen)
    before = known()
    cut = cuts()
    rows = [_row(s, before.get(s.name), cut, now) for s in found]
    columns = [[getattr(row, name) for row in rows] for name in _COLUMNS]
    fetch(_KEEP, columns)
    return record_outages(node, rows, cut)


def _row(seen: Seen, old: Dependency | None, cut: frozenset[str], now: datetime) -> Dependency:
    measured = Measured(DOWN, CUT) if seen.name in cut else seen.measured
    failures = Failures(old.failing_since, old.failed_at, old.failed_says) if old else Failures()
    if not measured.state:
        measured = replace(measured, state=old.state if old else SLOW)
    elif measured.says != CUT:
        measured, failures = judged(measured, seen.took, failures, now)
    same = old is not None and old.state == measured.state
    return Dependency(
        name=seen.name,
        state=measured.state,
        since=old.since if old is not None and same else now,
        says=measured.says,
        probed_at=now,
        took_ms=int(seen.took.total_seconds() * 1000),
        failing_since=failures.since,
        failed_at=failures.last,
        failed_says=failures.says,
    )


def _wanted(row: Dependency, cut: frozenset[str]) -> bool | None:
    """Whether an outage should be open, and if so whether it is one of training."""
    return row.name in cut if row.state == DOWN else None


def record_outages(node: Node, rows: Iterable[Dependency], cut: frozenset[str]) -> int:
    """Begin and end outages until they agree with the states. A training that is put back while the thing is really down ends, and a
    real outage begins."""
    rows = list(rows)
    held = dict(fetch(_OPEN, (node.id,)))
    turning = sorted(r.name for r in rows if _wanted(r, cut) != held.get(r.name))
    if not turning:
        return 0
    with Act(node, SYSTEM) as act:
        locked = Dependency.objects.select_for_update().filter(name__in=turning).order_by("name")
        states: Mapping[str, Dependency] = {d.name: d for d in locked}
        still = {o.dependency: o for o in Outage.objects.filter(office=node.id, ended=None, dependency__in=turning)}
        done = sum(_turn(act, states[name], still.get(name), cut) for name in turning)
        act.done()
    return done


def _turn(act: Act, row: Dependency, outage: Outage | None, cut: frozenset[str]) -> int:
    wanted = _wanted(row, cut)
    if wanted == (outage.training if outage else None):
        return 0  # another process was first
    subject = f"gangguan/{row.name}"
    if outage is not None:
        act.record(OutageEnded(outage=outage.id, ended=act.now), subject=subject)
    if wanted is not None:
        began = OutageBegan(dependency=row.name, began=act.now, training=wanted, says=row.says)
        act.record(began, subject=subject)
    return 1


def noticed(node: Node, about: str, says: str = "") -> None:
    """A failure met in use (a TemporaryFault of due work): tells at once, and the next probe decides. What is not ours is ignored."""
    name = named_by(about)
    now = node.clock.now()
    if not name or name not in {d.name for d in at(node.id == PUSAT)}:
        return
    old = Dependency.objects.filter(name=name).first()
    if old and old.failed_at and timedelta() <= now - old.failed_at < AGAIN and old.state != NORMAL:
        return
    if Switch.objects.filter(name=name, cut=True).exists():
        return
    failures = Failures(old.failing_since, old.failed_at, old.failed_says) if old else Failures()
    failures = (failures if failures.fresh(now) else Failures()).more(now, says)
    told = {"failing_since": failures.since, "failed_at": failures.last, "failed_says": failures.says[:300]}
    if old is None:
        Dependency.objects.bulk_create(
            [Dependency(name=name, state=SLOW, since=now, says=says, probed_at=now - LONG_AGO, **told)],
            ignore_conflicts=True,
        )
    elif old.state == NORMAL:
        Dependency.objects.filter(name=name, state=NORMAL).update(
            state=SLOW, since=now, says=says, probed_at=now - LONG_AGO, **told
        )
    else:
        Dependency.objects.filter(name=name).update(**told)


def may_be_back(name: str) -> None:
    """An act has just brought what was missing: it is not held to be down any more, and the next probe, due at once, decides.

    What is cut in training stays down.
    """
    down = Dependency.objects.filter(name=name, state=DOWN).exclude(says=CUT)
    down.update(state=SLOW, probed_at=F("probed_at") - LONG_AGO)


def turn_switch(node: Node, officer: Actor, name: str, cut: bool, *, key: UUID | None = None) -> Outcome:
    """Cut a dependency for training, or put it back. Done(value=name); the outage of a cut is recorded at once."""
    dependency = BY_NAME.get(name)
    with Act(node, officer, key=key) as act:
        if dependency is None or not dependency.switch or dependency not in at(node.id == PUSAT):
            return act.refuse(Refusal("continuity.no_switch", "Jalur ini tidak mempunyai sakelar latihan."))
        Switch.objects.get_or_create(name=name, defaults={"cut": False, "by": "", "at": act.now})
        held = Switch.objects.select_for_update().get(name=name)
        if held.cut == cut:
            state = "Jalur ini sudah diputus." if cut else "Jalur ini tidak sedang diputus."
            return act.refuse(Refusal("continuity.already", state))
        Switch.objects.filter(name=name).update(cut=cut, by=officer.id, at=act.now)
        act.record(SwitchTurned(dependency=name, cut=cut), subject=f"gangguan/{name}")
        outcome = act.done(name)
    _show_at_once(node, name, cut)
    return outcome


def _show_at_once(node: Node, name: str, cut: bool) -> None:
    """A cut thing is down now, without a probe; one that was put back is measured by the next probe, which is due at once."""
    now = node.clock.now()
    if cut:
        keep(node, [Seen(name, Measured(DOWN, CUT))], now)
    else:
        Dependency.objects.filter(name=name).update(says=PUT_BACK, probed_at=now - LONG_AGO)
