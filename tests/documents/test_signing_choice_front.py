"""While TTE is away and papers wait, the head of office is told on the front page what to choose; nobody else, and not once chosen."""

from __future__ import annotations

from datetime import timedelta

from samples_documents import sample

from siaga.continuity.models import Dependency
from siaga.documents.issuing import issue
from siaga.documents.kinds import BY_CODE
from siaga.documents.signing_mode import choose_mode
from siaga.journal.act import SYSTEM, Actor
from siaga.kit.node import Node
from tests.pages import client_for

WORDS = "TTE terputus dan 1 dokumen menunggu tanda tangan Anda."
HEAD = Actor("kepala", "Kepala", frozenset({"kepala"}))


def front(node: Node, role: str) -> str:
    answer = client_for(node, role).get("/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_head_is_asked_until_something_holds(jakut: Node) -> None:
    assert issue(jakut, SYSTEM, "kk", "keluarga/1", "3172010101150001", sample(BY_CODE["kk"]))
    assert WORDS not in front(jakut, "kepala"), "TTE is well"
    now = jakut.clock.now()
    away = {"state": "terputus", "since": now, "probed_at": now}
    Dependency.objects.update_or_create(name="tte", defaults=away)
    assert WORDS in front(jakut, "kepala")
    assert "TTE terputus dan" not in front(jakut, "loket")
    today = jakut.clock.today()
    assert choose_mode(jakut, HEAD, "basah", today, today, "TTE tidak menjawab")
    assert WORDS not in front(jakut, "kepala")
    jakut.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    assert WORDS in front(jakut, "kepala"), "the choice has run out"
