"""Whose hands a case file goes through: every row of the machine, and who may take which step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.berkas import rules
from siaga.berkas.steps import DONE, DRAFT, RETURNED, STEPS, WITHDRAWN, Policy, following, step, steps_of
from siaga.kit.refusal import Refusal
from siaga.people.asking import Need
from siaga.people.peristiwa import PERISTIWA
from siaga.people.peristiwa.event import Peristiwa
from siaga.people.peristiwa.kelahiran import KELAHIRAN
from siaga.people.peristiwa.kk import PISAH_KK
from siaga.people.peristiwa.pembatalan import PEMBATALAN
from siaga.people.peristiwa.perkawinan import PERKAWINAN

ON = date(2026, 11, 23)
THREE = ("verifikasi", "kepala_bidang", "kepala")
SOME = st.sets(st.sampled_from(STEPS), min_size=1).map(lambda s: tuple(x for x in STEPS if x in s))


@dataclass(frozen=True)
class Case:
    state: str = "verifikasi"
    round: int = 1
    submitted_by: str = "siti"


@given(SOME)
def test_every_step_is_taken_once_and_in_order(steps: tuple[str, ...]) -> None:
    state, taken = step(DRAFT, "submit", steps), []
    while state in STEPS:
        taken.append(state)
        assert step(str(state), "return", steps) == RETURNED and step(str(state), "withdraw", steps) == WITHDRAWN
        state = step(str(state), "approve", steps)
    assert tuple(taken) == steps and state == DONE
    assert step(RETURNED, "submit", steps) == steps[0] == following(steps, RETURNED)


@given(SOME, st.sampled_from([DRAFT, RETURNED, DONE, WITHDRAWN, *STEPS]))
def test_nothing_else_can_be_done(steps: tuple[str, ...], state: str) -> None:
    allowed = {DRAFT: {"submit"}, RETURNED: {"submit", "withdraw"}, DONE: set(), WITHDRAWN: set()}
    for trigger in ("submit", "approve", "return", "withdraw"):
        may = trigger in allowed.get(state, {"approve", "return", "withdraw"})
        if state in STEPS and state not in steps and trigger == "approve":
            may = False
        assert isinstance(step(state, trigger, steps), Refusal) != may, (state, trigger, steps)


def test_what_an_event_declares_decides() -> None:
    assert steps_of(PISAH_KK, deed=False, late=False, on=ON) == ("verifikasi",)
    assert steps_of(PERKAWINAN, deed=False, late=False, on=ON) == ("verifikasi",), (
        "recorded by the KUA: no deed from here"
    )
    assert steps_of(PERKAWINAN, deed=True, late=True, on=ON) == ("verifikasi", "kepala_bidang")
    assert steps_of(KELAHIRAN, deed=True, late=False, on=ON) == ("verifikasi", "kepala_bidang")
    assert steps_of(KELAHIRAN, deed=True, late=True, on=ON) == THREE, "the head of office decides a late birth"
    assert steps_of(PEMBATALAN, deed=True, late=False, on=ON) == THREE
    for event in PERISTIWA:
        for steps in (event.steps, event.late_steps):
            assert list(steps) == [s for s in STEPS if s in steps], event.code


TAKING = [
    ("the next hand", Case(), "nur", {"verifikator"}, (1, "verifikasi"), False, ""),
    ("who submitted it", Case(), "siti", {"verifikator"}, (1, "verifikasi"), False, "berkas.own"),
    ("who submitted it, in a small office", Case(), "siti", {"verifikator"}, (1, "verifikasi"), True, ""),
    ("another role", Case(), "nur", {"loket"}, (1, "verifikasi"), True, "berkas.not_yours"),
    ("no role", Case(), "nur", set(), (1, "verifikasi"), True, "berkas.not_yours"),
    ("the section's head does not verify", Case(), "yus", {"kepala_bidang"}, (1, "verifikasi"), False, "berkas.not_yours"),
    ("the head for the section's head", Case("kepala_bidang"), "ani", {"kepala"}, (1, "kepala_bidang"), False, ""),
    ("never the other way", Case("kepala"), "yus", {"kepala_bidang"}, (1, "kepala"), False, "berkas.not_yours"),
    ("another has taken it", Case("kepala_bidang"), "nur", {"verifikator"}, (1, "verifikasi"), False, "berkas.moved_on"),
    ("another round", Case(round=2), "nur", {"verifikator"}, (1, "verifikasi"), False, "berkas.moved_on"),
    ("it is over", Case(DONE), "nur", {"verifikator"}, (1, DONE), False, "berkas.not_waiting"),
    ("it was sent back", Case(RETURNED), "nur", {"verifikator"}, (1, RETURNED), True, "berkas.not_waiting"),
    ("there is none", None, "nur", {"verifikator"}, (1, "verifikasi"), False, "berkas.unknown"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("_why", "case", "officer", "roles", "seen", "small", "code"), TAKING, ids=[t[0] for t in TAKING]
)
def test_who_may_take_a_step(
    _why: str, case: Case | None, officer: str, roles: set[str], seen: tuple[int, str], small: bool, code: str
) -> None:
    no = rules.may_take(case, officer, roles, seen=seen, small=small)
    assert (no.code if no else "") == code


def test_a_scan_is_wanted_only_where_the_office_says_so_and_no_answer_tells_of_the_paper() -> None:
    needs = (Need("KK"), Need("KTP-el"), Need("Surat lahir", told_by="bukti"))
    assert rules.scans_missing(needs, {0}, wanted=False) == []
    assert [r.field for r in rules.scans_missing(needs, {0}, wanted=True)] == ["syarat_1"]


def test_a_return_says_why() -> None:
    assert rules.reason_given("  x ") is not None and rules.reason_given("Nama ibu salah") is None


def test_what_the_office_said_holds_from_its_day_on_and_never_takes_away_what_the_law_asks() -> None:
    two = ("verifikasi", "kepala")
    said = (
        Policy(ON, ("akta",), ("verifikasi",)),
        Policy(ON + timedelta(days=1), ("perkawinan",), two),
        Policy(ON + timedelta(days=1), ("lain",), two),
    )

    def steps(event: Peristiwa, days: int = 1, *, deed: bool = True, late: bool = False) -> tuple[str, ...]:
        return steps_of(event, deed=deed, late=late, on=ON + timedelta(days=days), policies=said)

    assert steps(PERKAWINAN, -1) == ("verifikasi", "kepala_bidang"), "not yet"
    assert steps(PERKAWINAN, 0) == ("verifikasi",)
    assert steps(PERKAWINAN) == two, "the event itself before its kind"
    assert steps(PISAH_KK, deed=False) == two
    assert steps(KELAHIRAN) == ("verifikasi",)
    assert steps(KELAHIRAN, late=True) == THREE and steps(PEMBATALAN) == THREE
    lax = (*said, Policy(ON, ("kelahiran", "pembatalan"), ("verifikasi",)))
    assert steps_of(KELAHIRAN, deed=True, late=True, on=ON, policies=lax) == THREE
    assert steps_of(PEMBATALAN, deed=True, late=False, on=ON, policies=lax) == THREE


@pytest.mark.parametrize(
    ("events", "steps", "since", "field"),
    [
        ((), THREE, ON, "peristiwa"),
        (("tidak_ada",), THREE, ON, "peristiwa"),
        (("akta",), (), ON, "langkah"),
        (("akta",), ("kepala",), ON, "langkah"),
        (("akta",), ("kepala", "verifikasi"), ON, "langkah"),
        (("akta",), THREE, ON - timedelta(days=1), "mulai"),
        (("akta",), THREE, None, "mulai"),
    ],
)
def test_what_cannot_be_said(events: tuple[str, ...], steps: tuple[str, ...], since: date | None, field: str) -> None:
    no = rules.steps_sensible(events, steps, since, ON)
    assert no is not None and no.field == field
    assert rules.steps_sensible(("akta", "kia"), THREE, ON, ON) is None
