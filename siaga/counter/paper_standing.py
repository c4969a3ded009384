"""What the applications for a paper have led to: the deed, the KK, the card, and the state of its paper; few queries for many."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from siaga.cards.models import Suket
from siaga.cards.suket.acts import policy_in_force
from siaga.cards.suket.rules import FORBIDDEN
from siaga.documents.kinds import ON_BLANKS
from siaga.documents.models import Document
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.people.models import Akta, DeedNote, DueDocument, Resident
from siaga.recording.models import Record
from siaga.recording.status import Status

from .models import Visit
from .stage_words import NO_SUKET, TAKEN, TO_PRINT, UNRECORDED


class Asked(NamedTuple):
    """What is read of an application; also one that is just being opened."""

    id: UUID
    service: str
    nik: str
    opened_at: datetime
    state: str = "terbuka"
    visit: UUID | None = None


def applicants_of(rows: Sequence[Asked]) -> dict[UUID, str]:
    """Whose application each is: the NIK it names, else the visitor's, "" unknown."""
    visits = {r.visit for r in rows if r.visit is not None and not r.nik}
    applicants = dict(Visit.objects.filter(id__in=visits).values_list("id", "applicant")) if visits else {}
    return {r.id: r.nik or (applicants.get(r.visit, "") if r.visit else "") for r in rows}


def families_of(niks: Collection[str]) -> dict[str, str]:
    """NIK -> KK."""
    if not niks:  # of everybody who comes for a card: a query that asks nothing costs as much to build as another
        return {}
    return dict(Resident.objects.filter(nik__in=set(niks)).values_list("nik", "no_kk"))


def states_of(
    rows: Sequence[Asked], niks: Mapping[UUID, str], families: Mapping[str, str], node: Node
) -> dict[UUID, str]:
    """The state of the paper of each application: see Situation.paper. niks: whose it is; families: NIK -> KK."""
    if not any(niks.values()):
        return {}
    registered = subjects_of(rows, niks, families, node)
    subjects = {subject for subject in registered.values() if subject}
    papers: dict[str, list[tuple[datetime, str]]] = {}
    for subject, kind, made_at, state, printed_at, handed_at in (
        Document.objects.filter(subject__in=subjects)
        .order_by("made_at", "id")
        .values_list("subject", "kind", "made_at", "state", "printed_at", "handed_at")
    ):
        if kind == "kia" or not subject.startswith("penduduk/"):
            on_blank = kind in ON_BLANKS and printed_at is None  # made is not printed: its blank may be missing
            now = TAKEN if handed_at is not None else TO_PRINT if on_blank else state
            papers.setdefault(subject, []).append((made_at, now))
    out, due_now = {}, _due(subjects) if subjects else set()
    for r in rows:
        subject = registered.get(r.id, "")
        made = [state for at, state in papers.get(subject, ()) if at >= r.opened_at]
        due = subject and (not subject.startswith(("keluarga/", "penduduk/")) or subject in due_now)
        out[r.id] = made[-1] if made else ("tercatat" if due else "")
    return out


DEEDS = ("kematian", "perkawinan", "perceraian", "lahir_mati", "pengangkatan", "pengakuan", "pengesahan")
"""Asked for by whom they speak of; of a stillbirth, by a parent."""
ELSEWHERE = (
    "perkawinan",
    "perceraian",
)  # recorded by the KUA or the religious court: no akta from here, its paper is the KK
FAMILY = ("kk", "pembatalan", "pewarganegaraan", "perubahan_data")


def _due(subjects: Collection[str]) -> set[str]:
    return set(DueDocument.objects.filter(subject__in=subjects, made=False).values_list("subject", flat=True))


def no_suket(rows: Sequence[Asked], niks: Mapping[UUID, str], node: Node) -> dict[UUID, str]:
    """Why the sukets that were asked for cannot be given now, where they cannot: no day can be told for them."""
    wanted = {r.id: niks[r.id] for r in rows if r.service == "suket" and niks[r.id]}
    if not wanted:
        return {}
    policy = policy_in_force(node.clock.today(), node)
    if policy is None or policy.rule == FORBIDDEN:
        return dict.fromkeys(wanted, NO_SUKET)
    found = Record.objects.filter(nik__in=set(wanted.values()), current=True).exclude(status=Status.UNREGISTERED)
    recorded = set(found.values_list("nik", flat=True))
    return {id: UNRECORDED for id, nik in wanted.items() if nik not in recorded}


def subjects_of(
    rows: Sequence[Asked], niks: Mapping[UUID, str], families: Mapping[str, str], node: Node
) -> dict[UUID, str]:
    """The subject of the paper that each application has led to: "akta/…", "suket/…", "keluarga/…", "" none yet."""
    out = {r.id: f"keluarga/{families[niks[r.id]]}" for r in rows if r.service in FAMILY and niks[r.id] in families}
    out |= {r.id: f"penduduk/{niks[r.id]}" for r in rows if r.service == "kia" and niks[r.id]}
    if wanted := [r for r in rows if r.service == "suket"]:
        sukets = Suket.objects.filter(nik__in={niks[r.id] for r in wanted}, state="berlaku")
        for nik, number, on in sukets.values_list("nik", "number", "issued_on"):
            out |= {r.id: f"suket/{number}" for r in wanted if niks[r.id] == nik and on >= local_day(node, r.opened_at)}
    if wanted := [r for r in rows if r.service in DEEDS]:
        asked = {niks[r.id] for r in wanted}
        found = Akta.objects.filter(Q(nik__in=asked) | Q(nik_kedua__in=asked - {""}), kind__in=DEEDS)
        for kind, one, other, number, on in found.order_by("registered_on", "number").values_list(
            "kind", "nik", "nik_kedua", "number", "registered_on"
        ):
            for r in wanted:
                since = kind == "kematian" or on >= local_day(
                    node, r.opened_at
                )  # who marries again asks for the new deed
                if r.service == kind and niks[r.id] in (one, other) and since:
                    out[r.id] = f"akta/{number}"
        no_akta = [r for r in wanted if r.service in ELSEWHERE and r.id not in out and niks[r.id] in families]
        out |= {r.id: f"keluarga/{families[niks[r.id]]}" for r in no_akta}
    if wanted := [r for r in rows if r.service == "pembetulan" and niks[r.id]]:
        out |= _corrected(wanted, niks, node)
    if wanted := [r for r in rows if r.service == "kelahiran" and niks[r.id] in families]:
        out |= _births(wanted, {r.id: families[niks[r.id]] for r in wanted}, node)
    return out


def _corrected(rows: Sequence[Asked], niks: Mapping[UUID, str], node: Node) -> dict[UUID, str]:
    """The deed of the applicant that was noted since."""
    asked = {niks[r.id] for r in rows}
    deeds = Akta.objects.filter(Q(nik__in=asked) | Q(nik_kedua__in=asked), status="aktif")
    speaks = {number: {one, other} for number, one, other in deeds.values_list("number", "nik", "nik_kedua")}
    notes = DeedNote.objects.filter(akta__in=speaks).order_by("on", "id")
    return {
        r.id: f"akta/{number}"
        for number, on in notes.values_list("akta", "on")
        for r in rows
        if niks[r.id] in speaks[number] and on >= local_day(node, r.opened_at)
    }


def _births(rows: Sequence[Asked], homes: dict[UUID, str], node: Node) -> dict[UUID, str]:
    """A birth is asked for by a parent: the deed of a child that joined the family since."""
    children = dict(
        Resident.objects.filter(no_kk__in=set(homes.values()), reason="kelahiran").values_list("nik", "no_kk")
    )
    deeds = Akta.objects.filter(kind="kelahiran", nik__in=children).order_by("registered_on", "number")
    found = {}
    for nik, number, on in deeds.values_list("nik", "number", "registered_on"):
        for r in rows:
            if children[nik] == homes[r.id] and on >= local_day(node, r.opened_at) and r.id not in found:
                found[r.id] = f"akta/{number}"
    return found


def local_day(node: Node, at: datetime) -> date:
    return at.astimezone(ZONES[node.clock.zone]).date()
