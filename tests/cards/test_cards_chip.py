"""The chip: at most 8 kB, written, read back and compared; no card is printed on a blangko whose chip does not hold it."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from siaga.cards import line, print_acts, print_ticks
from siaga.cards.chip import card as chip
from siaga.cards.chip import content
from siaga.cards.chip.software import SoftwareCard, SoftwareEncoder
from siaga.cards.join_acts import join_print_list
from siaga.cards.models import PrintJob, PrintOrder
from siaga.kit.keys import BadSignature, Keys
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, TemporaryFault
from tests.cards.offices_cards import OPERATOR, crowd, put_on_shelf, with_printer

KEYS = Keys.from_text("cip")


def data(**more: object) -> content.ChipData:
    values = dict.fromkeys(content.ChipData.__struct_fields__, "X") | {
        "nik": "3172010101900001", "tanggal_lahir": date(1990, 1, 1), "diterbitkan": date(2026, 11, 22),
        "photo": b"", "signature": b"", "fingers": {},
    }  # fmt: skip
    return content.ChipData(**values | more)  # type: ignore[arg-type]


def picture(width: int, height: int, kind: str) -> bytes:
    """As noisy as a picture gets: the worst case for its size."""
    image = Image.effect_noise((width, height), 90).convert("RGB")
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def test_the_largest_person_fits_and_reads_back(tmp_path: Path) -> None:
    full = data(
        nama="N" * 60, alamat="J" * 120, pekerjaan="P" * 60,
        photo=content.small_photo(picture(900, 1200, "JPEG")), signature=content.small_signature(picture(800, 300, "PNG")),
        fingers=content.two_fingers({n: bytes(content.MOST_FINGER) for n in range(1, 11)}),
    )  # fmt: skip
    raw = content.pack(full, KEYS)
    assert len(raw) <= content.CAPACITY and sorted(full.fingers) == [2, 7]
    blangko = SoftwareCard(tmp_path / "a.chip")
    chip.write(blangko, raw)
    assert content.unpack(blangko.memory(), KEYS.public) == full
    before = blangko.written
    chip.write(blangko, raw)
    assert blangko.written == before, "what is there already is not written again"


def test_what_does_not_fit_is_refused_and_not_cut() -> None:
    with pytest.raises(PermanentFault):
        content.pack(data(photo=bytes(9_000)), KEYS)
    with pytest.raises(PermanentFault):
        content.small_photo(b"\xff\xd8\xff not a picture")


@pytest.mark.parametrize("fault", ["worn", "deaf", "small"])
def test_a_chip_that_does_not_hold_what_was_written_is_found_out(tmp_path: Path, fault: str) -> None:
    raw = content.pack(data(photo=bytes(range(1, 251)) * 20), KEYS)
    with pytest.raises(chip.ChipFault):
        chip.write(SoftwareCard(tmp_path / "a.chip", fault), raw)


def test_a_chip_torn_out_half_way_never_reads_as_a_whole_one_and_is_finished_later(tmp_path: Path) -> None:
    raw = content.pack(data(photo=bytes(3000)), KEYS)
    with pytest.raises(TemporaryFault):
        chip.write(SoftwareCard(tmp_path / "a.chip", "torn"), raw)
    with pytest.raises(PermanentFault):
        content.unpack(SoftwareCard(tmp_path / "a.chip").memory(), KEYS.public)
    chip.write(SoftwareCard(tmp_path / "a.chip"), raw)
    assert SoftwareCard(tmp_path / "a.chip").memory().startswith(raw)


@given(st.integers(0, 400), st.integers(1, 255))
def test_a_changed_chip_is_never_believed(at: int, by: int) -> None:
    raw = bytearray(content.pack(data(), KEYS))
    raw[at % len(raw)] ^= by
    with pytest.raises(PermanentFault):
        content.unpack(bytes(raw), KEYS.public)


def test_another_office_cannot_make_our_chip() -> None:
    with pytest.raises(BadSignature):
        content.unpack(content.pack(data(), Keys.from_text("lain")), KEYS.public)


@pytest.fixture
def office(jakut: Node, tmp_path: Path) -> Node:
    crowd(jakut, 3, blangko=10)
    with_printer(jakut)
    jakut.devices["encoders"] = {"kartu-1": SoftwareEncoder(tmp_path / "chips")}
    join_print_list(jakut, jakut.clock.now())
    return jakut


def due(node: Node) -> None:
    now = node.clock.now()
    while print_ticks.submit_jobs(node, now) or print_ticks.poll_jobs(node, now) or put_on_shelf(node):
        pass


def test_no_card_is_printed_on_a_bad_chip_and_the_next_blangko_takes_its_place(office: Node) -> None:
    encoder: SoftwareEncoder = office.devices["encoders"]["kartu-1"]
    printer = office.devices["printers"]["kartu-1"]
    orders = print_acts.print_next(office, OPERATOR, 3, "kartu-1").value  # type: ignore[union-attr]
    encoder.faults[f"{orders[1]}-1"] = "worn"
    due(office)
    assert printer.pages == [f"{orders[0]}-1", f"{orders[2]}-1"]
    job = PrintJob.objects.get()
    assert job.state == "galat" and "cip tidak dapat diverifikasi" in job.says
    assert print_acts.mark_spoiled(office, OPERATOR, orders[1], "cip rusak")
    assert print_acts.print_next(office, OPERATOR, 1, "kartu-1")
    due(office)
    assert printer.pages[-1] == f"{orders[1]}-2"
    assert line.balances(office) == {"stok": 6, "pencetak": 0, "tercetak": 3, "rusak": 1}


def test_the_chip_says_what_the_card_says(office: Node) -> None:
    (order,) = print_acts.print_next(office, OPERATOR, 1, "kartu-1").value  # type: ignore[union-attr]
    due(office)
    row = PrintOrder.objects.get(id=order)
    written = office.devices["encoders"]["kartu-1"].contact(row.job).memory()
    said = content.unpack(written, office.keys.public)
    assert (said.nik, said.nama, said.rt) == (row.nik, "WARGA O", "001")


def test_a_reader_that_is_away_holds_the_card_back_and_nothing_is_lost(office: Node) -> None:
    (order,) = print_acts.print_next(office, OPERATOR, 1, "kartu-1").value  # type: ignore[union-attr]
    faults = office.devices["encoders"]["kartu-1"].faults
    faults[f"{order}-1"] = "absent"
    with pytest.raises(TemporaryFault):
        print_ticks.submit_jobs(office, office.clock.now())
    assert office.devices["printers"]["kartu-1"].pages == []
    faults.clear()
    due(office)
    assert office.devices["printers"]["kartu-1"].pages == [f"{order}-1"]
