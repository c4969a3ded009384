"""People, recordings and printers for the tests of cards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from siaga.cards.blangko import acts as ledger_acts
from siaga.cards.printers.printer import Job, PrinterState
from siaga.cards.quality.acts import pass_good, to_check
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.act import Actor
from siaga.journal.seeding import Said, write_many
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.kit.refusal import TemporaryFault
from siaga.people.biodata import Biodata, Family
from siaga.people.facts import BiodataChanged, FamilyRegistered, ResidentRegistered
from siaga.recording.facts import Recorded, StatusChanged

OPERATOR = Actor("op", "Operator", frozenset({"pencetakan"}))
LOKET = Actor("loket", "Petugas loket", frozenset({"loket"}))
HEAD = Actor("kepala", "Kepala", frozenset({"kepala"}))
BENDAHARA = Actor("bendahara", "Bendahara", frozenset({"bendahara"}))
PUSAT_OP = Actor("pusat", "Operator pusat", frozenset({"operator_pusat"}))
VILLAGE = "3172011001"


def nik_of(n: int) -> str:
    return f"3172010101{n // 9000 + 60:02}{n % 9000 + 1:04}"


def person(
    n: int, *, born: date = date(1990, 1, 1), married: int = 1, no_kk: str = "", status: str = "aktif"
) -> Biodata:
    return Biodata(
        nik=nik_of(n), no_kk=no_kk or f"317201010120{n // 9000}{n % 9000 + 1:03}"[:16].ljust(16, "0"), nama=f"WARGA {n}".replace("0", "O"),
        jenis_kelamin="L", tempat_lahir="JAKARTA", tanggal_lahir=born, agama=1, status_kawin=married, shdk=1,
        pendidikan=5, pekerjaan=15, status=status,
    )  # fmt: skip


def settle(node: Node, people: Sequence[Biodata]) -> None:
    """Residents and a family for each number."""
    at = node.clock.now() - timedelta(days=400)
    kks = dict.fromkeys(p.no_kk for p in people)
    said = [
        Said(at, "sistem", f"keluarga/{kk}", FamilyRegistered(
            family=Family(no_kk=kk, nik_kepala=next(p.nik for p in people if p.no_kk == kk), alamat="Jl. Melati 1", rt="001", rw="002",
                          kode_wilayah=VILLAGE), issued_on=at.date()))
        for kk in kks
    ]  # fmt: skip
    said += [
        Said(at, "sistem", f"penduduk/{p.nik}", ResidentRegistered(biodata=p, reason="data_awal", minted=False))
        for p in people
    ]
    write_many(node, said)


def record_of(nik: str) -> UUID:
    return ids.named("rekaman uji", nik)


def recorded(node: Node, people: Iterable[Biodata], *, status: str = "PRINT_READY_RECORD", days_ago: int = 30) -> None:
    """A recording each, a minute apart, with the verdict already there."""
    people = list(people)
    said = []
    for i, p in enumerate(people):
        at = node.clock.now() - timedelta(days=days_ago) + timedelta(minutes=i)
        record = record_of(p.nik)
        said.append(Said(at, "sistem", f"rekaman/{record}", Recorded(
            record=record, nik=p.nik, blobs=[], quality=80, kecamatan="317201", kelurahan=VILLAGE)))  # fmt: skip
    write_many(node, said)
    if status != "BIO_CAPTURED":
        verdicts(node, [p.nik for p in people], status)


TRIGGERS = {
    "SENT_FOR_ENROLLMENT": "send",
    "PRINT_READY_RECORD": "found_single",
    "DUPLICATE_RECORD": "found_duplicate",
}


def verdicts(node: Node, niks: Iterable[str], status: str) -> None:
    """What the centre says, as if the exchange had brought it; SENT_FOR_ENROLLMENT is the office's own word."""
    own = status == "SENT_FOR_ENROLLMENT"
    writer = node if own else replace(node, id="pusat")
    write_many(writer, [
        Said(node.clock.now(), "sistem", f"rekaman/{record_of(nik)}",
             StatusChanged(record=record_of(nik), nik=nik, status=status, trigger=TRIGGERS[status]),
             to="" if own else node.id)
        for nik in niks
    ])  # fmt: skip


def proven(negeri: Country, office: Node, people: Sequence[Biodata]) -> None:
    """Recorded here and found single by the real centre, with the real exchange between them."""
    recorded(office, people, status="BIO_CAPTURED")
    exchange.talk(office, office.devices["pusat"])
    at = negeri.clock.now()
    with negeri.centre:
        write_many(negeri.centre, [
            Said(at, "sistem", f"rekaman/{record_of(p.nik)}", StatusChanged(
                record=record_of(p.nik), nik=p.nik, status="PRINT_READY_RECORD", trigger="found_single"), to=office.id)
            for p in people
        ])  # fmt: skip
    exchange.talk(office, office.devices["pusat"])


def became(node: Node, nik: str, **after: Any) -> None:
    body = BiodataChanged(nik=nik, before={}, after=after, reason="uji")
    write_many(node, [Said(node.clock.now(), "sistem", f"penduduk/{nik}", body)])


def crowd(node: Node, n: int, *, blangko: int = 0, first: int = 0) -> list[Biodata]:
    """n people who are print-ready, and blangko in store."""
    people = [person(first + i) for i in range(n)]
    settle(node, people)
    recorded(node, people)
    if blangko:
        assert ledger_acts.receive(node, BENDAHARA, blangko, "BAST 1")
    return people


@dataclass
class PaperPrinter:
    """A printer of the mind: what it was given, and what came out. away: does not answer; hold: prints nothing yet."""

    away: bool = False
    hold: bool = False
    given: dict[str, Job] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)

    def _here(self) -> None:
        if self.away:
            raise TemporaryFault("printer tidak menjawab", about="printer")

    def state(self) -> PrinterState:
        self._here()
        return PrinterState("idle", True, (), 0, "kartu")

    def submit(self, order_id: str, document: bytes, *, media: str | None, format: str = "application/pdf") -> Job:
        self._here()
        if order_id not in self.given:
            self.given[order_id] = Job(len(self.given) + 1, "pending", order_id, documents=1)
            if not self.hold:
                self.finish(order_id)
        return self.given[order_id]

    def finish(self, name: str, state: str = "completed") -> None:
        done = state == "completed"
        self.given[name] = Job(self.given[name].id, state, name, documents=1, impressions=int(done))  # type: ignore[arg-type]
        if done:
            self.pages.append(name)

    def jobs(self) -> list[Job]:
        self._here()
        return list(self.given.values())

    def job(self, order_id: str) -> Job | None:
        self._here()
        return self.given.get(order_id)

    def wait(self, order_id: str, timeout: float) -> Job | None:
        return self.job(order_id)

    def cancel(self, order_id: str) -> Job | None:
        self._here()
        if order_id in self.given and not self.given[order_id].finished:
            self.finish(order_id, "canceled")
        return self.given.get(order_id)


def blank_face(node: Node, order: Any, at: datetime) -> bytes:
    return b"%PDF-1.7\n" + order.nik.encode()


def put_on_shelf(node: Node) -> int:
    """Somebody holds every card that is out, finds it good and puts it where it belongs. Returns how many."""
    cards = list(to_check(node).values_list("id", flat=True))
    assert not cards or pass_good(node, OPERATOR, cards)
    return len(cards)


def with_printer(node: Node, *names: str) -> PaperPrinter:
    """The first of these paper printers; the card's face is not drawn."""
    made = {name: PaperPrinter() for name in names or ("kartu-1",)}
    node.devices["printers"] = made
    node.devices["card_face"] = blank_face
    return next(iter(made.values()))
