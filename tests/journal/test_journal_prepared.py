"""Statements without a cursor around them, and the transaction that Django takes for its own."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.transaction import TransactionManagementError

from siaga.journal.models import AdmissionCode
from siaga.journal.prepared import MOST, Prepared
from siaga.journal.writer import fetch, raw
from siaga.kit.database import Transaction, here
from siaga.kit.node import Node

ADD = "INSERT INTO journal_admissioncode (code_hash, wilayah, made_by, made_at, used_by) VALUES (%s, %s, '', now(), '')"


def _own_lane() -> Prepared:
    raw()  # connects
    return Prepared(here())


VALUES = pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "Siti's 100 % ß"),
        ("text", None),
        ("int", 7),
        ("bigint", 2**40),
        ("uuid", UUID(int=5)),
        ("date", date(2026, 11, 23)),
        ("timestamptz", datetime(2026, 11, 23, 1, tzinfo=UTC)),
        ("bytea", b"\x00\xff"),
        ("bytea[]", [b"", b'\x00\\"{}\xff', b"kata"]),
        ("boolean", True),
        ("text[]", ["a", "b,c"]),
        ("text[]", ["NULL", "", 'a"b', "\\"]),
        ("bigint[]", [1, -2]),
        ("uuid[]", [UUID(int=5)]),
        ("text[]", []),
    ],
)


@VALUES
def test_values_come_back_as_they_went_in_unprepared_and_prepared(jakut: Node, kind: str, value: Any) -> None:
    for _ in range(5):
        assert fetch(f"SELECT %s::{kind}, '%%'", (value,)) == [(value, "%")]


@VALUES
def test_so_they_do_in_the_message_that_begins_a_transaction(jakut: Node, kind: str, value: Any) -> None:
    for _ in range(5):
        opened = Transaction()
        assert fetch(f"SELECT %s::{kind}, '%%'", (value,)) == [(value, "%")]
        assert raw().pgconn.transaction_status == psycopg.pq.TransactionStatus.INTRANS
        opened.rollback()


def test_a_statement_without_values_keeps_its_percent_signs_doubled(jakut: Node) -> None:
    assert fetch("SELECT 'a' LIKE '%%'") == [(True,)]


def test_only_plain_marks_are_known(jakut: Node) -> None:
    with pytest.raises(ValueError, match="%s alone"):
        fetch("SELECT %(name)s", ("a",))


def test_what_is_prepared_is_bounded_and_the_oldest_makes_room(jakut: Node) -> None:
    lane = _own_lane()
    for n in range(MOST + 5):
        for _ in range(3):
            assert lane.rows(f"SELECT {n}") == [(n,)]
    kept = raw().execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'siaga_%'").fetchone()
    assert kept == (MOST,)
    assert lane.rows("SELECT 0") == [(0,)]


def test_a_rollback_keeps_what_is_prepared(jakut: Node) -> None:
    for _ in range(4):
        with transaction.atomic():
            fetch("SELECT 41 + %s::int", (1,))
            transaction.set_rollback(True)
    names = fetch("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT 41 +%%'")
    assert names == [(1,)]


def test_statements_that_were_thrown_away_are_made_anew(jakut: Node) -> None:
    for _ in range(4):
        fetch("SELECT 17")
    raw().execute("DEALLOCATE ALL")
    with pytest.raises(ProgrammingError):
        fetch("SELECT 17")
    assert [fetch("SELECT 17") for _ in range(4)] == [[(17,)]] * 4


def test_an_error_is_djangos_and_names_the_constraint(jakut: Node) -> None:
    lane = _own_lane()
    lane.execute(ADD, (b"x", "3172"))
    with pytest.raises(psycopg.errors.UniqueViolation) as fault:
        lane.execute(ADD, (b"x", "3172"))
    assert fault.value.diag.constraint_name == "journal_admissioncode_pkey"


def test_it_takes_part_in_a_transaction_that_django_opened(jakut: Node) -> None:
    """The driver begins late there, with its own first statement: this one may come before."""
    with transaction.atomic():
        fetch(ADD + " RETURNING 1", (b"gone", "3172"))
        transaction.set_rollback(True)
    assert not AdmissionCode.objects.filter(code_hash=b"gone").exists()


def test_waiting_does_not_hold_the_interpreter(jakut: Node) -> None:
    ticks = []
    thread = threading.Thread(target=lambda: [(ticks.append(n), time.sleep(0.01)) for n in range(10)])
    thread.start()
    fetch("SELECT pg_sleep(0.5)::text")
    assert len(ticks) == 10
    thread.join()


def test_django_sees_the_transaction_as_its_own(jakut: Node) -> None:
    heard = []
    inside = Transaction()
    assert connection.in_atomic_block and not connection.get_autocommit()
    list(AdmissionCode.objects.select_for_update().all())
    transaction.on_commit(lambda: heard.append("committed"))
    with pytest.raises(RuntimeError), transaction.atomic(durable=True):
        pass
    with pytest.raises(RuntimeError):
        Transaction()
    with pytest.raises(ProgrammingError), transaction.atomic():
        fetch("SELECT nothing_of_the_kind()")
    fetch(ADD + " RETURNING 1", (b"kept", "3172"))
    assert not heard
    inside.commit()
    assert heard == ["committed"]
    assert connection.get_autocommit() and not connection.in_atomic_block and not here().atomic_blocks
    assert AdmissionCode.objects.filter(code_hash=b"kept").exists()


def test_an_error_that_was_passed_over_cannot_be_committed(jakut: Node) -> None:
    inside = Transaction()
    with pytest.raises(ProgrammingError), transaction.atomic(savepoint=False):
        fetch("SELECT nothing_of_the_kind()")
    with pytest.raises(TransactionManagementError):
        inside.commit()
    inside.rollback()
    assert fetch("SELECT 1") == [(1,)] and not connection.in_atomic_block


def test_a_connection_that_was_lost_is_opened_again(jakut: Node) -> None:
    inside = Transaction()
    pid = raw().info.backend_pid
    with psycopg.connect(jakut.store.conninfo) as other:  # type: ignore[union-attr]
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    with pytest.raises(Exception, match=r"terminat|closed|connection"):
        fetch("SELECT 1")
    inside.rollback()
    assert fetch("SELECT 1") == [(1,)]


def test_lists_of_words_numbers_and_ids_arrive_as_they_are(jakut: Node) -> None:
    words = ['a"b', "c\\d", "e,f", "{g}", "", "NULL", "h'i\nj"]
    some = [UUID(int=n) for n in range(3)]
    ((got_words, got_ids, got_numbers),) = fetch("SELECT %s::text[], %s::uuid[], %s::int8[]", (words, some, [1, -2, 3]))
    assert (got_words, got_ids, got_numbers) == (words, some, [1, -2, 3])


def _begun() -> bool:
    assert here().connection is not None
    return here().connection.pgconn.transaction_status != psycopg.pq.TransactionStatus.IDLE


def _count(*, times: int) -> int:
    return sum(n for _ in range(times) for (n,) in fetch("SELECT count(*) FROM journal_admissioncode"))


@pytest.mark.parametrize(
    "first",
    [
        lambda: fetch("SELECT 1"),
        lambda: _count(times=4),
        lambda: AdmissionCode.objects.count(),
        lambda: raw().execute("SELECT 1"),
        lambda: transaction.atomic().__enter__(),
    ],
    ids=["unprepared", "prepared on the way", "Django's", "the driver's", "a savepoint"],
)
def test_a_transaction_begins_with_its_first_statement_whoever_sends_it(jakut: Node, first: Any) -> None:
    opened = Transaction()
    assert not _begun(), "nothing was sent yet"
    first()
    assert _begun()
    here().atomic_blocks[1:] = []
    opened.rollback()
    assert not _begun() and not here().begins


def test_what_nothing_was_asked_in_sends_nothing(jakut: Node) -> None:
    opened = Transaction()
    opened.rollback()
    assert not here().begins and not _begun()
    fetch(ADD + " RETURNING 1", (b"alone", "3172"))
    assert AdmissionCode.objects.filter(code_hash=b"alone").exists(), "a rollback before it left no transaction open"


def test_the_last_words_alone_begin_and_commit(jakut: Node) -> None:
    opened = Transaction()
    opened.commit(last=b"INSERT INTO journal_admissioncode VALUES ('\\x01', '3172', '', now(), '')")
    assert not _begun() and AdmissionCode.objects.filter(code_hash=b"\x01").exists()


def test_an_error_in_the_message_that_begins_leaves_nothing_behind(jakut: Node) -> None:
    for _ in range(4):
        fetch("SELECT 1 / %s::int", (1,))
    opened = Transaction()
    with pytest.raises(Exception, match="division by zero"):
        fetch("SELECT 1 / %s::int", (0,))
    opened.rollback()
    assert not _begun() and fetch("SELECT 1 / %s::int", (1,)) == [(1,)]


def test_the_first_question_after_the_database_was_started_again_is_answered(jakut: Node) -> None:
    """Each thread's first page after a database that died was an error: what is asked before Django looks found the old connection."""
    for _ in range(3):  # it is prepared by now
        ((pid,),) = fetch("SELECT pg_backend_pid()")
    assert jakut.store is not None
    with psycopg.connect(jakut.store.conninfo, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    here().health_check_done = False  # as at the beginning of each request
    assert fetch("SELECT 1") == [(1,)]
