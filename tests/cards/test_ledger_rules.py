"""The ledger: no blangko is made or lost by booking, and impossible figures are refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.cards.blangko.rules import (
    ACCOUNTS,
    AT_PRINTER,
    DIFFERENCE,
    KINDS,
    LENT,
    OPERATOR,
    OUTSIDE,
    PRINTED,
    SPOILED,
    STOCK,
    TRANSIT,
    Movement,
    book,
    count_stock,
)
from siaga.cards.blangko.serials import (
    SerialRange,
    check_held,
    check_new,
    custody,
    disputed,
    minus,
    overlapping,
    parse,
    size,
    take,
)
from siaga.cards.blangko.statement import check_report, days_left, parts_of, statement
from siaga.kit.refusal import Refusal

START = {STOCK: 100, OPERATOR: 50, TRANSIT: 20, PRINTED: 5}


def codes(found: object) -> list[str]:
    assert isinstance(found, list)
    assert all("%(" not in r.text() for r in found)
    return [r.code.removeprefix("ledger.") for r in found]


@pytest.mark.parametrize(
    ("movement", "changed"),
    [
        (Movement(kind="kirim", amount=10), {TRANSIT: 30}),
        (Movement(kind="terima", amount=10), {STOCK: 110}),
        (Movement(kind="terima", amount=20, source=TRANSIT, target=STOCK), {STOCK: 120, TRANSIT: 0}),
        (Movement(kind="ambil", amount=100), {STOCK: 0, OPERATOR: 150}),
        (Movement(kind="kembali", amount=7), {STOCK: 107, OPERATOR: 43}),
        (Movement(kind="cetak", amount=1), {OPERATOR: 49, PRINTED: 6}),
        (Movement(kind="rusak", amount=1, note="pita putus"), {OPERATOR: 49, SPOILED: 1}),
        (
            Movement(kind="rusak", amount=1, note="data salah", source=PRINTED, target=SPOILED),
            {PRINTED: 4, SPOILED: 1},
        ),
        (Movement(kind="opname", amount=3, note="hilang", berita_acara="BA/1"), {STOCK: 97, DIFFERENCE: 3}),
        (Movement(kind="pinjam", amount=30, note="Kab. Malang"), {STOCK: 70, LENT: 30}),
    ],
)
def test_book(movement: Movement, changed: dict[str, int]) -> None:
    assert book(START, movement) == {**dict.fromkeys(ACCOUNTS, 0), **START, **changed}


@pytest.mark.parametrize(
    ("movement", "expected"),
    [
        (Movement(kind="ambil", amount=101), ["not_enough"]),
        (Movement(kind="cetak", amount=51), ["not_enough"]),
        (Movement(kind="ambil", amount=0), ["not_positive"]),
        (Movement(kind="terima", amount=-5), ["not_positive"]),
        (Movement(kind="sulap", amount=1), ["unknown", "not_enough"]),
        (Movement(kind="cetak", amount=1, source=PRINTED, target=STOCK), ["unknown"]),
        (Movement(kind="rusak", amount=1), ["no_reason"]),
        (Movement(kind="opname", amount=101), ["not_enough", "no_reason", "no_minutes"]),
    ],
)
def test_refused(movement: Movement, expected: list[str]) -> None:
    assert codes(book(START, movement)) == expected


def test_kupang() -> None:
    found = check_report(received=30_000, printed=28_600_000, spoiled=0, stock=1_600)
    assert codes(found) == ["more_than_received"] and "28600000" in found[0].text()
    assert check_report(received=30_000, printed=28_000, spoiled=400, stock=1_600) == []


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ((57_540, 54_833, 2_707, 0, 0), []),
        ((57_540, 54_833, 2_706, 0, 0), ["unbalanced"]),
        ((100, 50, 10, 20, 20), []),
        ((100, -1, 0, 0, 0), ["negative"]),
        ((-1, 0, 0, 0, 0), ["negative"]),
        ((0, 0, 0, 0, 0), []),
    ],
)
def test_reports(figures: tuple[int, ...], expected: list[str]) -> None:
    received, printed, spoiled, stock, in_transit = figures
    report = check_report(received=received, printed=printed, spoiled=spoiled, stock=stock, in_transit=in_transit)
    assert codes(report) == expected


@pytest.mark.parametrize(
    ("counted", "difference", "ends"),
    [
        (100, 0, []),
        (97, 0, [(STOCK, DIFFERENCE, 3)]),
        (102, 5, [(DIFFERENCE, STOCK, 2)]),
        (102, 0, [(OUTSIDE, STOCK, 2)]),
        (107, 5, [(DIFFERENCE, STOCK, 5), (OUTSIDE, STOCK, 2)]),
    ],
)
def test_count(counted: int, difference: int, ends: list[tuple[str, str, int]]) -> None:
    balances = {**START, DIFFERENCE: difference}
    moves = count_stock(balances, counted, note="hitung ulang", berita_acara="BA/2")
    assert [(*m.ends(), m.amount) for m in moves if isinstance(m, Movement)] == ends
    after: object = balances
    for move in moves:
        assert isinstance(move, Movement) and isinstance(after, dict)
        after = book(after, move)
    assert isinstance(after, dict) and after[STOCK] == counted
    if ends:
        assert codes(count_stock(balances, counted)) == ["no_reason", "no_minutes"]


def test_an_impossible_count() -> None:
    assert codes(count_stock(START, -1, note="x", berita_acara="y")) == ["negative_count"]


movements = st.builds(
    lambda kind, pair, amount: Movement(
        kind=kind, amount=amount, source=KINDS[kind][pair % len(KINDS[kind])][0],
        target=KINDS[kind][pair % len(KINDS[kind])][1], note="x", berita_acara="y",
    ),
    st.sampled_from(list(KINDS)), st.integers(0, 3), st.integers(1, 40),
)  # fmt: skip


@given(st.lists(movements, max_size=40))
def test_conserved_and_never_below_zero(moves: list[Movement]) -> None:
    balances: dict[str, int] = dict.fromkeys(ACCOUNTS, 0)
    net = 0
    for move in moves:
        after = book(balances, move)
        if isinstance(after, list):
            continue
        source, target = move.ends()
        net += move.amount * ((source == OUTSIDE) - (target == OUTSIDE))
        balances = after
        assert min(balances.values()) >= 0 and sum(balances.values()) == net
    report = check_report(**parts_of(balances))
    assert report == []


def test_serials() -> None:
    known = [SerialRange(1, 100), SerialRange(300, 400)]
    assert check_new(known, [SerialRange(101, 299)]) == []
    assert codes(check_new(known, [SerialRange(100, 300)])) == ["serial_twice", "serial_twice"]
    assert codes(check_held(known, [SerialRange(50, 120)])) == ["serial_not_held"]
    assert overlapping([SerialRange(5, 9), SerialRange(1, 5)]) == [(SerialRange(1, 5), SerialRange(5, 9))]
    assert overlapping(known) == [] and len(SerialRange(3, 3)) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1000001-1000500, 1000777", [(1000001, 1000500), (1000777, 1000777)]),
        ("5 s.d. 7; 8\n1–2", [(1, 2), (5, 8)]),
        ("  ", []),
        ("9-8", "serial_range"),
        ("1-5, 5-9", "serial_own"),
        ("-5", "serial_text"),
        ("1.000-2.000", "serial_text"),
        ("1" * 19, "serial_text"),
        (",".join(str(2 * n) for n in range(201)), "serial_many"),
        ("KTP-1", "serial_text"),
    ],
)
def test_typed_serials(text: str, found: object) -> None:
    answer = parse(text)
    if isinstance(answer, Refusal):
        assert answer.code == f"ledger.{found}" and "%(" not in answer.text()
    else:
        assert [(r.first, r.last) for r in answer] == found


RANGES = st.lists(
    st.tuples(st.integers(1, 60), st.integers(0, 9)).map(lambda p: SerialRange(p[0], p[0] + p[1])), max_size=6
)


def numbers(ranges: Iterable[SerialRange]) -> set[int]:
    return {n for r in ranges for n in range(r.first, r.last + 1)}


@given(RANGES, RANGES, st.integers(0, 40))
def test_ranges_are_sets_of_numbers(held: list[SerialRange], gone: list[SerialRange], n: int) -> None:
    left = minus(held, gone)
    assert numbers(left) == numbers(held) - numbers(gone) and size(left) == len(numbers(left))
    assert sorted(numbers(take(held, n))) == sorted(numbers(held))[:n]
    assert all(a.last + 1 < b.first for a, b in pairwise(left))


@dataclass(frozen=True)
class Line:
    kind: str
    source: str
    target: str
    amount: int
    serials: tuple[tuple[int, int], ...] = ()
    used: tuple[tuple[int, int], ...] = ()


DAY = [
    Line("terima", OUTSIDE, STOCK, 100, ((1, 100),)),
    Line("ambil", STOCK, "petugas/ani", 30, ((1, 30),)),
    Line("kirim_cetak", "petugas/ani", AT_PRINTER, 20),
    Line("cetak", AT_PRINTER, PRINTED, 20),
    Line("kembali", "petugas/ani", STOCK, 10, ((21, 30),), ((1, 20),)),
]


@given(st.permutations(DAY))
def test_where_serials_are_does_not_hang_on_the_order_of_the_entries(entries: list[Line]) -> None:
    """A clock that was set back, a box that comes back late: the same numbers are in the same places."""
    assert custody(entries) == {STOCK: (SerialRange(21, 100),), "terpakai": (SerialRange(1, 20),)}
    assert disputed(entries) == ()


def test_what_two_boxes_handed_out_is_named() -> None:
    twice = [
        *DAY,
        Line("ambil", STOCK, "petugas/budi", 10, ((31, 40),)),
        Line("ambil", STOCK, "petugas/cici", 5, ((36, 40),)),
    ]
    assert disputed(twice) == (SerialRange(36, 40),)
    again = [*DAY, Line("terima", OUTSIDE, STOCK, 10, ((95, 104),))]
    assert disputed(again) == (SerialRange(95, 100),)
    used = [*DAY, Line("terima", OUTSIDE, STOCK, 2, ((5, 6),))]
    assert disputed(used) == (SerialRange(5, 6),)


@given(st.lists(movements, max_size=40), st.integers(0, 40))
def test_a_statement_closes_with_what_is_there(moves: list[Movement], split: int) -> None:
    balances: dict[str, int] = dict.fromkeys(ACCOUNTS, 0)
    opening, month = dict(balances), []
    for n, move in enumerate(moves):
        after = book(balances, move)
        if isinstance(after, list):
            continue
        balances = after
        if n < split:
            opening = dict(balances)
        else:
            month.append(Line(move.kind, *move.ends(), move.amount))
    made = statement(opening, month)
    assert made.difference == 0
    assert {a.account: a.closing for a in made.accounts if a.closing} == {a: n for a, n in balances.items() if n}
    assert codes(check_report(**parts_of(balances))) == []


@pytest.mark.parametrize(
    ("stock", "use", "expected"),
    [
        (400, [100] * 10, 4),
        (450, [100] * 10, 4),
        (400, [900] * 5 + [100] * 10, 4),
        (400, [0] * 9 + [100], 40),
        (0, [100], 0),
        (400, [], None),
        (400, [0, 0], None),
    ],
)
def test_days_left(stock: int, use: list[int], expected: int | None) -> None:
    assert days_left(stock, use) == expected
