"""The pages of people, through real requests: search, a resident, a family, and the forms of life events."""

from __future__ import annotations

import html
from uuid import uuid4

import pytest

from siaga.accounts.models import ViewLog
from siaga.continuity.models import Dependency
from siaga.continuity.table import without
from siaga.drill.country import Country
from siaga.journal.models import JournalFact
from siaga.kit.node import Node
from siaga.people.models import Akta, Family, Resident
from tests.berkas.deciding import approve_all
from tests.pages import NodeClient, anonymous, client_for
from tests.people.samples_people import FAMILY, HEAD, a_family, child_in, head_of, no_kk_of, register_resident


@pytest.fixture
def desk(jakut: Node) -> NodeClient:
    return client_for(jakut, "loket", "verifikator")


def text(page: object) -> str:
    return html.unescape(page.content.decode())  # type: ignore[attr-defined]


NEW = "/berkas/formulir/biodata_pertama/"
F101 = {
    "syarat_0": "ada", "syarat_1": "ada",
    "nama": "Ratna Wulandari", "jenis_kelamin": "P", "tempat_lahir": "Jakarta", "tanggal_lahir": "10-03-1985",
    "kewarganegaraan": "WNI", "agama": "1", "golongan_darah": "13", "status_kawin": "1", "pendidikan": "5",
    "pekerjaan": "15", "nama_ibu": "Suminah", "nama_ayah": "Slamet Riyadi", "alamat": "Jalan Melati 5", "rt": "5",
    "rw": "10", "kode_wilayah": "3172031001",
}  # fmt: skip
F201 = {
    "nama": "Citra Kirana", "jenis_kelamin": "P", "tempat_lahir": "Jakarta", "tanggal_lahir": "20-11-2026", "anak_ke": "1",
    "jumlah_lahir": "1", "nama_ibu": "Dewi Lestari", "nama_ayah": "Agus Salim", "perkawinan_orang_tua": "akta",
    "no_akta_kawin": "77/2010", "bukti_lahir": "surat", "no_surat_lahir": "RS 12", "saksi_1": "Rina", "saksi_2": "Joko",
    "syarat_2": "ada",
}  # fmt: skip
MATI = {
    "tanggal_meninggal": "21-11-2026", "tempat_meninggal": "RSUD Koja", "bukti": "dokter", "no_surat": "SK 9",
    "pelapor": "Dewi Lestari", "syarat_1": "ada", "syarat_2": "ada",
}  # fmt: skip


def test_search_answers_while_typing_and_without_a_script(jakut: Node, desk: NodeClient) -> None:
    no_kk, head, wife = a_family(jakut)
    for asked in ("dewi lestary", "Lestari", wife[:8], no_kk, "24-12-1988", "dewi 24-12-1988", "LESTARI DEWI"):
        page = desk.get("/penduduk/jawaban/", {"q": asked})
        assert page.status_code == 200 and "Dewi Lestari" in text(page), asked
        assert "<html" not in text(page)
    assert "Dewi Lestari" in text(desk.get("/penduduk/", {"q": "lestari"}))
    assert desk.get("/penduduk/", {"q": f"{wife[:6]} {wife[6:12]} {wife[12:]}"}).url == f"/penduduk/{wife}/"
    for nothing in ("zzzz", "35071", "' OR 1=1 --", "%", "31-02-1988", "\x00" * 9, "\u202e" + "x" * 5000):
        assert "Dewi" not in text(desk.get("/penduduk/jawaban/", {"q": nothing})), nothing
    searches = set(ViewLog.objects.filter(purpose="pencarian").values_list("subject", flat=True))
    assert {"pencarian/LESTARI DEWI", "pencarian/24-12-1988"} < searches and "pencarian/zzzz" not in searches


def test_the_table_of_outages_decides_over_a_residents_and_a_familys_page_too(jakut: Node, desk: NodeClient) -> None:
    no_kk, head, _wife = a_family(jakut)
    now = jakut.clock.now()
    Dependency.objects.create(name="pusat", state="terputus", since=now, probed_at=now)
    places = (f"/penduduk/{head}/", f"/penduduk/keluarga/{no_kk}/")
    assert [desk.get(place).status_code for place in places] == [200, 200], "looked up here while the centre is away"
    jakut.devices["table"] = without("cari")
    looked = ViewLog.objects.count()
    for place in places:
        page = desk.get(place)
        assert page.status_code == 503 and "Mencari data penduduk berhenti: Pusat terputus" in text(page)
    assert ViewLog.objects.count() == looked, "nobody saw anything"


def test_an_officer_of_one_kecamatan_finds_only_its_people(jakut: Node) -> None:
    head_of(jakut)
    assert "Ratna" in text(client_for(jakut, "loket", wilayah="317203").get("/penduduk/", {"q": "ratna"}))
    assert "Wulandari" not in text(client_for(jakut, "loket", wilayah="317201").get("/penduduk/", {"q": "ratna"}))


def test_only_officers_of_the_right_role(jakut: Node) -> None:
    no_kk, head = head_of(jakut)
    for path in (f"/penduduk/{head}/", f"/penduduk/keluarga/{no_kk}/", "/penduduk/", "/penduduk/wilayah/?q=ko"):
        assert anonymous(jakut).get(path).status_code == 302, path
    printing = client_for(jakut, "pencetakan")
    assert printing.get(f"/penduduk/{head}/").status_code == 200
    assert printing.get(NEW).status_code == 403
    assert client_for(jakut, "auditor").get(f"/penduduk/{head}/").status_code == 403


def test_a_residents_page_leaves_a_trace_and_tells_its_history(jakut: Node, desk: NodeClient) -> None:
    assert register_resident(jakut, HEAD, FAMILY, link_up=False)
    nik = Resident.objects.get().nik
    page = text(desk.get(f"/penduduk/{nik}/"))
    assert "belum dipastikan" in page and "Biodata pertama dicatat" in page and "RT 005/RW 010" in page
    assert ViewLog.objects.get(subject=f"penduduk/{nik}").purpose == "pelayanan"
    assert desk.get("/penduduk/3172010101010009/").status_code == 404


def test_first_biodata_through_the_form(jakut: Node, desk: NodeClient) -> None:
    assert desk.get(NEW).status_code == 200
    sent = desk.post(NEW, {**F101, "kunci": str(uuid4())})
    assert sent.status_code == 302 and "Ratna Wulandari" in text(desk.get(sent.url)) and not Resident.objects.exists()
    [made] = approve_all(jakut)
    row = Resident.objects.get(nik=made.nik["penduduk"])
    assert row.shdk == 1 and Family.objects.get().rt == "005"
    listed = text(desk.get("/penduduk/hari-ini/"))
    assert "Ratna Wulandari" in listed and "Biodata pertama" in listed
    assert row.nik in text(desk.get("/penduduk/hari-ini/?format=csv"))
    assert "Belum ada biodata baru" in text(desk.get("/penduduk/hari-ini/?tanggal=22-11-2026"))


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("nama", "R" + "a" * 60, "ini 61"),
        ("nama", "Ratna 2", "tidak boleh memuat angka"),
        ("tanggal_lahir", "31-02-1985", "Tulis tanggal yang ada"),
        ("tanggal_lahir", "10-03-2050", "masa depan"),
        ("nik", "35071045038500", "Tulis 16 angka"),
        ("nik", "3507104503850003", "SKPWNI"),
        ("kode_wilayah", "3507102001", "di luar wilayah"),
        ("kode_wilayah", "Sunter", "belum diisi"),
        ("agama", "77", "agama"),
        ("nik_ibu", "3172035003850001x", "Tulis 16 angka"),
    ],
)
def test_one_wrong_field_is_told_at_the_field(jakut: Node, desk: NodeClient, field: str, typed: str, says: str) -> None:
    page = desk.post(NEW, {**F101, field: typed, "kunci": str(uuid4())})
    assert page.status_code == 422 and list(page.context["form"].errors) == [field]
    assert says in text(page) and html.escape(typed) in page.content.decode() or field in ("agama",)
    assert not JournalFact.objects.filter(kind__startswith="berkas.").exists()


def test_an_empty_form_tells_everything_at_once(jakut: Node, desk: NodeClient) -> None:
    page = desk.post(NEW, {"tanggal_lahir": "31-13-1985", "kunci": str(uuid4())})
    assert page.status_code == 422
    assert set(page.context["form"].errors) >= {
        "nama", "jenis_kelamin", "tempat_lahir", "tanggal_lahir", "agama", "nama_ibu", "alamat", "rt", "kode_wilayah",
    }  # fmt: skip
    (rt,) = page.context["form"].errors["rt"]
    assert rt.startswith("Kolom RT belum diisi."), "one sentence, and abbreviations as they are written"
    assert len(page.context["form"].errors["nama"]) == 1


def test_one_word_is_accepted_with_advice(jakut: Node, desk: NodeClient) -> None:
    sent = desk.post(NEW, {**F101, "nama": "Sukarno", "kunci": str(uuid4())})
    assert sent.status_code == 302 and "Nama hanya satu kata: boleh" in text(desk.get(sent.url))


def test_a_likely_duplicate_is_shown_side_by_side_before_saving(jakut: Node, desk: NodeClient) -> None:
    _kk, first = head_of(jakut)
    again = {**F101, "nama": "Ratna Wulandary", "kunci": str(uuid4())}
    page = desk.post(NEW, again)
    shown = text(page)
    assert page.status_code == 422 and "Mungkin sudah terdaftar: Ratna Wulandari" in shown
    assert "Ratna Wulandary" in shown and f'name="beda" value="{first}"' in shown and again["kunci"] in shown
    assert ViewLog.objects.filter(subject=f"penduduk/{first}", purpose="pemeriksaan biodata ganda").exists()
    assert desk.post(NEW, {**again, "beda": [first]}).status_code == 302 and approve_all(jakut)
    assert Resident.objects.count() == 2


def test_who_was_registered_meanwhile_stands_beside_the_form_that_came_back(jakut: Node, desk: NodeClient) -> None:
    """Two clerks took the same person in: the second case file comes back, and opening it shows whom it is like."""
    sent = desk.post(NEW, {**F101, "kunci": str(uuid4())})
    _kk, first = head_of(jakut)
    seen = f"{sent.url.split('/')[2]}:1:verifikasi"
    client_for(jakut, "verifikator").post(f"{sent.url}langkah/", {"dilihat": seen, "kunci": str(uuid4())})
    shown = text(desk.post(f"{sent.url}perbaiki/", follow=True))
    assert "Dikembalikan" in shown and f'name="beda" value="{first}"' in shown and "Sudah dibandingkan" in shown
    assert ViewLog.objects.filter(subject=f"penduduk/{first}", purpose="pemeriksaan biodata ganda").exists()


def test_what_is_wrong_is_listed_in_the_order_of_the_form(jakut: Node, desk: NodeClient) -> None:
    fields = list(desk.post(NEW, {"kunci": str(uuid4())}).context["form"].fields)
    assert fields.index("alamat") < fields.index("nama") < fields.index("nama_ibu") < fields.index("syarat_0")


def test_a_click_repeated_leads_to_the_same_person(jakut: Node, desk: NodeClient) -> None:
    form = {**F101, "kunci": str(uuid4())}
    first = desk.post(NEW, form)
    again = desk.post(NEW, form)
    assert len(approve_all(jakut)) == Resident.objects.count() == 1
    assert first.url in (getattr(again, "url", "") or again.content.decode())


def test_two_heads_are_refused_and_a_child_of_the_house_is_offered_its_parents(jakut: Node, desk: NodeClient) -> None:
    no_kk, head, wife = a_family(jakut)
    there = f"/berkas/formulir/keluarga/{no_kk}/anggota_baru/"
    offered = text(desk.get(there))
    assert f'value="{wife}"' in offered and f'value="{head}"' in offered
    home = ("alamat", "rt", "rw", "kode_wilayah")
    form = {k: v for k, v in F101.items() if k not in home} | {"kunci": str(uuid4()), "syarat_2": "ada"}
    assert list(desk.post(there, {**form, "shdk": "1"}).context["form"].errors) == ["shdk"]
    older = {**form, "shdk": "4", "nik_ibu": wife, "tanggal_lahir": "10-03-1985"}
    assert "tanggal_lahir" in desk.post(there, older).context["form"].errors
    child = {
        **form,
        "shdk": "4",
        "nik_ibu": wife,
        "nama_ibu": "",
        "tanggal_lahir": "10-03-2012",
        "nama": "Bagas Pratama",
    }
    assert desk.post(there, child).status_code == 302 and approve_all(jakut)
    assert Resident.objects.get(nama="Bagas Pratama").nama_ibu == "Dewi Lestari"


def test_a_birth_through_the_form(jakut: Node, desk: NodeClient) -> None:
    no_kk, head, wife = a_family(jakut)
    there = f"/berkas/formulir/keluarga/{no_kk}/kelahiran/"
    assert f'value="{wife}"' in text(desk.get(there))
    bad = desk.post(there, {**F201, "saksi_2": "", "tanggal_lahir": "20-11-2O26", "kunci": str(uuid4())})
    assert bad.status_code == 422 and set(bad.context["form"].errors) == {"saksi_1", "saksi_2", "tanggal_lahir"}
    assert not Akta.objects.exists()
    sent = desk.post(there, {**F201, "nik_ibu": wife, "nik_ayah": head, "kunci": str(uuid4())})
    assert sent.status_code == 302 and approve_all(jakut) and Akta.objects.get().number == "3172-LU-23112026-0001"
    assert Resident.objects.get(nama="Citra Kirana").no_kk == no_kk
    assert "Citra Kirana" in text(desk.get(f"/penduduk/keluarga/{no_kk}/"))


def test_a_death_through_the_form_asks_for_a_new_head(jakut: Node, desk: NodeClient) -> None:
    no_kk, head, wife = a_family(jakut)
    child = child_in(jakut, head)
    there = f"/berkas/formulir/penduduk/{head}/kematian/"
    offered = [value for value, _label in desk.get(there).context["form"].fields["kepala_baru"].choices]
    assert offered == ["", wife, child]
    bad = desk.post(there, {**MATI, "kunci": str(uuid4())})
    assert bad.status_code == 422 and set(bad.context["form"].errors) == {"kepala_baru"}
    bad = desk.post(there, {**MATI, "kepala_baru": child, "kunci": str(uuid4())})
    assert bad.status_code == 422 and not Akta.objects.exists()
    sent = desk.post(there, {**MATI, "kepala_baru": wife, "kunci": str(uuid4())})
    assert sent.status_code == 302 and approve_all(jakut)
    new = no_kk_of(wife)
    assert new != no_kk and new in text(desk.get(f"/penduduk/keluarga/{no_kk}/")).replace(" ", "").replace(".", "")
    assert "kepala_baru" not in desk.get(f"/berkas/formulir/penduduk/{child}/kematian/").context["form"].fields
    gone = text(desk.get(f"/penduduk/{head}/"))
    assert "Meninggal" in gone and "3172-KM-23112026-0001" in gone


def test_a_change_and_a_kk_made_again(jakut: Node, desk: NodeClient) -> None:
    no_kk, head, wife = a_family(jakut)
    there = f"/berkas/formulir/penduduk/{wife}/perubahan_data/"
    shown = desk.get(there).context["form"]
    typed = {name: shown[name].value() or "" for name in shown.fields} | {"kunci": str(uuid4())}
    assert set(desk.post(there, typed).context["form"].errors) == {"__all__", "dasar", "syarat_0", "syarat_1"}
    seen = {"syarat_0": "ada", "syarat_1": "pengganti"}
    typed = typed | seen | {"pekerjaan": "65", "dasar": "SK 12", "kunci": str(uuid4())}
    assert set(desk.post(there, typed).context["form"].errors) == {"syarat_1"}
    typed = typed | {"syarat_1": "ada", "kunci": str(uuid4())}
    assert desk.post(there, typed).status_code == 302 and approve_all(jakut)
    assert "Guru" in text(desk.get(f"/penduduk/{wife}/"))
    given = {"alasan": "hilang", "syarat_0": "ada", "syarat_1": "ada", "kunci": str(uuid4())}
    again = desk.post(f"/berkas/formulir/keluarga/{no_kk}/kk_ulang/", given)
    assert again.status_code == 302 and approve_all(jakut)
    assert JournalFact.objects.filter(kind="people.document_due", body__contains="hilang").count() == 1


def test_areas_by_typing_stay_within_the_office(jakut: Node, desk: NodeClient) -> None:
    found = desk.get("/penduduk/wilayah/", {"q": "sun"}).json()
    assert found and all(a["code"].startswith("3172") and len(a["code"]) == 10 for a in found)
    assert {"code", "name", "path"} == set(found[0])
    assert desk.get("/penduduk/wilayah/", {"q": "kepanjen"}).json() == []


def test_the_centre_searches_but_registers_nobody(negeri: Country) -> None:
    client = client_for(negeri.centre, "operator_pusat")
    assert client.get("/penduduk/", {"q": "siti"}).status_code == 200
    assert client.get(NEW).status_code == 403
