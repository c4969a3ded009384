"""Events about children and deeds in a browser: each from its page to the paper, adoption from the ticket of the hall."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests import browser as harness
from tests.flow import case_flow
from tests.flow import people_flow as people
from tests.flow import steps_flow as steps
from tests.flow.case_flow import Sit, papers_seen
from tests.flow.country_flow import Running
from tests.flow.dates import day
from tests.flow.desk_flow import Desk
from tests.flow.people_flow import Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]
SIGNED = b"ETSI.CAdES.detached"
CHILD = (
    "r.status = 'aktif' AND r.shdk = 4 AND r.status_kawin = 1 AND r.nik_ibu <> '' AND r.nik_ayah <> ''"
    " AND EXISTS (SELECT 1 FROM people_resident m WHERE m.nik = r.nik_ibu AND m.status_kawin = 2 AND m.no_kk = r.no_kk)"
    " AND EXISTS (SELECT 1 FROM people_resident f WHERE f.nik = r.nik_ayah AND f.status_kawin = 2 AND f.no_kk = r.no_kk)"
    " AND NOT EXISTS (SELECT 1 FROM people_akta a WHERE a.nik = r.nik)"
    " AND r.tanggal_lahir BETWEEN current_date - interval '14 years' AND current_date - interval '6 years'"
)


def fill(desk: Desk, **fields: str) -> None:
    """Text, dates and choices by the name of their field; every requirement is ticked off as seen."""
    for name, value in fields.items():
        box = desk.page.locator(f"#id_{name}")
        if box.evaluate("e => e.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)
    papers_seen(desk)


def send(desk: Desk, title: str) -> None:
    """Press what the form offers: to submit a case file, or to record at once."""
    submit = desk.page.get_by_role("button", name="Ajukan", exact=True)
    if submit.count():
        submit.click()
    else:
        desk.press(title)


def record(desk: Desk, sit: Sit, title: str) -> None:
    """The form that is open, recorded: at once, or by whoever has to approve its case file."""
    if desk.page.get_by_role("button", name="Ajukan", exact=True).count():
        case_flow.recorded(desk, sit)
        return
    desk.press(title)
    expect(desk.page.locator(".note").first).to_be_visible(timeout=30_000)


def papers(desk: Desk, nik: str, *titles: str) -> list[bytes]:
    """The person's papers, made and ready to be printed: their files."""
    desk.opened(f"/dokumen/orang/{nik}/", "dokumen-anak")
    rows = [desk.page.locator("#dokumen tr").filter(has_text=title).first for title in titles]
    links = [row.get_by_role("link", name="Cetak", exact=True).first for row in rows]
    for link in links:
        expect(link).to_be_visible(timeout=60_000)
    answers = [desk.page.request.get(str(link.get_attribute("href"))) for link in links]
    assert {answer.status for answer in answers} == {200}
    return [answer.body() for answer in answers]


def adopters_of(running: Running, child: Person) -> tuple[Person, Person]:
    """A couple of another family, both grown when the child was born."""
    pair = running.rows(
        "SELECT h.nik, h.nama, h.no_kk, w.nik, w.nama FROM people_resident h JOIN people_resident w"
        " ON w.no_kk = h.no_kk AND w.shdk = 3 AND w.status = 'aktif' WHERE h.shdk = 1 AND h.status = 'aktif'"
        " AND h.jenis_kelamin = 'L' AND greatest(h.tanggal_lahir, w.tanggal_lahir) < current_date - interval '35 years'"
        " AND h.no_kk <> %s ORDER BY h.nik DESC LIMIT 1",
        child.no_kk,
    )[0]
    return Person(*pair[:3]), Person(pair[3], pair[4], pair[2])


def test_an_adoption_from_the_ticket_to_the_signed_akta(running: Running, sit: Sit) -> None:
    child = people._one(running, CHILD)
    man, woman = adopters_of(running, child)
    with sit() as citizen, sit("loket") as loket:
        number = steps.take_a_ticket(citizen, "D")
        steps.sit_down(loket, 5)
        loket.page.locator("main h1").click()
        loket.page.keyboard.press("n")
        expect(loket.page.locator("section .figure")).to_have_text(number)
        loket.page.keyboard.press("l")
        loket.page.locator("#q").fill(child.nik)
        loket.press("Cari", exact=True)
        loket.page.get_by_role("link", name=child.name).first.click()
        steps.fill_row(loket, steps.rows_of_family(loket).index(child.nik), "pengangkatan")
        loket.press("Simpan & cetak tanda terima")
        code = loket.page.locator("#kode").inner_text().strip()
        loket.opened(f"/berkas/formulir/penduduk/{child.nik}/pengangkatan/", "pengangkatan")
        loket.press("Ajukan", exact=True)
        loket.says("Kolom nomor penetapan belum diisi")
        loket.look("pengangkatan-kurang")
        fill(
            loket, nik_ayah_angkat=man.nik, nik_ibu_angkat=woman.nik, pengadilan="Pengadilan Negeri Jakarta Utara",
            no_penetapan="4/Pdt.P/2026", tanggal=day(9), tinggal="ikut",
        )  # fmt: skip
        case_flow.recorded(loket, sit)
        assert any(SIGNED in paper for paper in papers(loket, child.nik, "Pengangkatan Anak"))
        loket.opened(f"/penduduk/{child.nik}/", "anak-angkat")
        loket.says(man.name)
        citizen.go(f"/publik/lacak/{code}/")
        citizen.says("sudah jadi")


def test_a_stillbirth_to_its_signed_certificate(running: Running, sit: Sit) -> None:
    mother = people.young_mother(running)
    with sit("loket") as desk:
        desk.opened(f"/berkas/formulir/keluarga/{mother.no_kk}/lahir_mati/", "lahir-mati")
        fill(
            desk, tanggal=day(3), tempat="RSUD Koja", minggu="27", jenis_kelamin="P", anak_ke="3", bukti="surat",
            no_surat="RS 4/XI/2026", pelapor="Suparman",
        )  # fmt: skip
        desk.press("Ajukan", exact=True)
        desk.says("Di bawah 28 minggu")
        desk.look("lahir-mati-kurang")
        desk.page.locator("#id_minggu").fill("31")
        case_flow.recorded(desk, sit)
        assert all(SIGNED in paper for paper in papers(desk, mother.nik, "Lahir Mati"))


def newborn(running: Running, sit: Sit, desk: Desk, mother: Person, name: str) -> str:
    """A child of a mother alone, its birth on record: the NIK."""
    desk.opened(f"/berkas/formulir/keluarga/{mother.no_kk}/kelahiran/", "kelahiran")
    fill(
        desk, nama=name, jenis_kelamin="L", tempat_lahir="Jakarta Utara", tanggal_lahir=day(9), anak_ke="1", nik_ibu=mother.nik,
        nama_ibu=mother.name, perkawinan_orang_tua="tidak", nik_ayah="", nama_ayah="", no_akta_kawin="",
        bukti_lahir="surat", no_surat_lahir="RS 9/2026", saksi_1="Rukmini", saksi_2="Suparman",
    )  # fmt: skip
    case_flow.recorded(desk, sit)
    born = "SELECT nik FROM people_resident WHERE nik_ibu = %s AND nama = %s AND reason = 'kelahiran'"
    return str(running.value(born, mother.nik, name))


def test_a_childs_card_is_made_and_never_signed(running: Running, sit: Sit) -> None:
    mother = people.young_mother(running)
    with sit("loket") as desk:
        nik = newborn(running, sit, desk, mother, "Surya Pratama")
        desk.opened(f"/berkas/formulir/penduduk/{nik}/kia/", "kia")
        assert desk.page.locator("#id_foto").input_value() == "tidak"
        papers_seen(desk)
        case_flow.recorded(desk, sit)
        deed, _list = papers(desk, nik, "Kelahiran", "Identitas Anak")
        assert SIGNED in deed
        desk.opened(f"/kartu/kia/?cari={nik}", "kia-daftar")
        desk.press("Cetak", exact=True)
        desk.says("1 blangko KIA diambil")
        desk.look("kia-dicetak")
        link = desk.page.get_by_role("link", name="Buka berkas cetaknya").get_attribute("href")
        card = desk.page.request.get(f"{running.office}{link}").body()
        assert card.startswith(b"%PDF") and SIGNED not in card


def test_parents_who_married_late_legitimate_their_child(running: Running, sit: Sit) -> None:
    child = people._one(running, CHILD)
    born = running.value("SELECT tanggal_lahir FROM people_resident WHERE nik = %s", child.nik)
    with sit("loket") as desk:
        desk.opened(f"/berkas/formulir/penduduk/{child.nik}/pengesahan/", "pengesahan")
        fill(desk, no_akta_kawin="77/KW/2026", tanggal=day(5), tanggal_kawin=f"{born - timedelta(days=400):%d%m%Y}")
        case_flow.recorded(desk, sit)
        assert any(SIGNED in paper for paper in papers(desk, child.nik, "Pengesahan Anak"))


def test_a_child_is_born_recognised_its_deed_corrected_and_the_recognition_annulled(running: Running, sit: Sit) -> None:
    mother, father = people.unmarried(running, "P"), people.unmarried(running, "L")
    with sit("loket") as desk:
        page = desk.page
        nik = newborn(running, sit, desk, mother, "Bintang Pratama")
        desk.opened(f"/berkas/formulir/penduduk/{nik}/pengakuan/", "pengakuan")
        fill(
            desk, nik_ayah=father.nik, dasar="pengadilan", no_surat="11/Pdt.P/2026", tanggal=day(2),
            pengadilan="Pengadilan Negeri Jakarta Utara",
        )  # fmt: skip
        case_flow.recorded(desk, sit)
        desk.opened(f"/penduduk/{nik}/", "anak-diakui")
        desk.says(father.name)
        akta = running.value("SELECT number FROM people_akta WHERE nik = %s AND kind = 'kelahiran'", nik)
        desk.opened(f"/berkas/formulir/penduduk/{nik}/pembetulan/", "pembetulan")
        fill(desk, no_akta=akta, nama="Bintang Pratomo", dasar="kantor", bukti="surat lahir RS 9/2026", tanggal=day(9))
        case_flow.recorded(desk, sit)
        assert all(SIGNED in paper for paper in papers(desk, nik, "Kelahiran", "Pengakuan Anak"))
        recognised = running.value("SELECT number FROM people_akta WHERE nik = %s AND kind = 'pengakuan'", nik)
        desk.opened(f"/berkas/formulir/penduduk/{nik}/pembatalan/", "pembatalan")
        expect(page.locator("#id_status_suami")).to_have_count(0)
        fill(
            desk, no_akta=recognised, dasar="pengadilan", pejabat="Pengadilan Negeri Jakarta Utara",
            no_putusan="12/Pdt.G/2026", tanggal=day(0),
        )  # fmt: skip
        case_flow.recorded(desk, sit)
        desk.opened(f"/penduduk/{nik}/", "pengakuan-batal")
        desk.says("Bintang Pratomo")
        left = running.rows("SELECT nama_ayah, nik_ayah FROM people_resident WHERE nik = %s", nik)
        assert left == [("", "")]


def test_a_change_of_citizenship_keeps_the_nik(running: Running, sit: Sit) -> None:
    person = people.grown_child(running)
    with sit("loket") as desk:
        desk.opened(f"/berkas/formulir/penduduk/{person.nik}/pewarganegaraan/", "pewarganegaraan")
        fill(desk, kewarganegaraan="WNA", pejabat="Keputusan Menteri Hukum", no_keputusan="AHU-5/2026", tanggal=day(4))
        case_flow.recorded(desk, sit)
        desk.opened(f"/penduduk/{person.nik}/", "warga-asing")
        desk.says("WNA")
