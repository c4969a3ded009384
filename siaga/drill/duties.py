"""The due work of a country's machines: what production does by itself, taken when a step of the history says so."""

from __future__ import annotations

import psycopg
from django.db import OperationalError

from siaga.drill import machines
from siaga.drill.clerks import with_a_clerk_at_the_printers
from siaga.drill.land import Land, Office
from siaga.drill.oracle import Oracle
from siaga.journal import mirror
from siaga.journal.boxes import is_office
from siaga.journal.mirror import Replaced
from siaga.kit.node import Node
from siaga.kit.refusal import TemporaryFault
from siaga.perangkat.checking import check_next
from siaga.perangkat.ticks import disk_day
from siaga.roles.centre import CENTRE as CENTRE_WORK
from siaga.roles.office import OFFICE
from siaga.roles.point import POINT
from siaga.roles.role import Role
from siaga.roles.second import REPLACED

# Papers are made, queued and signed here, though not drawn; the proof of the journal and the readings of a real disk are left out.
LEFT_OUT = (check_next, disk_day)
DUE_WORK = with_a_clerk_at_the_printers(Role(OFFICE.name, tuple(t for t in OFFICE.ticks if t not in LEFT_OUT)))
AT_A_POINT = with_a_clerk_at_the_printers(POINT)


def due(land: Land, oracle: Oracle, office: Office) -> int:
    """The due work of an office's machines. Returns how many things were done."""
    done = _of(oracle, office.box, DUE_WORK)
    if (second := office.second) is not None:
        with second:
            try:
                done += mirror.fetch_blobs(second, second.devices["kantor"], office.box.chain)
            except TemporaryFault:
                oracle.tally["kantor tidak menjawab"] += 1
    if office.point is not None:
        done += _of(oracle, office.point, AT_A_POINT)
    return done + (_of_the_old(land, oracle, office, office.old) if office.old is not None else 0)


def _of_the_old(land: Land, oracle: Oracle, office: Office, old: Node) -> int:
    with old:
        believes = is_office(old)
    done = _of(oracle, old, DUE_WORK if believes else REPLACED)
    with old:
        over = machines.has_handed_over(old)
    if over:
        oracle.tally["kotak lama selesai"] += 1
        machines.retire(land, office)
    return done + over


def _of(oracle: Oracle, box: Node, role: Role) -> int:
    with box:
        done = role.tick(box, box.clock.now())
        if (holder := box.devices.get("cadangan")) is not None and role is DUE_WORK:
            try:
                done += holder.catch_up(box)
            except TemporaryFault:
                oracle.tally["cadangan tidak menjawab"] += 1
            except Replaced:
                oracle.tally["bukan kantor lagi"] += 1
            except OperationalError as e:  # it heard that it was replaced, and has no room to keep that: asked again
                if not isinstance(e.__cause__, psycopg.errors.DiskFull):
                    raise
                oracle.tally["disk penuh saat kotak cadangan ditanya"] += 1
    return done


def due_centre(land: Land) -> int:
    with land.centre as centre:
        return CENTRE_WORK.tick(centre, centre.clock.now())
