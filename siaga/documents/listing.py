"""Papers as rows of lists: what each is called, how it stands, who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from siaga.journal.act import Actor
from siaga.kit.node import Node
from siaga.people.models import Akta, DueDocument, Family, Resident, Stay
from siaga.shell.formats import nik
from siaga.shell.values import Deed

from .apply import ELECTRONIC, UNSIGNED, WAITING, WET
from .kinds import BY_CODE
from .models import Document, Trouble
from .over import over_among
from .presenting import register_number

STATE_LABELS = {
    WAITING: "Menunggu tanda tangan",
    ELECTRONIC: "Ditandatangani elektronik",
    WET: "Tanda tangan basah, terdaftar",
    UNSIGNED: "Tanpa tanda tangan",
}
CLOSED_LABELS = {"digantikan": "Digantikan", "berakhir": "Tidak berlaku lagi"}


@dataclass(frozen=True, slots=True)
class Row:
    pk: UUID
    title: str
    number: str
    shown: str  # the number as a person reads it
    holder: str
    nik: str
    made_at: datetime
    state: str
    signer: str
    signed_at: datetime | None
    register: str
    countersigned_at: datetime | None
    handed_at: datetime | None
    handed_to: str
    active: bool
    printable: bool
    waiting: bool
    trouble: str
    url: str
    pdf_url: str
    deed: Deed | None = None


def title_of(code: str) -> str:
    kind = BY_CODE.get(code)
    return _(kind.title) if kind else code


def signed_by(document: Document) -> str:
    """Who signed it; of one in the head's place, as what."""
    return f"{document.acting.capitalize()}. {document.signer}" if document.acting else document.signer


def state_of(document: Document, over: str = "") -> str:
    """over: why it holds no longer by the register of today (`documents.over`)."""
    if document.superseded_by:
        return _(CLOSED_LABELS["digantikan"])
    if document.ended or over:
        return _(CLOSED_LABELS["berakhir"])
    return _(STATE_LABELS.get(document.state, document.state))


def row_of(document: Document, trouble: str = "", deed: Deed | None = None, over: str = "") -> Row:
    active = not document.superseded_by and not document.ended and not over
    waiting = active and document.state == WAITING
    return Row(
        pk=document.id,
        title=title_of(document.kind),
        number=document.number,
        shown=nik(document.number) if document.number.isdigit() else document.number,
        holder=document.holder_name,
        nik=document.holder,
        made_at=document.made_at,
        state=state_of(document, over),
        signer=signed_by(document),
        signed_at=document.signed_at,
        register=register_number(document),
        countersigned_at=document.countersigned_at,
        handed_at=document.handed_at,
        handed_to=document.handed_to,
        active=active,
        printable=active and not waiting,
        waiting=waiting,
        trouble=trouble,
        url=reverse("documents:document", args=[document.id]),
        pdf_url=reverse("documents:pdf", args=[document.id]),
        deed=deed,
    )


def seen_by(rows: QuerySet[Document], actor: Actor) -> QuerySet[Document]:
    """Only papers of holders in the officer's area; an officer without a limit sees all of the office's."""
    if not actor.wilayah:
        return rows
    within = actor.wilayah.replace(".", "")
    families = Family.objects.filter(kode_wilayah__startswith=within)
    residents = Resident.objects.filter(no_kk__in=families.values("no_kk"))
    guests = Stay.objects.exclude(kode_wilayah="").filter(kode_wilayah__startswith=within)
    return rows.filter(Q(holder__in=residents.values("nik")) | Q(holder__in=guests.values("nik")))


def without_data(rows: QuerySet[Document]) -> QuerySet[Document]:
    """For lists: a suket's data holds a photograph."""
    return rows.defer("data", "claim")


def subjects_of(person: Resident) -> list[str]:
    """What a person's papers speak of: the family, the deeds."""
    deeds = Akta.objects.filter(Q(nik=person.nik) | Q(nik_kedua=person.nik)).values_list("number", flat=True)
    family = [f"keluarga/{person.no_kk}"] if person.no_kk else []
    return [*family, *(f"akta/{number}" for number in sorted(deeds))]


@dataclass(frozen=True, slots=True)
class Coming:
    """A paper that fell due and is being made."""

    pk: UUID
    title: str
    since: datetime
    trouble: str


@dataclass(frozen=True, slots=True)
class Papers:
    """One person's papers: those to come, those that hold, those that do not any more."""

    coming: list[Coming]
    holding: list[Row]
    closed: list[Row]

    @property
    def busy(self) -> bool:
        """Something changes by itself: the page asks again."""
        return bool(self.coming) or any(row.waiting for row in self.holding)


def whose(nik: str) -> Resident | None:
    """The holder of papers; of a foreigner with a limited stay a row that is in no table and no family."""
    found = Resident.objects.filter(nik=nik).first()
    guest = None if found else Stay.objects.filter(nik=nik).exclude(nama="").first()
    return Resident(nik=nik, nama=guest.nama, no_kk="") if guest else found


def papers_of(person: Resident, node: Node) -> Papers:
    subjects = subjects_of(person)
    theirs = Q(holder=person.nik) | Q(subject__in=subjects)
    rows = list(without_data(Document.objects.filter(theirs, office=node.id)).order_by("-made_at", "id")[:100])
    due = list(DueDocument.objects.filter(theirs, made=False).order_by("at", "id")[:50])
    asked = [d.id for d in rows] + [d.id for d in due]
    says = dict(Trouble.objects.filter(id__in=asked).values_list("id", "says"))
    gone = over_among(node, rows)
    made = [row_of(d, says.get(d.id, ""), over=gone.get(d.id, "")) for d in rows]
    seen: dict[tuple[str, str], Coming] = {}
    for d in due:
        seen.setdefault((d.kind, d.subject), Coming(d.id, title_of(d.kind), d.at, says.get(d.id, "")))
    return Papers(list(seen.values()), [r for r in made if r.active], [r for r in made if not r.active])
