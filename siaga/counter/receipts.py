"""The receipt of a visit and the lines in which its applications are told, on paper and on the tracking page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from siaga.accounts.models import Officer
from siaga.cards.planning import words
from siaga.cards.planning.words import Words
from siaga.documents.kind import Office
from siaga.documents.kinds.receipt import Receipt, ReceiptLine
from siaga.documents.wording import date_long
from siaga.journal.models import JournalFact
from siaga.kit.node import Node
from siaga.wilayah.find import area_name

from .catalogue import BY_CODE, CARD_PICK_TEXTS, NEED_WORDS, PAPER_PICK_TEXTS, label
from .models import Application, Promise, Ticket, Visit
from .officer_words import to_officer
from .stages import NO_DATE_PAPERS, Stage
from .standing import load_stages


@dataclass(frozen=True, slots=True)
class Line:
    """One application as a person reads it, in the language of the page. expected, basis: `cards.planning.words`.
    spread: more than one day was told."""

    id: UUID
    name: str
    nik: str
    service: str
    sentence: str
    waits_for: str
    note: str
    expected: str
    basis: str
    dated: bool
    spread: bool
    need: str
    bring: tuple[str, ...]
    stage: Stage
    state: str


def lines(
    node: Node, applications: Sequence[Application], stages: Mapping[UUID, Stage], *, officer: bool = False
) -> list[Line]:
    """officer: in the words of officers; else as the citizen is told."""
    rows = Promise.objects.filter(application__in=[a.id for a in applications], state="diberikan")
    told = {p.application: p for p in rows}
    read = to_officer if officer else _as_it_is
    return [_line(a, read(stages[a.id]), told.get(a.id)) for a in applications]


def _as_it_is(stage: Stage) -> Stage:
    return stage


def _line(a: Application, stage: Stage, promise: Promise | None) -> Line:
    service = BY_CODE.get(a.service)
    params, said = dict(stage.params), expected(stage, promise)
    text = _(stage.text)
    need = _(NEED_WORDS[a.need]) if a.need in NEED_WORDS else ""
    if a.need_by:
        need = _("%(need)s, paling lambat %(day)s") % {"need": need or _("Diperlukan"), "day": date_long(a.need_by)}
    return Line(
        id=a.id,
        name=a.name,
        nik=a.nik,
        service=_(service.title) if service else a.service,
        sentence=text % params if params else text,
        waits_for=_(stage.waits_for) if stage.waits_for else "",
        note=_(stage.note) if stage.note else "",
        expected=said.when,
        basis=said.basis,
        dated=promise is not None and promise.earliest is not None,
        spread=promise is not None and promise.earliest != promise.latest,
        need=need,
        bring=tuple(_(b) for b in stage.bring),
        stage=stage,
        state=a.state,
    )


def expected(stage: Stage, promise: Promise | None) -> Words:
    """The days that were told, with the place of now; or that no date can be told, and why."""
    if stage.ready:
        return Words(_("Sudah dapat diambil"))
    if stage.done:
        return Words("")
    held_up = stage.code in NO_DATE_PAPERS  # whatever was told before it was
    if not held_up and promise is not None and promise.earliest is not None and promise.latest is not None:
        return words.dated(promise.likely, promise.earliest, promise.latest, stage.place, promise.binds)
    if stage.why:
        return words.undated(stage.why)
    if stage.waits_for:
        return Words(_("Belum dapat dijanjikan, menunggu %(what)s") % {"what": _(stage.waits_for)})
    return words.undated("")


def grouped(code: str) -> str:
    """ "K7M42-QXDAB": five by five, easier to read aloud."""
    return "-".join(code[i : i + 5] for i in range(0, len(code), 5))


def of_visit(visit: UUID) -> list[Application]:
    """In the order in which they were asked for: those of one receipt bear the same time, and their ids have no order."""
    rows = list(Application.objects.filter(visit=visit))
    places = dict(JournalFact.objects.filter(id__in=[a.id for a in rows], lsn__isnull=False).values_list("id", "lsn"))
    return sorted(rows, key=lambda a: (a.opened_at, places.get(a.id, 0), a.id))


def receipt(node: Node, visit: Visit, url: str) -> Receipt:
    """The paper is always Indonesian. url: of the tracking page, carried by the QR."""
    applications = of_visit(visit.id)
    ticket = Ticket.objects.filter(id=visit.ticket).first() if visit.ticket else None
    officer = Officer.objects.filter(username=visit.officer).values_list("name", flat=True).first() or visit.officer
    cards = any(s.card for a in applications if (s := BY_CODE.get(a.service)))
    with override("id"):
        made = lines(node, applications, load_stages(node, applications))
    return Receipt(
        office=office_of(node),
        code=grouped(visit.code),
        ticket=label(ticket.service, ticket.number) if ticket else "–",
        applicant=visit.applicant_name,
        received_at=visit.opened_at,
        zone=node.clock.zone,  # type: ignore[arg-type]
        officer=f"{officer}, Loket {ticket.loket}" if ticket and ticket.loket else officer,
        lines=tuple(
            ReceiptLine(
                person=m.name, service=m.service, state=m.sentence, expected=m.expected, need=m.need, basis=m.basis
            )
            for m in made
        ),
        bring=CARD_PICK_TEXTS if cards else PAPER_PICK_TEXTS,
        collect_at=node.name,
        url=url.partition("://")[2],
        qr=url,
    )


def office_of(node: Node) -> Office:
    """The head of the paper: the service's name, the region and its province."""
    today = node.clock.today()
    region = area_name(node.wilayah, today) or node.name
    return Office(
        name="Dinas Kependudukan dan Pencatatan Sipil",
        region=region,
        province=area_name(node.wilayah[:2], today) or "",
    )
