"""The queue of the far e-sign service under failures: each paper on record exactly once; and our signer against bare pyHanko.

    SIAGA_BENCH_PAPERS=28000 python -m bench signing

The papers are drawn, sent over HTTP to the virtual service, really signed there, checked here and recorded by production's acts. Both
ends run in this process, so a second holds the work of both.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from bench import documents
from siaga.documents import signing_batch
from siaga.documents.issuing import issue
from siaga.documents.kinds import BY_CODE
from siaga.documents.models import Document, SigningBatch, SigningTask
from siaga.documents.render import render
from siaga.documents.tte.answers import Client, Signed, Wish
from siaga.documents.tte.line import Line
from siaga.documents.tte.remote import RemoteSigner
from siaga.documents.tte.v1 import V1
from siaga.documents.tte.v2 import V2
from siaga.documents.virtual_tte.serve import PASSWORD, USER, VirtualTte
from siaga.drill.country import Country, make_template
from siaga.journal.act import SYSTEM, Actor, Done
from siaga.journal.models import JournalFact
from siaga.kit.node import Node
from siaga.kit.postgres import Cluster

NIK, NAME, PHRASE = "3507011708640001", "Drs. Bambang Contoh", "frasa bench"
HEAD = Actor("kepala", NAME, frozenset({"kepala"}))
PAPERS, FAILURES = int(os.environ.get("SIAGA_BENCH_PAPERS", "300")), 100
FAULTS = ("down", "never", "lost", "half", "twice", "error", "error_after", "late")
TARGET = 0.5
TELL = 60.0  # seconds between lines about how far it is
TIMEOUT = 1.5  # seconds; a machine that is busy loses few answers besides those that the service loses


@dataclass
class Storm:
    """A client whose service fails at the sendings that `plan` names, each in its way, for one request."""

    inner: Client
    service: VirtualTte
    plan: dict[int, str]
    sent: int = 0
    struck: Counter[str] = field(default_factory=Counter)

    def user_status(self, nik: str) -> str:
        return self.inner.user_status(nik)

    def fetch(self, id: str) -> bytes | None:
        return self.inner.fetch(id)

    def verify(self, pdf: bytes) -> bool:
        return self.inner.verify(pdf)

    def sign(self, pdf: bytes, wish: Wish) -> Signed:
        self.sent += 1
        fault = self.plan.get(self.sent, "")
        if not fault:
            return self.inner.sign(pdf, wish)
        self.struck[fault] += 1
        self.service.faults.set(fault, seconds=0.3 if fault == "late" else 2 * TIMEOUT, times=1)
        try:
            return self.inner.sign(pdf, wish)
        finally:
            self.service.faults.clear()


@dataclass(frozen=True, slots=True)
class Outcome:
    """recorded: facts of signatures; papers: those with one; extra: signatures that the service made and nobody has; pauses: how
    often the batch paused itself because of lost answers and the head of office let it go on."""

    recorded: int
    papers: int
    extra: int
    aside: int
    left: int
    struck: int
    pauses: int
    seconds: float


def weather(papers: int, failures: int, seed: int) -> dict[int, str]:
    """Which sendings fail and how; the same for the same seed."""
    dice = random.Random(seed)
    return {at: dice.choice(FAULTS) for at in dice.sample(range(1, papers + 1), min(failures, papers))}


def storm(node: Node, folder: Path, papers: int, failures: int, *, version: int = 1, seed: int = 2019) -> Outcome:
    """Sign so many papers through so many failures of the service, as one batch of the head of office."""
    for number in range(papers):
        content = documents.birth(number)
        issue(node, SYSTEM, "akta_kelahiran", f"akta/contoh-{number}", "3507010101190001", content)
    with VirtualTte(folder, {NIK: (NAME, PHRASE)}, clock=node.clock) as service:
        line = Line(service.url, USER, PASSWORD, TIMEOUT)
        client = Storm(V1(line) if version == 1 else V2(line), service, weather(papers, failures, seed))
        node.devices["signer"] = RemoteSigner(client, NIK, NAME, (service.desk.root.certificate,))
        begun = signing_batch.begin(node, HEAD)
        assert isinstance(begun, Done), begun
        patience = Patience(node, begun.value)
        start = time.monotonic()
        signing_batch.work(node, begun.value, PHRASE, patience.wait)
        took = time.monotonic() - start
        batch = SigningBatch.objects.defer("documents").get(id=begun.value)
        recorded = JournalFact.objects.filter(kind="documents.signed").count()
        return Outcome(
            recorded,
            Document.objects.filter(state="elektronik").count(),
            service.desk.signatures() - recorded,
            batch.aside,
            SigningTask.objects.count(),
            client.struck.total(),
            patience.pauses,
            took,
        )


@dataclass
class Patience:
    """Waiting costs no time here: the simulated clock moves. A batch that paused itself goes on at once, as when the head of office
    presses *Lanjutkan*."""

    node: Node
    batch: UUID
    pauses: int = 0
    told: float = field(default_factory=time.monotonic)

    def wait(self, seconds: float) -> bool:
        self.node.clock.advance(timedelta(seconds=seconds))  # type: ignore[attr-defined]
        if seconds == signing_batch.LOOK:
            self.pauses += 1
            signing_batch.turn(self.batch, signing_batch.RUNNING, self.node)
        if time.monotonic() - self.told > TELL:
            self.told = time.monotonic()
            done = SigningBatch.objects.values_list("done", flat=True).get(id=self.batch)
            print(f"  {done} signed", file=sys.stderr, flush=True)
        return False


def main() -> int:
    kind = BY_CODE["akta_kelahiran"]
    ours, bare = documents.signing(render(kind, documents.birth(1), made_at=documents.AT))
    print(f"signatures {ours:.1f}/s CPU, bare pyHanko {bare:.1f}, ratio {ours / bare:.2f}, target {TARGET}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(Path(folder) / "pg")
        cluster.start()
        try:
            make_template(cluster)
            country = Country(cluster, Path(folder) / "nodes", name="bench")
            node = country.office("3507", "Kabupaten Malang")
            with node:
                found = storm(node, Path(folder) / "tte", PAPERS, FAILURES)
        finally:
            cluster.stop()
    good = found.recorded == found.papers == PAPERS and not found.left and not found.aside
    print(
        f"{found.recorded} signatures on record for {found.papers} of {PAPERS} papers through {found.struck} failures: "
        f"{'each exactly once' if good else 'NOT each once'}; {found.pauses} pauses ended by the head of office; "
        f"{found.extra} more made by the service, their answers lost, none on record; "
        f"{PAPERS / found.seconds:.1f} papers/s with the service in the same process"
    )
    return 0 if good and ours / bare >= TARGET else 1


if __name__ == "__main__":
    raise SystemExit(main())
