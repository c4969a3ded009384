"""The KTP-el status machine: the field's own words, and PRR only from the centre."""

from __future__ import annotations

from collections import deque

import pytest

from siaga.kit.refusal import Refusal
from siaga.recording.status import (
    CENTRE,
    FAILED,
    KTP_EL,
    LABELS_EN,
    LABELS_ID,
    OFFICE,
    PROVEN_SINGLE,
    UNDECIDED,
    Status,
)

S = Status


def test_every_status_is_a_state_with_words() -> None:
    assert set(KTP_EL.states()) == set(Status) == set(LABELS_ID) == set(LABELS_EN)
    rest = {S.UNREGISTERED, S.DUPLICATE_RECORD}
    assert FAILED | PROVEN_SINGLE | UNDECIDED | rest == set(Status)
    assert not FAILED & PROVEN_SINGLE and not FAILED & UNDECIDED and not PROVEN_SINGLE & UNDECIDED


def test_an_office_alone_never_makes_prr() -> None:
    mine = [r for r in KTP_EL.rows if OFFICE in r.by]
    for start in set(Status) - PROVEN_SINGLE:
        assert not KTP_EL.reachable(mine, start) & PROVEN_SINGLE, start


def test_the_centre_alone_verdicts_and_never_prints() -> None:
    into_prr = [r for r in KTP_EL.rows if r.to == S.PRINT_READY_RECORD]
    assert {r.by for r in into_prr if r.state not in PROVEN_SINGLE} == {(CENTRE,)}
    assert {r.by for r in KTP_EL.rows if r.to.startswith("CARD_")} == {(OFFICE,)}
    assert all(len(r.by) == 1 for r in KTP_EL.rows)


def test_an_office_only_watches_sfe() -> None:
    """Or says that the packet is lost; never that it has arrived."""
    assert KTP_EL.triggers(S.SENT_FOR_ENROLLMENT, by=OFFICE) == ("ask_again", "found_incomplete")
    got = KTP_EL.step(S.SENT_FOR_ENROLLMENT, "arrive", by=OFFICE)
    assert isinstance(got, Refusal) and got.code == "ktp_el.not_yours"
    got = KTP_EL.step(S.SENT_FOR_ENROLLMENT, "send_to_printer", by=OFFICE)
    assert isinstance(got, Refusal) and got.code == "ktp_el.impossible"


def test_no_recorded_state_is_a_dead_end() -> None:
    """From every state a card can still be had, if both parties do their part."""
    for start in Status:
        assert S.CARD_ISSUED in KTP_EL.reachable(start=start)


@pytest.mark.parametrize("state", [S.PRINT_READY_RECORD, S.CARD_ISSUED])
def test_recording_again_needs_an_approval(state: Status) -> None:
    got = KTP_EL.step(state, "capture_again", by=OFFICE)
    assert isinstance(got, Refusal) and got.code == "recording.already_recorded"
    assert KTP_EL.step(state, "capture_again", by=OFFICE, permanent_change="470/12") == S.BIO_CAPTURED


def test_the_shortest_way_to_a_card() -> None:
    way: dict[str, tuple[str, ...]] = {S.UNREGISTERED: ()}
    todo = deque([S.UNREGISTERED.value])
    while todo:
        state = todo.popleft()
        for row in KTP_EL.rows:
            if row.state == state and row.to not in way:
                way[row.to] = (*way[state], row.trigger)
                todo.append(row.to)
    assert way[S.CARD_ISSUED] == (
        "capture", "prepare", "send", "arrive", "found_single", "send_to_printer", "print_good", "hand_over",
    )  # fmt: skip


def test_drawn() -> None:
    assert "RECEIVED_AT_CENTRAL --> PRINT_READY_RECORD: found_single (pusat)" in KTP_EL.mermaid()
