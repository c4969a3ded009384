"""From a life event to a signed paper in somebody's hands, with TTE there and gone."""

from __future__ import annotations

from datetime import timedelta
from threading import Event, Thread
from uuid import uuid4

import pytest

from siaga.continuity.guards import Guarded
from siaga.continuity.models import Switch
from siaga.documents import acts
from siaga.documents.facts import DocumentSigned
from siaga.documents.issuing import Paper
from siaga.documents.kinds import BY_CODE
from siaga.documents.models import Document, Trouble
from siaga.documents.presenting import register_number
from siaga.documents.signing import validate_pdf
from siaga.documents.signing_acts import sign_waiting
from siaga.documents.ticks import sign_due
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.act import SYSTEM, Act, AlreadyDone, Done, Refused
from siaga.journal.models import JournalFact
from siaga.journal.verify import rebuild, tables_hash, verify
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal, TemporaryFault
from siaga.people.due import record_due
from siaga.people.models import DueDocument, Resident
from siaga.roles.kinds import FACT_TABLES
from siaga.roles.office import OFFICE, PAPERS
from tests.documents import samples_documents as samples
from tests.documents.office_documents import (
    CHAIN,
    CLERK,
    HEAD,
    HEAD_NAME,
    TICKS,
    another_birth,
    born,
    by_kind,
    the,
    tick,
    with_tte,
)


def codes(outcome: object) -> set[str]:
    assert isinstance(outcome, Refused), outcome
    return outcome.codes()


def ask_again(node: Node, kind: str, about: str, holder: str) -> None:
    with Act(node, SYSTEM) as act:
        record_due(act, kind, about, holder, "hilang")


def wet_mode(node: Node, days: int = 3) -> None:
    today = node.clock.today()
    assert acts.choose_mode(node, HEAD, "basah", today, today + timedelta(days=days), "TTE tidak menjawab")


def test_a_birth_becomes_two_signed_papers(jakut: Node) -> None:
    tte = with_tte(jakut)
    child, no_kk = born(jakut)
    assert tick(jakut) > 0 and tick(jakut) == 0
    assert not DueDocument.objects.filter(made=False).exists()
    akta, kk = the("akta_kelahiran"), by_kind("kk")[-1]
    assert (akta.holder, akta.holder_name, akta.state, akta.signer) == (child, "Citra Kirana", "elektronik", HEAD_NAME)
    assert kk.number == no_kk and len(kk.data["members"]) == 3 and kk.state == "elektronik"
    pdf = acts.pdf_of(jakut, akta)
    found = validate_pdf(pdf, [CHAIN[-1]], jakut.clock.now())
    assert found is not None and found.good and found.signer == HEAD_NAME
    assert acts.pdf_of(jakut, akta) == pdf  # the file that was signed, not drawn anew
    assert tte.signed == Document.objects.count() == JournalFact.objects.filter(kind=DocumentSigned.kind).count()


def test_two_requests_before_the_tick_make_one_kk(jakut: Node) -> None:
    with_tte(jakut)
    _child, no_kk = born(jakut)
    ask_again(jakut, "kk", f"keluarga/{no_kk}", "3172015504900003")
    assert DueDocument.objects.filter(kind="kk", subject=f"keluarga/{no_kk}").count() > 1
    tick(jakut)
    assert len(by_kind("kk")) == 1 and not DueDocument.objects.filter(made=False).exists()


def test_a_birth_while_the_kk_is_made_is_on_a_kk(jakut: Node) -> None:
    """The event finds the due still waiting and asks for no other one: the KK that is made must then show the child."""
    with_tte(jakut)
    _child, no_kk = born(jakut)
    parents = dict(Resident.objects.filter(no_kk=no_kk, status_kawin=2).values_list("jenis_kelamin", "nik"))
    made, go = Event(), Event()

    def slow(node: Node, due: DueDocument) -> Paper | Refusal:
        paper = PAPERS["kk"](node, due)
        made.set()
        go.wait(0.5)
        return paper

    def second_birth() -> None:
        with jakut:
            made.wait(10)
            another_birth(jakut, no_kk, parents["L"], parents["P"], nama="Intan Permata", jumlah_lahir=2, anak_ke=3)
            go.set()

    thread = Thread(target=second_birth)
    thread.start()
    acts.issue_due(jakut, SYSTEM, {**PAPERS, "kk": slow})
    thread.join()
    tick(jakut)
    last = next(d for d in by_kind("kk") if not d.superseded_by)
    assert len(last.data["members"]) == 4 == Resident.objects.filter(no_kk=no_kk).count()


def test_without_tte_papers_wait_and_keep_their_order(jakut: Node) -> None:
    tte = with_tte(jakut)
    tte.up = False
    born(jakut)
    tick(jakut)
    waiting = Document.objects.all()
    assert {d.state for d in waiting} == {"menunggu_tanda_tangan"} and len(waiting) == 2
    with pytest.raises(TemporaryFault):
        sign_due(jakut, jakut.clock.now())
    assert acts.pdf_of(jakut, waiting[0])[:4] == b"%PDF"
    tte.up = True
    assert tick(jakut) == 2
    assert {d.state for d in Document.objects.all()} == {"elektronik"} and tte.signed == 2


def test_the_training_switch_cuts_the_signer(jakut: Node) -> None:
    tte = with_tte(jakut)
    jakut.devices["signer"] = Guarded(tte, "tte")
    born(jakut)
    Switch.objects.create(name="tte", cut=True, at=jakut.clock.now())
    assert acts.signer_status(jakut).state == "terputus"
    tick(jakut)
    assert tte.signed == 0 and {d.state for d in Document.objects.all()} == {"menunggu_tanda_tangan"}
    Switch.objects.update(cut=False)
    tick(jakut)
    assert tte.signed == 2


def test_the_offices_own_role_does_it_too(jakut: Node) -> None:
    """The ticks stand in the office's table, so a running office makes and signs papers by itself."""
    with_tte(jakut)
    born(jakut)
    OFFICE.tick(jakut, jakut.clock.now())
    assert {d.state for d in Document.objects.all()} == {"elektronik"}


def test_signed_wet_then_countersigned_exactly_once(jakut: Node) -> None:
    tte = with_tte(jakut)
    tte.up = False
    born(jakut)
    tick(jakut)
    akta, kk = the("akta_kelahiran"), the("kk")
    assert codes(acts.sign_wet(jakut, HEAD, akta.id)) == {"documents.mode_not_wet"}
    wet_mode(jakut)
    assert codes(acts.sign_wet(jakut, CLERK, akta.id)) == {"documents.only_head"}
    key = uuid4()
    assert acts.sign_wet(jakut, HEAD, akta.id, key=key)
    with pytest.raises(AlreadyDone):
        acts.sign_wet(jakut, HEAD, akta.id, key=key)
    assert codes(acts.sign_wet(jakut, HEAD, akta.id)) == {"documents.signed"}
    assert acts.sign_wet(jakut, HEAD, kk.id)
    akta, kk = the("akta_kelahiran"), the("kk")
    assert [register_number(d) for d in (akta, kk)] == ["1/TTB/2026", "2/TTB/2026"]
    assert (akta.state, akta.signer) == ("basah", HEAD_NAME)
    assert validate_pdf(acts.pdf_of(jakut, akta), [CHAIN[-1]], jakut.clock.now()) is None
    tick(jakut)
    assert tte.signed == 0
    tte.up = True
    jakut.clock.advance(timedelta(days=2))  # type: ignore[attr-defined]
    assert tick(jakut) == 2 and tick(jakut) == 0 and tte.signed == 2
    after = the("akta_kelahiran")
    assert after.state == "basah" and after.countersigned_at == jakut.clock.now()
    found = validate_pdf(acts.pdf_of(jakut, after), [CHAIN[-1]], jakut.clock.now())
    assert found is not None and found.good


def test_several_wet_at_once_in_the_order_of_the_queue(jakut: Node) -> None:
    with_tte(jakut).up = False
    born(jakut)
    tick(jakut)
    wet_mode(jakut)
    everything = [d.id for d in Document.objects.order_by("-made_at", "-id")]
    outcome = acts.sign_wet_many(jakut, HEAD, everything)
    assert isinstance(outcome, Done) and len(outcome.value) == 2
    numbered = Document.objects.order_by("wet_serial").values_list("made_at", "id")
    assert list(numbered) == sorted(numbered)


def test_a_choice_needs_the_head_a_reason_and_a_period(jakut: Node) -> None:
    today = jakut.clock.today()
    day = timedelta(days=1)
    bad = acts.choose_mode(jakut, CLERK, "besok", today, today - day, " ")
    assert codes(bad) == {f"documents.{c}" for c in ("only_head", "mode", "period", "period_past", "reason")}
    assert codes(acts.choose_mode(jakut, HEAD, "nanti", today, today + 400 * day, "x")) == {"documents.period_long"}
    assert acts.mode_now(jakut) is None
    wet_mode(jakut)
    jakut.clock.advance(timedelta(hours=1))  # type: ignore[attr-defined]
    assert acts.choose_mode(jakut, HEAD, "nanti", today, today + day, "TTE segera pulih")
    mode = acts.mode_now(jakut)
    assert mode is not None and mode.mode == "nanti"
    jakut.clock.advance(timedelta(days=2))  # type: ignore[attr-defined]
    mode = acts.mode_now(jakut)
    assert mode is not None and mode.mode == "basah"  # the first choice runs a day longer
    jakut.clock.advance(timedelta(days=9))  # type: ignore[attr-defined]
    assert acts.mode_now(jakut) is None


def test_a_card_is_never_signed(jakut: Node) -> None:
    tte = with_tte(jakut)
    outcome = acts.issue(jakut, SYSTEM, "ktp_el", "pesanan/x", "3172015504900003", samples.ktp_el())
    assert isinstance(outcome, Done)
    wet_mode(jakut)
    assert codes(acts.sign_wet(jakut, HEAD, outcome.value)) == {"documents.never_signed"}
    tick(jakut)
    assert the("ktp_el").state == "tanpa_tanda_tangan" and tte.signed == 0
    assert not BY_CODE["ktp_el"].signed and not BY_CODE["kia"].signed


def test_a_card_that_a_fact_calls_waiting_is_refused_by_the_table(jakut: Node) -> None:
    outcome = acts.issue(jakut, SYSTEM, "ktp_el", "pesanan/x", "3172015504900003", samples.ktp_el())
    with pytest.raises(Exception, match="documents_never_signed"), Act(jakut, HEAD) as act:
        said = DocumentSigned(document=outcome.value, mode="elektronik", signer="Siapa", file="0" * 64)  # type: ignore[union-attr]
        act.record(said, subject="pesanan/x")
    assert the("ktp_el").state == "tanpa_tanda_tangan"


def test_a_new_paper_takes_the_place_of_the_old_one(jakut: Node) -> None:
    with_tte(jakut)
    _child, no_kk = born(jakut)
    tick(jakut)
    (first,) = by_kind("kk")
    jakut.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    ask_again(jakut, "kk", f"keluarga/{no_kk}", first.holder)
    tick(jakut)
    old, new = by_kind("kk")
    assert old.id == first.id and old.superseded_by == str(new.id) and new.superseded_by == ""
    assert old.claim != new.claim  # the day of issue differs, so does the content
    assert codes(acts.hand_over(jakut, CLERK, old.id, "Agus Salim")) == {"documents.closed"}


def test_a_replaced_paper_leaves_the_queue_unsigned(jakut: Node) -> None:
    tte = with_tte(jakut)
    tte.up = False
    _child, no_kk = born(jakut)
    tick(jakut)
    ask_again(jakut, "kk", f"keluarga/{no_kk}", the("kk").holder)
    tick(jakut)
    wet_mode(jakut)
    old, new = by_kind("kk")
    old, new = (old, new) if old.superseded_by else (new, old)
    assert codes(acts.sign_wet(jakut, HEAD, old.id)) == {"documents.closed"}
    tte.up = True
    tick(jakut)
    states = {d.id: d.state for d in Document.objects.filter(kind="kk")}
    assert states == {old.id: "menunggu_tanda_tangan", new.id: "elektronik"} and tte.signed == 2


def test_a_second_extract_is_numbered(jakut: Node) -> None:
    with_tte(jakut)
    born(jakut)
    tick(jakut)
    akta = the("akta_kelahiran")
    ask_again(jakut, "akta_kelahiran", akta.subject, akta.holder)
    tick(jakut)
    assert sorted(d.data["issue"] for d in by_kind("akta_kelahiran")) == [1, 2]


def test_a_paper_that_cannot_be_made_blocks_nobody(jakut: Node) -> None:
    with_tte(jakut)
    ask_again(jakut, "akta_kelahiran", "akta/tidak-ada", "3172015504900003")
    born(jakut)
    tick(jakut)
    assert {d.state for d in Document.objects.all()} == {"elektronik"} and Document.objects.count() == 2
    trouble = Trouble.objects.get()
    assert "tidak ada di register" in trouble.says
    acts.try_again(trouble.id)
    tick(jakut)
    assert Trouble.objects.count() == 1  # asked again, as broken as before


def test_a_paper_for_a_closed_family_is_dropped(jakut: Node) -> None:
    ask_again(jakut, "kk", "keluarga/3172010101900001", "3172015504900003")
    tick(jakut)
    assert not Document.objects.exists() and not DueDocument.objects.filter(made=False).exists()


def test_handing_over(jakut: Node) -> None:
    tte = with_tte(jakut)
    tte.up = False
    born(jakut)
    tick(jakut)
    akta = the("akta_kelahiran")
    assert codes(acts.hand_over(jakut, CLERK, akta.id, "")) == {"documents.not_signed", "documents.to"}
    assert codes(acts.hand_over(jakut, CLERK, uuid4(), "Agus Salim")) == {"documents.unknown"}
    tte.up = True
    tick(jakut)
    assert acts.hand_over(jakut, CLERK, akta.id, "Agus  Salim")
    assert the("akta_kelahiran").handed_to == "Agus Salim"
    assert codes(acts.hand_over(jakut, CLERK, akta.id, "Orang Lain")) == {"documents.handed"}


def test_an_ended_paper_holds_no_longer(jakut: Node) -> None:
    outcome = acts.issue(jakut, SYSTEM, "suket", "suket/1", "3172015504900003", samples.suket())
    with Act(jakut, SYSTEM) as act:
        assert acts.end_in(act, "suket", "suket/1", "KTP-el sudah diserahkan") == 1
    assert isinstance(outcome, Done) and the("suket").ended == "KTP-el sudah diserahkan"
    with Act(jakut, SYSTEM) as act:
        assert acts.end_in(act, "suket", "suket/1", "lagi") == 0


def test_an_unknown_kind_is_refused(jakut: Node) -> None:
    assert codes(acts.issue(jakut, SYSTEM, "ijazah", "x/1", "", samples.suket())) == {"documents.kind"}


def test_a_signer_that_refuses_one_paper_signs_the_others(jakut: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    with_tte(jakut)
    born(jakut)
    TICKS[0](jakut, jakut.clock.now())
    refuse = Refusal("x", "tidak dapat")
    real = acts.sign_waiting.__globals__["signed_pdf"]
    monkeypatch.setitem(
        acts.sign_waiting.__globals__, "signed_pdf", lambda n, d, *rest: refuse if d.kind == "kk" else real(n, d, *rest)
    )
    assert sign_waiting(jakut, SYSTEM) == 1 and sign_waiting(jakut, SYSTEM) == 0
    assert Trouble.objects.get().id == the("kk").id and the("akta_kelahiran").state == "elektronik"


def test_facts_alone_make_the_tables_here_and_at_the_centre(negeri: Country) -> None:
    node = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    with node:
        tte = with_tte(node)
        tte.up = False
        born(node)
        tick(node)
        wet_mode(node)
        assert acts.sign_wet(node, HEAD, the("kk").id)
        tte.up = True
        tick(node)
        assert acts.hand_over(node, CLERK, the("kk").id, "Agus Salim")
        before = tables_hash(FACT_TABLES)
        rebuild(node, FACT_TABLES)
        assert tables_hash(FACT_TABLES) == before and verify() == []
        assert acts.pdf_of(node, the("kk"))[:4] == b"%PDF"
        exchange.talk(node, node.devices["pusat"])
        here = list(Document.objects.order_by("id").values())
    with negeri.centre:
        assert list(Document.objects.order_by("id").values()) == here
        # The signed file stays at the office; the centre can still draw the paper.
        assert acts.pdf_of(negeri.centre, the("kk"))[:4] == b"%PDF"
