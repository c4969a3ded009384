"""What must hold after any story, whatever broke in it. Each is a plain function that returns every violation, in words.

They read the tables and journals of nodes as they stand; none of them is used by the program itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from siaga.cards.blangko import rules as ledger
from siaga.journal.verify import rebuild, tables_hash, verify
from siaga.kit.node import PUSAT, Node
from siaga.roles.kinds import FACT_TABLES

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Violation:
    rule: str
    node: str
    what: str


def _rows(node: Node, query: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with node, connection.cursor() as cur:
        cur.execute(query, list(params))
        return [tuple(row) for row in cur.fetchall()]


def no_number_twice(centre: Node, offices: Sequence[Node]) -> list[Violation]:
    """No NIK and no KK number is held by two offices, and the centre holds each once, for the office that wrote it."""
    found = []
    for table, column in (("people_resident", "nik"), ("people_family", "no_kk")):
        seen: dict[str, str] = {}
        for node in offices:
            for (number,) in _rows(node, f"SELECT {column} FROM {table} WHERE office = %s", [node.id]):
                if number in seen:
                    found.append(Violation("no_number_twice", node.id, f"{number} juga di {seen[number]}"))
                seen[number] = node.id
        for number, office in _rows(centre, f"SELECT {column}, office FROM {table}"):
            if seen.get(number, office) != office:
                found.append(
                    Violation("no_number_twice", centre.id, f"{number} ditulis {office}, bukan {seen[number]}")
                )
    return found


def no_number_minted_twice(centre: Node, offices: Sequence[Node]) -> list[Violation]:
    """No NIK and no KK number was ever given out in two deeds, also not by two boxes of one office, whatever became of the deeds.

    A KK number may well be the NIK of somebody: both are area, date and serial.
    """
    query = """
    SELECT number FROM (SELECT DISTINCT id, kind, CASE kind WHEN 'people.family_registered' THEN body::jsonb#>>'{family,no_kk}'
               ELSE body::jsonb#>>'{biodata,nik}' END AS number
          FROM journal_journalfact WHERE kind IN ('people.family_registered', 'people.resident_registered')) given
     GROUP BY kind, number HAVING count(*) > 1 ORDER BY number LIMIT %s"""
    return [
        Violation("no_number_minted_twice", n.id, number)
        for n in (centre, *offices)
        for (number,) in _rows(n, query, [SHOWN])
    ]


def every_act_once(centre: Node, offices: Sequence[Node]) -> list[Violation]:
    """Every fact of an office, whichever of its machines wrote it, is at the centre, once and the same; every fact addressed to an
    office is there."""
    query = "SELECT chain, seq, hash FROM journal_journalfact WHERE chain = %s ORDER BY seq"
    chains = "SELECT chain FROM journal_head WHERE chain = %s OR chain LIKE %s ORDER BY chain"
    found = []
    for node in offices:
        written = {c for n in (node, centre) for (c,) in _rows(n, chains, [node.id, f"{node.id}/%"])}
        for chain in (*sorted(written), PUSAT, f"{PUSAT}>{node.id}"):
            here, there = (_rows(n, query, [chain]) for n in (node, centre))
            if [(s, bytes(h)) for _c, s, h in here] != [(s, bytes(h)) for _c, s, h in there]:
                found.append(
                    Violation("every_act_once", node.id, f"rantai {chain}: {len(here)} di sini, {len(there)} di pusat")
                )
            if [s for _c, s, _h in here] != list(range(1, len(here) + 1)):
                found.append(Violation("every_act_once", node.id, f"rantai {chain} berlubang atau berulang"))
    for node in (centre, *offices):
        parked = _rows(node, "SELECT subject, reason FROM journal_parked ORDER BY subject LIMIT %s", [SHOWN])
        found += [Violation("every_act_once", node.id, f"{subject} tertahan: {why}") for subject, why in parked]
    return found


def chains_hold(centre: Node, offices: Sequence[Node]) -> list[Violation]:
    """No chain was edited, lost, reordered or added to."""
    found = []
    for node in (centre, *offices):
        with node:
            found += [Violation("chains_hold", node.id, f"{f.chain} {f.seq}: {f.what}") for f in verify()]
    return found


def blangko_reconcile(centre: Node, offices: Sequence[Node]) -> list[Violation]:
    """At each desk received = printed + spoiled + stock + in hand + at the printer + differences; and printed = printed cards."""
    found = []
    desks = "SELECT DISTINCT office FROM cards_balance WHERE split_part(office, '/', 1) = %s ORDER BY 1"
    for node in offices:
        for desk in sorted({node.id} | {desk for (desk,) in _rows(node, desks, [node.id])}):
            found += [Violation("blangko_reconcile", desk, what) for what in _not_in_the_books(node, desk)]
    return found


def _not_in_the_books(node: Node, desk: str) -> list[str]:
    """desk: the office's own, or one of its service points."""
    held = dict(_rows(node, "SELECT account, amount FROM cards_balance WHERE office = %s AND item = 'ktp_el'", [desk]))
    moves = _rows(
        node, "SELECT source, target, amount FROM cards_ledgerentry WHERE office = %s AND item = 'ktp_el'", [desk]
    )
    came = sum(n for s, _t, n in moves if s == ledger.OUTSIDE) - sum(n for _s, t, n in moves if t == ledger.OUTSIDE)
    found = [] if sum(held.values()) == came else [f"diterima {came}, tercatat {sum(held.values())}"]
    made = "SELECT count(*) FROM cards_printorder WHERE state IN ('tercetak', 'diserahkan') AND lent_to = %s"
    ((cards,),) = _rows(node, made, ["" if desk == node.id else desk])
    printed = held.get(ledger.PRINTED, 0)
    return found if printed == cards else [*found, f"{printed} blangko, {cards} kartu"]


def printed_only_after_verdict(centre: Node, offices: Sequence[Node]) -> list[Violation]:
    """Every card that was sent to a printer stands behind a PRR verdict in the centre's own chain, understood here before it was sent.

    By the order of understanding, not by anybody's clock: clocks are wrong.
    """
    proven = """
    SELECT subject, min(lsn) FROM journal_journalfact WHERE chain = %s AND kind = 'recording.status_changed'
       AND body::jsonb->>'status' = 'PRINT_READY_RECORD' GROUP BY subject"""
    sent = "SELECT split_part(subject, '/', 2), at, lsn FROM journal_journalfact WHERE kind = 'cards.order_sent'"
    orders = "SELECT id, nik, record FROM cards_printorder WHERE office = %s"
    found = []
    for node in offices:
        verdicts = dict(_rows(node, proven, [f"{PUSAT}>{node.id}"]))
        of = {str(id): (nik, f"rekaman/{record}") for id, nik, record in _rows(node, orders, [node.id])}
        for order, at, lsn in _rows(node, sent):
            nik, record = of.get(order, ("", ""))
            before = verdicts.get(record)
            if nik and not (before and lsn and before < lsn):
                found.append((node.id, nik, f"{nik} dicetak {at}"))
    return [Violation("printed_only_after_verdict", node, what) for node, _nik, what in sorted(found)[:SHOWN]]


def nobody_promoted_locally(centre: Node, offices: Sequence[Node]) -> list[Violation]:
    """No office has led a record to PRR that the centre had not proven single before (domain fact 3)."""
    query = """
    SELECT f.seq, f.subject FROM journal_journalfact f WHERE split_part(f.chain, '/', 1) = %s AND f.kind = 'recording.status_changed'
       AND f.body::jsonb->>'status' = 'PRINT_READY_RECORD' AND f.body::jsonb->>'trigger'
           NOT IN ('print_failed', 'spoil', 'replace') ORDER BY f.seq LIMIT %s"""
    unproven = """
    SELECT id, status FROM recording_record WHERE proven_at IS NULL AND status IN
       ('PRINT_READY_RECORD', 'SENT_FOR_CARD_PRINTING', 'CARD_PRINTED', 'CARD_SHIPPED', 'CARD_ISSUED') LIMIT %s"""
    found = []
    for node in offices:
        found += [
            Violation("nobody_promoted_locally", node.id, f"{q} {s}") for q, s in _rows(node, query, [node.id, SHOWN])
        ]
        found += [Violation("nobody_promoted_locally", node.id, f"{i} {s}") for i, s in _rows(node, unproven, [SHOWN])]
    return found


def one_valid_suket(centre: Node, offices: Sequence[Node]) -> list[Violation]:
    """At most one valid suket for each NIK."""
    query = (
        "SELECT nik, count(*) FROM cards_suket WHERE state = 'berlaku' GROUP BY nik HAVING count(*) > 1 ORDER BY nik"
    )
    return [
        Violation("one_valid_suket", n.id, f"{nik}: {many}")
        for n in (centre, *offices)
        for nik, many in _rows(n, query)
    ]


def suket_only_for_recorded(centre: Node, offices: Sequence[Node]) -> list[Violation]:
    """A suket stands on a recording of the same person that was understood before it, or was written before it in the same chain: who is
    told by hand may hear the verdict first, and then understands the recording last."""
    query = """
    SELECT f.subject, f.body::jsonb->>'nik' FROM journal_journalfact f WHERE f.kind = 'cards.suket_issued' AND NOT EXISTS (
        SELECT 1 FROM journal_journalfact r WHERE r.subject = 'rekaman/' || (f.body::jsonb->>'record')
           AND r.kind = 'recording.recorded' AND r.body::jsonb->>'nik' = f.body::jsonb->>'nik'
           AND (r.lsn < f.lsn OR (r.chain = f.chain AND r.seq < f.seq)))
    ORDER BY f.subject LIMIT %s"""
    return [
        Violation("suket_only_for_recorded", n.id, f"{number} untuk {nik}")
        for n in offices
        for number, nik in _rows(n, query, [SHOWN])
    ]


def order_kept(centre: Node, offices: Sequence[Node]) -> list[Violation]:
    """Nobody understood two facts of one writer about one subject in another order than that in which they were written."""
    query = """
    SELECT chain, seq, subject FROM (SELECT chain, seq, subject, lsn,
           lag(lsn) OVER (PARTITION BY chain, subject ORDER BY seq) AS before FROM journal_journalfact WHERE lsn IS NOT NULL) f
     WHERE lsn < before ORDER BY chain, seq LIMIT %s"""
    return [
        Violation("order_kept", n.chain, f"{subject}: {chain} {seq}")
        for n in (centre, *offices)
        for chain, seq, subject in _rows(n, query, [SHOWN])
    ]


def one_valid_card(centre: Node, offices: Sequence[Node]) -> list[Violation]:
    """At most one valid card for each NIK, whichever offices printed it."""
    query = (
        "SELECT nik, id FROM cards_printorder WHERE state IN ('tercetak', 'diserahkan') AND void = '' ORDER BY nik, id"
    )
    seen: dict[str, str] = {}
    found = []
    for node in (centre, *offices):
        for nik, order in _rows(node, query):
            if seen.setdefault(nik, order) != order:
                found.append(Violation("one_valid_card", node.id, f"{nik}: {order} dan {seen[nik]}"))
    return found


def replay_is_equal(centre: Node, offices: Sequence[Node]) -> list[Violation]:
    """The tables follow from the journal: made again from it, they have the same hash."""
    found = []
    for node in (centre, *offices):
        with node:
            before = tables_hash(FACT_TABLES)
            rebuild(node, FACT_TABLES)
            after = tables_hash(FACT_TABLES)
        if before != after:
            found.append(Violation("replay_is_equal", node.id, f"{before[:16]} menjadi {after[:16]}"))
    return found


Invariant = Callable[[Node, Sequence[Node]], list[Violation]]
INVARIANTS: tuple[Invariant, ...] = (
    no_number_twice,
    no_number_minted_twice,
    every_act_once,
    chains_hold,
    blangko_reconcile,
    printed_only_after_verdict,
    nobody_promoted_locally,
    one_valid_suket,
    suket_only_for_recorded,
    order_kept,
    one_valid_card,
    replay_is_equal,
)


QUICK = tuple(i for i in INVARIANTS if i is not replay_is_equal)
"""All that can be asked without making the tables of a large country again."""


def check(centre: Node, offices: Sequence[Node], invariants: Sequence[Invariant] = INVARIANTS) -> list[Violation]:
    """Every violation of every invariant."""
    return [v for invariant in invariants for v in invariant(centre, offices)]
