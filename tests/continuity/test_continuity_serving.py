"""Every service asks the table of outages before it begins: for each thing that may be down it goes on or refuses as the table says."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from siaga.cards import handover_acts, print_acts
from siaga.cards.blangko import acts as ledger_acts
from siaga.cards.suket import acts as suket_acts
from siaga.continuity import table
from siaga.continuity.acts import may_be_back
from siaga.continuity.dependencies import BLANGKO, DOWN, NAMES, PRINTER, SCANNER
from siaga.continuity.guards import CUT
from siaga.continuity.models import Dependency
from siaga.continuity.standing import STOPPED, WAITS, down_now, may_begin
from siaga.continuity.table import AS_IT_WAS, ROW_TEXTS, SERVICES, TABLE, Mode, Table, may_serve, policy, without
from siaga.counter import acts as counter
from siaga.counter.rules import ApplicationItem
from siaga.documents import acts as documents
from siaga.documents.handing import hand_over as hand_paper
from siaga.journal.act import CITIZEN, SYSTEM, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people.event_acts import register_event
from siaga.people.peristiwa import PERISTIWA
from siaga.recording import acts as recording
from siaga.recording import drafts
from siaga.recording.models import Session
from tests.cards.offices_cards import BENDAHARA
from tests.cards.offices_cards import HEAD as HEAD_OF_OFFICE
from tests.pages import client_for
from tests.recordings import CLERK, captured, resident

NIK = "3172010101900001"
DECLARED = {
    service: [event for event in PERISTIWA if event.asked and event.service == service]
    for service in (table.REGISTER, table.MOVE_IN)
}
ASKED = [ApplicationItem("perekaman", NIK, "BUDI", "SIM")]

# Each with whatever does not exist: where the table lets it begin, it is refused for that instead, and leaves nothing behind.
DEEDS: dict[str, list[Callable[[Node], Outcome | Refusal]]] = {
    table.TICKETS: [
        lambda n: counter.take_ticket(n, CITIZEN, "A", "umum"),
        lambda n: counter.open_visit(n, SYSTEM, uuid4(), "", "BUDI", "", ASKED),
        lambda n: counter.add_application(n, SYSTEM, uuid4(), ASKED[0]),
    ],
    **{
        service: [lambda n, e=e: register_event(n, SYSTEM, e, "3172010101200009", e.asked.answers()) for e in events]
        for service, events in DECLARED.items()
    },
    table.RECORDING: [
        lambda n: recording.record(n, CLERK, captured("3172010101900009", fingers=[2], irises=False), quality=1, link_up=True),
    ],
    table.PRINTING: [lambda n: print_acts.print_next(n, SYSTEM, 1, "tidak ada")],
    table.SUKET: [
        lambda n: suket_acts.issue(n, HEAD_OF_OFFICE, "3172010101900009"),
        lambda n: suket_acts.renew(n, HEAD_OF_OFFICE, "471/0009/3172/2026"),
        lambda n: suket_acts.renew_many(n, HEAD_OF_OFFICE, ["471/0009/3172/2026"]),
    ],
    table.DOCUMENTS: [
        lambda n: hand_paper(n, SYSTEM, uuid4(), "BUDI"),
        lambda n: documents.sign_wet(n, HEAD_OF_OFFICE, uuid4()),
    ],
    table.HAND_OVER: [lambda n: handover_acts.hand_over(n, SYSTEM, uuid4(), "telunjuk")],
}  # fmt: skip


def put_down(*names: str, says: str = "") -> None:
    Dependency.objects.all().delete()
    at = "2026-11-23T02:00:00Z"
    Dependency.objects.bulk_create(Dependency(name=n, state=DOWN, since=at, probed_at=at, says=says) for n in names)


def refused_by_table(outcome: Outcome | Refusal) -> str:
    """STOPPED, WAITS or "" where the table let it begin."""
    given = (outcome,) if isinstance(outcome, Refusal) else getattr(outcome, "refusals", ())
    return next((r.code for r in given if r.code in (STOPPED, WAITS)), "")


def expected(service: str, thing: str, rows: Table) -> str:
    return {Mode.STOP: STOPPED, Mode.WAIT: WAITS}.get(may_serve(service, {thing}, rows), "")


def all_answers(node: Node, rows: Table, things: tuple[str, ...] = NAMES) -> Iterator[tuple[str, str, str, str]]:
    node.devices["table"] = rows
    for thing in things:
        put_down(thing)
        for service, deeds in DEEDS.items():
            for deed in deeds:
                yield service, thing, refused_by_table(deed(node)), expected(service, thing, rows)


def test_each_service_does_what_the_table_says_of_each_thing(jakut: Node) -> None:
    wrong = [a for a in all_answers(jakut, TABLE) if a[2] != a[3]]
    assert not wrong
    assert not [a for a in all_answers(jakut, AS_IT_WAS, ("pusat", "search")) if a[2] != a[3]]
    put_down()
    assert not [d for deeds in DEEDS.values() for d in deeds if refused_by_table(d(jakut))], "nothing is down"


@pytest.mark.parametrize("key", sorted({r.key for r in TABLE if r.mode is not Mode.STOP} - {"ketunggalan", "cari"}))
def test_taking_a_row_out_takes_the_service_away(jakut: Node, key: str) -> None:
    """The two rows left out: the search is the centre's own, and looking up is a page (below)."""
    rows = [r for r in TABLE if r.key == key]
    things = tuple(dict.fromkeys(t for r in rows for t in r.down))
    answers = list(all_answers(jakut, without(key), things))
    assert not [a for a in answers if a[2] != a[3]]
    gone = {(s, t) for s, t, said, _ in answers if said == STOPPED}
    assert gone >= {(s, t) for r in rows for s in r.services for t in r.down if s in DEEDS} != set()


def test_a_refusal_says_what_goes_on_and_what_the_citizen_leaves_with(jakut: Node) -> None:
    put_down(PRINTER, BLANGKO)
    no = may_begin(jakut, table.PRINTING)
    assert no is not None and no.code == WAITS
    for key in ("cetak_printer", "cetak_blangko"):
        assert ROW_TEXTS[key][2] in no.text() and ROW_TEXTS[key][3] in no.text()
    assert "Printer, Blangko terputus" in no.text()
    assert may_begin(jakut, table.PRINTING, kept=True) is None, "an order keeps its place in line"
    for service in SERVICES:
        no = may_begin(jakut, service)
        assert (no is None) is policy(service, {PRINTER, BLANGKO}).mode.goes_on
        assert no is None or "%" not in no.text()


def test_a_capture_that_was_begun_is_finished_when_the_scanner_dies(jakut: Node) -> None:
    nik, other = resident(jakut, 1), resident(jakut, 2)
    session = drafts.start(jakut, CLERK, nik)
    put_down(SCANNER)
    assert drafts.start(jakut, CLERK, nik) == session, "it lies open and may go on"
    no = drafts.start(jakut, CLERK, other)
    assert isinstance(no, Refusal) and no.code == WAITS and not Session.objects.filter(nik=other).exists()
    assert recording.record(jakut, CLERK, captured(nik), quality=80, link_up=True, session=session)  # type: ignore[arg-type]
    assert refused_by_table(recording.record(jakut, CLERK, captured(other), quality=80, link_up=True)) == WAITS


def test_looking_up_and_the_kiosk_answer_in_the_words_of_the_table(jakut: Node) -> None:
    resident(jakut)
    desk = client_for(jakut, "loket")
    put_down("basisdata", "pusat")
    page = html.unescape(desk.get("/penduduk/jawaban/", {"q": "31720101019"}).content.decode())
    assert "berhenti: Server terputus" in page and ROW_TEXTS["server"][3] in page and "317201" not in page
    page = html.unescape(desk.post("/publik/kios/A/ambil/", {"jalur": "umum"}).content.decode())
    assert "berhenti: Server terputus" in page
    put_down("pusat")
    jakut.devices["table"] = without("cari")
    assert "tidak memuat jalan lain" in desk.get("/penduduk/jawaban/", {"q": "31720101019"}).content.decode()
    jakut.devices["table"] = TABLE
    assert "tidak memuat" not in desk.get("/penduduk/jawaban/", {"q": "31720101019"}).content.decode()


def test_blangko_that_have_come_end_the_wait_without_a_probe(jakut: Node) -> None:
    put_down(BLANGKO)
    assert ledger_acts.receive(jakut, BENDAHARA, 10, "BAST 1")
    assert down_now() == frozenset()
    put_down(BLANGKO, says=CUT)
    may_be_back(BLANGKO)
    assert down_now() == {BLANGKO}, "a training goes on"
