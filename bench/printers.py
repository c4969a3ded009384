"""1,000 cards through 10 printers that fail in every way, while office and printers are killed: how often does each come out?

And what the office costs where nothing fails (line, blangko, facts, two hand-overs of each job, check, shelf), against a bare loop that
hands the same documents to the same printers by IPP.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bench.report import Figure
from siaga.cards.blangko import acts as ledger
from siaga.cards.join_acts import join_print_list
from siaga.cards.printers.ipp import IppPrinter
from siaga.cards.printers.printer import CARD_MEDIA
from siaga.cards.printers.virtual import VirtualPrinter
from siaga.drill.country import Country, make_template
from siaga.drill.fleet_storm import SECONDS_A_CARD, rage
from siaga.journal.act import Actor
from siaga.journal.seeding import Said, write_many
from siaga.kit import ids
from siaga.kit.forking import Forked
from siaga.kit.node import PUSAT, Node
from siaga.kit.postgres import Cluster
from siaga.kit.processes import free_port
from siaga.people.biodata import Biodata, Family
from siaga.people.facts import FamilyRegistered, ResidentRegistered
from siaga.recording.facts import Recorded, StatusChanged

CARDS, KILLS, CALM, SEED = int(os.environ.get("SIAGA_BENCH_CARDS", 1000)), 40, 200, 20_261_122
QUEUES = [f"kartu-{n}" for n in range(1, 11)]
BENDAHARA = Actor("bendahara", "Bendahara", frozenset({"bendahara"}))


def crowd(node: Node, n: int) -> None:
    """n people found single, in line, and three blangko for each."""
    at, office = node.clock.now() - timedelta(days=30), node.id
    told: list[Said] = []
    single: list[Said] = []
    for i in range(n):
        nik, kk = f"31720101019{i // 9000:01}{i % 9000 + 1:04}", f"317201010120{i + 1:04}"
        record = ids.named("bench", "rekaman", nik)
        person = Biodata(
            nik=nik, no_kk=kk, nama=f"WARGA {chr(65 + i % 26)}", jenis_kelamin="L", tempat_lahir="JAKARTA",
            tanggal_lahir=datetime(1990, 1, 1).date(), agama=1, status_kawin=1, shdk=1, pendidikan=5, pekerjaan=15,
        )  # fmt: skip
        family = Family(no_kk=kk, nik_kepala=nik, alamat="Jl. Melati 1", rt="001", rw="002", kode_wilayah="3172011001")
        told += [
            Said(at, "sistem", f"keluarga/{kk}", FamilyRegistered(family=family, issued_on=at.date())),
            Said(at, "sistem", f"penduduk/{nik}", ResidentRegistered(biodata=person, reason="data_awal", minted=False)),
            Said(at + timedelta(seconds=i), "sistem", f"rekaman/{record}", Recorded(
                record=record, nik=nik, blobs=[], quality=80, kecamatan="317201", kelurahan="3172011001")),
        ]  # fmt: skip
        verdict = StatusChanged(record=record, nik=nik, status="PRINT_READY_RECORD", trigger="found_single")
        single.append(Said(at, "sistem", f"rekaman/{record}", verdict, to=office))
    write_many(node, told)
    write_many(replace(node, id=PUSAT), single)  # as if the exchange had brought it
    while join_print_list(node, node.clock.now()):
        pass
    assert ledger.receive(node, BENDAHARA, 3 * n, "BAST 1")


def plain_face(node: Node, order: object, at: datetime) -> bytes:
    return b"%PDF-1.7\n" + bytes(2000)


def printers(folder: Path, port: int) -> None:
    with VirtualPrinter(folder, QUEUES, port=port, seconds_per_page=SECONDS_A_CARD):
        while True:
            time.sleep(60)


def bare(folder: Path, n: int) -> float:
    """Cards a second: each handed over by turns, then waited for."""
    port = free_port()
    child = Forked("bench printers", partial(printers, folder, port))
    time.sleep(1.0)
    try:
        fleet = [IppPrinter(f"ipp://127.0.0.1:{port}/printers/{q}") for q in QUEUES]
        began = time.monotonic()
        for i in range(n):
            fleet[i % len(fleet)].submit(f"kartu {i}", plain_face(None, None, datetime.now(UTC)), media=CARD_MEDIA)  # type: ignore[arg-type]
        for i in range(n):
            job = fleet[i % len(fleet)].wait(f"kartu {i}", 60)
            assert job is not None and job.state == "completed"
        return n / (time.monotonic() - began)
    finally:
        child.stop()


def office(cluster: Cluster, folder: Path, name: str, n: int) -> tuple[Country, Node]:
    country = Country(cluster, folder / name, name=name, at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
    node = country.office("3172", "Kota Administrasi Jakarta Utara")
    node.devices["card_face"] = plain_face
    with node:
        crowd(node, n)
    return country, node


def main(sizes: Sequence[int] = (CALM, CARDS)) -> list[Figure]:
    calm, stormy = sizes
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        cluster = Cluster(folder / "pg")
        cluster.start()
        try:
            make_template(cluster)
            country, node = office(cluster, folder, "tenang", calm)
            with node:
                quiet = rage(node, folder / "tenang-cetak", QUEUES, SEED, kills=0, weather=False)
            country.close()
            base = bare(folder / "polos", calm)
            print(f"printers: tenang: {quiet.text()}", flush=True)
            country, node = office(cluster, folder, "badai", stormy)
            with node:
                storm = rage(node, folder / "badai-cetak", QUEUES, SEED, kills=KILLS, limit=3600)
            country.close()
            print(f"printers: badai: {storm.text()}", flush=True)
        finally:
            cluster.stop()
    if not (storm.good() and quiet.good()):
        raise SystemExit(1)
    pair = [(quiet.cards / quiet.seconds, base)]
    return [Figure.of("cards printed, checked and shelved / a bare IPP loop", "cards/s", pair, at_least=0.5)]
