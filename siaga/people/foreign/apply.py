"""Facts about stay permits -> rows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from siaga.journal.facts import Fact
from siaga.journal.rows import Op, Put, Raise, Update
from siaga.people.models import NumberMark

from . import facts as said
from .models import Stay


def stay_permitted(f: Fact) -> Iterator[Op]:
    b: said.StayPermitted = f.body
    yield Put(Stay, {
        "nik": b.nik,
        "kind": b.permit.kind,
        "nama": b.guest.person.nama if b.guest else "",
        "passport": b.permit.passport,
        "nationality": b.permit.nationality,
        "kode_wilayah": b.guest.home.kode_wilayah if b.guest else "",
        "valid_until": b.permit.valid_until,
        "letter": b.letter,
        "permit": msgspec.to_builtins(b.permit),
        "guest": msgspec.to_builtins(b.guest) if b.guest else None,
        "ended": "",
        "minted_offline": b.minted_offline,
        "at": f.at,
        "office": f.office,
    })  # fmt: skip
    if b.minted:
        yield Raise(NumberMark, f"nik:{b.nik[:12]}", {"last": int(b.nik[12:])})
    if b.letter:
        yield Raise(NumberMark, f"akta:{b.letter[:-5]}", {"last": int(b.letter[-4:])})


def stay_ended(f: Fact) -> Iterator[Op]:
    b: said.StayEnded = f.body
    yield Update(Stay, b.nik, {"ended": b.reason})


KINDS: Iterable[tuple[Any, Any]] = ((said.StayPermitted, stay_permitted), (said.StayEnded, stay_ended))
