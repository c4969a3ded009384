"""What is left of an office that lost its machine: homes on disks that still turn, backups, carried bundles. Read, never written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import msgspec

from siaga.journal import carry, exchange, membership, segments
from siaga.journal.facts import Sealed
from siaga.journal.intake import Fork, Gap
from siaga.journal.messages import Reply, open_envelope, unpack
from siaga.journal.mirror import unheld
from siaga.kit.clock import SystemClock
from siaga.kit.database import Store
from siaga.kit.keys import CannotOpen, Keys
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import PermanentFault

from .backup import local_of, root_of, series_in
from .home import Home, Settings
from .kinds import ALL
from .lost_and_found import Known
from .progress import Say


class Opener(NamedTuple):
    """What opens a backup: the mark by which its segments are known, and the keys that they were sealed to."""

    mark: bytes
    keys: Keys


@dataclass
class Remains:
    """What is not in the journal, from the newest source that had it; `blob_folders`: where sealed blobs lie, by their names."""

    settings: Settings | None = None
    at: int = -1
    files: dict[str, bytes] = field(default_factory=dict)
    officers: list[dict[str, object]] = field(default_factory=list)
    waiting: dict[str, segments.Waiting] = field(default_factory=dict)
    keys: dict[str, Keys] = field(default_factory=dict)
    blob_folders: list[Path] = field(default_factory=list)

    def found(self, local: segments.Local, at: int, known: Known) -> None:
        settings = msgspec.json.decode(local.files["node.json"], type=Settings)
        if settings.point:
            return  # it writes beside its office and speaks for nobody: its facts are taken, neither its keys nor its settings
        if self.settings is not None and settings.id != self.settings.id:
            raise PermanentFault(f"sumber dari dua kantor: {self.settings.id} dan {settings.id}")
        name = settings.id if settings.box == 1 else f"{settings.id}/{settings.box}"
        self.keys[name] = Keys(bytes.fromhex(local.files["key"].decode()))
        self.waiting.update({w.sha: w for w in local.waiting})
        known.proofs.extend(local.proofs)
        if at > self.at:
            self.at, self.settings, self.files = at, settings, local.files
            self.officers = local.rows.get("officer", self.officers)


@dataclass
class Taker:
    """Takes facts of one source into the node, in the source's order; a chain that does not fit is left, and said.

    seen, total: how many facts of this source came by, and how many there are (0: nobody knows).
    """

    node: Node
    known: Known
    source: str
    say: Say
    left_out: set[str] = field(default_factory=set)
    gaps: dict[str, str] = field(default_factory=dict)
    seen: int = 0
    total: int = 0

    def expect(self, heads: Mapping[str, int], held: Mapping[str, int]) -> None:
        """The source holds so much, of which so much is here already. Told once, before the first of it is taken."""
        self.total = self.total or sum(max(0, seq - held.get(chain, 0)) for chain, seq in heads.items())

    def take(self, facts: Iterable[Sealed]) -> int:
        new, run = 0, list[Sealed]()
        for f in facts:
            self.seen += 1
            if run and f.chain != run[-1].chain:
                new += self._run(run)
                run = []
            run.append(f)
        new += self._run(run) if run else 0
        self.known.came[self.source] = self.known.came.get(self.source, 0) + new
        self.say(self.source, self.seen, self.total)
        return new

    def _run(self, run: list[Sealed]) -> int:
        chain = run[0].chain
        self.known.heard({chain: run[-1].seq})
        if chain in self.left_out:
            return 0
        try:
            return exchange.take_facts(self.node, chain, run).new
        except Gap as gap:
            self.gaps[chain] = str(gap)
        except Fork as fork:
            self.known.note(f"{self.source}: {fork}")
        self.left_out.add(chain)
        return 0


# --- a home on a disk that still turns --------------------------------------------------------------------------------


@contextmanager
def opened(path: Path) -> Iterator[Node]:
    """The node of another home, for reading; its own PostgreSQL is started if it does not run."""
    home = Home.open(path)
    if home.cluster is not None:
        home.cluster.start()
    s = home.settings
    store = Store(home.conninfo())
    try:
        yield Node(s.id, s.name, s.wilayah, SystemClock(s.zone), home.keys, path, ALL, store=store, box=s.box)
    finally:
        store.close()
        if home.cluster is not None:
            home.cluster.stop()


def look_into_home(old: Node, remains: Remains, known: Known) -> None:
    with old:
        local = local_of(old)
        newest = max((f.at for f in _last_facts()), default=0)
    remains.found(local, newest, known)
    remains.blob_folders.append(old.home / "blobs")


def _last_facts() -> Iterator[Sealed]:
    for chain, (seq, _hash) in exchange.all_heads().items():
        yield from exchange.next_facts(chain, seq - 1)[0][:1]


def take_home(old: Node, taker: Taker) -> int:
    new = 0
    while True:
        held = {chain: seq for chain, (seq, _hash) in exchange.all_heads().items()}
        with old:
            heads = {chain: seq for chain, (seq, _hash) in exchange.all_heads().items()}
            facts = list(unheld(held, [c for c in heads if c not in taker.left_out]))
        taker.known.heard(heads)
        taker.expect(heads, held)
        if not facts:
            return new
        new += taker.take(facts)


# --- a backup ---------------------------------------------------------------------------------------------------------


def roots_in(folder: Path) -> list[Path]:
    """A backup's folder as it was named, or the disk that it is on."""
    return [folder] if series_in(folder) else sorted(p for p in folder.glob("siaga-*") if series_in(p))


def the_root(folder: Path, wilayah: str) -> Path:
    """The one backup in this folder. Raises PermanentFault if there is none, or several and none was named."""
    found = roots_in(folder)
    if wilayah and root_of(folder, wilayah) in found:
        return root_of(folder, wilayah)
    if len(found) != 1:
        names = ", ".join(p.name for p in found) or "tidak ada"
        raise PermanentFault(f"{folder}: salinan cadangan yang ditemukan: {names}; sebutkan kantornya dengan --wilayah")
    return found[0]


def look_into_backup(root: Path, opener: Opener, remains: Remains, known: Known) -> None:
    """The newest segment that can be read tells what is not in the journal."""
    remains.blob_folders.append(root / "berkas")
    for segment in (s for series in series_in(root) for s in sorted(series.glob("*.segmen"), reverse=True)):
        try:
            begin, local = (p for p, _ in zip(read(segment, opener), range(2), strict=False))
        except (PermanentFault, ValueError) as e:
            known.note(f"{segment.parent.name}/{segment.name}: {e}")
            continue
        if isinstance(begin, segments.Begin) and isinstance(local, segments.Local):
            return remains.found(local, begin.at, known)
    raise PermanentFault(f"tidak satu pun salinan di {root} dapat dibuka dengan kata-kata kunci pemulihan ini")


def read(segment: Path, opener: Opener) -> Iterator[segments.AnyPart]:
    return segments.read_segment(segment, *opener)


def take_backup(serieses: Sequence[Path], opener: Opener, known: Known, taker: Callable[[str], Taker]) -> int:
    """Series, the newest first: an older one serves where the newer is damaged. Returns how many facts were new."""
    new = 0
    for series in serieses:
        takes = taker(f"salinan {series.name}")
        takes.total = told_in(series, opener)
        before = 0
        for segment in sorted(series.glob("*.segmen")):
            number = int(segment.stem) if segment.stem.isdigit() else 0
            for lost in range(before + 1, number):
                known.note(f"{series.name}/{lost:04}.segmen tidak ada")
            before = number
            try:
                new += sum(_take_part(part, known, takes) for part in read(segment, opener))
            except (PermanentFault, OSError) as e:
                known.note(f"{series.name}/{segment.name}: {e}")
    return new


def told_in(series: Path, opener: Opener) -> int:
    """How many facts a series holds, as its newest segment says; 0: that one cannot be read, or an older program made it."""
    try:
        begin = next(read(max(series.glob("*.segmen")), opener))
    except (PermanentFault, OSError):
        return 0
    return sum(begin.after.values()) + begin.facts if isinstance(begin, segments.Begin) and begin.facts else 0


def _take_part(part: segments.AnyPart, known: Known, taker: Taker) -> int:
    match part:
        case segments.Begin(after=heads) | segments.End(heads=heads):
            known.heard(heads)
        case segments.Local(proofs=proofs):
            known.proofs.extend(proofs)
        case segments.Facts(facts=facts):
            return taker.take(facts)
    return 0


# --- a bundle that the centre carried out for the machine that was lost ------------------------------------------------


def take_bundle(file: Path, node: Node, remains: Remains, taker: Taker) -> int:
    """What the old machine's keys open. Frames that they do not open are counted as none."""
    new = 0
    with open(file, "rb") as f:
        for frame in carry.frames_of(f):
            message = _opened(frame, node, remains)
            if isinstance(message, Reply):
                new += sum(taker.take(batch) for batch in message.facts if batch)
                taker.known.heard({c: message.seq for c in remains.keys if c == node.id})
    return new


def _opened(frame: bytes, node: Node, remains: Remains) -> object:
    for name, keys in remains.keys.items():
        box = int(name.partition("/")[2] or 1)
        old = replace(node, keys=keys, box=box)
        try:
            envelope = open_envelope(keys.open(frame))
        except CannotOpen:
            continue
        sender = membership.keys_of(old, envelope.sender)
        if sender is None or envelope.sender != PUSAT:
            raise PermanentFault(f"pengirim {envelope.sender[:20]} tidak dikenal")
        return unpack(old, envelope, sender)
    return None
