"""The office's deeds about a recording that is a duplicate: summon, hear, send the statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import QuerySet

from siaga.documents.issuing import issue_in, lock
from siaga.documents.models import Document
from siaga.documents.wording import moment
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people.models import Resident

from .. import facts as cards
from ..models import IdentityCheck
from ..telling import acts as telling
from . import rules
from .facts import DuplicateHeard, DuplicateStated, DuplicateSummoned, subject_of
from .models import DuplicateAnswer, DuplicateCase
from .papers import SUMMONS, summons_paper

UNKNOWN = Refusal("ganda.unknown", "Kasus ini tidak ada di kantor ini. Muat ulang daftarnya.")


@dataclass(frozen=True, slots=True)
class Hearing:
    """What the officer wrote down of who came. card_taken: the card with the NIK that is given up lies on the desk. unproven: why the
    officer decides without a finger that says so.
    """

    claim: str
    keeps: str
    cause: str
    told: str
    proof: str
    card_taken: bool = False
    unproven: str = ""


def open_cases(node: Node) -> QuerySet[DuplicateCase]:
    """Of this office; whether the centre has ended one says its answer."""
    return DuplicateCase.objects.filter(office=node.id)


def answers_of(cases: list[DuplicateCase]) -> dict[UUID, DuplicateAnswer]:
    return DuplicateAnswer.objects.in_bulk([c.record for c in cases])


def standing_of(case: DuplicateCase, answer: DuplicateAnswer | None) -> str:
    return rules.standing(case.state, case.n, answer)


def appointments(node: Node, *, but: UUID | None = None) -> list[tuple[date, time]]:
    """Those given and not over, in the office's own time. but: of another case than this."""
    rows = open_cases(node).filter(state=rules.SUMMONED, when__gte=node.clock.now())
    if but is not None:
        rows = rows.exclude(record=but)
    zone = ZONES[node.clock.zone]
    return [((at := when.astimezone(zone)).date(), at.time()) for when in rows.values_list("when", flat=True) if when]


def summon(
    node: Node, officer: Actor, record: UUID, day: date | None, hour: time | None, *, key: UUID | None = None
) -> Outcome:
    """Ask the holder to come; the letter waits for the head of office's signature. Done: the letter's document id."""
    with Act(node, officer, key=key) as act:
        lock("ganda/jadwal")  # two officers give two appointments
        case, state = locked(node, record)
        if case is None:
            return act.refuse(UNKNOWN)
        if no := rules.may(state, "summon"):
            return act.refuse(no)
        if day is None or hour is None:
            return act.refuse(Refusal("ganda.when", "Pilih hari dan jam kedatangan.", "day"))
        if no := rules.may_summon_at(day, hour, node.clock.today(), appointments(node, but=record)):
            return act.refuse(no)
        number = _number(node, "PANGGILAN")
        when = datetime.combine(day, hour, ZONES[node.clock.zone])
        body = DuplicateSummoned(record=record, nik=case.nik, number=number, attempt=case.attempt + 1, when=when)
        act.record(body, subject=subject_of(record))
        if person := Resident.objects.filter(nik=case.nik).first():
            telling.tell(act, person, _text(node, person, when), f"ganda/{record}")
        return act.done(issue_in(act, summons_paper(node, case, number, case.attempt + 1, when)))


def _text(node: Node, person: Resident, when: datetime) -> str:
    """What the telephone says besides the letter: not why, for others may read it."""
    at = moment(when, ZONES[node.clock.zone], node.clock.zone)
    return (
        f"{node.name}: {telling.first_name(person.nama)}, Anda diminta datang sendiri pada {at} ke loket verifikasi untuk merapikan data "
        "KTP-el. Bawa KK dan semua KTP-el atau suket Anda. Gratis."
    )


def hear(node: Node, officer: Actor, record: UUID, said: Hearing, *, key: UUID | None = None) -> Outcome:
    """The citizen is here: cause, statement, proof. The statement can then be printed. Done: the record's id."""
    with Act(node, officer, key=key) as act:
        case, state = locked(node, record)
        if case is None:
            return act.refuse(UNKNOWN)
        if no := rules.may(state, "hear"):
            return act.refuse(no)
        one = said.claim == rules.ONE
        keeps = (case.nik if case.nik == case.other_nik else said.keeps) if one else ""
        wrong = rules.check_hearing(
            case.nik, case.other_nik, said.claim, keeps, said.cause, said.told, said.proof
        )  # fmt: skip
        wrong += rules.check_body(said.claim, [check.matched for check in tries(case)], said.unproven)
        if wrong:
            return act.refuse(wrong)
        body = DuplicateHeard(
            record=record,
            nik=case.nik,
            claim=said.claim,
            keeps=keeps,
            cause=said.cause,
            told=said.told.strip(),
            proof=said.proof.strip(),
            statement=case.statement or _number(node, "PERNYATAAN"),
            unproven=said.unproven.strip(),
        )
        act.record(body, subject=subject_of(record))
        if said.card_taken and one and case.nik != case.other_nik:
            dropped = case.other_nik if keeps == case.nik else case.nik
            act.record(cards.OldCardTaken(nik=dropped, what="ktp_el", reason="ganda"), subject=f"penduduk/{dropped}")
        return act.done(record)


def send_statement(node: Node, officer: Actor, record: UUID, *, key: UUID | None = None) -> Outcome:
    """The statement lies signed on the desk: it goes to the centre, at once or when the line is back. Done: the record's id."""
    with Act(node, officer, key=key) as act:
        case, state = locked(node, record)
        if case is None:
            return act.refuse(UNKNOWN)
        if no := rules.may(state, "state"):
            return act.refuse(no)
        body = DuplicateStated(
            record=record, nik=case.nik, n=case.n + 1, statement=case.statement, claim=case.claim, keeps=case.keeps
        )
        act.record(body, subject=subject_of(record))
        return act.done(record)


def tries(case: DuplicateCase) -> list[IdentityCheck]:
    """Fingers and eyes that were compared since the case came here, oldest first."""
    return list(IdentityCheck.objects.filter(order=case.record, at__gte=case.found_at).order_by("at", "id"))


def locked(node: Node, record: UUID) -> tuple[DuplicateCase | None, str]:
    """The case of this office, under lock, and where it stands."""
    case = open_cases(node).select_for_update().filter(record=record).first()
    if case is None:
        return None, ""
    return case, standing_of(case, DuplicateAnswer.objects.filter(record=record).first())


def _number(node: Node, what: str) -> str:
    """`<what>/<office>/DDMMYYYY/NN`, counted by day, inside the act."""
    begins = f"{what}/{node.chain.replace('/', '-')}/{node.clock.today():%d%m%Y}/"
    lock(f"ganda/{what}")
    if what == "PANGGILAN":
        last = Document.objects.filter(kind=SUMMONS, number__startswith=begins).count()
    else:
        last = DuplicateCase.objects.filter(statement__startswith=begins).count()
    return f"{begins}{last + 1:02}"


def holders(cases: list[DuplicateCase]) -> dict[str, Resident]:
    """Residents known here, by NIK: of both sides."""
    niks = {nik for c in cases for nik in (c.nik, c.other_nik)}
    return Resident.objects.in_bulk(sorted(niks))
