"""Deciding an allotment, and carrying it out by the acts that there are: shipments to who has asked, answers to loans that were asked for.

A shipment's key follows from the allotment and the office, so an office is shipped to once out of an allotment, however often and
by whomever the button is pressed, and after a power cut half way the rest follows on the next press.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from siaga.journal.act import Act, Actor, AlreadyDone, Outcome, Refused
from siaga.journal.writer import fetch
from siaga.kit import ids
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import Refusal
from siaga.planner.allotment import RULES
from siaga.shell.formats import local

from ..blangko import book, loan_acts, rules, supply_acts
from ..models import Allotment, BlangkoLoan, BlangkoRequest
from . import reckoning
from .facts import BlangkoAllotted

LONGEST = 120  # working days


@dataclass(frozen=True, slots=True)
class Sent:
    """offices: shipped to, or loans answered, now; refused: with the reason of each."""

    offices: list[str]
    refused: list[tuple[str, Refusal]]


def decide(
    node: Node, operator: Actor, rule: str, amount: int, horizon: int, lead: int, *, seen: str, key: UUID | None = None
) -> Outcome:
    """Put an allotment on record for all offices. seen: `print_of` what the operator was shown. Done(its id)."""
    with Act(node, operator, key=key) as act:
        if node.id != PUSAT or supply_acts.OPERATOR not in operator.roles:
            return act.refuse(_no("who", "Hanya operator pusat yang menetapkan penjatahan."))
        if rule not in RULES or amount <= 0 or not (1 <= horizon <= LONGEST and 1 <= lead <= LONGEST):
            return act.refuse(_no("nonsense", "Isi jumlah, aturan dan hari kerja lebih dahulu.", "amount"))
        own = book.locked_balances(node, rules.KTP)
        if own and amount > own.get(rules.STOCK, 0):
            return act.refuse(
                _no("store", "Gudang pusat berisi %(have)d blangko. Perbaiki jumlahnya.", "amount",
                    have=own.get(rules.STOCK, 0))
            )  # fmt: skip
        found = reckoning.country(node)
        division = reckoning.divide(found, rule, amount, horizon, lead)
        if seen != reckoning.print_of(found, division):
            return act.refuse(_no("changed", "Angka kantor berubah sejak halaman ini dibuka. Periksa lagi jatahnya."))
        if not division.shares.amounts.any():
            return act.refuse(_no("nobody", "Tidak ada kantor yang kekurangan blangko; tidak ada yang dijatah."))
        before = latest()
        d, allotment = found.numbers, ids.nth(key, 0) if key else ids.fresh()
        body = BlangkoAllotted(
            allotment=allotment, rule=rule, amount=amount, horizon=horizon, lead=lead, offices=list(found.offices),
            prr=d.prr.tolist(), stock=d.stock.tolist(), pace=d.pace.tolist(), given=division.shares.amounts.tolist(),
            loans=[[x.lender, x.borrower, x.amount] for x in division.loans], number=before.number + 1 if before else 1,
        )  # fmt: skip
        act.record(body, subject=f"penjatahan/{allotment}")
        return act.done(allotment)


def latest() -> Allotment | None:
    return Allotment.objects.first()


def shipped(row: Allotment) -> dict[str, bool]:
    """Office -> whether its share of this allotment is on its way or there."""
    first = {ids.nth(reckoning.ship_key(row.id, o), 0): o for o in row.offices}
    known = {id for (id,) in fetch("SELECT id FROM journal_journalfact WHERE id = ANY(%s)", (list(first),))}
    return {office: id in known for id, office in first.items()}


def ship_all(node: Node, operator: Actor, allotment: UUID) -> Sent | Refusal:
    """Ship its share to every office that has asked and was not shipped to yet. An office that has not asked keeps its share."""
    row = latest()
    if row is None or row.id != allotment:
        return _no("old", "Penjatahan ini sudah diganti yang lebih baru. Buka yang terbaru.")
    share = {office: n for office, n in zip(row.offices, row.given, strict=True) if n}
    asked = BlangkoRequest.objects.filter(state="diminta", item=rules.KTP, office__in=share).order_by("at", "id")
    gone, sent, refused = shipped(row), [], []
    for request in asked:
        if gone[request.office]:
            continue
        note = f"Penjatahan {local(row.at, node.clock.zone):%d-%m-%Y}"
        try:
            outcome = supply_acts.ship(
                node, operator, request.id, share[request.office], note=note, allotted=True,
                key=reckoning.ship_key(row.id, request.office),
            )  # fmt: skip
        except AlreadyDone:  # pressed twice at once: the other one ships it
            continue
        if isinstance(outcome, Refused):
            refused.append((request.office, outcome.refusals[0]))
        else:
            sent.append(request.office)
    return Sent(sent, refused)


def answer_loans(node: Node, operator: Actor, allotment: UUID, letter: str) -> Sent | Refusal:
    """Grant the loans that were asked for and proposed, by one letter of the province: of each borrower the largest."""
    row = latest()
    if row is None or row.id != allotment:
        return _no("old", "Penjatahan ini sudah diganti yang lebih baru. Buka yang terbaru.")
    asked = {
        x.office: x for x in BlangkoLoan.objects.filter(state=loan_acts.ASKED, item=rules.KTP).order_by("-at", "id")
    }
    done: list[str] = []
    refused: list[tuple[str, Refusal]] = []
    met: set[str] = set()
    for i, j, n in sorted(row.loans, key=lambda x: -x[2]):
        lender, borrower = row.offices[i], row.offices[j]
        if borrower not in asked or borrower in met:
            continue
        met.add(borrower)
        loan = asked[borrower]
        try:
            outcome = loan_acts.rule_on(
                node, operator, loan.id, lender, min(n, loan.amount), letter,
                key=reckoning.loan_key(row.id, borrower),
            )  # fmt: skip
        except AlreadyDone:
            continue
        if isinstance(outcome, Refused):
            refused.append((borrower, outcome.refusals[0]))
        else:
            done.append(borrower)
    return Sent(done, refused)


def _no(code: str, message: str, field: str = "", **params: object) -> Refusal:
    return Refusal(f"allotment.{code}", message, field=field, basis=rules.BASIS, params=params)
