"""Facts about moves -> rows. Pure.

Where the words of two offices about one SKPWNI cross, the second Insert of its end finds the first: the fact is parked at the centre, and
`centre_ticks` answers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec

from siaga.journal.facts import Fact
from siaga.journal.rows import Insert, Op, Put, Raise, Update
from siaga.people.biodata import Biodata
from siaga.people.codes import ResidentStatus
from siaga.people.models import Family, NumberMark, Resident
from siaga.people.names import search_keys

from . import facts as said
from .letter import Letter
from .models import Move, MoveEnd, MoveRefusal, Recall

GONE = str(ResidentStatus.PINDAH)
HERE = str(ResidentStatus.AKTIF)
NOT_COLUMNS = frozenset({"no_dispensasi_kawin", "direkam", "belum_dipastikan"})


def moved_out(f: Fact) -> Iterator[Op]:
    b: said.MovedOut = f.body
    w = b.letter
    yield _move(w, told=False)
    yield Raise(NumberMark, f"akta:{w.number[:-5]}", {"last": int(w.number[-4:])})
    for nik in w.niks:
        yield Update(Resident, nik, {"status": GONE, "office": w.destination})
    if w.keeps_kk:
        yield Update(Family, w.home.no_kk, {"status": GONE, "office": w.destination})


def move_offered(f: Fact) -> Iterator[Op]:
    yield _move(f.body.letter, told=True)


def _move(w: Letter, *, told: bool) -> Op:
    return Put(
        Move,
        {
            "number": w.number,
            "office": w.origin,
            "destination": w.destination,
            "no_kk": w.home.no_kk,
            "niks": w.niks,
            "letter": msgspec.to_builtins(w),
            "issued_on": w.issued_on,
            "valid_until": w.valid_until,
            "told": told,
            "withdrawn": "",
        },
    )


def move_returned(f: Fact) -> Iterator[Op]:
    b: said.MoveReturned = f.body
    if b.how != said.ARRIVED:
        niks = [r.nik for r in b.back]
        yield Insert(MoveEnd, _end(b.number, b.how, f.office, b.on or f.at.date(), niks=niks, says=b.says))
    for r in b.back:
        yield Update(Resident, r.nik, {"status": HERE, "office": f.office, "no_kk": r.no_kk, "shdk": r.shdk})
    if b.reopened:
        yield Update(Family, b.reopened, {"status": HERE, "office": f.office, "replaced_by": ""})


def _end(number: str, how: str, office: str, on: date, **more: Any) -> dict[str, Any]:
    empty = {"no_kk": "", "kk_how": "", "niks": [], "left": [], "letter": {}, "proof": "", "settled": False, "says": ""}
    return {"number": number, "how": how, "office": office, "on": on, **empty, **more}


def move_withdrawn(f: Fact) -> Iterator[Op]:
    yield Update(Move, f.body.number, {"withdrawn": f.body.how})


def arrived(f: Fact) -> Iterator[Op]:
    b: said.Arrived = f.body
    niks, letter = [p.nik for p in b.people], msgspec.to_builtins(b.letter)
    more = {"no_kk": b.home.no_kk, "kk_how": b.how, "niks": niks, "left": b.left, "proof": b.proof}
    yield Insert(MoveEnd, _end(b.letter.number, said.ARRIVED, f.office, b.on, letter=letter, **more))
    for p in b.people:
        yield Put(Resident, _resident(f, p, p.belum_dipastikan))
    if b.how == "tetap":
        home = {name: getattr(b.home, name) for name in b.home.__struct_fields__}
        yield Put(Family, {**home, "issued_on": b.on, "status": HERE, "replaced_by": "", "office": f.office})


def _resident(f: Fact, p: Biodata, offline: bool) -> dict[str, Any]:
    if p.tanggal_lahir is None:
        raise ValueError("seorang penduduk punya tanggal lahir")
    columns = {name: getattr(p, name) for name in p.__struct_fields__ if name not in NOT_COLUMNS}
    columns |= {"status": HERE, "died_on": None, "name_keys": list(search_keys(p.nama)), "office": f.office}
    return columns | {"registered_at": f.at, "reason": "pindah_datang", "minted_offline": offline}


def move_settled(f: Fact) -> Iterator[Op]:
    b: said.MoveSettled = f.body
    more = {"no_kk": b.no_kk, "niks": b.niks, "left": b.left, "settled": True}
    yield Put(MoveEnd, _end(b.number, said.ARRIVED, b.office, b.on, **more))


def move_confirmed(f: Fact) -> Iterator[Op]:
    yield Update(MoveEnd, f.body.number, {"settled": True})


def recall_asked(f: Fact) -> Iterator[Op]:
    yield Put(Recall, {"number": f.body.number, "office": f.office, "asked_at": f.at, "granted": False})


def recall_granted(f: Fact) -> Iterator[Op]:
    yield Update(Recall, f.body.number, {"granted": True})


def claim_refused(f: Fact) -> Iterator[Op]:
    b: said.ClaimRefused = f.body
    values = {"id": f.id, "number": b.number, "office": b.loser, "winner": b.office, "says": b.says, "at": f.at}
    yield Insert(MoveRefusal, values)
    for nik in b.niks:
        yield Update(Resident, nik, {"status": GONE, "office": b.office})
    if b.closed:
        yield Update(Family, b.closed, {"status": "tutup"})


def writer_kept(f: Fact) -> Iterator[Op]:
    b: said.WriterKept = f.body
    yield Update(Resident, b.nik, {"status": b.status, "office": b.office})
    if b.no_kk:
        yield Update(Family, b.no_kk, {"status": HERE, "office": b.office})


KINDS: Iterable[tuple[Any, Any]] = (
    (said.MovedOut, moved_out),
    (said.MoveOffered, move_offered),
    (said.MoveReturned, move_returned),
    (said.MoveWithdrawn, move_withdrawn),
    (said.Arrived, arrived),
    (said.MoveSettled, move_settled),
    (said.MoveConfirmed, move_confirmed),
    (said.RecallAsked, recall_asked),
    (said.RecallGranted, recall_granted),
    (said.ClaimRefused, claim_refused),
    (said.WriterKept, writer_kept),
)
