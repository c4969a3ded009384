"""What a restoration is made from, and how far it came: kept in the new home until that is the office."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from siaga.kit.clock import SystemClock
from siaga.kit.keys import Keys
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import PermanentFault

from .founding import regency
from .home import Centre, Home, Saving, Settings
from .kinds import ALL
from .remains import Opener, Remains, roots_in

STATE = "pemulihan.json"
NOT_THE_CENTRE = (
    "pusat tidak dibangun kembali dari salinan seperti ini: kantor sudah memegang catatannya yang lebih baru, dan mengenalnya hanya dari "
    "kuncinya. Pusat dijaga dengan replika PostgreSQL dan salinan foldernya: README.id.md, “Pusat”"
)
NOT_A_POINT = (
    "titik layanan tidak dibangun kembali dari salinan: catatannya ada di kantornya begitu ada jalur, dan mesin baru dibuat dengan "
    "`siaga titik`"
)


def must_be_office(settings: Settings) -> None:
    """Raises PermanentFault for the centre, which comes back as itself with every fact that an office has heard, or not at all; and for a
    service point, which is made anew."""
    if settings.id == PUSAT or settings.point:
        raise PermanentFault(NOT_A_POINT if settings.point else NOT_THE_CENTRE)


@dataclass(frozen=True)
class Sources:
    """homes: of machines whose disk still turns; backups: their folders, opened by `opener`; bundles: carried out by the centre.

    centre: a link to it, with the one-time `code` that its operator made for this office.
    """

    homes: tuple[Path, ...] = ()
    backups: tuple[Path, ...] = ()
    bundles: tuple[Path, ...] = ()
    opener: Opener | None = None
    pusat: str = ""
    code: str = ""
    wilayah: str = ""
    zone: str = ""


class State(msgspec.Struct, frozen=True):
    """How far a restoration came: kept in the new home until it is the office."""

    settings: Settings
    box: int = 0
    voucher: str = ""  # name of the old box whose key vouches; "" = the centre admitted it


def state_of(path: Path) -> State | None:
    file = path / STATE
    return msgspec.json.decode(file.read_bytes(), type=State) if file.exists() else None


def keep_state(path: Path, state: State) -> None:
    temporary = path / f"{STATE}.new"
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(fd, "wb") as f:
        f.write(msgspec.json.encode(state))
        f.flush()
        os.fsync(f.fileno())
    os.replace(temporary, path / STATE)


def settings_for(sources: Sources, remains: Remains, database: str) -> Settings:
    """Of the new box: as the old machine's, with what belongs to a machine made anew."""
    own: dict[str, Any] = {
        "database": database,
        "cluster": "" if "://" in database else "pg",
        "hosts": Settings(id="", name="").hosts,
    }
    own |= {"cadangan": None, "kantor": None}
    if remains.settings is not None:
        old = remains.settings
        must_be_office(old)
        own["database"] = database or f"siaga_{old.id}"
        pusat = old.pusat or (Centre(sources.pusat) if sources.pusat else None)
        if pusat is not None and sources.pusat:
            pusat = msgspec.structs.replace(pusat, url=sources.pusat)
        return msgspec.structs.replace(old, pusat=pusat, salinan=_saving(old.salinan, sources), **own)
    wilayah, name = regency(sources.wilayah)
    own["database"] = database or f"siaga_{wilayah}"
    return Settings(
        id=wilayah, name=name, wilayah=wilayah, zone=sources.zone or "WIB", pusat=Centre(sources.pusat), **own
    )


def _saving(old: Saving | None, sources: Sources) -> Saving | None:
    """Backups go on as they were set. Where the old folder is not here, onto the disk that this office was restored from."""
    if old is None or not old.folder or Path(old.folder).is_dir() or not sources.backups:
        return old
    given = sources.backups[0].absolute()
    return msgspec.structs.replace(old, folder=str(given.parent if roots_in(given) == [given] else given))


def node_of(path: Path, state: State, keys: Keys) -> Node:
    s = state.settings
    return Node(s.id, s.name, s.wilayah, SystemClock(s.zone), keys, path, ALL, trust=Home(path, s).trust, box=state.box)
