"""Papers that nothing replaced and that hold no longer, because what they speak of has ended: by the register as it stands today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from siaga.kit.node import Node
from siaga.people.models import Akta, Family, MoveEnd, Stay
from siaga.people.moving.facts import ARRIVED

from .kinds.skpwni import SKPWNI
from .kinds.sktt import SKTT
from .models import Document

OVER_TEXTS = {
    "kk": "Nomor KK ini sudah tidak dipakai",
    "akta": "Aktanya sudah digantikan atau dibatalkan",
    "sktt": "Pemegangnya tidak lagi tinggal terbatas di sini",
    "arrived": "Surat pindah ini sudah dipakai: kedatangannya sudah dicatat",
    "cancelled": "Kepindahannya dibatalkan, atau suratnya diganti",
    "until": "Masa berlakunya sudah habis",
}


def over_among(node: Node, documents: Iterable[Document]) -> dict[UUID, str]:
    """Why each of these holds no longer, an Indonesian text; those that hold, and those replaced, are not in it.

    One question for each sort of paper among them, so a page of a list asks as much as one paper.
    """
    rows = [d for d in documents if not d.superseded_by]
    found = {d.id: d.ended for d in rows if d.ended}
    for sort, asked in _ASKED:
        these = {d.id: _key(d) for d in rows if d.id not in found and _sort(d) == sort}
        gone = asked(sorted(set(these.values()))) if these else {}
        found |= {id: gone[key] for id, key in these.items() if key in gone}
    return found | _run_out(node, [d.id for d in rows if d.id not in found])


def over(node: Node, document: Document) -> str:
    """The same of one paper, "" if it holds."""
    return over_among(node, [document]).get(document.id, "")


def _sort(document: Document) -> str:
    return "akta" if document.subject.startswith("akta/") else document.kind


def _key(document: Document) -> str:
    return document.number if document.kind == SKPWNI.code else document.subject.partition("/")[2]


def _families(keys: Sequence[str]) -> dict[str, str]:
    gone = Family.objects.filter(no_kk__in=keys).exclude(status="aktif")
    return dict.fromkeys(gone.values_list("no_kk", flat=True), OVER_TEXTS["kk"])


def _deeds(keys: Sequence[str]) -> dict[str, str]:
    gone = Akta.objects.filter(number__in=keys).exclude(status="aktif")
    return dict.fromkeys(gone.values_list("number", flat=True), OVER_TEXTS["akta"])


def _stays(keys: Sequence[str]) -> dict[str, str]:
    gone = Stay.objects.filter(nik__in=keys).exclude(ended="")
    return dict.fromkeys(gone.values_list("nik", flat=True), OVER_TEXTS["sktt"])


def _moves(keys: Sequence[str]) -> dict[str, str]:
    ended = MoveEnd.objects.filter(number__in=keys).values_list("number", "how")
    return {number: OVER_TEXTS["arrived" if how == ARRIVED else "cancelled"] for number, how in ended}


_ASKED: tuple[tuple[str, Callable[[Sequence[str]], dict[str, str]]], ...] = (
    ("kk", _families),
    ("akta", _deeds),
    (SKTT.code, _stays),
    (SKPWNI.code, _moves),
)


def _run_out(node: Node, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Of a paper with a last day, that day is gone. The data stays in the database: a suket's holds a photograph."""
    if not ids:
        return {}
    dated = Document.objects.filter(id__in=ids, data__valid_until__lt=node.clock.today().isoformat())
    return dict.fromkeys(dated.values_list("id", flat=True), OVER_TEXTS["until"])
