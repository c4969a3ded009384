"""The disk that forgets, without a mount: what a sync made safe survives every cut, anything else may or may not."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from random import Random

import pytest

from siaga.drill.power.disk import PAGE, Disk
from siaga.drill.power.trace import Recorder, Replay, read

NEW = os.O_RDWR | os.O_CREAT
SEEDS = range(40)


def file_with(disk: Disk, name: str, content: bytes) -> int:
    fd = disk.open(name, NEW, 0o600)
    disk.write(fd, content, 0)
    disk.fsync(fd)
    return fd


def after_cuts(disk: Disk, tmp_path: Path) -> list[Path]:
    """The same moment cut with many seeds: the trees that are left."""
    left = []
    for seed in SEEDS:
        copy = tmp_path / f"copy{seed}"
        shutil.copytree(disk.place, copy, symlinks=True)
        disk.cut(Random(seed), copy)
        left.append(copy / "tree")
    return left


def contents(trees: list[Path], name: str) -> set[bytes | None]:
    return {(t / name).read_bytes() if (t / name).exists() else None for t in trees}


def test_what_was_synced_is_there_after_every_cut(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "d")
    file_with(disk, "a", b"safe" * 5000)
    assert contents(after_cuts(disk, tmp_path), "a") == {b"safe" * 5000}


def test_unsynced_pages_survive_in_any_subset(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "d")
    fd = file_with(disk, "a", b"o" * 3 * PAGE)
    disk.write(fd, b"n" * 3 * PAGE, 0)
    found = contents(after_cuts(disk, tmp_path), "a")
    assert {b"o" * 3 * PAGE, b"n" * 3 * PAGE} <= found and len(found) > 4
    assert all(
        f is not None and set(f[i * PAGE : (i + 1) * PAGE]) in ({ord("o")}, {ord("n")}) for f in found for i in range(3)
    )


def test_a_longer_file_is_never_shorter_than_its_sync_and_has_zeros_where_a_page_is_lost(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "d")
    fd = file_with(disk, "a", b"o" * 100)
    disk.write(fd, b"n" * 3 * PAGE, 100)
    for content in contents(after_cuts(disk, tmp_path), "a"):
        assert content is not None and len(content) >= 100 and content[:100] == b"o" * 100
        assert set(content[100:]) <= {0, ord("n")}


def test_a_file_cut_short_without_a_sync_may_come_back_whole(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "d")
    fd = file_with(disk, "a", b"o" * 3 * PAGE)
    disk.truncate(fd, 10)
    assert contents(after_cuts(disk, tmp_path), "a") == {b"o" * 10, b"o" * 3 * PAGE}
    disk.fsync(fd)
    assert (tmp_path / "d/tree/a").stat().st_size == 10


def test_names_survive_in_their_order_until_the_folder_is_synced(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "d")
    for name in "abc":
        disk.close(disk.open(name, NEW, 0o600))
    trees = after_cuts(disk, tmp_path)
    assert {"".join(sorted(os.listdir(t))) for t in trees} == {"", "a", "ab", "abc"}
    disk.fsync_folder()
    for tree in trees:
        shutil.rmtree(tree.parent)
    assert {"".join(sorted(os.listdir(t))) for t in after_cuts(disk, tmp_path)} == {"abc"}


def test_syncing_a_file_makes_its_name_safe_and_all_names_before(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "d")
    disk.close(disk.open("before", NEW, 0o600))
    file_with(disk, "a", b"1")
    disk.close(disk.open("after", NEW, 0o600))
    trees = after_cuts(disk, tmp_path)
    assert {"after" in os.listdir(t) for t in trees} == {True, False}
    assert all({"a", "before"} <= set(os.listdir(t)) for t in trees)


def test_a_replacement_is_the_old_or_the_new_and_a_deleted_file_may_come_back(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "d")
    for name in ("a", "new", "gone"):
        file_with(disk, name, name.encode())
    disk.rename("new", "a")
    disk.unlink("gone")
    trees = after_cuts(disk, tmp_path)
    assert contents(trees, "a") == {b"a", b"new"} and contents(trees, "gone") == {b"gone", None}
    disk.fsync_folder()
    assert not os.listdir(disk.attic)


def test_a_folder_with_something_in_it_is_not_removed(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "d")
    disk.mkdir("f", 0o700)
    file_with(disk, "f/x", b"1")
    with pytest.raises(OSError):
        disk.rmdir("f")
    disk.unlink("f/x")
    disk.rmdir("f")
    assert {tuple(sorted(os.listdir(t))) for t in after_cuts(disk, tmp_path)} == {("f",), ()}


def test_a_replayed_trace_is_the_same_disk_at_every_moment(tmp_path: Path) -> None:
    base = tmp_path / "base"
    (base / "tree").mkdir(parents=True)
    shutil.copytree(base, tmp_path / "again")
    recorder, disk, rng = Recorder(tmp_path / "trace"), Disk(base), Random(3)
    fds: list[int] = []
    for n in range(200):
        what = rng.choice(["open", "write", "write", "fsync", "rename", "unlink"])
        if what == "open" or not fds:
            fds.append(disk.open(f"f{n}", NEW, 0o600))
            recorder.record("open", fds[-1], f"f{n}", NEW, 0o600)
        elif what in ("write", "fsync"):
            fd, words = rng.choice(fds), (rng.randbytes(3000), rng.randrange(20_000)) if what == "write" else ()
            getattr(disk, what)(fd, *words)
            recorder.record(what, fd, *words)
        elif names := sorted(os.listdir(disk.tree)):
            words = (rng.choice(names), f"g{n}") if what == "rename" else (rng.choice(names),)
            getattr(disk, what)(*words)
            recorder.record(what, *words)
    recorder.close()
    replay = Replay(Disk(tmp_path / "again"))
    assert sum(map(replay.take, read(tmp_path / "trace"))) > 150
    disk.cut(Random(9)), replay.disk.cut(Random(9))
    assert {p.name: p.read_bytes() for p in disk.tree.iterdir()} == {
        p.name: p.read_bytes() for p in replay.disk.tree.iterdir()
    }
