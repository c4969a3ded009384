"""Suket: given, renewed, revoked. Every one has a number of this office and a paper that is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from siaga.continuity.standing import may_begin
from siaga.continuity.table import SUKET
from siaga.journal.act import Act, Actor, Outcome
from siaga.journal.boxes import first_number
from siaga.journal.writer import fetch
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people.facts import DocumentDue
from siaga.people.models import Resident
from siaga.recording.models import Record

from ..facts import SuketIssued
from ..models import Suket, SuketPolicy, ValidSuket
from . import rules

BATCH = 150
FIRST_DAY = rules.NATIONAL[0].valid_from  # no suket before this letter: one in a drill of 2015 is counterfactual


class Applicant(NamedTuple):
    """What the rules read of who asks for a suket."""

    nik: str
    tanggal_lahir: date | None
    status_kawin: int
    status: str


class Judged(NamedTuple):
    """What they read of the recording that counts at this office."""

    id: UUID
    nik: str
    status: str
    recorded_at: datetime


class Held(NamedTuple):
    """A suket that has not been ended."""

    number: str
    state: str
    issued_on: date
    valid_to: date


# Short prepared statements: while a line is down, everybody who is recorded asks for a suket as well.
_LOCK_PERSON = "SELECT nik, tanggal_lahir, status_kawin, status FROM people_resident WHERE nik = %s FOR UPDATE"
# The recording that counts and the sukets not ended, in one: a row for each suket, one row at least.
_RECORD_AND_HELD = """
SELECT r.id, r.nik, r.status, r.recorded_at, s.number, s.state, s.issued_on, s.valid_to
  FROM (VALUES (%s, %s, %s)) asked (nik, office, state)
  LEFT JOIN recording_record r ON r.nik = asked.nik AND r.office = asked.office AND r.current
  LEFT JOIN cards_suket s ON s.nik = asked.nik AND s.office = asked.office AND s.state = asked.state
"""
_LAST_SERIAL = "SELECT max(serial) FROM cards_suket WHERE office = %s AND year = %s"


def policy_in_force(on: date, node: Node | None = None) -> rules.SuketPolicy | None:
    """The circular in force: the centre's, and where it has issued none, this program's own rows and the local one.

    node.devices["suket_policy"] takes its place in a counterfactual drill.
    """
    if node is not None and "suket_policy" in node.devices:
        told: rules.SuketPolicy | None = node.devices["suket_policy"]
        return told
    rows = [
        rules.SuketPolicy(number=p.number, valid_from=p.valid_from, issuer=p.issuer, rule=p.rule, note=p.note)
        for p in SuketPolicy.objects.all()
    ]
    return rules.policy_on([*rules.NATIONAL, rules.DEMO_LOCAL, *rows], on)


def number_of(office: str, year: int, serial: int) -> str:
    """Class 471, the running number of the office's year: "471/0001/3172/2026"."""
    return f"471/{serial:04}/{office}/{year}"


def issue(node: Node, officer: Actor, nik: str, *, urgent_for: str = "", key: UUID | None = None) -> Outcome:
    """A first suket. Done(its number). urgent_for: the need, where the policy in force asks for one."""
    with Act(node, officer, key=key) as act:
        if no := may_begin(node, SUKET):
            return act.refuse(no)
        person = next(map(Applicant._make, fetch(_LOCK_PERSON, (nik,))), None)
        if person is None:
            return act.refuse(Refusal("suket.unknown", "NIK ini tidak ada di register kantor ini.", "nik"))
        rows = fetch(_RECORD_AND_HELD, (nik, node.id, rules.VALID))
        record = Judged._make(rows[0][:4]) if rows[0][0] else None
        held = [Held._make(row[4:]) for row in rows if row[4]]
        today = node.clock.today()
        policy = policy_in_force(today, node)
        if no := rules.may_issue(person, record, policy, today, held=held, urgent_for=urgent_for):
            return act.refuse(no)
        assert record is not None and policy is not None
        earlier = held[0].number if held else ""  # one that has run out: the new one follows it
        return act.done(
            _give(act, record, Following(earlier, urgent_for, policy.number), next_serial(node, today.year))
        )


def renew(node: Node, officer: Actor, number: str, *, urgent_for: str = "", key: UUID | None = None) -> Outcome:
    """The suket that follows this one, run out or not. Done(the new number)."""
    with Act(node, officer, key=key) as act:
        if no := may_begin(node, SUKET):
            return act.refuse(no)
        serial = next_serial(
            node, node.clock.today().year
        )  # before the row, as `renew_many` does: never the other way round
        suket = Suket.objects.select_for_update().filter(number=number, office=node.id).first()
        if suket is None:
            return act.refuse(Refusal("suket.unknown", "Suket ini tidak terdaftar di kantor ini.", "number"))
        answer = renewed(act, node, suket, urgent_for or suket.urgent_for, serial)
        return act.refuse(answer) if isinstance(answer, Refusal) else act.done(answer)


def renew_many(node: Node, officer: Actor, numbers: Sequence[str], *, key: UUID | None = None) -> Outcome:
    """In bulk, without a visit: Done((new numbers, {number: why not})). At most 150 at once."""
    with Act(node, officer, key=key) as act:
        if no := may_begin(node, SUKET):
            return act.refuse(no)
        if not 1 <= len(numbers) <= BATCH:
            return act.refuse(
                Refusal("suket.how_many", "Pilih 1 sampai %(most)d suket sekali perpanjang.", params={"most": BATCH})
            )
        made: list[str] = []
        refused: dict[str, Refusal] = {}
        serial = next_serial(node, node.clock.today().year)
        for suket in Suket.objects.select_for_update().filter(number__in=numbers, office=node.id).order_by("number"):
            answer = renewed(act, node, suket, suket.urgent_for, serial + len(made))
            if isinstance(answer, Refusal):
                refused[suket.number] = answer
            else:
                made.append(answer)
        return act.done((made, refused))


def replace(node: Node, officer: Actor, number: str, reason: str, proof: str, *, key: UUID | None = None) -> Outcome:
    """The paper was lost or damaged: another one with a new number, the same last day. Done(the new number)."""
    with Act(node, officer, key=key) as act:
        if no := may_begin(node, SUKET):
            return act.refuse(no)
        serial = next_serial(node, node.clock.today().year)
        suket = Suket.objects.select_for_update().filter(number=number, office=node.id).first()
        if suket is None:
            return act.refuse(Refusal("suket.unknown", "Suket ini tidak terdaftar di kantor ini.", "number"))
        person = Resident.objects.get(nik=suket.nik)
        record = Record.objects.filter(nik=suket.nik, current=True, office=node.id).first()
        if wrong := rules.may_replace(person, suket, record, node.clock.today(), reason, proof):
            return act.refuse(wrong)
        said = f"{reason}, surat {' '.join(proof.split())}" if reason == rules.LOST else reason
        made = Following(suket.number, suket.urgent_for, suket.policy, suket.valid_to, said)
        return act.done(_give(act, record, made, serial))


def renewed(act: Act, node: Node, suket: Suket, urgent_for: str, serial: int) -> str | Refusal:
    """Inside an act that holds the suket and the serials: the new number, or why not."""
    person = Resident.objects.get(nik=suket.nik)
    record = Record.objects.filter(nik=suket.nik, current=True, office=node.id).first()
    today = node.clock.today()
    policy = policy_in_force(today, node)
    if no := rules.may_renew(person, suket, record, policy, today, urgent_for=urgent_for):
        return no
    assert record is not None and policy is not None
    return _give(act, record, Following(suket.number, urgent_for, policy.number), serial)


def next_serial(node: Node, year: int) -> int:
    """The next number of this office and year; nobody else gets one until the act ends."""
    hold_serials()
    ((last,),) = fetch(_LAST_SERIAL, (node.id, year))
    return max(int(last or 0) + 1, first_number(node.box))


def hold_serials() -> None:
    fetch("SELECT pg_advisory_xact_lock(hashtext('siaga.suket'))")


class Following(NamedTuple):
    """What a new suket takes over. renews: the number before it, "" of the first. until: its last day, None: six months."""

    renews: str
    urgent_for: str
    policy: str
    until: date | None = None
    instead: str = ""


def _give(act: Act, record: Any, made: Following, serial: int) -> str:
    node = act.node
    today = node.clock.today()
    number = number_of(node.id, today.year, serial)
    act.record(
        SuketIssued(
            number=number,
            year=today.year,
            serial=serial,
            nik=record.nik,
            record=record.id,
            issued_on=today,
            valid_to=made.until or rules.valid_to(today),
            policy=made.policy,
            verified=rules.is_verified(record),
            renews=made.renews,
            urgent_for=made.urgent_for.strip(),
            counterfactual=today < FIRST_DAY,
            instead=made.instead,
        ),
        subject=f"suket/{number}",
    )
    act.record(DocumentDue(kind_code="suket", about=f"suket/{number}", holder=record.nik), subject=f"suket/{number}")
    return number


def valid_of(node: Node, nik: str) -> ValidSuket | None:
    return ValidSuket.objects.filter(office=node.id, nik=nik).first()
