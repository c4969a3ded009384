"""The ledger: no blangko is made or lost by booking, and impossible figures are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.cards.blangko.rules import (
    ACCOUNTS,
    AT_PRINTER,
    DIFFERENCE,
    KINDS,
    OPERATOR,
    OUTSIDE,
    PRINTED,
    SPOILED,
    STOCK,
    TRANSIT,
    Movement,
    SerialRange,
    book,
    check_report,
    check_serials,
    count_stock,
    days_left,
    overlapping,
    use_serial,
)
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
        (Movement(kind="pinjam", amount=30, note="Kab. Malang"), {STOCK: 70}),
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
    report = check_report(
        received=net,
        printed=balances[PRINTED],
        spoiled=balances[SPOILED],
        stock=balances[STOCK] + balances[OPERATOR] + balances[AT_PRINTER],
        in_transit=balances[TRANSIT],
        difference=balances[DIFFERENCE],
    )
    assert report == []


def test_serials() -> None:
    known = [SerialRange(1, 100), SerialRange(300, 400)]
    assert check_serials(known, SerialRange(101, 299)) == []
    assert codes(check_serials(known, SerialRange(100, 300))) == ["serial_twice", "serial_twice"]
    assert codes(check_serials(known, SerialRange(9, 8))) == ["serial_range"]
    assert overlapping([SerialRange(5, 9), SerialRange(1, 5)]) == [(SerialRange(1, 5), SerialRange(5, 9))]
    assert overlapping(known) == [] and len(SerialRange(3, 3)) == 1


@given(st.lists(st.integers(1, 30), max_size=60))
def test_no_serial_is_used_twice(serials: list[int]) -> None:
    held: tuple[SerialRange, ...] = (SerialRange(1, 10), SerialRange(15, 20))
    used: set[int] = set()
    for serial in serials:
        got = use_serial(held, serial)
        fits = (1 <= serial <= 10 or 15 <= serial <= 20) and serial not in used
        assert isinstance(got, Refusal) is not fits
        if not isinstance(got, Refusal):
            held = got
            used.add(serial)
    assert sum(len(r) for r in held) == 16 - len(used)


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
