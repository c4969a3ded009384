"""Hand-over by the ladder with the simulated scanner, replacement, and the card's face from a real packet."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from uuid import UUID

import pytest

from siaga.cards import face, handover_acts, line, print_acts, print_ticks, replacement_acts
from siaga.cards import handover_rules as rules
from siaga.cards.handover_rules import Proxy
from siaga.cards.history import lines_of
from siaga.cards.join_acts import cancel_dead, join_print_list
from siaga.cards.models import IdentityCheck, OldCard, OpenOrder, PrintOrder, Suket
from siaga.cards.suket import acts as suket_acts
from siaga.journal import blobs
from siaga.journal.act import Actor
from siaga.journal.seeding import Said, write_many
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.node import Node
from siaga.people.facts import BiodataChanged, DeedRegistered
from siaga.recording import packet as packets
from siaga.recording.devices.portrait import portrait, signature
from siaga.recording.devices.simulated import SimulatedScanner
from siaga.recording.facts import Recorded
from siaga.recording.models import Record
from siaga.roles.kinds import FACT_TABLES
from tests.cards.offices_cards import (
    HEAD,
    LOKET,
    OPERATOR,
    became,
    crowd,
    nik_of,
    person,
    put_on_shelf,
    record_of,
    settle,
    verdicts,
    with_printer,
)
from tests.pages import client_for

SCANNER = SimulatedScanner()
FINGERS = (1, 2, 3, 7)


@cache
def packet_for(nik: str) -> packets.Packet:
    return packets.Packet(
        nik=nik,
        nama="WARGA",
        photo=portrait(nik, "L", 1990),
        signature=signature(nik),
        fingers={c.position: c.record for c in SCANNER.fingers(nik, FINGERS, nonce="rekam")},
        irises={str(c.eye): c.record for c in SCANNER.irises(nik, ("L",), nonce="rekam")},
    )


@pytest.fixture
def shelf(jakut: Node) -> UUID:
    """A card on the shelf for person 0, whose recording has a real packet; person 1 is of the same family."""
    holder = person(0)
    child = person(3, born=date(2012, 1, 1), no_kk=holder.no_kk)
    people = [holder, person(1, no_kk=holder.no_kk), person(2), child]
    settle(jakut, people)
    ref = blobs.put(jakut, packets.seal(packet_for(holder.nik), [jakut.keys.public]), at=jakut.clock.now())
    body = Recorded(record=record_of(holder.nik), nik=holder.nik, blobs=[ref], quality=90, kecamatan="317201")
    write_many(jakut, [Said(jakut.clock.now(), "sistem", f"rekaman/{body.record}", body)])
    verdicts(jakut, [holder.nik], "PRINT_READY_RECORD")
    crowd(jakut, 0, blangko=10)
    return to_shelf(jakut)


def to_shelf(node: Node) -> UUID:
    with_printer(node)
    join_print_list(node, node.clock.now())
    (order,) = print_acts.print_next(node, OPERATOR, 1, "kartu-1").value  # type: ignore[union-attr]
    print_ticks.submit_jobs(node, node.clock.now())
    print_ticks.poll_jobs(node, node.clock.now())
    put_on_shelf(node)
    return UUID(str(order))


def finger(nik: str, position: int, nonce: str = "ambil-2") -> object:
    return SCANNER.verify(nik, position, nonce=nonce)


def right_press(nik: str, position: int) -> object:
    """A press that the matcher takes: one in ten of the right finger fails, as at a real counter."""
    packet = packet_for(nik)
    for i in range(20):
        capture = SCANNER.verify(nik, position, nonce=f"tekan {i}")
        if handover_acts.identity.matches(packet, capture):
            return capture
    raise AssertionError("no press of the right finger is taken")


def test_the_holders_index_finger(jakut: Node, shelf: UUID) -> None:
    answer = handover_acts.hand_over(jakut, LOKET, shelf, rules.INDEX, right_press(nik_of(0), 2))  # type: ignore[arg-type]
    assert answer and answer.value == shelf
    row = PrintOrder.objects.get(id=shelf)
    assert (row.state, row.handed_to, row.handed_how) == ("diserahkan", nik_of(0), "telunjuk")
    assert Record.objects.get(id=row.record).status == "CARD_ISSUED" and not OpenOrder.objects.exists()
    check = IdentityCheck.objects.get()
    assert (check.matched, check.part, check.by) == (True, "2", "loket")
    again = handover_acts.hand_over(jakut, LOKET, shelf, rules.INDEX, finger(nik_of(0), 2))  # type: ignore[arg-type]
    assert not again and again.codes() == {"handover.not_on_shelf"}


def test_the_ladder_goes_up_one_failed_step_at_a_time(jakut: Node, shelf: UUID) -> None:
    def try_with(method: str, capture: object) -> set[str]:
        answer = handover_acts.hand_over(jakut, LOKET, shelf, method, capture)  # type: ignore[arg-type]
        return set() if answer else answer.codes()  # type: ignore[union-attr]

    stranger = nik_of(77)
    iris = SCANNER.irises(stranger, ("L",), nonce="ambil")[0]
    assert try_with(rules.INDEX, None) == {"handover.no_capture"}
    assert try_with(rules.INDEX, finger(stranger, 3)) == {"handover.wrong_part"}
    assert try_with(rules.OTHER, finger(stranger, 3)) == {"handover.index_first"}
    assert try_with(rules.IRIS, iris) == {"handover.finger_first"}
    assert not IdentityCheck.objects.exists()
    assert try_with(rules.INDEX, finger(stranger, 2)) == {"handover.no_match"}
    assert try_with(rules.OTHER, finger(stranger, 3)) == {"handover.no_match"}
    assert try_with(rules.IRIS, iris) == {"handover.no_match"}
    assert list(IdentityCheck.objects.order_by("id").values_list("matched", flat=True)) == [False] * 3
    assert PrintOrder.objects.get(id=shelf).state == "tercetak"
    assert try_with(rules.IRIS, SCANNER.irises(nik_of(0), ("L",), nonce="benar")[0]) == set()


def test_a_supervisor_decides_with_a_reason(jakut: Node, shelf: UUID) -> None:
    no = handover_acts.hand_over(jakut, LOKET, shelf, rules.DECISION, reason="x")
    assert not no and no.codes() == {"handover.supervisor", "handover.reason"}
    assert handover_acts.hand_over(jakut, HEAD, shelf, rules.DECISION, reason="jari terluka, wajah cocok dengan foto")
    assert PrintOrder.objects.get(id=shelf).says.startswith("jari terluka")


def test_a_proxy_of_the_same_family_with_a_letter(jakut: Node, shelf: UUID) -> None:
    def by(nik: str, letter: str = "SK 1") -> object:
        return handover_acts.hand_over(jakut, LOKET, shelf, rules.PROXY, proxy=Proxy(nik, letter))

    assert by(nik_of(2)).codes() == {"handover.proxy"}  # type: ignore[attr-defined]
    assert by(nik_of(3)).codes() == {"handover.proxy_age"}, "a child signs for nothing"  # type: ignore[attr-defined]
    assert by(nik_of(0), "").codes() == {"handover.proxy", "handover.letter"}  # type: ignore[attr-defined]
    assert by(nik_of(1))
    row = PrintOrder.objects.get(id=shelf)
    assert (row.handed_to, row.handed_how, row.says) == (nik_of(1), "wakil", "surat SK 1")
    assert lines_of(jakut, f"pesanan/{shelf}")[0].text == "Kartu diserahkan (Wakil keluarga) · WARGA 1 · surat SK 1"


def test_a_card_given_to_the_wrong_person_is_back_on_the_shelf_for_its_holder(jakut: Node, shelf: UUID) -> None:
    def back(officer: Actor, why: str = "tertukar dengan orang bernama sama") -> object:
        return handover_acts.came_back(jakut, officer, shelf, why)

    assert back(HEAD).codes() == {"handover.not_handed"}, "still there"  # type: ignore[attr-defined]
    assert handover_acts.hand_over(jakut, HEAD, shelf, rules.DECISION, reason="wajah cocok dengan foto")
    assert back(LOKET, "salah").codes() == {"handover.who_takes_back", "handover.why"}  # type: ignore[attr-defined]
    before = line.balances(jakut)
    assert back(HEAD) and not back(HEAD)
    row = PrintOrder.objects.get(id=shelf)
    assert (row.state, row.handed_at, row.handed_to, row.void) == ("tercetak", None, "", "") and row.box and row.slot
    assert Record.objects.get(id=row.record).status == "CARD_PRINTED" and OpenOrder.objects.get().order == shelf
    assert line.balances(jakut) == before and not OldCard.objects.exists()
    assert handover_acts.hand_over(jakut, LOKET, shelf, rules.INDEX, right_press(nik_of(0), 2))  # type: ignore[arg-type]
    told = [h.text for h in lines_of(jakut, f"pesanan/{shelf}")]
    assert told[2].startswith("Kartu kembali ke rak 01-1/1: tertukar")
    assert replacement_acts.order_replacement(jakut, LOKET, nik_of(0), "hilang", "LP/1")
    assert back(HEAD).codes() == {"handover.not_handed"}, "another one is on its way"  # type: ignore[attr-defined]
    hashed = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == hashed


def test_the_dead_get_no_card_and_theirs_are_void(jakut: Node, shelf: UUID) -> None:
    became(jakut, nik_of(0), status="meninggal")
    no = handover_acts.hand_over(jakut, HEAD, shelf, rules.DECISION, reason="keluarga meminta kartunya")
    assert not no and no.codes() == {"recording.dead"}


def test_wrong_data_found_at_hand_over_is_printed_first(jakut: Node, shelf: UUID) -> None:
    crowd(jakut, 3, first=10)
    join_print_list(jakut, jakut.clock.now())
    assert not print_acts.mark_spoiled(jakut, LOKET, shelf, " ", first=True)
    assert print_acts.mark_spoiled(jakut, LOKET, shelf, "tanggal lahir keliru", first=True)
    assert (
        line.line(jakut, jakut.clock.today())[0].id == shelf
        and line.place_of(jakut, PrintOrder.objects.get(id=shelf)) == 1
    )
    assert line.balances(jakut) == {"stok": 9, "pencetak": 0, "tercetak": 0, "rusak": 1}
    assert to_shelf(jakut) == shelf and PrintOrder.objects.get(id=shelf).attempt == 2


def test_a_suket_that_was_lost_ends_but_is_not_among_what_is_burnt(jakut: Node, shelf: UUID) -> None:
    Record.objects.filter(nik=nik_of(0)).update(status="PRINT_READY_RECORD")
    assert suket_acts.issue(jakut, LOKET, nik_of(0), urgent_for="umrah")
    Record.objects.filter(nik=nik_of(0)).update(status="CARD_PRINTED")
    path, loket = f"/kartu/pesanan/{shelf}/serahkan/", client_for(jakut, "kepala")
    assert 'name="suket_taken" checked' in loket.get(path).content.decode()
    assert loket.post(path, {"method": rules.DECISION, "reason": "wajah cocok dengan foto"}).status_code == 302
    assert Suket.objects.get().state == "dicabut" and not OldCard.objects.exists()


def test_a_hand_over_withdraws_the_suket(jakut: Node, shelf: UUID) -> None:
    Record.objects.filter(nik=nik_of(0)).update(status="PRINT_READY_RECORD")
    assert suket_acts.issue(jakut, LOKET, nik_of(0), urgent_for="umrah")
    Record.objects.filter(nik=nik_of(0)).update(status="CARD_PRINTED")
    assert handover_acts.hand_over(jakut, HEAD, shelf, rules.DECISION, reason="kartu dicocokkan dengan wajah")
    assert Suket.objects.get().state == "dicabut" and OldCard.objects.get().what == "suket"
    assert suket_acts.valid_of(jakut, nik_of(0)) is None


def test_a_replacement_needs_no_recording_and_takes_the_old_card(jakut: Node, shelf: UUID) -> None:
    early = replacement_acts.order_replacement(jakut, LOKET, nik_of(0), "hilang", "LP/1")
    assert not early and early.codes() == {"handover.in_line"}
    handover_acts.hand_over(jakut, HEAD, shelf, rules.DECISION, reason="wajah cocok dengan foto")
    no = replacement_acts.order_replacement(jakut, LOKET, nik_of(0), "seumur_hidup", "")
    assert not no and no.codes() == {"cards.no_reason", "handover.evidence"}
    made = replacement_acts.order_replacement(jakut, LOKET, nik_of(0), "rusak", "kartu retak dibawa")
    assert made and Record.objects.get(nik=nik_of(0)).status == "PRINT_READY_RECORD"
    row = PrintOrder.objects.get(id=made.value)
    assert (row.klass, row.reason, row.state) == ("hilang_rusak", "rusak", "menunggu")
    assert to_shelf(jakut) == row.id
    kept = handover_acts.hand_over(jakut, HEAD, row.id, rules.DECISION, reason="wajah cocok dengan foto")
    assert not kept and kept.codes() == {"handover.old_card"}
    assert handover_acts.hand_over(
        jakut, HEAD, row.id, rules.DECISION, reason="wajah cocok dengan foto", old_card_taken=True
    )
    assert PrintOrder.objects.get(id=shelf).void == "diganti" and OldCard.objects.get().what == "ktp_el"
    assert PrintOrder.objects.get(id=row.id).void == ""


def test_who_was_never_proven_single_gets_no_replacement(jakut: Node) -> None:
    settle(jakut, [person(5)])
    no = replacement_acts.order_replacement(jakut, LOKET, nik_of(5), "hilang", "LP/2")
    assert not no and no.codes() == {"handover.not_proven"}


def test_an_issued_card_of_the_dead_is_void(jakut: Node, shelf: UUID) -> None:
    handover_acts.hand_over(jakut, HEAD, shelf, rules.DECISION, reason="wajah cocok dengan foto")
    died(jakut, nik_of(0))
    assert cancel_dead(jakut, jakut.clock.now()) == 1 and cancel_dead(jakut, jakut.clock.now()) == 0
    assert PrintOrder.objects.get(id=shelf).void == "meninggal"


def died(node: Node, nik: str) -> None:
    now, today = node.clock.now(), node.clock.today()
    gone = {"status": "meninggal", "died_on": f"{today - timedelta(days=1)}"}
    changed = BiodataChanged(nik=nik, before={}, after=gone, reason="kematian")
    deed = DeedRegistered("3172-KM-1", deed_kind="kematian", niks=[nik], registered_on=today, late=False, deed={})
    write_many(node, [Said(now, "sistem", f"penduduk/{nik}", body) for body in (changed, deed)])


def test_the_face_of_the_card_comes_from_the_register_and_the_packet(jakut: Node, shelf: UUID) -> None:
    row = PrintOrder.objects.get(id=shelf)
    card = face.card_of(jakut, row, specimen=True)
    assert (card.nik, card.name, card.kecamatan) == (nik_of(0), "WARGA O", "Penjaringan")
    assert card.photo == packet_for(nik_of(0)).photo and card.signature_image and card.specimen and card.blank
    made = face.card_face(jakut, row, jakut.clock.now())
    assert made.startswith(b"%PDF") and made == face.card_face(jakut, row, jakut.clock.now())
