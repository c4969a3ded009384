"""A backup is one only when it was restored: into a database made for that and dropped again, and compared with what it was made from."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import msgspec

from siaga.journal import segments
from siaga.journal.facts import micros
from siaga.journal.models import Parked
from siaga.journal.verify import tables_hash, verify
from siaga.kit.database import Store
from siaga.kit.keys import CannotOpen
from siaga.kit.node import Node
from siaga.kit.recovery import RecoveryPublic
from siaga.kit.refusal import PermanentFault, TemporaryFault

from . import serving
from .backup import blob_place, keep_state, root_of, series_in, state_of
from .home import Home
from .kinds import FACT_TABLES
from .lost_and_found import Known
from .process import build
from .progress import Say
from .remains import Opener, Taker, read, take_backup

SCRATCH = "siaga_uji_salinan"


def rehearse(home: Home, target: Path, recovery: RecoveryPublic, say: Say) -> list[str]:
    """What is wrong with the newest series in `target`, in words; none: it makes the same tables, and every blob is what its name says.

    The node opens it with its own keys: the recovery key stays in the safe. Inside the node.
    """
    node = build(home)
    try:
        with scratch(home, node) as made:
            found = restored_into(made, root_of(target, node.id), Opener(recovery.mark, node.keys), say)
    except (PermanentFault, CannotOpen, OSError) as e:
        found = [str(e)]
    state = msgspec.structs.replace(state_of(node.home), tested=micros(node.clock.now()), test_says="; ".join(found))
    keep_state(node.home, state)
    return found


@contextmanager
def scratch(home: Home, node: Node) -> Iterator[Node]:
    """A node with the same keys and an empty database of its own, both gone afterwards."""
    cluster = home.cluster
    if cluster is None:
        raise TemporaryFault("percobaan salinan memerlukan PostgreSQL bawaan", about="database")
    cluster.drop_database(SCRATCH)
    cluster.create_database(SCRATCH)
    store, folder = Store(cluster.conninfo(SCRATCH)), home.path / "uji"
    folder.mkdir(exist_ok=True)
    made = replace(node, store=store, home=folder, devices={})
    try:
        with made:
            serving.migrate()
            yield made
    finally:
        store.close()
        cluster.drop_database(SCRATCH)
        shutil.rmtree(folder, ignore_errors=True)


def restored_into(made: Node, root: Path, opener: Opener, say: Say) -> list[str]:
    """Inside an empty node: take the newest series in and compare. Raises PermanentFault if there is none."""
    series = series_in(root)[:1]
    if not series:
        raise PermanentFault(f"belum ada salinan cadangan di {root.parent}")
    known = Known()
    take_backup(series, opener, known, lambda source: Taker(made, known, source, say))
    end = last_end(series[0], opener)
    wrong = [*known.notes, *(f"{f.chain} {f.seq}: {f.what}" for f in verify(partial(say, "Jurnal")))]
    if not end.parked and Parked.objects.exists():
        wrong.append("ada fakta yang tidak dimengerti dalam salinan, padahal tidak di kantor")
    if tables_hash(FACT_TABLES) != end.tables:
        wrong.append("tabel dari salinan berbeda dari tabel kantor pada saat itu")
    wrong.extend(f"berkas {sha[:12]} tidak ada atau berubah di salinan" for sha in bad_blobs(root, end, say))
    return wrong


def last_end(series: Path, opener: Opener) -> segments.End:
    *_, last = read(max(series.glob("*.segmen")), opener)
    if not isinstance(last, segments.End):
        raise PermanentFault("salinan terakhir tidak berujung")
    return last


def bad_blobs(root: Path, end: segments.End, say: Say) -> Iterator[str]:
    for n, sha in enumerate(end.blobs, 1):
        place = blob_place(root, sha)
        if not place.exists() or hashlib.sha256(place.read_bytes()).hexdigest() != sha:
            yield sha
        if n % 100 == 0 or n == len(end.blobs):
            say("Berkas", n, len(end.blobs))
