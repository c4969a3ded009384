"""Asking the printers how they are, so that pages and the spreading of cards need not.

One that is silent costs its time-out once a minute.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from siaga.cards.line import AT_THE_PRINTER, held
from siaga.cards.models import PrinterSeen, PrintOrder
from siaga.cards.printers.printer import Printer
from siaga.journal.writer import fetch
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, TemporaryFault

from .state import printers

OFTEN, SELDOM = timedelta(seconds=5), timedelta(seconds=60)
SILENT = "silent"
# Prepared: asked at every look at due work.
_SEEN = "SELECT name, state, reasons, since, at FROM cards_printerseen"
_SILENT = "SELECT name FROM cards_printerseen WHERE state = %s AND at > %s AND at <= %s"
_KEEP = """
INSERT INTO cards_printerseen (name, state, accepting, reasons, queued, since, at) VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (name) DO UPDATE SET state = excluded.state, accepting = excluded.accepting, reasons = excluded.reasons,
       queued = excluded.queued, since = excluded.since, at = excluded.at
"""
OURS = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-[0-9]+")


def asked(node: Node, now: datetime) -> dict[str, Printer]:
    """The printers worth asking now: all but those that did not answer a moment ago."""
    away = {name for (name,) in fetch(_SILENT, (SILENT, now - SELDOM, now))}
    return {name: printer for name, printer in printers(node).items() if name not in away}


def look(node: Node, now: datetime) -> int:
    """Due work: how each printer is, at most every few seconds. Returns 0: nothing follows from it at once."""
    seen = {name: (state, reasons, since, at) for name, state, reasons, since, at in fetch(_SEEN)}
    for name, printer in printers(node).items():
        state, said, since, at = seen.get(name, (SILENT, "", now, None))
        if at is not None and at <= now < at + (SELDOM if state == SILENT else OFTEN):
            continue
        values = _told(printer)
        if state == SILENT:
            values = _came_back(node, name, printer, values)
        reasons = msgspec.json.encode(values["reasons"]).decode()
        same = at is not None and (state, msgspec.json.decode(said)) == (values["state"], values["reasons"])
        told = (values["state"], values["accepting"], reasons, values["queued"])
        fetch(_KEEP, (name, *told, since if same else now, now))
    if seen.keys() - printers(node).keys():
        PrinterSeen.objects.exclude(name__in=list(printers(node))).delete()
    return 0


def _told(printer: Printer) -> dict[str, Any]:
    try:
        told = printer.state()
    except (TemporaryFault, PermanentFault):
        return {"state": SILENT, "accepting": False, "reasons": [], "queued": 0}
    reasons = list(told.reasons)
    return {"state": told.state, "accepting": told.accepting, "reasons": reasons, "queued": told.queued}


def _came_back(node: Node, name: str, printer: Printer, values: dict[str, Any]) -> dict[str, Any]:
    """Before it is used again: what it still holds of attempts that are over must not come out."""
    if values["state"] == SILENT:
        return values
    try:
        for job in leftovers(node, name, printer):
            printer.cancel(job)
    except (TemporaryFault, PermanentFault):
        return {"state": SILENT, "accepting": False, "reasons": [], "queued": 0}
    return values


def leftovers(node: Node, name: str, printer: Printer) -> list[str]:
    """Unfinished jobs at a printer whose order we hold and whose attempt is over, or is another printer's by now."""
    waiting = {job.name: UUID(m[1]) for job in printer.jobs() if not job.finished and (m := OURS.fullmatch(job.name))}
    ours = {o.id: o for o in held(node).filter(id__in=set(waiting.values()))}
    return [job for job, order in waiting.items() if order in ours and not _current(ours[order], job, name)]


def _current(order: PrintOrder, job: str, name: str) -> bool:
    return order.state == AT_THE_PRINTER and order.job == job and order.printer == name
