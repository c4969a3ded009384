"""What an account must be like, and how long a wrong password closes the door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.accounts import rules
from siaga.accounts.access import allow, in_area
from siaga.accounts.doors import LONGEST, delay_after
from siaga.accounts.exports import cell
from siaga.accounts.roles import here, labels
from siaga.journal.act import Actor


@pytest.mark.parametrize(
    ("text", "good"),
    [("siti", True), ("siti.rahma-2", True), ("s", False), ("Siti", False), ("2siti", False), ("sistem", False)]
    + [("warga", False), ("siti rahma", False), ("a" * 41, False), ("siti\n", False), ("tambah", False)],
)
def test_usernames(text: str, good: bool) -> None:
    assert (rules.username(text) is None) == good


@pytest.mark.parametrize(
    ("text", "good"),
    [("enam ekor kambing", True), ("pendek", False), ("1234567890123", False), ("aaaaaaaaaaaaaaa", False)]
    + [("saya-siti-sendiri", False), ("SITI itu saya ya", False), ("kucing7 hitam", True)],
)
def test_passwords(text: str, good: bool) -> None:
    assert (rules.password(text, "siti") is None) == good


@pytest.mark.parametrize(
    ("text", "good"),
    [("480273", True), ("123456", False), ("654321", False), ("890123", False), ("111111", False), ("121212", False)]
    + [("123123", False), ("48027", False), ("4802731", False), ("48027a", False), ("٤٨٠٢٧٣", False), ("", False)],
)
def test_pins(text: str, good: bool) -> None:
    assert (rules.pin(text) is None) == good


def test_delays_begin_at_the_fifth_failure_and_double_to_an_hour() -> None:
    minutes = [delay_after(n) / timedelta(minutes=1) for n in range(1, 13)]
    assert minutes == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]


@given(st.integers(0, 10_000))
def test_delays_never_shrink(n: int) -> None:
    assert timedelta(0) <= delay_after(n) <= delay_after(n + 1) <= LONGEST


@pytest.mark.parametrize(
    ("limit", "code", "inside"),
    [("", "3172011001", True), ("317201", "3172011001", True), ("31.72.01", "3172011001", True)]
    + [("317201", "31.72.01.1001", True), ("317201", "3172021001", False), ("317201", "3172", False)],
)
def test_jurisdiction(limit: str, code: str, inside: bool) -> None:
    assert in_area(Actor("siti", wilayah=limit), code) == inside


def test_an_unknown_role_is_an_error_of_the_program() -> None:
    with pytest.raises(ValueError, match="kepla"):
        allow("kepla")


def test_roles_are_offered_where_they_exist() -> None:
    office, centre = {r.code for r in here("kantor")}, {r.code for r in here("pusat")}
    assert {"loket", "kepala", "bendahara"} <= office and not office & {"operator_pusat", "adjudikator"}
    assert {"operator_pusat", "adjudikator"} <= centre and "loket" not in centre
    assert labels(["verifikator", "loket"]) == "Petugas loket, Verifikator"


@pytest.mark.parametrize(
    ("value", "text"), [("=1+1", "'=1+1"), ("@x", "'@x"), ("-5", "'-5"), ("Siti", "Siti"), (None, "")]
)
def test_cells_that_a_spreadsheet_must_not_run(value: object, text: str) -> None:
    assert cell(value) == text
