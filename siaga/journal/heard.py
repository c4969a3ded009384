"""What a second box or a service point last heard of its office: kept in its home, for it writes no fact about that."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

HEARD = "kantor.json"


class Heard(msgspec.Struct, frozen=True):
    """since: when the office began to answer, or not to; at: when it last answered (microseconds, 0 = never). behind: at a second box facts
    that the office holds and this box does not, at a service point facts that the office does not hold."""

    answers: bool
    since: int
    at: int
    behind: int = 0
    says: str = ""


def heard_of(home: Path) -> Heard | None:
    """None before the first time."""
    try:
        return msgspec.json.decode((home / HEARD).read_bytes(), type=Heard)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def keep(home: Path, heard: Heard) -> None:
    """As told, but that `since` stays where nothing turned."""
    before = heard_of(home)
    if before is not None and before.answers == heard.answers:
        heard = msgspec.structs.replace(heard, since=before.since)
    temporary = home / f"{HEARD}.new"
    temporary.write_bytes(msgspec.json.encode(heard))
    os.replace(temporary, home / HEARD)
