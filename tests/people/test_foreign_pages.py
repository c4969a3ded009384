"""The list of foreigners with a limited stay: who has to come first, from there to the letter and to the extension."""

from __future__ import annotations

from datetime import date

from siaga.berkas.models import Berkas
from siaga.kit.node import Node
from siaga.people.models import Stay
from tests.berkas.deciding import approve_all
from tests.pages import client_for
from tests.people.samples_people import VILLAGE
from tests.people.test_foreign_residents import limited
from tests.people.test_people_events import made

LIST = "/penduduk/orang-asing/"
FORM = "/berkas/formulir/tinggal_terbatas/"
GIVEN = {
    "nama": "Jan Visser", "jenis_kelamin": "L", "tempat_lahir": "Utrecht", "tanggal_lahir": "14-08-1983",
    "status_kawin": "1", "pekerjaan": "15", "paspor": "NX0000001", "negara": "Belanda", "no_izin": "2C21JE0001-T",
    "tanggal_izin": "15-11-2026", "berlaku_sampai": "14-11-2027", "alamat": "Jalan Melati 5", "rt": "005", "rw": "010",
    "kode_wilayah": VILLAGE, "syarat_0": "ada", "syarat_1": "ada",
}  # fmt: skip


def test_registered_through_a_case_file_found_in_the_list_and_extended(jakut: Node) -> None:
    desk = client_for(jakut, "loket")
    assert "Tidak ada orang asing" in desk.get(LIST).content.decode()
    wrong = desk.post(FORM, GIVEN | {"berlaku_sampai": "01-01-2026"})
    assert wrong.status_code == 422 and "Izin ini sudah berakhir" in wrong.content.decode()
    sent = desk.post(FORM, GIVEN)
    assert sent.status_code == 302, sent.content.decode()[-2000:]
    assert "berlaku sampai 14 November 2027" in desk.get(sent["Location"]).content.decode()
    row = Berkas.objects.get()
    assert (row.title, row.area, row.steps) == ("Jan Visser", VILLAGE, ["verifikasi"])
    [done] = approve_all(jakut)
    nik = done.nik["penduduk"]
    listed = desk.get(LIST).content.decode()
    assert "Jan Visser" in listed and f"/penduduk/orang-asing/{nik}/" in listed and f"?nik={nik}" in listed
    assert f"/dokumen/orang/{nik}/" in desk.get(f"/penduduk/orang-asing/{nik}/").content.decode()
    assert "Jan Visser" in desk.get(f"/dokumen/orang/{nik}/").content.decode()
    again = desk.get(f"{FORM}?nik={nik}").content.decode()
    assert f'value="{nik}"' in again.replace(" ", "")
    assert nik in desk.get(f"{LIST}?format=csv").content.decode()


def test_what_ends_first_stands_first_and_is_counted(jakut: Node) -> None:
    later = made(limited(jakut)).nik["penduduk"]
    soon = made(limited(jakut, nama="Mary Contoh", paspor="X2", berlaku_sampai=date(2026, 12, 1))).nik["penduduk"]
    desk = client_for(jakut, "loket")
    page = desk.get(LIST).content.decode()
    assert page.index("Mary Contoh") < page.index("Jan Visser") and "segera berakhir" in page
    assert "Jan Visser" not in desk.get(f"{LIST}?keadaan=segera").content.decode()
    Stay.objects.filter(nik=soon).update(valid_until=date(2026, 11, 20))
    over = desk.get(f"{LIST}?keadaan=habis").content.decode()
    assert "Mary Contoh" in over and "sudah berakhir" in over and later not in over
    assert "Mary Contoh" in desk.get(f"{LIST}?cari=mary").content.decode()
    assert client_for(jakut, "pencetakan").get(LIST).status_code == 403
