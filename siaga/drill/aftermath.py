"""What must hold of a country beyond the journals of its nodes: what people were told, what they hold, and that all nodes agree."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection

from siaga.drill.invariants import Violation
from siaga.drill.land import Land
from siaga.drill.oracle import (
    Oracle,
    acknowledged_are_kept,
    acknowledged_are_on_their_way,
    every_packet_arrives,
    machines_agree,
    nothing_doubled,
    one_card_a_body,
)
from siaga.journal.rows import Model, key_columns
from siaga.kit.node import Node
from siaga.roles.kinds import FACT_TABLES

Rule = Callable[[Land, Oracle], list[Violation]]
# What is disputed about these subjects is not named in their rows.
TABLES = {"gangguan": ("continuity_outage",), "blangko": ("cards_ledgerentry", "cards_balance")}
SHORT = 10  # characters: the name of an office or account is in every row


def every_office_is_back(land: Land, oracle: Oracle) -> list[Violation]:
    """In the calm no office is in ashes, and no old box lies about with something that it has not handed over."""
    shut = [Violation("every_office_is_back", o.id, "belum dibangun kembali") for o in land.offices if o.shut]
    return shut + [Violation("every_office_is_back", o.id, f"{o.old.chain} belum selesai") for o in land.open if o.old]


def nodes_agree(land: Land, oracle: Oracle) -> list[Violation]:
    """In the calm the centre's tables hold of each office what the office's own do, row for row; but for what two of its boxes wrote about
    without knowing of each other: which of them holds, a person decides, at each node where it came second."""
    tables = [m for m in FACT_TABLES if any(f.column == "office" for f in m._meta.concrete_fields)]
    found = []
    for office in land.open:
        disputed = _disputed(land, office.box)
        for model in tables:
            here, there = (_rows(node, model, office.id) for node in (office.box, land.centre))
            for key in sorted(k for k in here.keys() | there.keys() if here.get(k) != there.get(k)):
                what = f"{model._meta.db_table} {key}: {here.get(key)} / {there.get(key)}"
                if any(name in what for name in disputed):
                    oracle.tally["diperselisihkan"] += 1
                else:
                    found.append(Violation("nodes_agree", office.id, what))
    return found


def points_agree(land: Land, oracle: Oracle) -> list[Violation]:
    """In the calm a service point's tables are its office's, row for row, and nothing waits at either to be understood."""
    found = []
    for office in land.open:
        if office.point is None:
            continue
        for model in FACT_TABLES:
            here, there = (_content(node, model) for node in (office.point, office.box))
            if here != there:
                found.append(
                    Violation("points_agree", office.point.chain, f"{model._meta.db_table}: {len(here)}, {len(there)}")
                )
    return found


def _content(node: Node, model: Model) -> list[str]:
    with node, connection.cursor() as cur:
        cur.execute(f"SELECT t::text FROM {model._meta.db_table} t ORDER BY 1")
        return [row for (row,) in cur.fetchall()]


def _disputed(land: Land, box: Node) -> list[str]:
    """Names of what two boxes of this office wrote about, neither knowing all that the other one had written."""
    query = """
    SELECT split_part(subject, '/', 1), substr(subject, strpos(subject, '/') + 1) FROM journal_journalfact WHERE chain = ANY(%s)
     GROUP BY subject HAVING count(DISTINCT chain) > 1 ORDER BY subject"""
    with box, connection.cursor() as cur:
        cur.execute(query, [sorted(land.rivals)])
        found = cur.fetchall()
    return [name for of, name in found if len(name) > SHORT and of not in TABLES] + [
        table for of, _name in found for table in TABLES.get(of, ())
    ]


def _rows(node: Node, model: Model, office: str) -> dict[str, str]:
    keys = " || ' ' || ".join(f"t.{c}::text" for c in key_columns(model))
    with node, connection.cursor() as cur:
        of_office = "split_part(t.office, '/', 1) = %s"  # its service points' desks too
        cur.execute(f"SELECT {keys}, t::text FROM {model._meta.db_table} t WHERE {of_office}", [office])
        return dict(cur.fetchall())


def one_suket_a_body(land: Land, oracle: Oracle) -> list[Violation]:
    """In the calm nobody holds two valid suket, also not under two NIK that two offices recorded while they were cut off."""
    seen: dict[str, str] = {}
    found = []
    for office in land.open:
        for nik in _column(
            office.box, "SELECT nik FROM cards_suket WHERE state = 'berlaku' AND office = %s", office.id
        ):
            body = land.bodies[nik]
            if seen.setdefault(body, nik) != nik:
                found.append(Violation("one_suket_a_body", office.id, f"{nik} dan {seen[body]} adalah satu orang"))
    return found


def second_recording_is_a_duplicate(land: Land, oracle: Oracle) -> list[Violation]:
    """In the calm, of two recordings of one body under two NIK the centre has found at least one a duplicate, once it answered both."""
    query = "SELECT nik, status FROM recording_record WHERE current AND proven_at IS NOT NULL ORDER BY nik"
    with land.centre, connection.cursor() as cur:
        cur.execute(query)
        proven = cur.fetchall()
    seen: dict[str, str] = {}
    found = []
    for nik, status in proven:
        body = land.bodies[nik]
        if seen.setdefault(body, nik) != nik:
            found.append(Violation("second_recording_is_a_duplicate", nik, f"{status}; sama dengan {seen[body]}"))
    return found


def signed_once(land: Land, oracle: Oracle) -> list[Violation]:
    """No paper was signed twice, nor counter-signed twice, unless by two boxes that did not know of each other; and no two have one
    number in the register of wet signatures."""
    twice = """
    SELECT min(subject), kind || ' ' || (body::jsonb->>'document') FROM journal_journalfact WHERE lsn IS NOT NULL
       AND kind IN ('documents.signed', 'documents.counter_signed') GROUP BY 2 HAVING count(*) > 1 ORDER BY 2"""
    register = """
    SELECT wet_year || '/' || wet_serial FROM documents_document WHERE wet_serial IS NOT NULL AND office = %s
     GROUP BY 1 HAVING count(*) > 1 ORDER BY 1"""
    found = []
    for office in land.open:
        disputed = _disputed(land, office.box)
        for subject, what in _fetch(office.box, twice):
            if not any(name in subject for name in disputed):
                found.append(Violation("signed_once", office.id, what))
        found += [
            Violation("signed_once", office.id, f"register {n}") for n in _column(office.box, register, office.id)
        ]
    return found


def every_paper_is_signed(land: Land, oracle: Oracle) -> list[Violation]:
    """In the calm, with the signing service back, no paper that holds waits for a signature, and every one signed by hand has both."""
    query = """
    SELECT number FROM documents_document WHERE office = %s AND ((state = 'menunggu_tanda_tangan' AND superseded_by = '' AND ended = '')
        OR (state = 'basah' AND countersigned_at IS NULL)) ORDER BY number"""
    return [
        Violation("every_paper_is_signed", office.id, number)
        for office in land.open
        for number in _column(office.box, query, office.id)
    ]


def _column(node: Node, query: str, *params: str) -> list[str]:
    return [str(value) for (value,) in _fetch(node, query, *params)]


def _fetch(node: Node, query: str, *params: str) -> list[tuple[str, ...]]:
    with node, connection.cursor() as cur:
        cur.execute(query, list(params) or None)
        return [tuple(map(str, row)) for row in cur.fetchall()]


EVER: tuple[Rule, ...] = (acknowledged_are_on_their_way, nothing_doubled, one_card_a_body, signed_once)
AFTERMATH: tuple[Rule, ...] = (
    acknowledged_are_kept,
    machines_agree,
    every_packet_arrives,
    every_office_is_back,
    nodes_agree,
    points_agree,
    one_suket_a_body,
    second_recording_is_a_duplicate,
    every_paper_is_signed,
)
