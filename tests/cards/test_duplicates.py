"""One body under two NIKs, from the verdict to the released card: two offices, the centre, and a line that is cut in between."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from siaga.cards.duplicates import acts, centre, rules
from siaga.cards.duplicates.acts import Hearing, hear, send_statement, summon
from siaga.cards.duplicates.facts import DuplicateStated, NikClosed, subject_of
from siaga.cards.duplicates.models import ClosedNik, DuplicateAnswer, DuplicateCase
from siaga.cards.duplicates.papers import statement_of
from siaga.cards.facts import CardHanded, OrderJoined
from siaga.cards.models import Message, OldCard, OpenOrder, PrintOrder
from siaga.documents.models import Document
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.act import Actor, AlreadyDone
from siaga.journal.models import Parked
from siaga.journal.seeding import Said, write_many
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.people.models import DueDocument, Family, Resident
from siaga.recording.models import Record
from siaga.roles.kinds import FACT_TABLES
from siaga.uniqueness.models import Entry
from tests.recordings import record, resident, status, turn

CLERK = Actor("verif", "Verifikator", frozenset({"verifikator"}))
JUDGE = Actor("adjudikator", "Wayan", frozenset({"adjudikator"}))
NO_SCANNER = "Pemindai rusak; wajah cocok dengan foto."
SAYS = "Orang yang sama, NIK yang dipilih warga dipakai."


def keeps(nik: str, claim: str = "satu_nik", cause: str = "pindah") -> Hearing:
    return Hearing(claim, nik if claim == "satu_nik" else "", cause, "", "KK dan akta lahir", unproven=NO_SCANNER)


@pytest.fixture
def office(negeri: Country) -> Node:
    return negeri.office("3172", "Kota Administrasi Jakarta Utara")


@pytest.fixture
def malang(negeri: Country) -> Node:
    return negeri.office("3507", "Kabupaten Malang")


def twice(negeri: Country, first: Node, second: Node) -> tuple[str, str, UUID]:
    """A person recorded at `first`, and again at `second` under another NIK: both NIKs, and the second recording, a duplicate."""
    with first:
        known = resident(first, 1)
        assert record(first, known)
    turn(negeri, first, second)
    with second:
        again = resident(second, 2)
        made = record(second, again, person=known, nonce="2")
    turn(negeri, first, second)
    assert (status(first, known), status(second, again)) == ("PRINT_READY_RECORD", "DUPLICATE_RECORD")
    return known, again, made.value


def stated(node: Node, id: UUID, said: Hearing) -> None:
    with node:
        assert hear(node, CLERK, id, said)
        assert send_statement(node, CLERK, id)


def stands(node: Node, id: UUID) -> str:
    with node:
        return acts.standing_of(DuplicateCase.objects.get(record=id), DuplicateAnswer.objects.filter(record=id).first())


def answered(negeri: Country, id: UUID, verdict: str, says: str = SAYS) -> object:
    with negeri.centre:
        return centre.answer(negeri.centre, JUDGE, id, verdict, says)


def test_the_new_nik_is_kept_its_card_released_and_the_old_one_closed(
    negeri: Country, office: Node, malang: Node
) -> None:
    old, new, id = twice(negeri, malang, office)
    with malang:  # the old NIK has a card already, and a wife in its KK
        rec = Record.objects.get(nik=old)
        order = ids.named("kartu lama", old)
        at = malang.clock.now()
        OpenOrder.objects.filter(nik=old).delete()
        joined = OrderJoined(order=order, nik=old, record=rec.id, klass="pertama", reason="baru", recorded_at=at)
        handed = CardHanded(order=order, nik=old, how="telunjuk", to=old)
        write_many(malang, [Said(at, "x", f"pesanan/{order}", body) for body in (joined, handed)])
    with office:
        case = DuplicateCase.objects.get()
        assert (case.record, case.other_nik, case.state) == (id, old, "ditemukan")
        day, hour = next(rules.free_times(office.clock.today(), acts.appointments(office)))
        letter = summon(office, CLERK, id, day, hour)
        assert letter and Document.objects.get(id=letter.value).state in ("menunggu_tanda_tangan", "elektronik")
    assert stands(office, id) == "dipanggil"
    stated(office, id, keeps(new))
    assert stands(office, id) == "menunggu_pusat"
    turn(negeri, office, malang)
    with negeri.centre:
        assert centre.waiting() == [id] and centre.count_waiting() == 1
    assert answered(negeri, id, "dipertahankan")
    turn(negeri, office, malang)
    assert stands(office, id) == "selesai"
    assert (status(office, new), status(malang, old)) == ("PRINT_READY_RECORD", "DUPLICATE_RECORD")
    with office:
        assert OpenOrder.objects.filter(nik=new).exists(), "the kept NIK is in the print line"
        assert Record.objects.get(id=id).proven_at is not None
        assert not ClosedNik.objects.exists(), "another office's NIK is none of this office's business"
    with malang:
        assert Resident.objects.get(nik=old).status == "ditutup"
        closed = ClosedNik.objects.get()
        assert (closed.nik, closed.kept, closed.followed, closed.needs_head) == (old, new, True, False)
        assert PrintOrder.objects.get(id=order).void == "ditarik"
        assert Family.objects.get(nik_kepala=old).status == "tutup", "nobody else lived in that KK"
        assert not DuplicateCase.objects.exists(), "who chose elsewhere is not summoned here"
        assert not record(malang, old)
    with negeri.centre:
        assert set(Entry.objects.values_list("nik", flat=True)) == {new}
        assert centre.waiting() == []
    assert not answered(negeri, id, "dikembalikan"), "answered once"


def test_the_old_nik_is_kept_and_the_new_one_leaves_its_family(negeri: Country, office: Node, malang: Node) -> None:
    old, new, id = twice(negeri, malang, office)
    with office:
        kk = Resident.objects.get(nik=new).no_kk
    stated(office, id, Hearing("satu_nik", old, "nama", "", "ijazah", card_taken=True, unproven=NO_SCANNER))
    turn(negeri, office, malang)
    assert answered(negeri, id, "dipertahankan")
    turn(negeri, office, malang)
    assert stands(office, id) == "selesai"
    assert (status(malang, old), status(office, new)) == ("PRINT_READY_RECORD", "DUPLICATE_RECORD")
    with office:
        assert Resident.objects.get(nik=new).status == "ditutup"
        assert Family.objects.get(no_kk=kk).status == "tutup"
        assert OldCard.objects.get().nik == new
        assert not OpenOrder.objects.filter(nik=new).exists()
    with malang:
        assert Resident.objects.get(nik=old).status == "aktif" and OpenOrder.objects.filter(nik=old).exists()


def test_thirty_six_days_without_a_line_and_nothing_is_lost(negeri: Country, office: Node, malang: Node) -> None:
    """The office works a case to its end while it hears nobody; the statements come up in the order in which they were signed."""
    old, new, id = twice(negeri, malang, office)
    with malang:
        other = resident(malang, 5)
        second = record(malang, other, person=old, nonce="3").value
    turn(negeri, office, malang)
    link = office.devices.pop("pusat")
    stated(office, id, keeps(new))
    negeri.clock.advance(timedelta(days=36))
    stated(malang, second, keeps(other))
    turn(negeri, malang)
    with negeri.centre:
        assert centre.waiting() == [second], "what the centre cannot know it does not wait for"
    assert stands(office, id) == "menunggu_pusat"
    with office:
        assert hear(office, CLERK, id, keeps(old)).codes() == {"ganda.impossible"}, (
            "a statement is answered before another is made"
        )
    office.devices["pusat"] = link
    turn(negeri, office)
    with negeri.centre:
        assert centre.waiting() == [id, second], "the first signed first"
    assert answered(negeri, id, "dipertahankan")
    refused = answered(negeri, second, "dipertahankan")
    assert refused, "the NIK that the second one keeps is another: a third NIK of the same body"
    turn(negeri, office, malang)
    assert {stands(office, id), stands(malang, second)} == {"selesai"}


def test_who_keeps_a_nik_that_was_closed_meanwhile_is_asked_again(negeri: Country, office: Node, malang: Node) -> None:
    old, new, id = twice(negeri, malang, office)
    with office:
        third = resident(office, 7)
        again = record(office, third, person=old, nonce="4").value
    turn(negeri, office, malang)
    stated(office, id, keeps(new))
    stated(office, again, keeps(old))
    turn(negeri, office, malang)
    assert answered(negeri, id, "dipertahankan")  # closes `old`
    refused = answered(negeri, again, "dipertahankan")
    assert refused.codes() == {"ganda.closed"} and new in refused.refusals[0].text()
    assert answered(negeri, again, "dikembalikan", f"NIK itu sudah ditutup, yang dipakai {new}.")
    turn(negeri, office, malang)
    assert stands(office, again) == "dikembalikan"
    stated(office, again, keeps(third))
    with office:
        assert DuplicateCase.objects.get(record=again).n == 2
    assert stands(office, again) == "menunggu_pusat", "the answer to the first statement is no answer to the second"


@pytest.mark.parametrize(("verdict", "claim", "after"), [
    ("dua_orang", "bukan_saya", "PRINT_READY_RECORD"),
    ("rekam_ulang", "rekam_ulang", "ENROLL_FAILURE_AT_CENTRAL"),
])  # fmt: skip
def test_two_people_and_somebody_elses_fingers(
    negeri: Country, office: Node, malang: Node, verdict: str, claim: str, after: str
) -> None:
    old, new, id = twice(negeri, malang, office)
    stated(office, id, keeps(new, claim, "keliru"))
    turn(negeri, office, malang)
    assert not answered(negeri, id, "dipertahankan"), "the centre chooses no NIK that the citizen did not choose"
    assert answered(negeri, id, verdict, "Wajah dan sidik jarinya berbeda.")
    turn(negeri, office, malang)
    assert (status(office, new), status(malang, old)) == (after, "PRINT_READY_RECORD")
    with office:
        assert Resident.objects.get(nik=new).status == "aktif"
        if claim == "rekam_ulang":
            assert record(office, new, nonce="9"), "its owner is recorded again"


def test_one_nik_recorded_at_two_offices_counts_at_home(negeri: Country, office: Node, malang: Node) -> None:
    with malang:
        nik = resident(malang, 1)
        assert record(malang, nik)
        known = Resident.objects.get(nik=nik)
    turn(negeri, office, malang)
    with office:  # recorded away from home, while no line told this office that it had been done
        known.save(force_insert=True)
        made = record(office, nik, nonce="2").value
    turn(negeri, office, malang)
    assert status(office, nik) == "DUPLICATE_RECORD"
    stated(office, made, keeps(""))
    turn(negeri, office, malang)
    assert answered(negeri, made, "dipertahankan")
    turn(negeri, office, malang)
    assert (stands(office, made), status(office, nik), status(malang, nik)) == (
        "selesai", "DUPLICATE_RECORD", "PRINT_READY_RECORD",
    )  # fmt: skip
    with negeri.centre:
        assert not ClosedNik.objects.exists() and Resident.objects.get(nik=nik).status == "aktif"


def test_a_head_of_family_leaves_a_choice_to_an_officer(negeri: Country, office: Node) -> None:
    with office:
        known, again = resident(office, 1), resident(office, 2)
        child = resident(office, 3)
        kk = Resident.objects.get(nik=again).no_kk
        Resident.objects.filter(nik=child).update(no_kk=kk, shdk=4)
        assert record(office, known)
    turn(negeri, office)
    with office:
        id = record(office, again, person=known, nonce="2").value
    turn(negeri, office)
    stated(office, id, keeps(known))
    turn(negeri, office)
    assert answered(negeri, id, "dipertahankan")
    turn(negeri, office)
    with office:
        assert ClosedNik.objects.get(nik=again).needs_head
        assert Family.objects.get(no_kk=kk).status == "aktif"
        assert status(office, known) == "PRINT_READY_RECORD"


def test_a_member_who_is_closed_leaves_the_kk_that_is_made_again(negeri: Country, office: Node) -> None:
    with office:
        known, again = resident(office, 1), resident(office, 2)
        Resident.objects.filter(nik=again).update(no_kk=Resident.objects.get(nik=known).no_kk, shdk=4)
        assert record(office, known)
    turn(negeri, office)
    with office:
        id = record(office, again, person=known, nonce="2").value
    turn(negeri, office)
    stated(office, id, keeps(known))
    turn(negeri, office)
    assert answered(negeri, id, "dipertahankan")
    turn(negeri, office)
    with office:
        home = Resident.objects.get(nik=known).no_kk
        assert DueDocument.objects.filter(subject=f"keluarga/{home}", kind="kk").exists()


def test_an_office_cannot_answer_for_the_centre(office: Node) -> None:
    said = centre.DuplicateAnswered(record=uuid4(), nik="3172", n=1, verdict="dipertahankan")
    closing = NikClosed(nik="3172", kept="3507", record=uuid4())
    with office:
        for body in (said, closing):
            with pytest.raises(ValueError, match="tidak dapat menjawab"):
                write_many(office, [Said(office.clock.now(), "x", "ganda/x", body)])


def test_two_clerks_and_a_repeated_click(negeri: Country, office: Node, malang: Node) -> None:
    _old, new, id = twice(negeri, malang, office)
    with office:
        times = list(rules.free_times(office.clock.today(), acts.appointments(office)))
        key = uuid4()
        assert summon(office, CLERK, id, *times[0], key=key)
        with pytest.raises(AlreadyDone):
            summon(office, CLERK, id, *times[0], key=key)
        assert Document.objects.filter(kind="panggilan").count() == 1
        assert summon(office, CLERK, id, *times[1]), "who could not come is given another hour"
        case = DuplicateCase.objects.get()
        assert case.attempt == 2 and acts.appointments(office) == [times[1]], "the first hour is free again"
        assert Document.objects.filter(kind="panggilan", superseded_by="").count() == 1
        assert Message.objects.get().text.count("loket verifikasi") == 1, (
            "the first text had not gone out yet: only the last counts"
        )
        assert hear(office, CLERK, id, keeps(new))
        assert not summon(office, CLERK, id, *times[2]), "who is here is not summoned"
        assert statement_of(office, DuplicateCase.objects.get()).keeps == new
        assert send_statement(office, CLERK, id)
        assert not send_statement(office, CLERK, id)
        assert not hear(office, CLERK, uuid4(), keeps(new)) and not summon(office, CLERK, uuid4(), *times[3])


def test_a_full_hour_is_not_given_a_third_time(office: Node) -> None:
    with office:
        today = office.clock.today()
        day, hour = next(rules.free_times(today, []))
        assert rules.may_summon_at(day, hour, today, [(day, hour)]) is None
        full = [(day, hour)] * rules.A_SLOT
        assert rules.may_summon_at(day, hour, today, full).code == "ganda.taken"
        assert next(rules.free_times(today, full)) != (day, hour)
        for wrong in (today, today + timedelta(days=90)):
            assert rules.may_summon_at(wrong, hour, today, []).code == "ganda.when"


def test_what_was_told_is_made_again_from_the_facts(negeri: Country, office: Node, malang: Node) -> None:
    _old, new, id = twice(negeri, malang, office)
    stated(office, id, keeps(new))
    turn(negeri, office, malang)
    answered(negeri, id, "dipertahankan")
    turn(negeri, office, malang)
    for node in (office, malang, negeri.centre):
        with node:
            before = tables_hash(FACT_TABLES)
            rebuild(node, FACT_TABLES)
            assert tables_hash(FACT_TABLES) == before
            assert not Parked.objects.exists()


def test_a_statement_that_arrives_after_the_closing_changes_nothing(
    negeri: Country, office: Node, malang: Node
) -> None:
    """The office, cut off, sends a statement about a recording that the centre has closed through another office meanwhile."""
    old, new, id = twice(negeri, malang, office)
    stated(office, id, keeps(new))
    with office:
        exchange.talk(office, office.devices["pusat"])
    said = centre.DuplicateAnswered(record=id, nik=new, n=0, verdict="ditutup", kept=old, says="Lewat kantor lain.")
    with negeri.centre:
        write_many(negeri.centre, [Said(negeri.clock.now(), "x", subject_of(id), said, to=office.id)])
        assert centre.waiting() == []
    again = DuplicateStated(record=id, nik=new, n=2, statement="x", claim="satu_nik", keeps=new)
    with office:
        write_many(office, [Said(office.clock.now(), "x", subject_of(id), again)])
    turn(negeri, office)
    assert stands(office, id) == "ditutup"
    with negeri.centre:
        assert centre.waiting() == [] and not Parked.objects.exists()


@pytest.mark.parametrize(
    ("claim", "matched", "reason", "codes"),
    [
        ("satu_nik", [True], "", set()),
        ("satu_nik", [False, True], "", set()),
        ("satu_nik", [], "", {"ganda.unproven"}),
        ("satu_nik", [False], "tak ada", {"ganda.unproven"}),
        ("bukan_saya", [False], NO_SCANNER, set()),
        ("bukan_saya", [], "", {"ganda.unproven"}),
        ("rekam_ulang", [False, False], "", set()),
        ("rekam_ulang", [], "", {"ganda.unproven"}),
        ("rekam_ulang", [], NO_SCANNER, set()),
        ("rekam_ulang", [False, True], NO_SCANNER, {"ganda.own_body"}),
    ],
)
def test_the_finger_agrees_with_what_is_claimed(claim: str, matched: list[bool], reason: str, codes: set[str]) -> None:
    assert {r.code for r in rules.check_body(claim, matched, reason)} == codes
