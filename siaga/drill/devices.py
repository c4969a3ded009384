"""What stands behind the adapters in a drill: a printer on simulated time, a search that knows the truth, a plain card face."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from siaga.cards.models import PrintOrder
from siaga.cards.printers.printer import Format, Job, PrinterState
from siaga.documents.models import Document
from siaga.documents.signing import SignerDown, SignerStatus
from siaga.journal.act import Act
from siaga.kit.clock import Clock
from siaga.kit.node import Node
from siaga.kit.refusal import TemporaryFault
from siaga.recording.models import Record
from siaga.recording.packet import Packet
from siaga.uniqueness.engine.names import Names
from siaga.uniqueness.engine.verdict import Candidate, Unreadable, Verdict

SECONDS_AN_HOUR = 3600


@dataclass
class HourlyPrinter:
    """Keeps `cards.printers.printer.Printer`. Finishes jobs in their order at `pace(at)` cards an hour of simulated time.

    Time in which nothing waits is not saved up. The pace at the beginning of an interval holds for all of it: whoever uses
    this asks it at least whenever the pace changes.
    """

    clock: Clock
    pace: Callable[[datetime], float]
    waiting: dict[str, int] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)
    _credit: float = 0.0
    _seen: datetime | None = None

    def state(self) -> PrinterState:
        self._go_on()
        return PrinterState("processing" if self.waiting else "idle", True, (), len(self.waiting), "drill")

    def submit(self, order_id: str, document: bytes, *, media: str | None, format: Format = "application/pdf") -> Job:
        self._go_on()
        if order_id not in self.done:
            self.waiting.setdefault(order_id, len(self.waiting) + len(self.done) + 1)
        found = self.job(order_id)
        assert found is not None
        return found

    def jobs(self) -> list[Job]:
        self._go_on()
        waiting = [Job(n, "pending", name, documents=1) for name, n in self.waiting.items()]
        return waiting + [Job(n, "completed", name, documents=1, impressions=1) for name, n in self.done.items()]

    def job(self, order_id: str) -> Job | None:
        self._go_on()
        if order_id in self.waiting:
            return Job(self.waiting[order_id], "pending", order_id, documents=1)
        if order_id in self.done:
            return Job(self.done[order_id], "completed", order_id, documents=1, impressions=1)
        return None

    def wait(self, order_id: str, timeout: float) -> Job | None:
        return self.job(order_id)

    def cancel(self, order_id: str) -> Job | None:
        self._go_on()
        number = self.waiting.pop(order_id, None)
        return Job(number, "canceled", order_id, documents=1) if number else self.job(order_id)

    def busy(self) -> bool:
        return bool(self.waiting or self.done)

    def forget(self) -> None:
        """Finished jobs leave the printer's list, as a real one's do: each evening."""
        self.done.clear()

    def _go_on(self) -> None:
        now = self.clock.now()
        if self._seen is not None and now > self._seen:
            self._credit += self.pace(self._seen) * (now - self._seen).total_seconds() / SECONDS_AN_HOUR
            for name in list(self.waiting)[: int(self._credit + 1e-6)]:
                self.done[name] = self.waiting.pop(name)
                self._credit -= 1
            if not self.waiting:
                self._credit = 0.0
        self._seen = now


@dataclass
class TruthSearcher:
    """Keeps `uniqueness.gallery.Searcher` without comparing fingers: in this country nobody is recorded under two NIK, so
    everybody is single. What is left out is the matcher alone; packets, exchange, order, verdicts and facts are the real ones.
    """

    enrolled: int = 0
    together: int = 200

    def search(self, record: Record, packet: Packet, names: Names, known: Sequence[UUID]) -> Verdict | Unreadable:
        return Verdict("unique", (), self.enrolled, 0)

    def enrol(self, record: Record, packet: Packet, names: Names, at: datetime) -> None:
        self.enrolled += 1


@dataclass
class TwinSearcher:
    """Keeps `uniqueness.gallery.Searcher`, and knows whose body stands behind each NIK: who was found single under another NIK
    before is a duplicate. Its gallery is read from the centre's records when first asked, as after every start.

    broken: the centre's parts that are down now; the search is one.
    """

    bodies: Mapping[str, str]
    broken: Mapping[str, str]
    together: int = 20
    _niks: dict[str, tuple[str, UUID]] | None = None

    def _gallery(self) -> dict[str, tuple[str, UUID]]:
        if self._niks is None:
            proven = Record.objects.exclude(proven_at=None).order_by("proven_at", "id").values_list("nik", "id")
            self._niks = {}
            for nik, id in proven:
                self._niks.setdefault(self.bodies[nik], (nik, id))
        return self._niks

    def search(self, record: Record, packet: Packet, names: Names, known: Sequence[UUID]) -> Verdict | Unreadable:
        if says := self.broken.get("search"):
            raise TemporaryFault(says, about="search")
        gallery = self._gallery()
        found = gallery.get(packet.photo.decode())
        if found is None or found[1] in known or found[1] == record.id:
            return Verdict("unique", (), len(gallery), 0)
        same = Candidate(str(found[1]), 200, (), 0.5, None, "duplicate")
        return Verdict("duplicate", (same,), len(gallery), 0)

    def enrol(self, record: Record, packet: Packet, names: Names, at: datetime) -> None:
        self._gallery().setdefault(packet.photo.decode(), (record.nik, record.id))


@dataclass
class FarSigner:
    """Keeps `documents.signing.Signer`. says: why it is away; "" = it is there. made: signatures so far."""

    says: str = ""
    made: int = 0

    def status(self, at: datetime) -> SignerStatus:
        return SignerStatus("terputus" if self.says else "siap", "Kepala Dinas", self.says)

    def sign_pdf(self, pdf: bytes, *, reason: str, location: str, at: datetime) -> bytes:
        if self.says:
            raise SignerDown(self.says)
        self.made += 1
        return pdf + b"% ditandatangani\n"


def plain_signed(act: Act, document: Document, name: str) -> tuple[str, str]:
    """Stands for drawing, signing and keeping a paper (`documents.signing_acts._signed_file`): the queue, its order, its facts and the
    register of wet signatures are production's; no PDF is drawn, which would take longer than all else together."""
    signer: FarSigner = act.node.devices["signer"]
    pdf = b"%PDF-1.4\n% kertas drill " + str(document.id).encode() + b"\n"
    signed = signer.sign_pdf(pdf, reason=document.number, location=act.node.name, at=act.now)
    made = hashlib.sha256(signed).hexdigest()
    return made, made


def plain_face(node: Node, order: PrintOrder, at: datetime) -> bytes:
    """Stands for `cards.face.card_face`: drawing 9,539 cards twice would take minutes and nobody would look at one."""
    return b"%PDF-1.4\n% kartu drill " + order.nik.encode() + b"\n"
