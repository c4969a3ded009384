"""History cannot be changed unnoticed: the short run of `bench/tamper.py`, and the same on a real node."""

from __future__ import annotations

from uuid import uuid4

from django.db import connection

from bench import tamper
from siaga.counter.acts import take_ticket
from siaga.journal import exchange
from siaga.journal.act import CITIZEN
from siaga.journal.verify import verify
from siaga.kit.node import Node


def test_every_way_of_changing_history_is_noticed() -> None:
    found = tamper.run(tries=400, seed=7)
    assert found.tries.total() == 400 and not found.missed and not found.false_alarms
    assert found.unproved_missed == 8, "the control: behind the last countersigned head nothing can be proved yet"


def test_a_journal_cut_short_with_its_head_is_noticed_by_the_countersigned_one(jakut: Node) -> None:
    for _ in range(4):
        take_ticket(jakut, CITIZEN, "A", "umum", key=uuid4())
    exchange.talk(jakut, jakut.devices["pusat"])
    assert verify() == []
    with connection.cursor() as cur:
        cur.execute("DELETE FROM journal_journalfact WHERE chain = '3172' AND seq > 2")
        cur.execute(
            "UPDATE journal_head h SET seq = 2, hash = f.hash FROM journal_journalfact f"
            " WHERE h.chain = '3172' AND f.chain = h.chain AND f.seq = 2"
        )
    assert ["terpotong" in f.what for f in verify()] == [True]
    with connection.cursor() as cur:
        cur.execute("UPDATE journal_cursor SET seq = 2 WHERE chain = '3172'")
    assert ["teken pusat" in f.what for f in verify()] == [True]
