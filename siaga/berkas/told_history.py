"""What was done with a case file, as lines that can be read, newest first."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from django.db.models import Q
from django.utils.translation import gettext as _

from siaga.accounts.models import Officer
from siaga.journal.models import JournalFact
from siaga.kit.node import Node
from siaga.people.peristiwa import BY_CODE
from siaga.shell.stored import shown
from siaga.shell.values import HistoryLine

from . import facts
from .models import Berkas
from .steps import DEED_WORDS, STATE_WORDS

MOST_CASES = 30


def lines(node: Node, subject: str) -> list[HistoryLine]:
    """subject: "berkas/<id>"."""
    rows = JournalFact.objects.filter(subject=subject, lsn__isnull=False).order_by("-lsn")
    found = list(rows.values_list("at", "kind", "actor", "body"))
    names = dict(Officer.objects.filter(username__in={f[2] for f in found}).values_list("username", "name"))
    return [HistoryLine(at, told(kind, body), names.get(actor, actor)) for at, kind, actor, body in found]


def about(node: Node, subject: str) -> list[HistoryLine]:
    """The steps of every case file that touches penduduk/<nik>, keluarga/<no_kk> or akta/<number>, each with its event."""
    what, _slash, number = subject.partition("/")
    same = {
        "penduduk": Q(niks__contains=[number]) | Q(holder=number),
        "keluarga": Q(about=number) | Q(kk__contains=[number]),
        "akta": Q(akta=number),
    }[what]
    cases = {
        f"berkas/{b.id}": b for b in Berkas.objects.filter(same, office=node.id).order_by("-first_at")[:MOST_CASES]
    }
    rows = JournalFact.objects.filter(subject__in=sorted(cases), lsn__isnull=False)
    found = list(rows.values_list("at", "kind", "actor", "body", "subject"))
    names = dict(Officer.objects.filter(username__in={f[2] for f in found}).values_list("username", "name"))
    return [
        HistoryLine(at, f"{_event(cases[subject].event)}: {told(kind, body)}", names.get(actor, actor))
        for at, kind, actor, body, subject in found
    ]


def _event(code: str) -> str:
    return _("Berkas %(event)s") % {"event": _(BY_CODE[code].title).lower() if code in BY_CODE else code}


def told(kind: str, body: str) -> str:
    """One fact in words; what is not known by them is named, never hidden."""
    match kind:
        case facts.Submitted.kind:
            first = msgspec.json.decode(body, type=facts.Submitted)
            again = _("diajukan lagi setelah diperbaiki (ke-%(n)d)") % {"n": first.round}
            return _("diajukan") if first.round == 1 else again
        case facts.Advanced.kind:
            return _advanced(msgspec.json.decode(body, type=facts.Advanced))
        case facts.SentBack.kind:
            back = msgspec.json.decode(body, type=facts.SentBack)
            why = _("dikembalikan oleh aturan, karena register berubah") if back.by_rules else _("dikembalikan")
            return f"{why}: {shown(back.reason)}"
        case facts.Withdrawn.kind:
            return f"{_('ditarik')}: {msgspec.json.decode(body, type=facts.Withdrawn).reason}"
    return kind


def _advanced(b: facts.Advanced) -> str:
    parts = [_(DEED_WORDS[b.step]), _(STATE_WORDS[b.then])]
    if b.alone:
        parts.append(_("oleh pengajunya sendiri, kantor kecil"))
    return "; ".join([*parts, *_numbers(b)])


def _numbers(b: facts.Advanced) -> Iterable[str]:
    if b.akta:
        yield _("akta %(number)s") % {"number": b.akta}
    if b.kk:
        yield _("KK %(numbers)s") % {"numbers": ", ".join(b.kk)}


def rules_lines(node: Node) -> list[HistoryLine]:
    """What the head of this office said of its rules, newest first."""
    rows = JournalFact.objects.filter(
        subject="berkas/aturan", kind=facts.RulesSet.kind, chain__startswith=node.id, lsn__isnull=False
    )
    found = list(rows.order_by("-lsn").values_list("at", "actor", "body")[:20])
    names = dict(Officer.objects.filter(username__in={f[1] for f in found}).values_list("username", "name"))
    out = []
    for at, actor, body in found:
        b = msgspec.json.decode(body, type=facts.RulesSet)
        said = [
            _("kantor kecil") if b.small else _("dua petugas"),
            _("scan wajib") if b.scans else _("scan tidak wajib"),
        ]
        out.append(HistoryLine(at, f"{', '.join(said)}: {b.reason}", names.get(actor, actor)))
    return out
