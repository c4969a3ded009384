"""Guests of the register to the end: found in the search, confirmed by the centre, dead here or gone; and never in two registers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from siaga.accounts.exports import cell
from siaga.continuity.models import Dependency
from siaga.documents.deed_builders import death_deed
from siaga.documents.handing import hand_over
from siaga.documents.listing import papers_of, whose
from siaga.documents.models import Document
from siaga.documents.over import over
from siaga.documents.over_ticks import EVERY, end_waiting
from siaga.documents.stay_builders import residence_letter
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.act import SYSTEM, Done, Refused
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.node import Node
from siaga.people.event_acts import register_event
from siaga.people.models import Akta, DueDocument, NikConfirmation, NikDoubt, Stay
from siaga.people.peristiwa.tinggal_berakhir import (
    KEMATIAN_ORANG_ASING,
    MENINGGALKAN_INDONESIA,
    GuestDeath,
    Leaving,
)
from siaga.people.ticks import confirm_nik, confirm_niks
from siaga.roles.kinds import FACT_TABLES
from tests.pages import client_for
from tests.people.test_foreign_residents import limited, papers
from tests.people.test_people_events import made


def line(node: Node, *, up: bool) -> None:
    """What the probes say of the centre, inside the node."""
    now, state = node.clock.now(), "normal" if up else "terputus"
    Dependency.objects.update_or_create(name="pusat", defaults={"state": state, "since": now, "probed_at": now})


DIES = GuestDeath(
    tanggal_meninggal=date(2026, 11, 20), tempat_meninggal="Jakarta", bukti="dokter", no_surat="SKM/1", pelapor="Sari",
    papers=("", "ada", "ada"),
)  # fmt: skip
GOES = Leaving(tanggal=date(2026, 12, 1), no_bukti="EPO-1", papers=("ada", "ada"))


def dies(node: Node, nik: str, **more: Any) -> Any:
    answers = msgspec.structs.replace(DIES, nik=nik, **more)
    return register_event(node, SYSTEM, KEMATIAN_ORANG_ASING, "", answers)


def goes(node: Node, nik: str, **more: Any) -> Any:
    return register_event(node, SYSTEM, MENINGGALKAN_INDONESIA, "", msgspec.structs.replace(GOES, nik=nik, **more))


def test_a_death_gives_a_deed_and_ends_the_letter(jakut: Node) -> None:
    nik = made(limited(jakut)).nik["penduduk"]
    [letter] = papers(jakut)
    assert over(jakut, letter) == ""
    done = made(dies(jakut, nik))
    assert Akta.objects.get(number=done.akta).nik == nik and Stay.objects.get(nik=nik).ended == "meninggal"
    assert over(jakut, Document.objects.get(id=letter.id)) == "Pemegangnya tidak lagi tinggal terbatas di sini"
    [paper] = [death_deed(jakut, due) for due in DueDocument.objects.filter(kind="akta_kematian")]
    data = paper.data  # type: ignore[union-attr]
    assert (data.name, data.citizenship, data.birth_date) == ("Jan Visser", "WNA", date(1983, 8, 14))
    again = dies(jakut, nik)
    assert isinstance(again, Refused) and again.codes() == {"stay.unknown"}, "nobody dies twice"
    assert isinstance(goes(jakut, nik), Refused), "and who is dead does not leave"
    before = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before


@pytest.mark.parametrize("how", [dies, goes])
@pytest.mark.parametrize("signed", [True, False])
def test_the_letter_of_who_is_gone_is_handed_to_nobody(jakut: Node, how: Any, signed: bool) -> None:
    nik, other = (
        made(limited(jakut)).nik["penduduk"],
        made(limited(jakut, nama="Mary Gale", paspor="PX2")).nik["penduduk"],
    )
    kept, letter = sorted(papers(jakut), key=lambda d: d.holder == nik)
    assert end_waiting(jakut, jakut.clock.now()) == 0, "nobody is gone"
    made(how(jakut, nik))
    if signed:
        Document.objects.update(state="elektronik")
    assert end_waiting(jakut, jakut.clock.now() + EVERY) == (0 if signed else 1)
    assert end_waiting(jakut, jakut.clock.now()) == 0, "once"
    shown = papers_of(whose(nik), jakut)  # type: ignore[arg-type]
    assert [r.pk for r in shown.closed] == [letter.id] and not shown.holding
    assert hand_over(jakut, SYSTEM, letter.id, "Sari").codes() == {"documents.closed"}
    assert kept.holder == other and not Document.objects.get(id=kept.id).ended


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"tanggal_meninggal": date(2026, 12, 24)}, "death.future"),
        ({"tanggal_meninggal": date(1980, 1, 1)}, "death.before_birth"),
        ({"bukti": ""}, "people.missing"),
        ({"nik": "3172031408830009"}, "stay.unknown"),
    ],
)
def test_a_death_that_cannot_be_is_refused(jakut: Node, changed: dict[str, Any], code: str) -> None:
    nik = made(limited(jakut)).nik["penduduk"]
    outcome = dies(jakut, **{"nik": nik, **changed})
    assert isinstance(outcome, Refused) and any(c.startswith(code) or c.endswith("missing") for c in outcome.codes())
    assert Stay.objects.get(nik=nik).ended == "" and not Akta.objects.exists()


def test_who_leaves_is_in_no_list_any_more_and_comes_back_under_the_same_nik(jakut: Node) -> None:
    nik = made(limited(jakut)).nik["penduduk"]
    early = goes(jakut, nik, tanggal=date(2020, 1, 1))
    assert isinstance(early, Refused) and early.codes() == {"stay.turned"}
    assert isinstance(goes(jakut, nik), Done)
    desk = client_for(jakut, "loket")
    assert "Jan Visser" not in desk.get("/penduduk/orang-asing/").content.decode()
    gone = desk.get(f"/penduduk/orang-asing/{nik}/").content.decode()
    assert "Meninggalkan Indonesia" in gone and "Perpanjang" not in gone


def test_the_search_finds_them_and_says_what_they_are(jakut: Node) -> None:
    nik = made(limited(jakut)).nik["penduduk"]
    desk = client_for(jakut, "loket")
    for words in ("visser", "jan vis", "NX0000001", nik[:8]):
        found = desk.get("/penduduk/jawaban/", {"q": words}).content.decode()
        assert "Jan Visser" in found and "Orang asing, ITAS" in found, words
    assert "Jan Visser" not in desk.get("/penduduk/jawaban/", {"q": "ja"}).content.decode()
    assert desk.get("/penduduk/", {"q": nik})["Location"] == f"/penduduk/orang-asing/{nik}/"
    page = desk.get(f"/penduduk/orang-asing/{nik}/").content.decode()
    assert "Catat kematian" in page and "berlaku sampai 14 November 2027" in page
    other = client_for(jakut, "loket", wilayah="31.72.09")
    assert "Jan Visser" not in other.get("/penduduk/jawaban/", {"q": "visser"}).content.decode()
    assert other.get(f"/penduduk/orang-asing/{nik}/").status_code == 404


def test_the_centre_confirms_a_guest_like_everybody_else(negeri: Country) -> None:
    jakut, malang = negeri.office("3172", "Jakarta Utara"), negeri.office("3507", "Malang")
    with jakut:
        line(jakut, up=False)
        one = made(limited(jakut)).nik["penduduk"]
        assert residence_letter(jakut, DueDocument.objects.get(kind="sktt")).data.unconfirmed  # type: ignore[union-attr]
    with malang:
        line(malang, up=False)
        village = "3507102001"
        two = made(limited(malang, kode_wilayah=village, no_izin="2C21JE0002-T")).nik["penduduk"]
    for office in (jakut, malang):
        with office:
            exchange.talk(office, office.devices["pusat"])
    with negeri.centre:
        assert confirm_niks(negeri.centre, negeri.clock.now()) == 2
        assert set(NikDoubt.objects.values_list("nik", flat=True)) == {one, two}, "one passport, two NIKs"
        operator = client_for(negeri.centre, "adjudikator")
        page = operator.get("/penduduk/perlu-diperiksa/").content.decode()
        assert "Jan Visser" in page and f"/penduduk/orang-asing/{one}/" in page
        assert isinstance(confirm_nik(negeri.centre, SYSTEM, one), Done)
        assert confirm_niks(negeri.centre, negeri.clock.now() + timedelta(minutes=1)) == 0, "asked once"
    with jakut:
        exchange.talk(jakut, jakut.devices["pusat"])
        assert NikConfirmation.objects.filter(nik=one).exists()
        assert not residence_letter(jakut, DueDocument.objects.get(kind="sktt")).data.unconfirmed  # type: ignore[union-attr]
        assert "belum dipastikan" not in client_for(jakut, "loket").get("/penduduk/orang-asing/").content.decode()


def test_an_extension_does_not_make_a_nik_certain(negeri: Country) -> None:
    node = negeri.office("3172", "Jakarta Utara")
    with node:
        line(node, up=False)
        nik = made(limited(node)).nik["penduduk"]
        line(node, up=True)
        made(limited(node, nik=nik, no_izin="2C21JE0009-T", berlaku_sampai=date(2028, 11, 14)))
        assert Stay.objects.get(nik=nik).minted_offline


def test_a_list_taken_away_holds_digits_and_no_formula(jakut: Node) -> None:
    nik = made(limited(jakut)).nik["penduduk"]
    rows = client_for(jakut, "loket").get("/penduduk/orang-asing/?format=csv").content.decode().splitlines()
    assert nik in rows[1].split(",") and cell("=1+1") == "'=1+1"
