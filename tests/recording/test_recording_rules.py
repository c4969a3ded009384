"""Who may be recorded and printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.people.biodata import Biodata
from siaga.recording.rules import may_print, may_record, photo_background, recording_notes
from siaga.recording.status import FAILED, Status

ON = date(2026, 3, 2)


@dataclass(frozen=True)
class Seen:
    status: str
    recorded_at: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def who(born: date | None = date(1990, 1, 1), status_kawin: int = 1, status: str = "aktif") -> Biodata:
    return Biodata(nik="3172010101900001", tanggal_lahir=born, status_kawin=status_kawin, status=status)


def code(answer: object) -> str:
    return getattr(answer, "code", "ok").removeprefix("recording.")


@pytest.mark.parametrize(
    ("resident", "expected"),
    [
        (who(), "ok"),
        (who(date(2010, 3, 2)), "ok"),
        (who(date(2010, 3, 3)), "too_young"),
        (who(date(2010, 3, 3), status_kawin=2), "ok"),
        (who(date(2010, 3, 3), status_kawin=6), "ok"),
        (who(status="meninggal"), "dead"),
        (who(status="pindah"), "moved"),
        (who(None), "no_birth_date"),
    ],
)
def test_may_record(resident: Biodata, expected: str) -> None:
    assert code(may_record(resident, ON, None, zone="WIB", link_up=True)) == expected


def test_too_young_tells_from_when() -> None:
    answer = may_record(who(date(2012, 2, 29)), ON, None, zone="WIB", link_up=True)
    assert answer and "29-02-2028" in answer.text() and "14 tahun" in answer.text()


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("link_up", [True, False])
def test_once_only(status: Status, link_up: bool) -> None:
    answer = may_record(who(), ON, Seen(status), zone="WIB", link_up=link_up)
    if status in FAILED or status == Status.UNREGISTERED:
        assert answer is None
        return
    assert answer and answer.code == "recording.already_recorded"
    assert "SFE" in answer.text() and "05-01-2026" in answer.text()
    assert ("diketahui di sini" in answer.text()) is not link_up
    assert may_record(who(), ON, Seen(status), zone="WIB", link_up=link_up, permanent_change="470/3") is None


def test_a_cut_link_is_said() -> None:
    assert recording_notes(link_up=True) == []
    assert [n.code for n in recording_notes(link_up=False)] == ["recording.elsewhere_unknown"]


@pytest.mark.parametrize("status", list(Status))
def test_only_prr_is_printed(status: Status) -> None:
    expected = {
        Status.PRINT_READY_RECORD: "ok", Status.UNREGISTERED: "not_recorded", Status.DUPLICATE_RECORD: "duplicate"
    }  # fmt: skip
    assert code(may_print(who(), Seen(status), ON)) == expected.get(status, "not_ready")


@pytest.mark.parametrize(
    ("resident", "expected"),
    [
        (who(date(2009, 3, 2)), "ok"),
        (who(date(2009, 3, 3)), "card_age"),
        (who(date(2009, 3, 3), status_kawin=2), "ok"),
        (who(status="meninggal"), "dead"),
        (who(status="pindah"), "moved"),
    ],
)
def test_print_age(resident: Biodata, expected: str) -> None:
    assert code(may_print(resident, Seen(Status.PRINT_READY_RECORD), ON)) == expected
    assert code(may_print(who(), None, ON)) == "not_recorded"


@given(st.dates(date(1930, 1, 1), ON), st.integers(1, 6))
def test_printable_implies_recordable(born: date, status_kawin: int) -> None:
    person = who(born, status_kawin)
    if may_print(person, Seen(Status.PRINT_READY_RECORD), ON) is None:
        assert may_record(person, ON, None, zone="WIB", link_up=True) is None


def test_background() -> None:
    assert photo_background(date(1991, 5, 1)) == "merah" and photo_background(date(2000, 5, 1)) == "biru"


def test_the_day_of_a_recording_is_that_of_the_offices_clock() -> None:
    """In Papua it is nine hours ahead of UTC: eight in the morning is still yesterday there."""
    seen = Seen(Status.SENT_FOR_ENROLLMENT, datetime(2026, 1, 4, 23, 0, tzinfo=UTC))
    answer = may_record(who(), ON, seen, zone="WIT", link_up=True)
    assert answer and "05-01-2026" in answer.text()
