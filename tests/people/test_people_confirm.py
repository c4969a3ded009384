"""A NIK minted while the centre could not be asked: confirmed when the line is back, or put before a person."""

from __future__ import annotations

import html

import msgspec

from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.verify import rebuild, tables_hash, verify
from siaga.people.models import NikConfirmation, NikDoubt, Resident
from siaga.people.ticks import confirm_niks
from siaga.roles.kinds import FACT_TABLES
from tests.pages import client_for
from tests.people.samples_people import FAMILY, HEAD, register_resident


def test_what_is_unlike_is_confirmed_and_what_is_alike_waits_for_a_person(negeri: Country) -> None:
    jakut = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    malang = negeri.office("3507", "Kabupaten Malang")
    there = msgspec.structs.replace(FAMILY, kode_wilayah="3507012001")
    with malang:
        other = register_resident(malang, HEAD, there, link_up=True)
        assert other, other
        exchange.talk(malang, malang.devices["pusat"])
    with jakut:
        jakut.devices["pusat"].up = False
        alike = register_resident(jakut, HEAD, FAMILY, link_up=False).value
        unlike = msgspec.structs.replace(HEAD, nama="Yohana Situmorang", nama_ibu="Tiurma")
        alone = register_resident(jakut, unlike, FAMILY, link_up=False).value
        jakut.devices["pusat"].up = True
        exchange.talk(jakut, jakut.devices["pusat"])
    with negeri.centre:
        assert confirm_niks(negeri.centre, negeri.clock.now()) == 2
        assert confirm_niks(negeri.centre, negeri.clock.now()) == 0
        assert NikDoubt.objects.get().nik == alike and NikDoubt.objects.get().like == [other.value]
    with jakut:
        exchange.talk(jakut, jakut.devices["pusat"])
        assert list(NikConfirmation.objects.values_list("nik", flat=True)) == [alone]
        assert not NikDoubt.objects.exists()
        assert "belum dipastikan" not in html.unescape(
            client_for(jakut, "loket").get(f"/penduduk/{alone}/").content.decode()
        )
    client = client_for(negeri.centre, "adjudikator")
    page = html.unescape(client.get("/penduduk/perlu-diperiksa/").content.decode())
    assert page.count("Ratna Wulandari") >= 2 and "Yohana" not in page
    assert client.post(f"/penduduk/{alike}/pastikan/", {"kunci": "x"}).status_code == 302
    assert "Tidak ada NIK yang perlu diperiksa" in html.unescape(
        client.get("/penduduk/perlu-diperiksa/").content.decode()
    )
    with jakut:
        exchange.talk(jakut, jakut.devices["pusat"])
        assert NikConfirmation.objects.filter(nik=alike).exists()
    with negeri.centre:
        before = tables_hash(FACT_TABLES)
        rebuild(negeri.centre, FACT_TABLES)
        assert tables_hash(FACT_TABLES) == before and verify() == []
        assert Resident.objects.count() == 3
