"""Facts about fetching cards -> rows. Pure: everything needed is in the fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import time
from typing import Any

from siaga.journal.facts import Fact
from siaga.journal.rows import Delete, Insert, Op, Put, Update

from ..models import OldCard, OpenOrder, PrintOrder
from . import facts as said
from .models import DeliveryRound, PickupCall, PickupHours, StoredCard


def pickup_hours_set(f: Fact) -> Iterator[Op]:
    b: said.PickupHoursSet = f.body
    rest = {name: getattr(b, name) for name in ("minutes", "per_slot", "told_again_after", "stored_after")}
    day = {"opens": time.fromisoformat(b.opens), "shuts": time.fromisoformat(b.shuts)}
    yield Put(PickupHours, {"office": f.office, **day, **rest})


def holder_told(f: Fact) -> Iterator[Op]:
    b: said.HolderTold = f.body
    values = {"order": b.order, "nik": b.nik, "office": f.office, "batch": b.batch, "slot": b.slot}
    yield Put(PickupCall, values | {"times": b.times, "at": f.at, "by": f.actor})


def round_left(f: Fact) -> Iterator[Op]:
    b: said.RoundLeft = f.body
    values = {"id": b.round, "number": b.number, "office": f.office, "carrier": b.carrier, "area": b.area}
    yield Insert(DeliveryRound, values | {"orders": b.orders, "left_at": f.at, "back_at": None, "handed": 0})


def round_back(f: Fact) -> Iterator[Op]:
    yield Update(DeliveryRound, f.body.round, {"back_at": f.at, "handed": len(f.body.handed)})


def card_stored(f: Fact) -> Iterator[Op]:
    b: said.CardStored = f.body
    yield Put(StoredCard, {"order": b.order, "nik": b.nik, "place": b.place, "at": f.at})


def card_withdrawn(f: Fact) -> Iterator[Op]:
    b: said.CardWithdrawn = f.body
    yield Update(PrintOrder, b.order, {"state": "ditarik", "state_since": f.at, "says": b.why})
    yield Delete(OpenOrder, (f.office, b.nik))
    values = {"id": f.id, "nik": b.nik, "what": "ktp_el", "reason": b.why}
    yield Insert(OldCard, values | {"taken_at": f.at, "taken_by": f.actor})


KINDS: Iterable[tuple[Any, Any]] = (
    (said.PickupHoursSet, pickup_hours_set),
    (said.HolderTold, holder_told),
    (said.RoundLeft, round_left),
    (said.RoundBack, round_back),
    (said.CardStored, card_stored),
    (said.CardWithdrawn, card_withdrawn),
)
