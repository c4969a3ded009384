"""Papers that nothing replaced and that hold no longer, because what they speak of has ended: by the register as it stands today."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import StrIndex, Substr

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
OPEN = Q(superseded_by="", ended="")
"""No fact has closed the paper; whether it holds depends besides on what it speaks of: `holding`."""

_KEY = Substr(OuterRef("subject"), StrIndex(OuterRef("subject"), Value("/")) + 1)  # of "akta/3172-LU-…": what follows
_MOVE_ENDS = MoveEnd.objects.filter(number=OuterRef("number"))
_GONE: tuple[tuple[Combinable, str], ...] = (
    (Q(kind="kk") & Exists(Family.objects.filter(no_kk=_KEY).exclude(status="aktif")), "kk"),
    (Q(subject__startswith="akta/") & Exists(Akta.objects.filter(number=_KEY).exclude(status="aktif")), "akta"),
    (Q(kind=SKTT.code) & Exists(Stay.objects.filter(nik=_KEY).exclude(ended="")), "sktt"),
    (Q(kind=SKPWNI.code) & Exists(_MOVE_ENDS.filter(how=ARRIVED)), "arrived"),
    (Q(kind=SKPWNI.code) & Exists(_MOVE_ENDS), "cancelled"),
)


def why(node: Node) -> Case:
    """Of a row: why it holds no longer, an Indonesian text; "" if it does, or if another paper replaced it.

    The data stays in the database: a suket's holds a photograph.
    """
    run_out = Q(data__valid_until__lt=node.clock.today().isoformat())
    ends = [*_GONE, (run_out, "until")]
    return Case(
        When(~Q(superseded_by=""), then=Value("")),
        When(~Q(ended=""), then=F("ended")),
        *(When(gone, then=Value(OVER_TEXTS[text])) for gone, text in ends),
        default=Value(""),
        output_field=TextField(),
    )


def holding(node: Node, rows: QuerySet[Document]) -> QuerySet[Document]:
    """Those of them that hold today."""
    return rows.filter(OPEN).annotate(why=why(node)).filter(why="")


def over_among(node: Node, documents: Iterable[Document]) -> dict[UUID, str]:
    """Why each of these holds no longer; those that hold, and those replaced, are not in it. One question for a whole page of a list."""
    rows = Document.objects.filter(id__in=[d.id for d in documents]).annotate(why=why(node))
    return dict(rows.exclude(why="").values_list("id", "why"))


def over(node: Node, document: Document) -> str:
    """The same of one paper, "" if it holds."""
    return over_among(node, [document]).get(document.id, "")
