"""Tutup hari: what is left at the end of the day, counted, signed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from siaga.cards.blangko.rules import AT_PRINTER, DIFFERENCE, OPERATOR, SPOILED, STOCK
from siaga.cards.line import balances, held
from siaga.documents.models import Document
from siaga.journal import exchange
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.recording.models import Record, Session

from . import facts
from .models import Application, DayClose, Ticket, Visit
from .tickets import hall, local_day

FIGURE_WORDS = {
    "tickets": "Nomor antrean diambil",
    "served": "Nomor yang dilayani",
    "unserved": "Nomor yang belum dilayani",
    "opened": "Permohonan dibuka",
    "closed": "Permohonan selesai",
    "empty_visits": "Kunjungan tanpa permohonan",
    "recorded": "Perekaman",
    "drafts": "Perekaman yang belum selesai",
    "unsigned": "Dokumen menunggu tanda tangan",
    "printed": "KTP-el dicetak",
    "shelf": "KTP-el di rak pengambilan",
    "blangko_stock": "Blangko di gudang",
    "blangko_officers": "Blangko di tangan petugas",
    "blangko_printer": "Blangko di printer, kartunya belum diperiksa",
    "blangko_spoiled": "Blangko rusak (seluruhnya)",
    "blangko_missing": "Selisih hitung blangko (seluruhnya)",
    "unsent": "Catatan yang belum terkirim ke pusat",
}
MUST_BE_ZERO = ("unserved", "empty_visits", "drafts", "unsigned", "blangko_officers", "blangko_printer")
LAPSE_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Day:
    """figures: by the names of FIGURE_WORDS. left: names of what should be zero and is not."""

    day: date
    figures: Mapping[str, int]

    @property
    def left(self) -> tuple[str, ...]:
        return tuple(name for name in MUST_BE_ZERO if self.figures[name])


def figures_of(node: Node, day: date) -> Day:
    """Counts of one calendar day at the office, and what stands now."""
    begin = datetime.combine(day, time(), ZONES[node.clock.zone])
    within = (begin, begin + timedelta(days=1))
    tickets = hall(node, day)
    visits = Visit.objects.filter(opened_at__gte=within[0], opened_at__lt=within[1])
    blangko = balances(node)
    figures = {
        "tickets": tickets.count(),
        "served": tickets.filter(state__in=["dilayani", "selesai"]).count(),
        "unserved": tickets.filter(state__in=["menunggu", "terlewat", "dipanggil"]).count(),
        "opened": Application.objects.filter(opened_at__gte=within[0], opened_at__lt=within[1]).count(),
        "closed": Application.objects.filter(
            state="selesai", closed_at__gte=within[0], closed_at__lt=within[1]
        ).count(),
        "empty_visits": visits.exclude(id__in=Application.objects.values("visit")).count(),
        "recorded": Record.objects.filter(recorded_at__gte=within[0], recorded_at__lt=within[1]).count(),
        "drafts": Session.objects.filter(done=False).count(),
        "unsigned": Document.objects.filter(state="menunggu_tanda_tangan").count(),
        "printed": held(node).filter(printed_at__gte=within[0], printed_at__lt=within[1]).count(),
        "shelf": held(node).filter(state="tercetak").count(),
        "blangko_stock": blangko.get(STOCK, 0),
        "blangko_officers": blangko.get(OPERATOR, 0),
        "blangko_printer": blangko.get(AT_PRINTER, 0),
        "blangko_spoiled": blangko.get(SPOILED, 0),
        "blangko_missing": blangko.get(DIFFERENCE, 0),
        "unsent": exchange.unsent(node),
    }
    return Day(day, figures)


def close_day(node: Node, officer: Actor, reason: str = "", *, key: UUID | None = None) -> Outcome:
    """Sign today's figures and void the numbers that nobody served. Done.value: the day. Once a day.

    reason: why blangko stay with officers overnight; without one they must be returned first.
    """
    with Act(node, officer, key=key) as act:
        day = local_day(node, act.now)
        if DayClose.objects.filter(office=node.desk, day=day).exists():
            return act.refuse(Refusal("day.closed", "Hari ini sudah ditutup dan ditandatangani."))
        made = figures_of(node, day)
        if made.figures["blangko_officers"] and not reason.strip():
            return act.refuse(
                Refusal(
                    "day.blangko",
                    "Masih ada %(n)s blangko di tangan petugas. Kembalikan dahulu ke bendahara, atau tulis alasannya.",
                    "reason",
                    params={"n": made.figures["blangko_officers"]},
                )
            )
        body = facts.DayClosed(day=day, figures=dict(made.figures), reason=reason.strip())
        act.record(body, subject=f"tutup/{node.desk}/{day}")
        left = Ticket.objects.select_for_update().filter(
            office=node.desk, day__lte=day, state__in=["menunggu", "terlewat", "dipanggil"]
        )
        waiting = list(left.order_by("day", "service", "number").values_list("id", flat=True)[:LAPSE_AT_ONCE])
        if waiting:
            act.record(facts.TicketsLapsed(tickets=waiting), subject=f"antrean/{day}")
        return act.done(day)
