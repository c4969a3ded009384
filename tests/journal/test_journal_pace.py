"""Large things give way: a breath is about as long as a fact may wait, and what is new goes between two."""

from __future__ import annotations

from random import Random
from uuid import uuid4

import pytest

from siaga.counter.acts import take_ticket
from siaga.counter.models import Ticket
from siaga.drill.country import Country
from siaga.journal import blobs, exchange
from siaga.journal.act import CITIZEN
from siaga.journal.models import Blob
from siaga.journal.pace import BREATH, FIRST, LEAST, Pace
from siaga.kit.node import PUSAT, Node
from siaga.roles.exchanging import swap_blobs


@pytest.mark.parametrize(
    ("bits", "room"), [(9_600, LEAST), (128_000, 11_200), (2_000_000, 175_000), (1e9, blobs.CHUNK)]
)
def test_a_breath_takes_as_long_on_any_line(bits: float, room: int) -> None:
    pace = Pace()
    for _ in range(10):
        pace.learn(pace.room, pace.room * 8 / bits)
    assert pace.room == pytest.approx(room, rel=0.01)
    assert pace.room * 8 / bits <= BREATH * 1.01 or pace.room == LEAST


def test_a_small_rest_of_a_queue_says_nothing_about_the_line() -> None:
    pace = Pace()
    pace.learn(100, 1.0)
    assert pace.room == FIRST


def test_a_fact_goes_before_the_rest_of_a_packet(negeri: Country, jakut: Node) -> None:
    blob = blobs.put(jakut, Random(1).randbytes(200_000), at=negeri.clock.now(), wanted_by=PUSAT)
    line = jakut.devices[PUSAT]
    calls, said = line.call, []

    def call(envelope: bytes) -> bytes:
        if len(envelope) > FIRST and not said:  # somebody takes a ticket while the first piece is under way
            said.append(take_ticket(jakut, CITIZEN, "A", "umum", key=uuid4()))
        answer: bytes = calls(envelope)
        arrived.append((tickets(negeri), there(negeri, blob.sha)))
        return answer

    arrived: list[tuple[int, int]] = []
    line.call = call
    assert swap_blobs(jakut, negeri.clock.now()) == 1
    first = next(size for count, size in arrived if count == 1)
    assert first == FIRST, "one piece was sent before the fact, no more"
    assert not Blob.objects.filter(wanted_by=PUSAT).exists() and exchange.unsent(jakut) == 0


def tickets(negeri: Country) -> int:
    with negeri.centre:
        return Ticket.objects.count()


def there(negeri: Country, sha: str) -> int:
    return blobs.have(negeri.centre, sha)
