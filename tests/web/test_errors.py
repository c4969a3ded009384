"""What a page says of what is down: to an officer and to a citizen, far away and in this very server."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, OperationalError, ProgrammingError
from django.http import HttpResponse
from django.test import RequestFactory

from siaga.journal.act import CITIZEN, NO_ROOM, Actor
from siaga.kit.refusal import TemporaryFault
from siaga.web import errors

CLERK = Actor("siti", "Siti", frozenset({"loket"}))


def told(fault: TemporaryFault, actor: Actor) -> str:
    request = RequestFactory().get("/")
    request.actor = actor  # type: ignore[attr-defined]
    answer = errors.faulted(request, fault)
    assert answer.status_code == 503 and answer["Retry-After"] == "60"
    return answer.content.decode()


def test_a_full_disk_does_not_say_that_the_counter_goes_on() -> None:
    full = TemporaryFault(NO_ROOM, about="database")
    to_officer, to_citizen = told(full, CLERK), told(full, CITIZEN)
    assert "Server kantor tidak dapat menyimpan" in to_officer and "Catat di kertas" in to_officer
    assert "tetap berjalan" not in to_officer + to_citizen and ".." not in to_officer
    assert "minta bantuan petugas" in to_citizen and "Catat di kertas" not in to_citizen


def test_a_citizen_is_not_told_to_serve_the_next_applicant() -> None:
    line = TemporaryFault("jalur ke pusat terputus", about="pusat")
    assert "Layani pemohon berikutnya" in told(line, CLERK)
    assert "Layani pemohon berikutnya" not in told(line, CITIZEN)


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OperationalError("connection refused"), 503, "Basis data di server ini tidak menjawab"),
        (DatabaseError("server closed the connection unexpectedly"), 503, "Basis data di server ini tidak menjawab"),
        (ProgrammingError("no such column"), 500, "kesalahan di dalam program"),
        (KeyError("x"), 500, "kesalahan di dalam program"),
    ],
)
def test_a_database_that_is_away_is_no_mistake_of_the_program(error: Exception, status: int, words: str) -> None:
    def asked() -> HttpResponse:
        try:
            raise error
        except Exception:
            return errors.failed(RequestFactory().get("/"))

    answer = asked()
    assert answer.status_code == status and words in answer.content.decode()
