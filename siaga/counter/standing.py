"""Reads, for many applications at once and in few queries, everything that their stages depend on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from siaga.cards import line
from siaga.cards.models import Suket
from siaga.documents.models import Document
from siaga.journal.writer import fetch
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.people.models import Akta, DueDocument, Resident
from siaga.recording.status import Status

from .catalogue import BY_CODE
from .models import Application, Visit
from .stages import Situation, Stage, stage_of

NEVER_MARRIED = 1


class Asked(NamedTuple):
    """What is read of an application; also one that is just being opened."""

    id: UUID
    service: str
    nik: str
    opened_at: datetime
    state: str = "terbuka"
    visit: UUID | None = None


@dataclass(frozen=True, slots=True)
class Order:
    id: UUID
    nik: str
    state: str
    joined_at: datetime
    printed_at: datetime | None
    handed_at: datetime | None


class Known(NamedTuple):
    """What is down here, the status of each person's recording, and each person's cards, oldest first."""

    down: frozenset[str]
    records: dict[str, str]
    orders: dict[str, list[Order]]


NOTHING = Known(frozenset(), {}, {})
DOWN, RECORD, ORDER = 1, 2, 3
# One prepared statement: it is asked at the desk, for everybody who comes.
_KNOWN = f"""
SELECT {DOWN} AS what, '' AS nik, name AS state, NULL::uuid AS id, NULL::timestamptz AS joined_at,
       NULL::timestamptz AS printed_at, NULL::timestamptz AS handed_at
  FROM continuity_dependency WHERE state = 'terputus'
UNION ALL SELECT {RECORD}, nik, status, NULL, NULL, NULL, NULL FROM recording_record WHERE nik = ANY(%s) AND current
UNION ALL SELECT {ORDER}, nik, state, id, joined_at, printed_at, handed_at
  FROM cards_printorder WHERE nik = ANY(%s) AND state <> 'batal'
 ORDER BY what, joined_at, id
"""


def asked(rows: Iterable[Application]) -> list[Asked]:
    return [Asked(r.id, r.service, r.nik, r.opened_at, r.state, r.visit) for r in rows]


def load_stages(node: Node, applications: Iterable[Application]) -> dict[UUID, Stage]:
    """The stage of each application, by its id."""
    return {id: stage_of(s) for id, s in load_situations(node, asked(applications)).items()}


def load_situations(node: Node, rows: Sequence[Asked]) -> dict[UUID, Situation]:
    """Everything a stage depends on, by the application's id. Asks only for what these services need."""
    today = node.clock.today()
    going = [r for r in rows if r.state == "terbuka"]
    cards = [r for r in going if (s := BY_CODE.get(r.service)) is not None and s.card]
    papers = [r for r in going if (s := BY_CODE.get(r.service)) is None or not s.card]
    known = _known({r.nik for r in cards if r.nik}) if going else NOTHING
    out = {r.id: Situation(r.service, r.state, today=today) for r in rows}
    out |= _cards(node, cards, known, today)
    states = _papers(papers, node)
    for r in papers:
        out[r.id] = Situation(r.service, r.state, paper=states.get(r.id, ""), down=known.down, today=today)
    return out


def _cards(node: Node, rows: Sequence[Asked], known: Known, today: date) -> dict[UUID, Situation]:
    down, records, orders = known
    chosen = {r.id: _order_of(r, orders.get(r.nik, ())) for r in rows}
    waiting = [o.id for o in chosen.values() if o is not None and o.state == "menunggu"]
    places = line.places(node, waiting)
    stock = line.stock(node) if waiting else 0
    proven = {nik for nik, status in records.items() if status == Status.PRINT_READY_RECORD and nik not in orders}
    births = _seventeenth(proven, today)
    out = {}
    for r in rows:
        o = chosen[r.id]
        out[r.id] = Situation(
            r.service,
            r.state,
            record=records.get(r.nik, ""),
            order=o.state if o else "",
            place=places.get(o.id) if o else None,
            printed_on=_local(node, o.printed_at) if o and o.printed_at else None,
            down=down,
            stock=stock,
            adult_on=births.get(r.nik),
            today=today,
        )
    return out


def _known(niks: Collection[str]) -> Known:
    found = Known(frozenset(), {}, {})
    down, wanted = set(), sorted(niks)
    for what, nik, state, *order in fetch(_KNOWN, (wanted, wanted)):
        if what == DOWN:
            down.add(state)
        elif what == RECORD:
            found.records[nik] = state
        else:
            id, joined_at, printed_at, handed_at = order
            found.orders.setdefault(nik, []).append(Order(id, nik, state, joined_at, printed_at, handed_at))
    return found._replace(down=frozenset(down))


def _order_of(r: Asked, orders: Sequence[Order]) -> Order | None:
    """The card that this application will get: the open order, or one handed over since the application was opened."""
    for o in reversed(orders):
        if o.state != "diserahkan" or (o.handed_at is not None and o.handed_at >= r.opened_at):
            return o
    return None


def _seventeenth(niks: Collection[str], today: date) -> dict[str, date]:
    """The 17th birthday of those who still wait for it and never married."""
    if not niks:
        return {}
    found = {}
    rows = Resident.objects.filter(nik__in=niks, status_kawin=NEVER_MARRIED)
    for nik, born in rows.values_list("nik", "tanggal_lahir"):
        day = (
            date(born.year + 17, born.month, born.day)
            if (born.month, born.day) != (2, 29)
            else date(born.year + 17, 3, 1)
        )
        if day > today:
            found[nik] = day
    return found


def _papers(rows: Sequence[Asked], node: Node) -> dict[UUID, str]:
    """The state of the paper of each application: see Situation.paper."""
    visits = {r.visit for r in rows if r.visit is not None and not r.nik}
    applicants = dict(Visit.objects.filter(id__in=visits).values_list("id", "applicant")) if visits else {}
    niks = {r.id: r.nik or (applicants.get(r.visit, "") if r.visit else "") for r in rows}
    if not any(niks.values()):
        return {}
    families = dict(Resident.objects.filter(nik__in=set(niks.values())).values_list("nik", "no_kk"))
    registered = _registered(rows, niks, families, node)
    subjects = {subject for subject in registered.values() if subject}
    papers: dict[str, list[tuple[datetime, str]]] = {}
    for subject, made_at, state in (
        Document.objects.filter(subject__in=subjects)
        .order_by("made_at", "id")
        .values_list("subject", "made_at", "state")
    ):
        papers.setdefault(subject, []).append((made_at, state))
    out, due_now = {}, _due(subjects) if subjects else set()
    for r in rows:
        subject = registered.get(r.id, "")
        made = [state for at, state in papers.get(subject, ()) if at >= r.opened_at]
        due = subject and (not subject.startswith("keluarga/") or subject in due_now)
        out[r.id] = made[-1] if made else ("tercatat" if due else "")
    return out


DEEDS = ("kematian", "perkawinan", "perceraian")  # asked for by whom they speak of


def _due(subjects: Collection[str]) -> set[str]:
    return set(DueDocument.objects.filter(subject__in=subjects, made=False).values_list("subject", flat=True))


def _registered(rows: Sequence[Asked], niks: dict[UUID, str], families: dict[str, str], node: Node) -> dict[UUID, str]:
    """The subject of the paper that each application has led to: "akta/…", "suket/…", "keluarga/…", "" none yet."""
    out = {r.id: f"keluarga/{families[niks[r.id]]}" for r in rows if r.service == "kk" and niks[r.id] in families}
    if wanted := [r for r in rows if r.service == "suket"]:
        sukets = Suket.objects.filter(nik__in={niks[r.id] for r in wanted}, state="berlaku")
        for nik, number, on in sukets.values_list("nik", "number", "issued_on"):
            out |= {r.id: f"suket/{number}" for r in wanted if niks[r.id] == nik and on >= _local(node, r.opened_at)}
    if wanted := [r for r in rows if r.service in DEEDS]:
        asked = {niks[r.id] for r in wanted}
        found = Akta.objects.filter(Q(nik__in=asked) | Q(nik_kedua__in=asked - {""}), kind__in=DEEDS)
        for kind, one, other, number, on in found.order_by("registered_on", "number").values_list(
            "kind", "nik", "nik_kedua", "number", "registered_on"
        ):
            for r in wanted:
                since = kind == "kematian" or on >= _local(node, r.opened_at)  # who marries again asks for the new deed
                if r.service == kind and niks[r.id] in (one, other) and since:
                    out[r.id] = f"akta/{number}"
        # Recorded by the KUA or the religious court, it yields no akta here: its paper is the KK.
        no_akta = [r for r in wanted if r.service != "kematian" and r.id not in out and niks[r.id] in families]
        out |= {r.id: f"keluarga/{families[niks[r.id]]}" for r in no_akta}
    if wanted := [r for r in rows if r.service == "kelahiran" and niks[r.id] in families]:
        out |= _births(wanted, {r.id: families[niks[r.id]] for r in wanted}, node)
    return out


def _births(rows: Sequence[Asked], homes: dict[UUID, str], node: Node) -> dict[UUID, str]:
    """A birth is asked for by a parent: the deed of a child that joined the family since."""
    children = dict(
        Resident.objects.filter(no_kk__in=set(homes.values()), reason="kelahiran").values_list("nik", "no_kk")
    )
    deeds = Akta.objects.filter(kind="kelahiran", nik__in=children).order_by("registered_on", "number")
    found = {}
    for nik, number, on in deeds.values_list("nik", "number", "registered_on"):
        for r in rows:
            if children[nik] == homes[r.id] and on >= _local(node, r.opened_at) and r.id not in found:
                found[r.id] = f"akta/{number}"
    return found


def _local(node: Node, at: datetime) -> date:
    return at.astimezone(ZONES[node.clock.zone]).date()
