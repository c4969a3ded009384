"""Measuring by really using: each dependency is asked through the very adapter that the work uses.

A thing that is cut in training is not asked at all. A probe that needs a lower floor (the stock of blangko, the search) is handed in by
whoever assembles the table.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from siaga.journal import exchange
from siaga.journal.messages import AskHealth, Health
from siaga.journal.mirror import TOO_FAR
from siaga.kit.node import Node
from siaga.kit.refusal import Fault

from . import clocks
from .acts import UNASKED, Seen, cuts, keep, known
from .dependencies import BACKUP, DATABASE, DOWN, INTAKE, NORMAL, PARTS, PRINTER, PUSAT, RELEASE, SCANNER, SLOW, TTE
from .guards import CUT
from .states import Measured, due

Answer = Measured | Mapping[str, Measured]
SAYS_WORDS = {
    "no_line": "belum ada jalur ke pusat; kirim dengan tangan",
    "unknown_answer": "jawaban pusat tidak dikenal",
    "no_printer": "belum ada printer yang dipasang",
    "no_signer": "belum ada penanda tangan elektronik",
    "no_scanner": "belum ada alat rekam yang dipasang",
    "no_backup": "belum ada kotak kedua",
    "refused": "sertifikat ditolak",
    "silent": "tidak menjawab",
    "full": "ruang simpan pusat penuh",
}
UNKNOWN = Measured("", UNASKED)
FINE = Measured(NORMAL)
MEGABYTE = 1024 * 1024
LITTLE_ROOM, NO_ROOM = 2048 * MEGABYTE, 64 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Probe:
    """name: the dependency; also: others that the same call answers for. call(node, now) raises Fault where it fails."""

    name: str
    call: Callable[[Node, datetime], Answer]
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.also)


def probe_all(node: Node, now: datetime, probes: Sequence[Probe], *, forced: bool = False) -> int:
    """Take every probe that is due (`forced`: all). Returns how many outages began or ended."""
    asked = known()
    todo = [
        p
        for p in probes
        if forced or any(n not in asked or due(asked[n].probed_at, asked[n].took_ms, now) for n in p.names)
    ]
    if not todo:
        return 0
    cut = cuts()
    seen = [s for p in todo for s in _take(node, now, p, cut)]
    return keep(node, seen, now)


def _take(node: Node, now: datetime, probe: Probe, cut: frozenset[str]) -> list[Seen]:
    if probe.name in cut:
        return [Seen(probe.name, Measured(DOWN, CUT)), *(Seen(n, UNKNOWN) for n in probe.also)]
    before = node.clock.now()
    try:
        answer = probe.call(node, now)
    except Fault as e:
        answer = {probe.name: Measured(DOWN, str(e))}
    except OSError as e:
        answer = {probe.name: Measured(DOWN, f"tidak menjawab ({type(e).__name__})")}
    took = max(node.clock.now() - before, timedelta())
    told = answer if isinstance(answer, Mapping) else {probe.name: answer}
    return [Seen(n, told.get(n, UNKNOWN), took) for n in probe.names]


# --- an office --------------------------------------------------------------------------------------------------------


def centre(node: Node, now: datetime) -> Answer:
    """The link by an answer that is signed; the centre's parts by what it says of them. Without an answer nothing is known of the parts."""
    link = node.devices.get(PUSAT)
    if link is None:
        return {PUSAT: Measured(DOWN, SAYS_WORDS["no_line"])}
    health = exchange.ask(node, link, AskHealth())
    if not isinstance(health, Health):
        return {PUSAT: Measured(DOWN, SAYS_WORDS["unknown_answer"])}
    parts = {p: Measured(DOWN, why) if (why := health.parts.get(p, "")) else FINE for p in PARTS}
    return {PUSAT: _clocks(health, now), **parts}


def _clocks(health: Health, now: datetime) -> Measured:
    ahead = clocks.heard(PUSAT, health.clock, now)
    if ahead is not None and abs(ahead) > clocks.WRONG:
        return Measured(SLOW, f"jam kantor ini berbeda {clocks.apart_words(ahead)} dari jam pusat")
    return FINE


REASON_WORDS = {
    "media-empty": "kartu kosong di printer habis",
    "media-needed": "kartu kosong perlu diisi",
    "media-jam": "kartu tersangkut",
    "marker-supply-empty": "pita habis",
    "marker-supply-low": "pita hampir habis",
    "cover-open": "tutup terbuka",
    "paused": "dijeda",
    "offline": "tidak tersambung",
}


def printers(node: Node, now: datetime) -> Answer:
    """Down when none can print; held up when some cannot, or one asks for something."""
    found = node.devices.get("printers") or {}
    if not found:
        return Measured(SLOW, SAYS_WORDS["no_printer"])
    broken: dict[str, str] = {}
    asking: dict[str, str] = {}
    for name in sorted(found):
        try:
            state = found[name].state()
        except Fault as e:
            broken[name] = str(e)
            continue
        why = ", ".join(REASON_WORDS.get(r, r) for r in state.reasons)
        if state.state == "stopped" or not state.accepting:
            broken[name] = why or "berhenti"
        elif why:
            asking[name] = why
    says = "; ".join(f"{name}: {why}" for name, why in {**broken, **asking}.items())
    if len(broken) == len(found):
        return Measured(DOWN, says)
    return Measured(SLOW, says) if says else FINE


def signer(node: Node, now: datetime) -> Answer:
    found = node.devices.get("signer")
    if found is None:
        return Measured(SLOW, SAYS_WORDS["no_signer"])
    status = found.status(now)
    if status.state == "siap":
        return FINE
    return Measured(
        DOWN, status.detail or (SAYS_WORDS["refused"] if status.state == "ditolak" else SAYS_WORDS["silent"])
    )


def scanner(node: Node, now: datetime) -> Answer:
    found = node.devices.get("scanner")
    if found is None:
        return Measured(SLOW, SAYS_WORDS["no_scanner"])
    found.probe()
    return FINE


def backup(node: Node, now: datetime) -> Answer:
    """The second box by asking what it holds. Without one the office is unprotected: said, not hidden."""
    second = node.devices.get(BACKUP)
    if second is None:
        return Measured(SLOW, SAYS_WORDS["no_backup"])
    behind = second.behind(node)
    return Measured(SLOW, f"masih menyusul: {behind} catatan") if behind > TOO_FAR else FINE


def database(node: Node, now: datetime) -> Answer:
    """The database by a question, the disk by its free room."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    room = shutil.disk_usage(node.home).free
    return Measured(SLOW, f"ruang simpan tinggal {room // MEGABYTE} MB") if room < LITTLE_ROOM else FINE


OFFICE_PROBES = (
    Probe(PUSAT, centre, PARTS),
    Probe(PRINTER, printers),
    Probe(TTE, signer),
    Probe(SCANNER, scanner),
    Probe(BACKUP, backup),
    Probe(DATABASE, database),
)


# --- the centre -------------------------------------------------------------------------------------------------------


def own_intake(node: Node, now: datetime) -> Answer:
    """The centre takes packets only while it has somewhere to put them: a promise to hold them must not be broken."""
    room = shutil.disk_usage(node.home).free
    return Measured(DOWN, SAYS_WORDS["full"]) if room < NO_ROOM else FINE


def own_release(node: Node, now: datetime) -> Answer:
    """Answers are let go by the exchange itself; it is held only by its switch."""
    return FINE


CENTRE_PROBES = (Probe(INTAKE, own_intake), Probe(RELEASE, own_release), Probe(DATABASE, database))
