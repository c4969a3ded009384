"""A disk that forgets: what was written and not synced survives a power cut only by chance.

The files lie as the programs last saw them; beside them this model keeps, for every file, what a sync has not yet made safe: the pages
as they were at the last sync (4 KiB each) and the length. At a cut each such page stays new or becomes old again, as the seed draws it; so
writes are lost, reordered and torn, as by the cache of a disk that loses its power.

Names (create, rename, unlink, mkdir, rmdir, link) are treated as a journaling file system does it (ext4, XFS): they reach the disk in the
order in which they were done, and a cut keeps some first part of them. fsync of a folder makes all before it safe; fsync or
fdatasync of a file makes safe its content, its length, and the changes of names up to the last that concerns it. Weaker than ext4's
data=ordered on purpose: a new name may survive of which the content was lost. Not modelled: owner, mode and times (kept at once),
sectors smaller than a page, a disk that lies about its syncs.

No process state, no clock, no FUSE in here: the same class serves the live mount (`mount.py`) and the replay of a trace (`trace.py`).
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

PAGE = 4096
TREE, ATTIC = "tree", "attic"
# Odds that a page survives, drawn once a cut: nothing, little, half, nearly all.
KEEP = (0.0, 0.1, 0.5, 0.9)
LIVE_FLAGS = os.O_ACCMODE | os.O_CREAT | os.O_EXCL | os.O_TRUNC


@dataclass(slots=True)
class Unsynced:
    """size: the length at the last sync. pages: what each page changed since then held at that time, b"" beyond the end."""

    size: int
    pages: dict[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of names that no sync has made safe. Undone: `made` goes, then each (from, to) of `back` moves. Paths within the place."""

    inos: tuple[int, ...]
    made: str = ""
    back: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """What a cut did. pages: unsynced, of which lost; names: changes not safe, of which undone."""

    pages: int
    pages_lost: int
    names: int
    names_undone: int


class Disk:
    """`place`/tree holds the files, `place`/attic what was unlinked and may come back. Paths are relative to the tree, "" its root.

    Every method raises OSError as the call it stands for. Not for use by several threads at once.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        self.tree, self.attic = place / TREE, place / ATTIC
        self.tree.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.attic, ignore_errors=True)  # what the cut before did not bring back
        self.attic.mkdir()
        self.unsynced: dict[int, Unsynced] = {}
        self.changes: list[Change] = []
        self._inos: dict[int, int] = {}
        self._stashed = 0

    # Files

    def open(self, path: str, flags: int, mode: int = 0) -> int:
        """A file descriptor of this process. O_APPEND and O_DIRECT are the kernel's business; a writer can also read."""
        wanted = flags & LIVE_FLAGS & ~os.O_TRUNC
        if flags & os.O_ACCMODE == os.O_WRONLY:
            wanted = (wanted & ~os.O_ACCMODE) | os.O_RDWR
        place = self.tree / path
        new = bool(flags & os.O_CREAT) and not os.path.lexists(place)
        fd = os.open(place, wanted | os.O_NOFOLLOW, mode)
        ino = os.fstat(fd).st_ino
        self._inos[fd] = ino
        if new:
            self.changes.append(Change((ino,), made=f"{TREE}/{path}"))
        if flags & os.O_TRUNC:
            self.truncate(fd, 0)
        return fd

    def close(self, fd: int) -> None:
        ino = self._inos.pop(fd)
        if os.fstat(fd).st_nlink == 0 and ino not in self._inos.values():
            self.unsynced.pop(ino, None)
        os.close(fd)

    def write(self, fd: int, data: bytes, offset: int) -> int:
        u = self._unsynced_of(fd)
        for page in range(offset // PAGE, (offset + len(data) - 1) // PAGE + 1):
            if page not in u.pages:
                u.pages[page] = os.pread(fd, PAGE, page * PAGE)
        return os.pwrite(fd, data, offset)

    def truncate(self, fd: int, length: int) -> None:
        u = self._unsynced_of(fd)
        for page in range(length // PAGE, (os.fstat(fd).st_size + PAGE - 1) // PAGE):
            if page not in u.pages:
                u.pages[page] = os.pread(fd, PAGE, page * PAGE)
        os.ftruncate(fd, length)

    def fsync(self, fd: int) -> None:
        """Also fdatasync: whoever relies on less than the length being safe would be told a lie by real file systems too."""
        ino = self._inos[fd]
        self.unsynced.pop(ino, None)
        last = next((i for i in reversed(range(len(self.changes))) if ino in self.changes[i].inos), None)
        if last is not None:
            self._make_safe(last + 1)

    def fsync_folder(self) -> None:
        self._make_safe(len(self.changes))

    # Names

    def mkdir(self, path: str, mode: int) -> None:
        os.mkdir(self.tree / path, mode)
        self._made(path)

    def symlink(self, target: str, path: str) -> None:
        os.symlink(target, self.tree / path)
        self._made(path)

    def link(self, old: str, new: str) -> None:
        os.link(self.tree / old, self.tree / new, follow_symlinks=False)
        self._made(new)

    def unlink(self, path: str) -> None:
        if (self.tree / path).is_dir() and not (self.tree / path).is_symlink():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        self._stash(path)

    def rmdir(self, path: str) -> None:
        if os.listdir(self.tree / path):
            raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY))
        self._stash(path)

    def rename(self, old: str, new: str) -> None:
        source, target = self.tree / old, self.tree / new
        inos, back = [os.lstat(source).st_ino], [(f"{TREE}/{new}", f"{TREE}/{old}")]
        if os.path.lexists(target):
            found = os.lstat(target)
            if found.st_ino == inos[0]:
                return
            if target.is_dir() and not target.is_symlink() and os.listdir(target):
                raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY))
            inos.append(found.st_ino)
            back.append((self._to_attic(target), f"{TREE}/{new}"))
        os.rename(source, target)
        self.changes.append(Change(tuple(inos), back=tuple(back)))

    # The cut

    def cut(self, rng: Random, place: Path | None = None) -> Cut:
        """Lose what no sync has made safe, here or in a whole copy of the place. The model must not be used for that place afterwards."""
        place = place or self.place
        keep = rng.choice(KEEP)
        names = rng.randint(0, len(self.changes))
        files = {ino: os.open(place / path, os.O_RDWR) for ino, path in self._paths()}
        for change in reversed(self.changes[names:]):
            _undo(place, change)
        pages = lost = 0
        for ino, fd in files.items():
            u = self.unsynced[ino]
            pages += len(u.pages)
            lost += _forget(fd, u, rng, keep)
            os.close(fd)
        return Cut(pages, lost, len(self.changes), len(self.changes) - names)

    def _paths(self) -> Iterator[tuple[int, str]]:
        """Where each file lies that has something unsynced: one of its names, in a fixed order."""
        seen: set[int] = set()
        for folder, folders, files in os.walk(self.place):
            folders.sort()
            for name in sorted(files):
                path = os.path.join(folder, name)
                ino = os.lstat(path).st_ino
                if ino in self.unsynced and ino not in seen:
                    seen.add(ino)
                    yield ino, os.path.relpath(path, self.place)

    # Within

    def _unsynced_of(self, fd: int) -> Unsynced:
        ino = self._inos[fd]
        found = self.unsynced.get(ino)
        if found is None:
            found = self.unsynced[ino] = Unsynced(os.fstat(fd).st_size)
        return found

    def _made(self, path: str) -> None:
        self.changes.append(Change((os.lstat(self.tree / path).st_ino,), made=f"{TREE}/{path}"))

    def _stash(self, path: str) -> None:
        place = self.tree / path
        ino = os.lstat(place).st_ino
        self.changes.append(Change((ino,), back=((self._to_attic(place), f"{TREE}/{path}"),)))

    def _to_attic(self, place: Path) -> str:
        self._stashed += 1
        name = f"{ATTIC}/{self._stashed}"
        os.rename(place, self.place / name)
        return name

    def _make_safe(self, upto: int) -> None:
        safe, self.changes = self.changes[:upto], self.changes[upto:]
        for change in safe:
            for stashed, _to in change.back:
                if stashed.startswith(f"{ATTIC}/"):
                    self._drop(self.place / stashed)

    def _drop(self, stashed: Path) -> None:
        found = os.lstat(stashed)
        if stashed.is_dir() and not stashed.is_symlink():
            os.rmdir(stashed)
            return
        os.unlink(stashed)
        if found.st_nlink == 1 and found.st_ino not in self._inos.values():
            self.unsynced.pop(found.st_ino, None)


def _undo(place: Path, change: Change) -> None:
    if change.made:
        made = place / change.made
        if made.is_dir() and not made.is_symlink():
            os.rmdir(made)
        else:
            os.unlink(made)
    for source, target in change.back:
        os.rename(place / source, place / target)


def _forget(fd: int, u: Unsynced, rng: Random, keep: float) -> int:
    """Give back to a file the pages that the cut loses; how many."""
    now = os.fstat(fd).st_size
    lost = [page for page in sorted(u.pages) if rng.random() >= keep]
    if now < u.size and rng.random() < keep:  # it was cut short, and that survives
        size = now
    elif now < u.size:
        size, lost = u.size, sorted({*lost, *(p for p in u.pages if p >= now // PAGE)})
    else:
        gone = set(lost)
        size = max([u.size, *(min(now, (p + 1) * PAGE) for p in u.pages if p not in gone)])
    for page in lost:
        os.pwrite(fd, u.pages[page].ljust(PAGE, b"\0"), page * PAGE)
    os.ftruncate(fd, size)
    return len(lost)
