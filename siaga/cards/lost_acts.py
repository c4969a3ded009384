"""Fire, flood, theft: cards that lay on the shelf and are there no more, with their minutes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from siaga.documents.issuing import Paper, issue_in
from siaga.documents.kinds.berita_acara import Line, Witness
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal, refused
from siaga.recording.acts import change_status
from siaga.recording.models import Record
from siaga.recording.status import OFFICE

from .blangko import minutes_acts as minutes
from .blangko import rules as ledger
from .blangko.acts import locked_balances, moved
from .blangko.rules import Movement
from .facts import PrintFailed
from .line import SHELF, held, status_subject, subject_of

DECIDES = "kepala"


def lose(
    node: Node,
    head: Actor,
    cards: Sequence[UUID],
    reason: str,
    place: str,
    witnesses: Sequence[Witness],
    *,
    key: UUID | None = None,
) -> Outcome:
    """These cards are gone: their owners stand in line again where they stood, the blanks are a difference of the book, and the minutes
    that name them wait for a signature. Done: the minutes' id."""
    with Act(node, head, key=key) as act:
        rows = list(held(node).select_for_update().filter(id__in=cards[: minutes.MOST], state=SHELF).order_by("nik"))
        there = bool(rows) and len(rows) == len(set(cards))
        if wrong := refused([*_may_lose(head, reason, there=there), *minutes.said(place, witnesses)]):
            return act.refuse(wrong)
        locked_balances(node)
        number = minutes.number_of(node, "HILANG")
        why = f"{reason.strip()} · {number}"
        for row in rows:
            body = PrintFailed(order=row.id, nik=row.nik, attempt=row.attempt, spoiled=True, says=why, shelved=True)
            act.record(body, subject=subject_of(node, row.id))
            record = Record.objects.select_for_update().get(id=row.record)
            if no := change_status(act, record, "spoil", OFFICE, subject=status_subject(node, row.id)):
                return act.refuse(no)
        gone = Movement(
            kind="opname", amount=len(rows), source=ledger.PRINTED, target=ledger.DIFFERENCE, note=reason.strip(),
            berita_acara=number,
        )  # fmt: skip
        moved(act, node, gone)
        lines = tuple(Line(cells=(str(n), row.nik, row.shelf)) for n, row in enumerate(rows, 1))
        data = minutes.minutes(
            node, number, "KTP-el yang hilang atau hancur di rak pengambilan", place, witnesses,
            opening=f"tidak ada lagi kartu-kartu ini ({reason.strip()}); kartunya dicetak lagi menurut antrean:",
            columns=("No", "NIK", "Rak"),
            lines=lines,
            sums=(("Jumlah", minutes.many(len(rows))),),
        )  # fmt: skip
        return act.done(issue_in(act, Paper(minutes.KIND, f"berita_acara/{number}", "", data)))


def _may_lose(head: Actor, reason: str, *, there: bool) -> list[Refusal | None]:
    return [
        None if DECIDES in head.roles else _no("who", "Hanya kepala kantor yang menyatakan kartu hilang atau hancur."),
        None if there else _no("cards", "Pilih kartu yang masih ada di daftar rak."),
        None
        if len(reason.strip()) >= 10
        else _no("reason", "Isi kejadiannya dengan satu kalimat, paling sedikit 10 huruf.", "reason"),
    ]


def _no(code: str, message: str, field: str = "") -> Refusal:
    return Refusal(f"lost.{code}", message, field, minutes.BASIS)
