"""What officers say of printers: where they stand and what they manage, a new ribbon, a rest, back again."""

from __future__ import annotations

from uuid import UUID

from siaga.cards.blangko import rules as ledger
from siaga.cards.blangko.acts import locked_balances, moved
from siaga.cards.blangko.rules import Movement
from siaga.cards.models import FleetPrinter
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.wilayah.models import Area

from . import rules
from .facts import PrinterBack, PrinterRested, PrinterSet, RibbonChanged
from .state import printers

WHO = frozenset({"pencetakan", "kepala"})


def describe(
    node: Node, officer: Actor, printer: str, *, site: str, per_day: int, ribbon: int, key: UUID | None = None
) -> Outcome:
    """Where a printer stands (a kecamatan's code without dots, "" for the office) and what it manages. Done(its name)."""
    with Act(node, officer, key=key) as act:
        wrong = [*_asked(node, officer, printer), *rules.check_settings(per_day, ribbon)]
        if site and not (len(site) == 6 and Area.objects.filter(code=site, valid_to__isnull=True).exists()):
            wrong.append(_no("site", "Pilih kecamatan dari daftar, atau kantor.", "site"))
        if wrong:
            return act.refuse(wrong)
        act.record(PrinterSet(printer=printer, site=site, per_day=per_day, ribbon=ribbon), subject=_subject(printer))
        return act.done(printer)


def change_ribbon(node: Node, officer: Actor, printer: str, *, roll: str = "", key: UUID | None = None) -> Outcome:
    """A new roll is in: one ribbon leaves the book, and the count of its cards begins anew. Done(its name)."""
    with Act(node, officer, key=key) as act:
        if wrong := _asked(node, officer, printer):
            return act.refuse(wrong)
        have = locked_balances(node, ledger.RIBBON)
        roll = roll.strip()[:80]
        taken = Movement(
            kind="cetak",
            amount=1,
            source=ledger.printing_from(have, officer.id),
            target=ledger.PRINTED,
            note=f"{printer} {roll}".strip(),
            item=ledger.RIBBON,
        )
        if wrong := ledger.check_movement(have, taken):
            return act.refuse(wrong)
        act.record(RibbonChanged(printer=printer, roll=roll), subject=_subject(printer))
        moved(act, node, taken)
        return act.done(printer)


def rest(node: Node, officer: Actor, printer: str, why: str, *, key: UUID | None = None) -> Outcome:
    """It is given no cards; due work moves those that it has not printed. Done(its name)."""
    with Act(node, officer, key=key) as act:
        wrong = _asked(node, officer, printer)
        if not why.strip():
            wrong.append(_no("why", "Isi mengapa printer ini diistirahatkan.", "why"))
        if wrong:
            return act.refuse(wrong)
        act.record(PrinterRested(printer=printer, why=why.strip()[:200]), subject=_subject(printer))
        return act.done(printer)


def bring_back(node: Node, officer: Actor, printer: str, *, key: UUID | None = None) -> Outcome:
    """Somebody has looked at it: it is given cards again. Done(its name)."""
    with Act(node, officer, key=key) as act:
        wrong = _asked(node, officer, printer)
        row = FleetPrinter.objects.filter(desk=node.desk, name=printer).first()
        if row is None or not (row.rested or row.empty):
            wrong.append(_no("works", "Printer ini sedang dipakai. Muat ulang halamannya."))
        if wrong:
            return act.refuse(wrong)
        act.record(PrinterBack(printer=printer), subject=_subject(printer))
        return act.done(printer)


def _asked(node: Node, officer: Actor, printer: str) -> list[Refusal]:
    wrong = []
    if not WHO & officer.roles:
        wrong.append(_no("who", "Hanya petugas pencetakan atau kepala kantor yang mengatur printer."))
    if printer not in printers(node):
        wrong.append(_no("unknown", "Printer ini tidak terpasang. Pilih printer dari daftar.", "printer"))
    return wrong


def _subject(printer: str) -> str:
    return f"printer/{printer}"[:100]


def _no(code: str, message: str, field: str = "") -> Refusal:
    return Refusal(f"fleet.{code}", message, field=field)
