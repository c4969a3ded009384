"""Suket: recorded people only, six months, one at a time, and only when the policy of the day allows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.cards.suket.rules import (
    DEMO_LOCAL,
    NATIONAL,
    SUKET,
    SuketPolicy,
    after_verdict,
    is_valid,
    is_verified,
    may_issue,
    may_renew,
    policy_on,
    valid_to,
)
from siaga.people.biodata import Biodata
from siaga.recording.status import Status

ON = date(2017, 5, 10)
LATE = date(2017, 7, 1)  # 62 days before the last day of a suket of 1 March
ALLOWED, NARROWED, FORBIDDEN, _ = NATIONAL


@dataclass(frozen=True)
class Seen:
    status: str
    recorded_at: datetime = datetime(2017, 1, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Paper:
    state: str = "berlaku"
    issued_on: date = date(2017, 3, 1)
    number: str = "471/1"

    @property
    def valid_to(self) -> date:
        return valid_to(self.issued_on)


def who(born: date = date(1990, 1, 1), status: str = "aktif", status_kawin: int = 1) -> Biodata:
    return Biodata(nik="3510010101900001", tanggal_lahir=born, status=status, status_kawin=status_kawin)


PRR = Seen(Status.PRINT_READY_RECORD)


def code(answer: object) -> str:
    return getattr(answer, "code", "ok").split(".")[-1]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.UNREGISTERED, "not_recorded"),
        (Status.BIO_CAPTURED, "ok"),
        (Status.SENT_FOR_ENROLLMENT, "ok"),
        (Status.ADJUDICATE_IN_PROCESS, "ok"),
        (Status.PRINT_READY_RECORD, "ok"),
        (Status.SENT_FOR_CARD_PRINTING, "ok"),
        (Status.DUPLICATE_RECORD, "duplicate"),
        (Status.ENROLL_FAILURE_AT_CENTRAL, "failed"),
        (Status.SEARCH_FAILURE_AT_CENTRAL, "failed"),
        (Status.CARD_PRINTED, "card_ready"),
        (Status.CARD_SHIPPED, "card_ready"),
        (Status.CARD_ISSUED, "has_card"),
    ],
)
def test_by_recording(status: Status, expected: str) -> None:
    assert code(may_issue(who(), Seen(status), ALLOWED, ON)) == expected
    assert code(may_renew(who(), Paper(), Seen(status), ALLOWED, LATE)) == expected


def test_by_person() -> None:
    assert code(may_issue(who(), None, ALLOWED, ON)) == "not_recorded"
    assert code(may_issue(who(status="meninggal"), PRR, ALLOWED, ON)) == "dead"
    assert code(may_issue(who(status="pindah"), PRR, ALLOWED, ON)) == "moved"
    assert code(may_issue(who(date(2000, 5, 11)), PRR, ALLOWED, ON)) == "card_age"
    assert code(may_issue(who(date(2000, 5, 10)), PRR, ALLOWED, ON)) == "ok"
    assert code(may_issue(who(date(2000, 5, 11), status_kawin=2), PRR, ALLOWED, ON)) == "ok"


@pytest.mark.parametrize(
    ("policy", "status", "urgent_for", "expected"),
    [
        (None, Status.PRINT_READY_RECORD, "", "no_policy"),
        (NARROWED, Status.PRINT_READY_RECORD, "", "ok"),
        (NARROWED, Status.SENT_FOR_ENROLLMENT, "", "narrowed"),
        (FORBIDDEN, Status.PRINT_READY_RECORD, "umrah", "forbidden"),
        (DEMO_LOCAL, Status.PRINT_READY_RECORD, " ", "not_urgent"),
        (DEMO_LOCAL, Status.PRINT_READY_RECORD, "rumah sakit", "ok"),
    ],
)
def test_by_policy(policy: SuketPolicy | None, status: Status, urgent_for: str, expected: str) -> None:
    answer = may_issue(who(), Seen(status), policy, ON, urgent_for=urgent_for)
    assert code(answer) == expected
    assert code(may_renew(who(), Paper(), Seen(status), policy, LATE, urgent_for=urgent_for)) == expected
    if answer and policy:
        assert policy.number in answer.basis


@pytest.mark.parametrize(
    ("on", "rule"),
    [
        (date(2015, 9, 9), None),
        (date(2016, 9, 28), None),
        (date(2016, 9, 29), "allowed"),
        (date(2018, 12, 31), "allowed"),
        (date(2019, 7, 17), "narrowed"),
        (date(2020, 3, 1), "narrowed"),
        (date(2020, 3, 2), "forbidden"),
        (date(2022, 11, 30), "forbidden"),
        (date(2026, 3, 2), "urgent"),
    ],
)
def test_the_dated_switch(on: date, rule: str | None) -> None:
    policy = policy_on([DEMO_LOCAL, *reversed(NATIONAL)], on)
    assert (policy.rule if policy else None) == rule


def test_one_valid_at_a_time() -> None:
    answer = may_issue(who(), PRR, ALLOWED, ON, held=[Paper()])
    assert answer and answer.code == "suket.one_valid" and "471/1" in answer.text() and "01-09-2017" in answer.text()
    run_out = [Paper(issued_on=date(2016, 11, 9)), Paper(state="dicabut"), Paper(state="dibatalkan")]
    assert may_issue(who(), PRR, ALLOWED, ON, held=run_out) is None
    assert code(may_renew(who(), run_out[0], PRR, ALLOWED, ON)) == "ok"
    assert code(may_renew(who(), run_out[1], PRR, ALLOWED, ON)) == "not_renewable"


def test_a_suket_is_renewed_in_its_last_two_months_and_not_again_the_same_day() -> None:
    assert code(may_renew(who(), Paper(), PRR, ALLOWED, LATE)) == "ok"
    early = may_renew(who(), Paper(), PRR, ALLOWED, date(2017, 6, 30))
    assert code(early) == "early" and early is not None and "mulai 01-07-2017" in early.text()
    assert code(may_renew(who(), Paper(issued_on=LATE), PRR, ALLOWED, LATE)) == "early"


@pytest.mark.parametrize(
    ("issued", "last"),
    [
        (date(2017, 5, 10), date(2017, 11, 10)),
        (date(2017, 8, 31), date(2018, 2, 28)),
        (date(2019, 8, 31), date(2020, 2, 29)),
        (date(2017, 12, 31), date(2018, 6, 30)),
    ],
)
def test_six_calendar_months(issued: date, last: date) -> None:
    assert valid_to(issued) == last
    assert is_valid(Paper(issued_on=issued), last) and is_valid(Paper(issued_on=issued), issued)


@given(st.dates(date(2016, 1, 1), date(2090, 1, 1)))
def test_always_about_half_a_year(issued: date) -> None:
    assert 181 <= (valid_to(issued) - issued).days <= 184


def test_marked_until_verified_and_ended_with_the_record() -> None:
    assert not is_verified(Seen(Status.SENT_FOR_ENROLLMENT)) and is_verified(PRR)
    assert after_verdict(Paper(), Status.DUPLICATE_RECORD) == "dibatalkan"
    assert after_verdict(Paper(), Status.CARD_ISSUED) == "dicabut"
    assert after_verdict(Paper(), Status.PRINT_READY_RECORD) is None
    assert after_verdict(Paper(state="dicabut"), Status.DUPLICATE_RECORD) is None
    assert SUKET.triggers("berlaku") == ("withdraw", "renew", "revoke", "replace") and SUKET.triggers("dicabut") == ()
