"""Who asks whether a paper is genuine gets an answer that is never wrong in its favour, and never slanders a genuine one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siaga.documents import acts
from siaga.documents.checking.verdicts import GREEN, RED, VERDICT_WORDS, YELLOW
from siaga.documents.kind import digest
from siaga.documents.kinds.kk import KK
from siaga.documents.qr import claim_of, make_claim
from siaga.documents.render import render
from siaga.documents.verifying import verify_text
from siaga.documents.verifying_files import MAX_UPLOAD, verify_file, verify_pdf
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.act import SYSTEM, Act
from siaga.kit.keys import Keys
from siaga.kit.node import Node
from siaga.people.due import record_due
from siaga.people.models import Family
from tests.documents import samples_documents as samples
from tests.documents.office_documents import HEAD, HEAD_NAME, born, by_kind, the, tick, with_tte
from tests.documents.test_documents_offline import photograph


def told(node: Node, text: str) -> tuple[str, str]:
    found = verify_text(node, text)
    assert found.words == VERDICT_WORDS[found.verdict]
    return found.colour, found.verdict


def test_colours_along_a_papers_life(jakut: Node) -> None:
    tte = with_tte(jakut)
    tte.up = False
    _child, no_kk = born(jakut)
    tick(jakut)
    claim = the("kk").claim
    assert told(jakut, claim) == (YELLOW, "belum_ditandatangani")
    today = jakut.clock.today()
    assert acts.choose_mode(jakut, HEAD, "basah", today, today, "TTE tidak menjawab")
    assert acts.sign_wet(jakut, HEAD, the("kk").id)
    assert told(jakut, claim) == (GREEN, "basah")
    found = verify_text(jakut, f"  {claim}\n")
    assert (found.register, found.signer, found.countersigned) == ("1/TTB/2026", HEAD_NAME, False)
    assert found.holder == "Agus Salim" and found.number == no_kk and found.office == jakut.name
    tte.up = True
    tick(jakut)
    assert verify_text(jakut, claim).countersigned and told(jakut, claim) == (GREEN, "basah")
    assert told(jakut, the("akta_kelahiran").claim) == (GREEN, "aktif")
    with Act(jakut, SYSTEM) as act:
        record_due(act, "kk", f"keluarga/{no_kk}", the("kk").holder)
    jakut.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    tick(jakut)
    old, new = by_kind("kk")
    assert told(jakut, old.claim) == (YELLOW, "digantikan")
    assert told(jakut, new.claim) == (GREEN, "aktif")
    assert told(jakut, no_kk) == (GREEN, "aktif")  # by number: the one that holds
    Family.objects.filter(no_kk=no_kk).update(status="tutup")
    assert told(jakut, new.claim) == (YELLOW, "berakhir")


def test_by_number_no_name_is_told(jakut: Node) -> None:
    with_tte(jakut)
    _child, no_kk = born(jakut)
    tick(jakut)
    spaced = f"{no_kk[:4]} {no_kk[4:6]} {no_kk[6:12]} {no_kk[12:]}"
    for typed in (no_kk, spaced, the("akta_kelahiran").number.lower()):
        found = verify_text(jakut, typed)
        assert found.verdict == "aktif" and found.holder == ""


def test_a_suket_runs_out(jakut: Node) -> None:
    with_tte(jakut)
    today = jakut.clock.today()
    data = samples.suket(issued_on=today, valid_until=today + timedelta(days=5))
    assert acts.issue(jakut, SYSTEM, "suket", "suket/1", "3172015504900003", data)
    tick(jakut)
    claim = the("suket").claim
    assert told(jakut, claim) == (GREEN, "aktif")
    jakut.clock.advance(timedelta(days=6))  # type: ignore[attr-defined]
    assert told(jakut, claim) == (YELLOW, "berakhir")
    with Act(jakut, SYSTEM) as act:
        acts.end_in(act, "suket", "suket/1", "KTP-el sudah diserahkan")
    assert verify_text(jakut, claim).detail == "KTP-el sudah diserahkan"


def test_a_forged_claim_is_red(jakut: Node) -> None:
    data = samples.kk()
    said = claim_of(KK, data, number=data.number, holder="Siapa Saja", office="3172", issued=jakut.clock.today())
    stranger = make_claim(said, Keys.from_text("pemalsu").signing_key())
    assert told(jakut, stranger) == (RED, "kunci_tidak_dikenal")
    ours = make_claim(said, jakut.keys.signing_key())
    assert told(jakut, ours) == (YELLOW, "tidak_tercatat")  # signed by this office, not in this register


def test_one_bit_changed_is_never_green(jakut: Node) -> None:
    with_tte(jakut)
    born(jakut)
    tick(jakut)
    claim = the("kk").claim
    body = claim[5:]
    for at in range(0, len(body), 7):
        other = "0" if body[at] != "0" else "1"
        colour, verdict = told(jakut, f"SGA1:{body[:at]}{other}{body[at + 1 :]}")
        assert colour == RED
        assert verdict in ("tidak_dikenal", "tanda_tangan_tidak_cocok", "kunci_tidak_dikenal", "kantor_tidak_dikenal")


def test_an_altered_text_does_not_fit_its_claim(jakut: Node) -> None:
    """The same number with other content is another digest: such a paper is not in the register."""
    data = samples.kk(number="3172011707190001")
    assert acts.issue(jakut, SYSTEM, "kk", "keluarga/3172011707190001", "3172015504900003", data)
    altered = msgspec.structs.replace(data, address="Jl. Lain 1")
    assert digest(altered) != digest(data)
    said = claim_of(KK, altered, number=data.number, holder="x", office="3172", issued=jakut.clock.today())
    assert told(jakut, make_claim(said, jakut.keys.signing_key())) == (YELLOW, "tidak_tercatat")
    assert told(jakut, make_claim(replace(said, office="3173"), jakut.keys.signing_key()))[0] == RED


def test_another_offices_paper(negeri: Country) -> None:
    """Elsewhere the code proves who issued it; at the centre, which holds the facts of all, also how it stands."""
    jakut = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    malang = negeri.office("3507", "Kabupaten Malang")
    with jakut:
        with_tte(jakut)
        born(jakut)
        tick(jakut)
        claim = the("akta_kelahiran").claim
        exchange.talk(jakut, jakut.devices["pusat"])
    with malang:
        assert told(malang, claim) == (RED, "kantor_tidak_dikenal")  # it has not heard of that office yet
        exchange.talk(malang, malang.devices["pusat"])
        malang.devices["pusat"].up = False
        found = verify_text(malang, claim)
        assert (found.colour, found.verdict) == (YELLOW, "kantor_lain")
        assert (found.office, found.holder) == ("Kota Administrasi Jakarta Utara", "Citra Kirana")
    with negeri.centre:
        assert told(negeri.centre, claim) == (GREEN, "aktif")


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "SGA1:", "SGA1:AAAA", "3172", "x" * 5000, "SGA1:" + "%" * 900, "☃" * 20, "' OR 1=1 --"]
)
def test_nonsense_is_unknown(jakut: Node, text: str) -> None:
    assert told(jakut, text) == (RED, "tidak_dikenal")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_no_text_makes_it_fail(jakut: Node, text: str) -> None:
    assert verify_text(jakut, text).colour == RED
    assert verify_text(jakut, "SGA1:" + text).colour == RED


def test_a_signed_file_is_found_again(jakut: Node) -> None:
    with_tte(jakut)
    born(jakut)
    tick(jakut)
    pdf, now = acts.pdf_of(jakut, the("akta_kelahiran")), jakut.clock.now()
    found = verify_pdf(jakut, pdf, now)
    assert found.colour == GREEN and found.signature is not None and found.signature.good
    assert found.paper is not None and found.paper.number == the("akta_kelahiran").number
    added = verify_pdf(jakut, pdf + b"\n% lagi\n", now)
    assert added.colour == RED and added.paper is None
    middle = len(pdf) // 3
    assert verify_pdf(jakut, pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :], now).colour == RED


def test_what_somebody_uploads(jakut: Node) -> None:
    with_tte(jakut)
    now = jakut.clock.now()
    script = (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<</Root 1 0 R>>"
    )
    for rubbish in (b"", b"MZ\x90", script, b"%PDF-1.7\n" + b"[" * 200_000, b"\x00" * 1000):
        found = verify_pdf(jakut, rubbish, now)
        assert found.problem in ("not_pdf", "unsigned") and found.colour == RED
    assert verify_pdf(jakut, b"%" * (MAX_UPLOAD + 1), now).problem == "too_big"
    assert acts.issue(jakut, SYSTEM, "kk", "keluarga/1", "", samples.kk())
    drawn = acts.pdf_of(jakut, the("kk"))
    found = verify_pdf(jakut, drawn, now)  # not signed, but its code is attached to it
    assert (found.problem, found.colour, found.paper and found.paper.verdict) == ("", YELLOW, "belum_ditandatangani")
    data = msgspec.structs.replace(samples.kk(), address="Jl. Karangan", qr=the("kk").claim)
    forged = verify_pdf(jakut, render(KK, data, made_at=now), now)
    assert forged.paper is not None and (forged.colour, forged.paper.verdict) == (RED, "isi_berubah")


def test_a_photograph_handed_in(jakut: Node) -> None:
    with_tte(jakut)
    born(jakut)
    tick(jakut)
    now = jakut.clock.now()
    found = verify_file(jakut, photograph(the("kk").claim, 1.0), now)
    assert found.paper is not None and (found.colour, found.paper.holder) == (GREEN, "Agus Salim")
    assert verify_file(jakut, photograph("https://contoh.example", 1.0), now).problem == "no_code"
    assert verify_file(jakut, b"\xff\xd8\xff", now).problem == "not_pdf"
