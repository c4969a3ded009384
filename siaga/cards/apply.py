"""Facts about cards, blangko and suket -> rows. Pure: everything needed is in the fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from siaga.journal.facts import Fact
from siaga.journal.rows import Add, Delete, Insert, Op, Put, Update

from . import facts as said
from .models import (
    FleetPrinter,
    IdentityCheck,
    OldCard,
    OpenOrder,
    Precedence,
    PrintOrder,
    PrintPolicy,
    SpoiledCard,
    Suket,
    SuketPolicy,
    ValidSuket,
)
from .suket.rules import RENEWED, REPLACED, VALID


def hand(f: Fact) -> str:
    """Who writes of an order: a service point, or "" for the office, whichever of its boxes it is."""
    return f.desk if f.desk != f.office else ""


def order_joined(f: Fact) -> Iterator[Op]:
    b: said.OrderJoined = f.body
    yield Insert(OpenOrder, {"office": f.office, "nik": b.nik, "order": b.order})
    yield Insert(PrintOrder, {
        "id": b.order,
        "nik": b.nik,
        "record": b.record,
        "klass": b.klass,
        "reason": b.reason,
        "recorded_at": b.recorded_at,
        "joined_at": f.at,
        "state": "menunggu",
        "state_since": f.at,
        "kecamatan": b.kecamatan,
        "kelurahan": b.kelurahan,
        "office": f.office,
        "says": b.evidence,
        "writer": hand(f),
    })  # fmt: skip


def order_cancelled(f: Fact) -> Iterator[Op]:
    b: said.OrderCancelled = f.body
    yield Update(PrintOrder, b.order, {"state": "batal", "state_since": f.at, "says": b.why, "writer": hand(f)})
    yield Delete(OpenOrder, (f.office, b.nik))


def job_name(order: Any, attempt: int) -> str:
    """The IPP job-name of one attempt: a new attempt is a new name, so that a printer takes it for a new job."""
    return f"{order}-{attempt}"


def order_sent(f: Fact) -> Iterator[Op]:
    b: said.OrderSent = f.body
    yield Update(PrintOrder, b.order, {
        "state": "dikirim",
        "state_since": f.at,
        "attempt": b.attempt,
        "printer": b.printer,
        "job": job_name(b.order, b.attempt),
        "blangko_from": b.source,
        "says": "",
        "out_at": None,
        "writer": hand(f),
    })  # fmt: skip


def order_moved(f: Fact) -> Iterator[Op]:
    b: said.OrderMoved = f.body
    values = {"attempt": b.attempt, "printer": b.printer, "job": job_name(b.order, b.attempt), "out_at": None}
    yield Update(PrintOrder, b.order, values | {"writer": hand(f)})


def card_printed(f: Fact) -> Iterator[Op]:
    b: said.CardPrinted = f.body
    values = {
        "state": "tercetak",
        "state_since": f.at,
        "printed_at": f.at,
        "shelf": b.shelf,
        "box": b.box,
        "slot": b.slot,
        "serial": b.serial or None,
    }
    yield Update(PrintOrder, b.order, values | {"writer": hand(f)})
    yield Add(FleetPrinter, (f.desk, b.printer), {"used": 1})


def print_failed(f: Fact) -> Iterator[Op]:
    b: said.PrintFailed = f.body
    values: dict[str, Any] = {"state": "menunggu", "state_since": f.at, "printer": "", "job": "", "says": b.says}
    values |= {"printed_at": None, "shelf": "", "blangko_from": "", "writer": hand(f)}
    values |= {"out_at": None, "box": "", "slot": 0, "serial": None}
    yield Update(PrintOrder, b.order, values)
    if b.first:
        yield Update(PrintOrder, b.order, {"first": True})
    if b.printer:
        spent = {"used": int(b.spoiled and not b.shelved), "empty": int(b.claimed and not b.spoiled)}
        yield Add(FleetPrinter, (f.desk, b.printer), spent)
    if b.spoiled:
        yield Insert(SpoiledCard, {
            "id": f.id,
            "desk": f.desk,
            "order": b.order,
            "nik": b.nik,
            "printer": b.printer,
            "why": b.says,
            "photo": b.photo.sha if b.photo else "",
            "at": f.at,
            "by": f.actor,
        })  # fmt: skip


def precedence_given(f: Fact) -> Iterator[Op]:
    b: said.PrecedenceGiven = f.body
    yield Update(PrintOrder, b.order, {"first": True, "writer": hand(f)})
    values = {"order": b.order, "nik": b.nik, "ground": b.ground, "reason": b.reason, "at": f.at, "by": f.actor}
    yield Put(Precedence, values)


def identity_checked(f: Fact) -> Iterator[Op]:
    b: said.IdentityChecked = f.body
    values = {"id": f.id, "order": b.order, "at": f.at, "by": f.actor}
    yield Insert(IdentityCheck, values | {"method": b.method, "part": b.part, "matched": b.matched})


def card_handed(f: Fact) -> Iterator[Op]:
    b: said.CardHanded = f.body
    yield Update(PrintOrder, b.order, {
        "state": "diserahkan",
        "state_since": f.at,
        "handed_at": f.at,
        "handed_to": b.to,
        "handed_how": b.how,
        "says": b.says,
        "writer": hand(f),
    })  # fmt: skip
    yield Delete(OpenOrder, (f.office, b.nik))
    for earlier in b.voids:
        yield Update(PrintOrder, earlier, {"void": "diganti"})


def card_came_back(f: Fact) -> Iterator[Op]:
    b: said.CardCameBack = f.body
    place = {"shelf": b.shelf, "box": b.box, "slot": b.slot}
    nobody = {"handed_at": None, "handed_to": "", "handed_how": ""}
    values = {"state": "tercetak", "state_since": f.at, "says": b.why, "writer": hand(f)}
    yield Update(PrintOrder, b.order, values | place | nobody)
    yield Insert(OpenOrder, {"office": f.office, "nik": b.nik, "order": b.order})


def card_voided(f: Fact) -> Iterator[Op]:
    yield Update(PrintOrder, f.body.order, {"void": f.body.why})


def old_card_taken(f: Fact) -> Iterator[Op]:
    b: said.OldCardTaken = f.body
    values = {"id": f.id, "nik": b.nik, "what": b.what, "reason": b.reason}
    yield Insert(OldCard, values | {"taken_at": f.at, "taken_by": f.actor})


def old_cards_destroyed(f: Fact) -> Iterator[Op]:
    for card in f.body.cards:
        yield Update(OldCard, card, {"minutes": f.body.minutes})


def suket_issued(f: Fact) -> Iterator[Op]:
    b: said.SuketIssued = f.body
    if b.renews:
        over = (
            {"state": REPLACED, "reason": f"{b.instead}: {b.number}"}
            if b.instead
            else {"state": RENEWED, "reason": b.number}
        )
        yield Update(Suket, b.renews, over)
        yield Delete(ValidSuket, (f.office, b.nik))
    yield Insert(ValidSuket, {"office": f.office, "nik": b.nik, "number": b.number})
    yield Insert(Suket, {
        "number": b.number,
        "nik": b.nik,
        "issued_on": b.issued_on,
        "valid_to": b.valid_to,
        "state": VALID,
        "verified": b.verified,
        "renews": b.renews,
        "policy": b.policy,
        "counterfactual": b.counterfactual,
        "office": f.office,
        "year": b.year,
        "serial": b.serial,
        "urgent_for": b.urgent_for,
    })  # fmt: skip


def suket_ended(f: Fact) -> Iterator[Op]:
    b: said.SuketEnded = f.body
    yield Update(Suket, b.number, {"state": b.state, "reason": b.reason})
    yield Delete(ValidSuket, (f.office, b.nik))


def print_policy_issued(f: Fact) -> Iterator[Op]:
    b: said.PrintPolicyIssued = f.body
    yield Put(PrintPolicy, {name: getattr(b, name) for name in b.__struct_fields__})


def suket_policy_issued(f: Fact) -> Iterator[Op]:
    b: said.SuketPolicyIssued = f.body
    yield Put(SuketPolicy, {name: getattr(b, name) for name in b.__struct_fields__})


KINDS: Iterable[tuple[Any, Any]] = (
    (said.OrderJoined, order_joined),
    (said.OrderCancelled, order_cancelled),
    (said.OrderSent, order_sent),
    (said.OrderMoved, order_moved),
    (said.CardPrinted, card_printed),
    (said.PrintFailed, print_failed),
    (said.PrecedenceGiven, precedence_given),
    (said.IdentityChecked, identity_checked),
    (said.CardHanded, card_handed),
    (said.CardCameBack, card_came_back),
    (said.CardVoided, card_voided),
    (said.OldCardTaken, old_card_taken),
    (said.OldCardsDestroyed, old_cards_destroyed),
    (said.SuketIssued, suket_issued),
    (said.SuketEnded, suket_ended),
    (said.PrintPolicyIssued, print_policy_issued),
    (said.SuketPolicyIssued, suket_policy_issued),
)
