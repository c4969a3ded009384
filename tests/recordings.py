"""People and recordings for tests: registered as facts, captured by the simulated scanner, answered by the centre's own due work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from siaga.drill.country import Country
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.clock import SimulatedClock
from siaga.kit.node import Node
from siaga.people.biodata import Biodata, Family
from siaga.people.facts import FamilyRegistered, ResidentRegistered
from siaga.recording import acts
from siaga.recording.devices.simulated import SimulatedScanner
from siaga.recording.facts import Exemption
from siaga.recording.models import Record
from siaga.recording.packet import Packet
from siaga.roles.centre import CENTRE
from siaga.roles.office import OFFICE

SCANNER = SimulatedScanner()
CLERK = Actor("rekam", "Petugas Rekam", frozenset({"perekaman"}))
NAMES = ("BUDI", "SITI AMINAH", "AGUS SALIM", "DEWI", "EKO PRASETYO", "RINA MARLINA", "JOKO", "WAYAN SUDARMA")


def nik_of(node: Node, n: int) -> str:
    return f"{node.id}01010190{n:04d}"


def resident(node: Node, n: int = 1, **changes: Any) -> str:
    """Register person number n at this office (entered); returns the NIK."""
    nik, no_kk = nik_of(node, n), f"{node.id}01010120{n:04d}"
    who = {
        "nik": nik,
        "no_kk": no_kk,
        "nama": NAMES[n % len(NAMES)],
        "jenis_kelamin": "L",
        "tempat_lahir": "JAKARTA",
        "tanggal_lahir": date(1990, 1, 1 + n % 28),
        "agama": 1,
        "status_kawin": 1,
        "shdk": 1,
        "pendidikan": 5,
        "pekerjaan": 1,
        "nama_ibu": f"IBU {NAMES[(n * 3) % len(NAMES)]}",
    } | changes
    family = Family(
        no_kk=no_kk, nik_kepala=nik, alamat="JL. UJI 1", rt="001", rw="002", kode_wilayah=f"{node.id}011001"
    )
    minted_offline = bool(who.pop("minted_offline", False))
    with Act(node, CLERK) as act:
        act.record(FamilyRegistered(family=family, issued_on=date(2020, 1, 1)), subject=f"keluarga/{no_kk}")
        body = ResidentRegistered(biodata=Biodata(**who), reason="data_awal", minted_offline=minted_offline)
        act.record(body, subject=f"penduduk/{nik}")
    return nik


def captured(
    nik: str, person: str = "", *, fingers: Any = range(1, 11), nonce: str = "1", irises: bool = True
) -> Packet:
    """What the scanner takes of the true person (default: the owner of the NIK)."""
    key = person or nik
    return Packet(
        nik=nik,
        nama="UJI",
        photo=b"\xff\xd8\xff foto",
        signature=b"ttd",
        fingers={c.position: c.record for c in SCANNER.fingers(key, list(fingers), nonce=nonce)},
        irises={str(c.eye): c.record for c in SCANNER.irises(key, ("L", "R"), nonce=nonce)} if irises else {},
    )


def record(node: Node, nik: str, person: str = "", *, key: UUID | None = None, **options: Any) -> Outcome:
    """Record this NIK at the entered office, a minute after whatever came before."""
    if isinstance(node.clock, SimulatedClock):
        node.clock.advance(timedelta(minutes=1))
    taking = {k: options.pop(k) for k in ("fingers", "nonce", "irises") if k in options}
    exceptions = [Exemption(*e) for e in options.pop("exceptions", ())]
    return acts.record(
        node,
        CLERK,
        captured(nik, person, **taking),
        quality=80,
        exceptions=exceptions,
        link_up=options.pop("link_up", True),
        key=key,
        **options,
    )


def turn(country: Country, *offices: Node, rounds: int = 2) -> None:
    """Let every node take its due work: what was recorded goes up, is answered, and the answer comes down. Call outside of nodes."""
    for _ in range(rounds):
        for office in offices:
            with office:
                OFFICE.tick(office, country.clock.now())
        with country.centre:
            CENTRE.tick(country.centre, country.clock.now())
    for office in offices:
        with office:
            OFFICE.tick(office, country.clock.now())


def status(node: Node, nik: str) -> str:
    with node:
        return Record.objects.get(nik=nik, current=True, office=node.id).status
