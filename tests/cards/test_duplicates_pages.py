"""The pages of cases of two NIKs, and what the citizen reads at each step."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

from siaga.cards.duplicates import acts, rules
from siaga.cards.duplicates.models import DuplicateCase
from siaga.cards.duplicates.telling import cases_of
from siaga.cards.models import IdentityCheck
from siaga.counter.duplicate_words import CASE_TEXTS, OFFICER_CASE_TEXTS
from siaga.counter.officer_words import to_officer
from siaga.counter.stages import Situation, stage_of
from siaga.documents.models import Document
from siaga.drill.country import Country
from siaga.kit.node import Node
from tests.pages import NodeClient, client_for
from tests.recordings import SCANNER, record, resident, turn


def text(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())  # type: ignore[attr-defined]


def said(client: NodeClient, path: str, **data: str) -> object:
    return client.post(path, {"kunci": str(uuid4()), **data})


def office_with_a_case(negeri: Country) -> tuple[Node, str, str]:
    office = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    with office:
        known, again = resident(office, 1), resident(office, 2)
        assert record(office, known)
    turn(negeri, office)
    with office:
        made = record(office, again, person=known, nonce="2").value
    turn(negeri, office)
    return office, f"/ganda/{made}/", again


def compared(office: Node, verif: NodeClient, path: str, nik: str) -> None:
    """First somebody else presses a finger, then whose body was recorded under both NIKs."""
    office.devices.pop("scanner", None)
    away = said(verif, f"{path}jari/", method="telunjuk", part="2", stands="")
    assert away.url == f"{path}hadir/", "no scanner: the officer decides, with a reason"  # type: ignore[attr-defined]
    office.devices["scanner"] = SCANNER
    page = text(verif.get(f"{path}jari/"))
    assert "Jari telunjuk" in page and "Jari lain" not in page and "Keputusan atasan" not in page
    refused = said(verif, f"{path}jari/", method="jari_lain", part="3", stands="")
    assert refused.url == f"{path}jari/"  # type: ignore[attr-defined]
    assert "Periksa jari telunjuk lebih dahulu" in text(verif.get(f"{path}jari/"))
    said(verif, f"{path}jari/", method="telunjuk", part="2", stands="orang lain")
    page = text(verif.get(f"{path}jari/"))
    assert "Sudah dicoba dan tidak cocok: Jari telunjuk" in page and "Jari lain" in page
    with office:
        body = DuplicateCase.objects.get().other_nik
    went = [said(verif, f"{path}jari/", method="telunjuk", part="2", stands=body).url for _ in range(8)]  # type: ignore[attr-defined]
    assert f"{path}hadir/" in went
    with office:
        case = DuplicateCase.objects.get(nik=nik).record
        assert set(IdentityCheck.objects.values_list("order", "matched")) == {(case, False), (case, True)}


def test_a_case_from_the_list_to_the_answer(negeri: Country) -> None:
    office, path, again = office_with_a_case(negeri)
    verif = client_for(office, "verifikator")
    page = text(verif.get("/ganda/"))
    assert "Belum dipanggil" in page and f"{path}panggil/" in page
    assert client_for(office, "loket").get("/ganda/").status_code == 403
    form = text(verif.get(f"{path}panggil/"))
    choice = re.search(r'value="(\d{4}-\d\d-\d\d \d\d:\d\d)"', form).group(1)
    assert (
        "Wajib" not in text(said(verif, f"{path}panggil/", choice="lain"))
        and said(verif, f"{path}panggil/", choice="lain", day="01-01-2020", hour="09:00").status_code == 422
    )
    answer = said(verif, f"{path}panggil/", choice=choice)
    assert answer.status_code == 302 and answer.url.startswith("/dokumen/")
    with office:
        assert Document.objects.filter(kind="panggilan", holder=again).count() == 1
        state, when = cases_of(office, [again])[again]
        assert state == "dipanggil" and "pukul" in when
    assert "Dipanggil" in text(verif.get("/ganda/")) and "Catat kedatangan" in text(verif.get(path))
    office.clock.advance(timedelta(days=40))
    assert "Tidak datang" in text(verif.get("/ganda/"))
    bad = said(verif, f"{path}hadir/", claim="satu_nik", cause="lain", told="", proof="KK")
    assert bad.status_code == 422 and "Pilih NIK yang dipakai" in text(bad) and "satu kalimat" in text(bad)
    assert verif.get(f"{path}pernyataan/").status_code == 404
    one = {"claim": "satu_nik", "keeps": again, "cause": "nama", "told": "", "proof": "Akta lahir"}
    bare = said(verif, f"{path}hadir/", **one)
    assert bare.status_code == 422 and "Periksa jari warga dahulu" in text(bare)
    compared(office, verif, path, again)
    good = said(verif, f"{path}hadir/", **one)
    assert good.status_code == 302
    assert "Jari telunjuk cocok dengan rekaman ini." in text(verif.get(path))
    paper = verif.get(f"{path}pernyataan/")
    assert paper.content.startswith(b"%PDF") and paper["Content-Type"] == "application/pdf"
    assert "Cetak surat pernyataan" in text(verif.get(path))
    assert said(verif, f"{path}kirim/").status_code == 302
    assert "Menunggu jawaban pusat" in text(verif.get(path))
    assert again in "".join(c for c in text(verif.get("/ganda/?tumpukan=pusat&format=csv")) if c.isdigit())
    turn(negeri, office)
    judge = client_for(negeri.centre, "adjudikator")
    assert "Kedua NIK milik warga ini" in text(judge.get("/ganda/pusat/"))
    centre = path.replace("/ganda/", "/ganda/pusat/")
    both = text(judge.get(centre))
    assert "dipilih warga" in both and "Kembalikan ke kantor" in both and "Dua orang berbeda" not in both
    photo = re.search(r'src="(/ganda/pusat/[^"]+\.jpg)"', both).group(1)
    assert judge.get(photo).status_code == 200
    assert judge.get(re.sub(r"foto/.*\.jpg", f"foto/{uuid4()}.jpg", photo)).status_code == 404
    assert client_for(negeri.centre, "operator_pusat").get(centre).status_code == 403
    assert said(judge, centre, verdict="dipertahankan", says="ya").status_code == 422
    assert said(judge, centre, verdict="dipertahankan", says="Wajah dan sidik jarinya sama.").status_code == 302
    assert "Sudah dijawab" in text(judge.get(centre)) and "Wajah dan sidik" in text(judge.get(centre))
    assert "Lihat" in text(judge.get("/ganda/pusat/?dijawab=1"))
    turn(negeri, office)
    done = text(verif.get(path))
    assert "Wajah dan sidik jarinya sama." in done and "siap cetak" in done
    assert "Tidak ada kasus" in text(verif.get("/ganda/")) and again[-4:] in text(verif.get("/ganda/?tumpukan=selesai"))


def test_every_standing_has_words_for_both(negeri: Country) -> None:
    standings = {*rules.MACHINE.states(), "tidak_datang"}
    assert set(CASE_TEXTS) == set(OFFICER_CASE_TEXTS) == standings
    for state in sorted(standings):
        told = stage_of(
            Situation("perekaman", record="DUPLICATE_RECORD", case=state, case_when="Senin pukul 09.00 WIB")
        )
        assert told.sentence() and to_officer(told).sentence()
        assert told.come == (state in ("ditemukan", "dipanggil", "tidak_datang", "hadir", "dikembalikan"))
    assert stage_of(Situation("perekaman", record="DUPLICATE_RECORD")).come, "before the case begins"
    with negeri.centre:
        assert acts.open_cases(negeri.centre).count() == DuplicateCase.objects.count() == 0
