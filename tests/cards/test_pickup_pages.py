"""Pages of fetching, of sukets in bulk and of texts; and the old card of who moved, void at its origin by the centre's word."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

from django.urls import reverse

from siaga.cards import movers
from siaga.cards.facts import CardHanded, OrderJoined
from siaga.cards.models import OldCard, PrintOrder, Suket
from siaga.cards.pickup import acts as pickup
from siaga.cards.pickup.models import DeliveryRound, PickupCall, StoredCard
from siaga.cards.suket import acts as suket_acts
from siaga.cards.suket import bulk
from siaga.cards.telling.models import Message
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.seeding import Said, write_many
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.people.models import MoveEnd
from tests.cards.offices_cards import became, nik_of
from tests.cards.test_pickup import shelved
from tests.cards.test_suket_bulk import holders, telephone
from tests.pages import NodeClient, client_for


def text(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())  # type: ignore[attr-defined]


def said(client: NodeClient, path: str, **data: object) -> object:
    return client.post(path, {"kunci": str(uuid4()), **data})


def test_the_shelf_from_telling_to_delivery_store_and_withdrawal(jakut: Node) -> None:
    orders = [str(o) for o in shelved(jakut, 5)]
    head, loket = client_for(jakut, "kepala"), client_for(jakut, "loket")
    assert loket.get("/kartu/ambil/jam/").status_code == 403
    bad = said(
        head,
        "/kartu/ambil/jam/",
        opens="10:00",
        shuts="08:00",
        minutes=30,
        per_slot=2,
        told_again_after=7,
        stored_after=30,
    )
    assert bad.status_code == 422 and "sebelum jam tutup" in text(bad)
    good = said(
        head,
        "/kartu/ambil/jam/",
        opens="08:00",
        shuts="10:00",
        minutes=30,
        per_slot=2,
        told_again_after=7,
        stored_after=30,
    )
    assert good.status_code == 302 and pickup.hours_of(jakut).per_slot == 2
    assert "Belum diberitahu (5)" in text(loket.get("/kartu/ambil/")) and "A-0" in text(loket.get("/kartu/ambil/"))
    told = said(loket, "/kartu/ambil/beritahu/", pilih=[*orders, "bukan-uuid"])
    assert told.status_code == 302 and "surat=" in told.url
    page = text(loket.get(told.url))
    letters = re.search(r'href="(/kartu/ambil/surat/[^"]+)"', page).group(1)
    assert loket.get(letters).content.startswith(b"%PDF") and "Menunggu waktunya (5)" in page
    assert loket.get(f"/kartu/ambil/surat/{uuid4()}/").status_code == 404
    form = text(loket.get(f"/kartu/ambil/waktu/{orders[0]}/"))
    free = re.findall(r'<option value="(\d{4}-[^"]+)"', form)
    assert said(loket, f"/kartu/ambil/waktu/{orders[0]}/", slot=free[9]).status_code == 302
    assert said(loket, f"/kartu/ambil/waktu/{orders[0]}/", slot="2020-01-01T08:00:00").status_code == 422
    by_hand = reverse("cards:told", args=[Message.objects.filter(to="", nik=nik_of(1)).get().id])
    assert by_hand in text(loket.get("/kartu/pesan/"))
    assert said(loket, by_hand).status_code == 302
    page = text(loket.get("/kartu/pesan/"))
    assert "sudah disampaikan" in page and by_hand not in page, "a list that becomes shorter"
    assert nik_of(1) in text(loket.get(f"/kartu/pesan/?keadaan=terkirim&cari={nik_of(1)}"))
    assert "Tanpa nomor telepon" in text(loket.get("/kartu/pesan/")) and "sudah jadi" in text(
        loket.get("/kartu/pesan/")
    )
    jakut.clock.advance(timedelta(days=60))  # type: ignore[attr-defined]
    assert "Lewat waktunya (5)" in text(loket.get("/kartu/ambil/?tumpukan=lewat"))
    stored = said(loket, "/kartu/ambil/simpan/", pilih=orders[4:], tempat="lemari 2")
    assert stored.status_code == 302 and StoredCard.objects.get().place == "lemari 2"
    became(jakut, nik_of(3), status="pindah")
    assert "Pemilik tidak di sini lagi (1)" in text(loket.get("/kartu/ambil/?tumpukan=ditarik"))
    assert said(loket, "/kartu/ambil/tarik/", pilih=orders[3:4]).status_code == 302 and OldCard.objects.count() == 1
    assert "Ditarik dari rak" in text(loket.get(f"/kartu/pesanan/{orders[3]}/"))
    rounds = text(loket.get("/kartu/ambil/rt/"))
    area = re.search(r'href="(/kartu/ambil/rt/[^"]+)"', rounds).group(1)
    assert "Belum" not in text(loket.get("/kartu/ambil/rt/?format=csv"))
    assert said(loket, area, carrier="").status_code == 422
    assert said(loket, area, carrier="Pak Darmo").status_code == 302
    row = DeliveryRound.objects.get()
    path = f"/kartu/ambil/antar/{row.id}/"
    assert loket.get(f"{path}daftar/").content.startswith(b"%PDF") and "Pak Darmo" in text(
        loket.get("/kartu/ambil/rt/")
    )
    assert "Verifikator atau kepala" in text(loket.get(path))
    assert said(head, path, diserahkan=[orders[0], "x"]).status_code == 302
    assert PrintOrder.objects.get(id=orders[0]).state == "diserahkan"
    assert "Sudah kembali" in text(head.get(path))
    assert PickupCall.objects.count() == 5


def test_sukets_are_renewed_told_and_replaced_on_their_pages(jakut: Node) -> None:
    numbers = holders(jakut, 3)
    telephone(jakut, 0, "081234567890")
    head, loket = client_for(jakut, "kepala"), client_for(jakut, "loket")
    assert "Habis dalam 30 hari" in text(loket.get("/kartu/suket/?keadaan=segera"))
    assert said(loket, "/kartu/suket/kabari/", pilih=numbers).url == "/kartu/pesan/"
    assert "belum dapat dijanjikan" in text(loket.get("/kartu/pesan/?keadaan=semua"))
    assert said(loket, f"/kartu/suket/ganti/{numbers[2]}", reason="hilang", proof="").status_code == 422
    assert said(loket, f"/kartu/suket/ganti/{numbers[2]}", reason="rusak").status_code == 302
    assert loket.get("/kartu/suket/perpanjangan/").status_code == 403
    until = jakut.clock.today() + timedelta(days=31)
    assert '<p class="figure">3</p>' in text(head.get("/kartu/suket/perpanjangan/"))
    assert said(head, "/kartu/suket/perpanjangan/", until="31-12-2099").status_code == 422
    assert said(head, "/kartu/suket/perpanjangan/", until=f"{until:%d-%m-%Y}").status_code == 302
    page = text(head.get("/kartu/suket/perpanjangan/"))
    assert "Sedang berjalan" in page and "Hentikan" in page
    while bulk.renew_due(jakut, jakut.clock.now()):
        pass
    done = text(head.get("/kartu/suket/perpanjangan/"))
    assert "selesai" in done and "3 / 3" in done
    assert (
        Suket.objects.filter(state="berlaku").count() == 3 and Suket.objects.get(number=numbers[2]).state == "diganti"
    )
    assert suket_acts.valid_of(jakut, nik_of(2)) is not None


def card(node: Node, nik: str, name: str) -> None:
    """A card that was handed over here now."""
    order, at = ids.named(name, nik), node.clock.now()
    joined = OrderJoined(order=order, nik=nik, record=order, klass="pertama", reason="baru", recorded_at=at)
    handed = CardHanded(order=order, nik=nik, how="telunjuk", to=nik)
    write_many(node, [Said(at, "x", f"pesanan/{order}", body) for body in (joined, handed)])


def test_the_old_card_of_who_moved_is_void_once_the_new_one_is_handed_over(negeri: Country) -> None:
    office, malang = negeri.office("3172", "Kota Administrasi Jakarta Utara"), negeri.office("3507", "Kabupaten Malang")
    nik, stays = nik_of(1), nik_of(2)
    with office:
        card(office, nik, "lama")
        card(office, stays, "lama")
        exchange.talk(office, office.devices["pusat"])
    with negeri.centre:
        MoveEnd.objects.create(number="SKPWNI/1", how="datang", office="3507", on=date(2026, 11, 1), niks=[nik])
        assert movers.void_replaced(negeri.centre, negeri.clock.now()) == 0, "until then it is the only card there is"
    negeri.clock.advance(timedelta(days=1))
    with malang:
        card(malang, nik, "baru")
        exchange.talk(malang, malang.devices["pusat"])
    with negeri.centre:
        assert movers.void_replaced(negeri.centre, negeri.clock.now()) == 1
        negeri.clock.advance(timedelta(minutes=2))
        assert movers.void_replaced(negeri.centre, negeri.clock.now()) == 0, "told once"
    with office:
        exchange.talk(office, office.devices["pusat"])
        assert dict(PrintOrder.objects.values_list("nik", "void")) == {nik: "diganti", stays: ""}
    with malang:
        exchange.talk(malang, malang.devices["pusat"])
        assert PrintOrder.objects.get(nik=nik).void == ""
