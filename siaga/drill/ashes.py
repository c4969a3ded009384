"""An office without a second box burns, and is built again by production's restoration: from the centre's copy, from a backup, or both.

What nobody else held is lost. The drill knows which acts those may be, and asks that what the restoration reports is exactly that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

import msgspec
from django.db import connection

from siaga.drill.invariants import Violation
from siaga.drill.land import Land, Office, OwnClock
from siaga.drill.oracle import Oracle, held
from siaga.journal import boxes, membership
from siaga.journal.act import SYSTEM
from siaga.journal.exchange import all_heads
from siaga.kit.node import Node
from siaga.kit.recovery import Recovery
from siaga.roles import backup
from siaga.roles.home import Centre, Home, Settings
from siaga.roles.lost_and_found import Known, Report
from siaga.roles.remains import Opener
from siaga.roles.restore_plan import Sources, State, state_of
from siaga.roles.restoring import Restoration, look

RECOVERY = Recovery(b"siaga negeri 016")
OPENER = Opener(RECOVERY.public.mark, RECOVERY.keys)
NOWHERE = "http://pusat.invalid"  # the link is handed in


@dataclass
class Ashes:
    """What is left of an office. told: where its acknowledged acts stood (chain, seq); machine: the new one, once there is one."""

    told: dict[UUID, tuple[str, int]]
    code: str = ""
    machine: Node | None = None


@dataclass
class Ruins:
    """Of a country: offices in ashes by their id, how far each backup holds each chain, and what restorations did not tell rightly."""

    of: dict[str, Ashes] = field(default_factory=dict)
    saved: dict[str, dict[str, int]] = field(default_factory=dict)
    wrong: list[Violation] = field(default_factory=list)


def _quiet(*_said: object) -> None:
    pass


def disk(land: Land, office: Office) -> Path:
    """The disk in the drawer."""
    folder = land.home / f"disk-{office.id}"
    folder.mkdir(exist_ok=True)
    return folder


def save(land: Land, ruins: Ruins, office: Office) -> None:
    """A backup of the office, inside its box. Raises TemporaryFault where production does."""
    keys = land.centre.keys.public
    pusat = Centre(NOWHERE, keys.verify.hex(), keys.seal.hex())
    box = office.box
    settings = Settings(id=box.id, name=box.name, wilayah=box.wilayah, box=box.box, pusat=pusat)
    (box.home / "node.json").write_bytes(msgspec.json.encode(settings))
    backup.make_backup(box, disk(land, office), RECOVERY.public)
    ruins.saved[office.id] = {chain: seq for chain, (seq, _hash) in all_heads().items()}


def burn_alone(land: Land, ruins: Ruins, oracle: Oracle, office: Office) -> None:
    """Disk and all. Where the acts stood that were told there is noted before, by the drill alone."""
    mine = [id for id, t in oracle.told.items() if t.office == office.id]
    with office.box, connection.cursor() as cur:
        cur.execute("SELECT id, chain, seq FROM journal_journalfact WHERE id = ANY(%s)", [mine])
        ruins.of[office.id] = Ashes({id: (chain, seq) for id, chain, seq in cur.fetchall()})
    land.burnt.append(office.box.chain)
    land.burn(office.box)
    office.shut = True


def rebuild(land: Land, ruins: Ruins, oracle: Oracle, office: Office, *, by_code: bool) -> None:
    """A new machine becomes the office. by_code: the centre's operator gives a code, else the key in the backup vouches, if there is one.

    Raises what production raises (the centre does not answer, the process dies); the same call again goes on from there.
    """
    ashes = ruins.of[office.id]
    saved = any(disk(land, office).glob("siaga-*/*/*.segmen"))
    if (by_code or not saved) and not ashes.code:
        with land.centre:
            ashes.code = membership.make_code(land.centre, SYSTEM, office.id)
    if ashes.machine is None:
        ashes.machine = land.machine(office)
    machine = ashes.machine
    folders = (disk(land, office),) if saved else ()
    sources = Sources(backups=folders, opener=OPENER, pusat=NOWHERE, code=ashes.code, wilayah=office.id)
    link = land.line(land.centre)
    link.up = not (office.cut or land.centre_down)
    known = Known()
    remains = look(sources, known)
    settings = Settings(id=office.id, name=machine.name, wilayah=office.id, pusat=Centre(NOWHERE))
    state = state_of(machine.home) or State(remains.settings or settings)
    trust = Home(machine.home, state.settings).trust
    with machine:
        run = Restoration(replace(machine, box=state.box, trust=trust), state, sources, remains, known, link, _quiet)
        report = run.run()
    _serves(land, office, machine, run.node)
    elsewhere = [ruins.saved.get(office.id, {})]
    if run.met and not any("tidak menjawab sampai selesai" in note for note in report.notes):
        with land.centre:
            elsewhere.append({chain: all_heads()[chain][0] for chain in boxes.chains_of(office.id)})
    ruins.wrong += untold(oracle, office, ruins.of.pop(office.id), report, elsewhere, land.centre)


def _serves(land: Land, office: Office, machine: Node, node: Node) -> None:
    printer = office.box.devices["printers"]["Printer"]
    land.nodes[land.nodes.index(machine)] = node
    land.rivals |= {office.box.chain, node.chain}  # what comes back later was not known when the new box began
    office.box, office.shut = node, False
    land.furnish(node, printer)
    assert isinstance(node.clock, OwnClock)
    land.connect()


def untold(
    oracle: Oracle, office: Office, ashes: Ashes, report: Report, elsewhere: Sequence[dict[str, int]], centre: Node
) -> list[Violation]:
    """What the report does not tell rightly. Acts that nobody holds any more leave the oracle: they are lost, as was told.

    Right is: up to report.heads every act is here; what is beyond and was held by somebody who was asked (`elsewhere`: heads) is named
    missing; and nothing is named missing that is here.
    """
    found = []
    named = {(m.chain, seq) for m in report.missing for seq in range(m.first, m.last + 1)}
    here, there = held(office.box, set(ashes.told)), held(centre, set(ashes.told))
    for id, (chain, seq) in sorted(ashes.told.items(), key=lambda item: item[1]):
        if id in oracle.told and id not in here:
            if seq <= report.heads.get(chain, 0):
                found.append(Violation("loss_is_told", office.id, f"{chain} {seq} disebut ada, tetapi tidak kembali"))
            elif id not in there:
                oracle.lost[id] = oracle.told.pop(id)
    for heads in elsewhere:
        for chain, last in sorted(heads.items()):
            left = [seq for seq in range(report.heads.get(chain, 0) + 1, last + 1) if (chain, seq) not in named]
            if left:
                found.append(
                    Violation("loss_is_told", office.id, f"{chain} {left[0]}-{last} tidak kembali, tidak disebut")
                )
    for chain, seq in sorted(named):
        if seq <= report.heads.get(chain, 0):
            found.append(Violation("loss_is_told", office.id, f"{chain} {seq} disebut hilang, padahal ada"))
    return found
