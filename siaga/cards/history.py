"""What happened to one card or suket, as lines that can be read, newest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from siaga.accounts.models import Officer
from siaga.journal import points
from siaga.journal.facts import BadBody, Fact, UnknownKind, open_fact
from siaga.journal.intake import sealed
from siaga.journal.models import JournalFact
from siaga.kit.node import Node, point_of
from siaga.people.models import Resident
from siaga.recording.drafts import EYE_LABELS, FINGER_LABELS
from siaga.shell.values import HistoryLine

from .handover_rules import METHOD_LABELS

MOST = 60


def _method(code: str) -> str:
    return _(METHOD_LABELS[code]) if code in METHOD_LABELS else code


def _part(part: str) -> str:
    """A finger position or an eye, in words."""
    label = FINGER_LABELS.get(int(part)) if part.isdigit() else EYE_LABELS.get(part)
    return _(label) if label else part


def _other(b: Any) -> str:
    """Who took the card, where it was not its holder."""
    if b.to == b.nik:
        return ""
    return Resident.objects.filter(nik=b.to).values_list("nama", flat=True).first() or str(b.to)


WORDS: Mapping[str, Callable[[Any], str]] = {
    "cards.order_joined": lambda b: _("Masuk antrean cetak"),
    "cards.order_cancelled": lambda b: _("Keluar dari antrean: %(why)s") % {"why": b.why},
    "cards.order_sent": lambda b: _("Dikirim ke printer %(p)s") % {"p": b.printer},
    "cards.order_moved": lambda b: _("Dipindahkan ke printer %(p)s") % {"p": b.printer},
    "cards.card_out": lambda b: _("%(p)s melaporkan kartu selesai") % {"p": b.printer},
    "cards.precedence_given": lambda b: _("Didahulukan kepala kantor: %(r)s") % {"r": b.reason},
    "cards.order_lent": lambda b: _("Dipinjamkan ke titik layanan %(p)s") % {"p": b.point},
    "cards.order_returned": lambda b: _("Dikembalikan oleh titik layanan"),
    "cards.order_taken_back": lambda b: _("Kembali ke antrean kantor: %(why)s") % {"why": _(b.why)},
    "cards.card_printed": lambda b: (
        _("Kartu dari %(p)s diperiksa baik, ditaruh di rak %(s)s") % {"p": b.printer, "s": b.shelf}
    ),
    "cards.print_failed": lambda b: (
        (_("Kartu rusak, blangko dibukukan rusak: %(s)s") if b.spoiled else _("Tidak tercetak, blangko kembali: %(s)s"))
        % {"s": b.says}
    ),
    "cards.identity_checked": lambda b: (
        _("Pemeriksaan %(m)s (%(p)s): %(r)s")
        % {"m": _method(b.method), "p": _part(b.part), "r": _("cocok") if b.matched else _("tidak cocok")}
    ),
    "cards.card_handed": lambda b: " · ".join(
        filter(None, (_("Kartu diserahkan (%(m)s)") % {"m": _method(b.how)}, _other(b), b.says))
    ),
    "cards.card_came_back": lambda b: _("Kartu kembali ke rak %(s)s: %(why)s") % {"s": b.shelf, "why": b.why},
    "cards.card_voided": lambda b: _("Kartu tidak berlaku lagi: %(why)s") % {"why": b.why},
    "cards.suket_issued": lambda b: _("Suket %(n)s diterbitkan") % {"n": b.number},
    "cards.suket_ended": lambda b: _("Suket %(n)s %(s)s: %(r)s") % {"n": b.number, "s": _(b.state), "r": b.reason},
    "cards.holder_told": lambda b: _("Pemilik diberitahu untuk mengambil kartunya"),
    "cards.card_stored": lambda b: _("Kartu disimpan di %(p)s") % {"p": b.place},
    "cards.card_withdrawn": lambda b: _("Kartu ditarik dari rak: %(why)s") % {"why": _(b.why)},
    "cards.duplicate_found": lambda b: _("Pusat menemukan rekaman ganda"),
    "cards.duplicate_summoned": lambda b: _("Dipanggil dengan surat %(n)s") % {"n": b.number},
    "cards.duplicate_heard": lambda b: _("Warga datang; pernyataan %(n)s dibuat") % {"n": b.statement},
    "cards.duplicate_stated": lambda b: _("Pernyataan %(n)s dikirim ke pusat") % {"n": b.statement},
    "cards.duplicate_answered": lambda b: _("Pusat menjawab: %(says)s") % {"says": b.says},
    "people.document_due": lambda b: _("Surat disiapkan untuk ditandatangani"),
}


def lines_of(node: Node, subject: str) -> list[HistoryLine]:
    """The last facts of one subject, and of the same at the service points."""
    subjects = [subject, *(f"{subject}/t{point_of(p.name)}" for p in points.of_office(node.id))]
    rows = JournalFact.objects.filter(subject__in=subjects, lsn__isnull=False).order_by("-lsn")[:MOST]
    facts = [f for row in rows if (f := _open(node, row))]
    names = dict(Officer.objects.filter(username__in={f.actor for f in facts}).values_list("username", "name"))
    return [HistoryLine(f.at, WORDS[f.body.kind](f.body), names.get(f.actor, f.actor)) for f in facts]


def _open(node: Node, row: JournalFact) -> Fact | None:
    if row.kind not in WORDS:
        return None
    try:
        return open_fact(sealed(row), node.kinds)
    except (UnknownKind, BadBody):
        return None
