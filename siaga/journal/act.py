"""An act: one officer's deed, one transaction, facts told only when they are on the disk.

The order is what makes it fast and safe (design.md §1, measured): do the work; write the rows, take the head of the chain, append and
commit without waiting for the disk, and flush, all in one last message; only then answer. The head is every writer's, so nothing may
stand between its taking and the commit: not even this process waiting for its own interpreter. A power cut before the flush
loses the act whole, before anybody was told; afterwards it is there for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol
from uuid import UUID

import psycopg
from django.db import IntegrityError

from siaga.kit import ids
from siaga.kit.database import Transaction, here, tell
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, Refusal, TemporaryFault

from . import statements
from .facts import Body, Fact, digest, encode_body, micros
from .prepared import STALE
from .rows import Op
from .statements import Statement, short_statements
from .writer import MissingRow, cursor, fetch, last_words, write


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. id: the officer's account, or "sistem" for due work, "warga" for a citizen at the kiosk."""

    id: str
    name: str = ""
    roles: frozenset[str] = frozenset()
    wilayah: str = ""


SYSTEM = Actor("sistem", "Sistem")
CITIZEN = Actor("warga", "Warga")


@dataclass(frozen=True, slots=True)
class Done:
    """The act is on the disk. value: what it made, as the act's docstring says."""

    value: Any = None
    warnings: tuple[Refusal, ...] = ()

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing changed; every reason, each at its field."""

    refusals: tuple[Refusal, ...]

    def __bool__(self) -> bool:
        return False

    def codes(self) -> set[str]:
        return {r.code for r in self.refusals}


Outcome = Done | Refused


class SecondBox(Protocol):
    """The office's other machine (`mirror.SecondBox`): an act is told when it is there too, or when that machine is away."""

    def hold(self, node: Node) -> None: ...


class NotTheOffice(PermanentFault):
    """Another of the office's boxes is the office now: this one appends nothing any more (SQLSTATE SG001, migration 0004)."""

    def __init__(self) -> None:
        super().__init__("kotak ini bukan kantor yang sedang melayani; bukalah alamat kotak yang menggantikannya")


class AlreadyDone(Exception):
    """The same form was sent before: its act stands, nothing was done twice. subject: of its first fact."""

    def __init__(self, subject: str, kind: str) -> None:
        super().__init__(f"{kind} sudah tercatat untuk {subject}")
        self.subject = subject
        self.kind = kind


@dataclass
class Act:
    """`with Act(node, actor, key=...) as act:` read, decide, `act.record(...)`, `return act.done(...)`.

    key: the form's idempotency key; the first fact's id derives from it. On an exception or `act.refuse(...)` nothing is written.
    """

    node: Node
    actor: Actor
    key: UUID | None = None
    _facts: list[tuple[str, Fact]] = field(default_factory=list)
    _unwritten: list[Op] = field(default_factory=list)
    _after: list[Callable[[], None]] = field(default_factory=list)
    _refused: bool = False

    def __enter__(self) -> Act:
        self._transaction = Transaction()
        self._now = self.node.clock.now()
        return self

    @property
    def now(self) -> datetime:
        """The instant of the act: the same in all of its facts."""
        return self._now

    def record(self, body: Body, *, subject: str, to: str = "", id: UUID | None = None) -> UUID:
        """Add a fact; its rows are written at the latest when the act ends. to: at the centre, the office it is addressed to.

        Returns the fact's id, which also serves as the id of what it makes.
        """
        chain = f"{self.node.chain}>{to}" if to else self.node.chain
        if id is None:
            id = ids.nth(self.key, len(self._facts)) if self.key is not None else ids.fresh()
        fact = Fact(chain, id, self._now, self.actor.id, subject, body)
        self._facts.append((chain, fact))
        self._unwritten.extend(self.node.kinds[body.kind].apply(fact))
        return id

    def write(self) -> None:
        """Write the rows so far, so that a later step of the same act can read them."""
        ops, self._unwritten = self._unwritten, []
        write(ops)

    def after(self, call: Callable[[], None]) -> None:
        """Do this once the act is on the disk (hand a job to a printer, wake the exchange)."""
        self._after.append(call)

    def refuse(self, refusals: Refusal | Iterable[Refusal]) -> Refused:
        self._refused = True
        self._raise_if_done()
        return Refused((refusals,) if isinstance(refusals, Refusal) else tuple(refusals))

    def done(self, value: Any = None, warnings: Sequence[Refusal] = ()) -> Done:
        return Done(value, tuple(warnings))

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, tb: TracebackType | None) -> None:
        if e is not None or self._refused or not self._facts:
            self._transaction.rollback()
            return
        try:
            self._transaction.commit(last=self._last_words(), then=FLUSH)
        except BaseException as fault:
            self._transaction.rollback()
            if isinstance(fault, IntegrityError | psycopg.IntegrityError):
                self._raise_if_done()
            _explain(fault)
            raise
        second: SecondBox | None = self.node.devices.get("cadangan")
        if second is not None:
            second.hold(self.node)
        for call in self._after:
            call()

    def _last_words(self) -> bytes:
        """Rows first, the head of the chain last; the rows of a short act go into the same command as its facts."""
        by_chain: dict[str, list[Fact]] = {}
        for chain, fact in self._facts:
            by_chain.setdefault(chain, []).append(fact)
        *others, last = sorted(by_chain)  # one order for all writers: no deadlock between two chains
        first = None if others else short_statements(self._unwritten)
        if first is None:
            self.write()
        for chain in others:
            cursor().execute(*appending(chain, self._now, self.actor.id, by_chain[chain])[:2])
        return last_words(appending(last, self._now, self.actor.id, by_chain[last]), after=first or ())

    def _raise_if_done(self) -> None:
        """Asked only when something stands in the way, so that it costs the first click nothing."""
        if self.key is None:
            return
        first = fetch("SELECT subject, kind FROM journal_journalfact WHERE id = %s", (ids.nth(self.key, 0),))
        if first:
            raise AlreadyDone(*first[0])


def _explain(fault: BaseException) -> None:
    """Raise what the database's refusal means here, if it means something."""
    match _sqlstate(fault):
        case "SG001":  # migration 0004
            raise NotTheOffice from fault
        case statements.ROW_MISSING:
            raise MissingRow("sebuah baris yang harus ada, tidak ada di sini") from fault
        case "53100":
            raise TemporaryFault(NO_ROOM, about="database") from fault
    if isinstance(fault.__cause__, STALE):
        cursor().forget()


def _sqlstate(fault: BaseException | None) -> str:
    """Of psycopg's error, also below Django's."""
    while fault is not None:
        if isinstance(fault, psycopg.Error):
            return fault.sqlstate or ""
        fault = fault.__cause__
    return ""


def appending(chain: str, at: datetime, actor: str, facts: Sequence[Fact]) -> Statement:
    """The last statement of an act: append facts to a chain of this node. Its value is the new head's seq."""
    rows = []
    for f in facts:
        text = encode_body(f.body)
        content = digest(chain, f.id.bytes, f.body.kind, f.body.version, micros(at), actor, f.subject, text)
        rows.append((f.id, f.body.kind, f.body.version, f.subject, text, content))
    if len(rows) == 1:
        id, kind, version, subject, text, content = rows[0]
        return Statement(APPEND_ONE, (chain, id, kind, version, at, actor, subject, text, content))
    ids_, kinds, versions, subjects, bodies, digests = (list(column) for column in zip(*rows, strict=True))
    return Statement(APPEND, (chain, ids_, kinds, versions, at, actor, subjects, bodies, digests))


NO_ROOM = "ruang simpan server penuh: tidak ada yang tersimpan. Panggil teknisi; sesudah ada ruang, ulangi."
APPEND_ONE = "SELECT journal_append_one(%s, %s, %s, %s::smallint, %s, %s, %s, %s, %s)"
APPEND = (
    "SELECT journal_append(%s, %s::uuid[], %s::text[], %s::smallint[], %s, %s, %s::text[], %s::text[], %s::bytea[])"
)
# Waits once for the disk: one wait for all writers that arrive together.
FLUSH = b"SELECT pg_logical_emit_message(false, 'siaga', '', true)"


def flush() -> None:
    """Wait until everything committed so far is on the disk."""
    tell(here(), FLUSH)


_SETTLE = FLUSH + b" WHERE pg_current_wal_insert_lsn() > pg_current_wal_flush_lsn()"


def settle() -> None:
    """Before another node hears of facts that were read here: wait until all of them are on the disk.

    An act can be read from its commit on, a moment before its flush. Told in that moment and then lost with the power, it would stay with
    who heard it, and this node would write another fact in its place: a fork for ever. Costs no wait where nothing is outstanding.
    """
    tell(here(), _SETTLE)
