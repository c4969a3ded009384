"""Registers printed as books: the deeds of a finished month, one book for a kind, closed with their count and signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Min

from siaga.continuity.standing import may_begin
from siaga.continuity.table import DOCUMENTS
from siaga.documents.kinds.buku_register import BukuRegister, Entry
from siaga.documents.wording import date_long
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people.asking import Answers, Ask, asks_of
from siaga.people.models import Akta, DeedNote, Resident
from siaga.people.peristiwa import PERISTIWA
from siaga.people.rules import Birth, Death

from .builders import office_of, specimen, unsigned
from .issuing import Paper, issue_in

CODE = "buku_register"
KIND_WORDS = {
    "kelahiran": "kelahiran",
    "kematian": "kematian",
    "perkawinan": "perkawinan",
    "perceraian": "perceraian",
    "pengangkatan": "pengangkatan anak",
    "pengakuan": "pengakuan anak",
    "pengesahan": "pengesahan anak",
    "lahir_mati": "lahir mati",
}
STATE_WORDS = {"aktif": "", "digantikan": "digantikan", "dibatalkan": "dibatalkan"}
UNPRINTED = frozenset({"relations", "member", "area"})
"""Answers about the families afterwards: they belong to the KK, not to the deed."""


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def about(kind: str, month: date) -> str:
    return f"register/{kind}/{month:%Y-%m}"


def months_until(node: Node, today: date) -> list[date]:
    """First days of the finished months from the first deed of this office to today, newest first; at most two years."""
    first = Akta.objects.filter(office=node.id).aggregate(Min("registered_on"))["registered_on__min"]
    found: list[date] = []
    month = today.replace(day=1)
    while first and month > first.replace(day=1) and len(found) < 24:
        month = (month - timedelta(days=1)).replace(day=1)
        found.append(month)
    return found


def issue_book(node: Node, actor: Actor, kind: str, month: date, *, key: UUID | None = None) -> Outcome:
    """The book of a kind and a month (any day of it). Done: the document's id. A later one takes the place of an earlier.

    Refused for a month that is not over: its register is not closed.
    """
    begin = month.replace(day=1)
    with Act(node, actor, key=key) as act:
        if no := may_begin(node, DOCUMENTS):
            return act.refuse(no)
        if kind not in KIND_WORDS:
            return act.refuse(_no("kind", "Pilih jenis aktanya.", "jenis"))
        if next_month(begin) > node.clock.today():
            return act.refuse(_no("month", "Bulan ini belum berakhir, jadi registernya belum ditutup.", "bulan"))
        office = office_of(node)
        data = BukuRegister(
            office=office,
            number=f"{node.id}/{kind}/{begin:%Y-%m}",
            kind=KIND_WORDS[kind],
            month=begin,
            closed_on=node.clock.today(),
            entries=entries(node, kind, begin),
            signature=unsigned(node, office),
            specimen=specimen(node),
        )
        return act.done(issue_in(act, Paper(CODE, about(kind, begin), "", data)))


def entries(node: Node, kind: str, month: date) -> tuple[Entry, ...]:
    """By number, which is by day and then by order."""
    deeds = list(
        Akta.objects.filter(
            office=node.id, kind=kind, registered_on__gte=month, registered_on__lt=next_month(month)
        ).order_by("registered_on", "number")
    )
    niks = {nik for d in deeds for nik in (d.nik, d.nik_kedua) if nik}
    names = dict(Resident.objects.filter(nik__in=sorted(niks)).values_list("nik", "nama"))
    notes: dict[str, list[str]] = {}
    for note in DeedNote.objects.filter(akta__in=[d.number for d in deeds]).order_by("on", "id"):
        notes.setdefault(note.akta, []).append(note.text)
    form = form_of(kind)
    return tuple(
        Entry(
            number=d.number,
            registered_on=d.registered_on,
            lines=(*_whom(d, names), *(_answers(form, d.data) if form else ())),
            late=d.late,
            state=STATE_WORDS.get(d.status, d.status),
            notes=tuple(notes.get(d.number, ())),
        )
        for d in deeds
    )


def form_of(kind: str) -> type[Answers] | None:
    """What a deed of this kind says, as its event asks for it."""
    known: Mapping[str, type[Answers]] = {"kelahiran": Birth, "kematian": Death}
    asked = {e.code: e.asked.answers for e in PERISTIWA if e.asked is not None}
    return known.get(kind) or asked.get(kind)


def _whom(deed: Akta, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for nik in (deed.nik, deed.nik_kedua):
        if nik:
            yield "NIK dan nama", " ".join(part for part in (nik, names.get(nik, "").upper()) if part)


def _answers(form: type[Answers], said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The answers that were given, in the order and the words of the form."""
    try:
        held = msgspec.convert(said, form)
    except msgspec.ValidationError:
        return  # a deed of before this form: number, day and person stand
    for name, ask in asks_of(form).items():
        value = getattr(held, name)
        if value and ask.kind not in UNPRINTED:
            yield ask.label, _told(ask, value)


def _told(ask: Ask, value: Any) -> str:
    if isinstance(value, date):
        return date_long(value)
    if ask.codes is not None:
        return ask.codes.label(int(value))
    words = ask.choices.get(str(value), str(value))
    return words if isinstance(words, str) else words[0]


def _no(code: str, message: str, field: str) -> Refusal:
    return Refusal(f"documents.book_{code}", message, field, "UU 23/2006 pasal 66 sampai 68")
