import io
import json
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from goldens_documents import BLOCK, FOLDER, difference, drawn
from PIL import Image, ImageOps
from pyhanko.pdf_utils.reader import PdfFileReader
from samples_documents import (
    LONG_NAME,
    MADE_AT,
    birth,
    death,
    kk,
    ktp_el,
    member,
    notice,
    receipt,
    sample,
    signed,
    suket,
)

from siaga.documents import kind as kinds_of
from siaga.documents import render as rendering
from siaga.documents.kind import Document, DocumentKind
from siaga.documents.kinds import BY_CODE, KINDS
from siaga.documents.render import CannotRender, render, render_pages

HOSTILE = '#panic() *b* _i_ $x$ \\u{41} @ref <label> `raw` = //c [x] {y} "q" ~ -- #image("x")'
LONG_ADDRESS = (
    "Perumahan Griya Contoh Indah Permai Tahap Dua Blok Q-12 Nomor 145, Jalan Raya Kolonel Contoh Kilometer 17"
)
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)


def text_of(pdf: bytes, tmp_path: Path) -> str:
    """What a reader gets out of the PDF, one space between words; poppler's pdftotext does it."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("PDFTOTEXT IS MISSING: install poppler-utils, or the texts of the PDFs stay unchecked")
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    out = subprocess.run([tool, "-layout", str(path), "-"], check=True, capture_output=True, text=True)
    return " ".join(out.stdout.split())


def pdf(code: str, data: Document) -> bytes:
    return render(BY_CODE[code], data, made_at=MADE_AT)


@every_kind
def test_looks_as_it_was_approved(kind: DocumentKind) -> None:
    path = FOLDER / f"{kind.code}.png"
    assert path.stat().st_size <= 60_000
    golden, now = Image.open(path).convert("L"), drawn(kind)
    assert now.size == golden.size
    whole, worst = difference(golden, now)
    assert whole < 1.0, f"mean difference {whole:.2f}"
    assert worst < 24, f"a block of {BLOCK} pixels differs by {worst:.1f}"


def test_a_changed_paper_is_told_from_its_golden() -> None:
    golden = Image.open(FOLDER / "akta_kelahiran.png").convert("L")
    page = render_pages(BY_CODE["akta_kelahiran"], birth(name="Bagas Contoh Pratama Putra"), ppi=64)[0]
    assert difference(golden, Image.open(io.BytesIO(page)).convert("L"))[1] > 24
    assert difference(golden, ImageOps.invert(golden))[0] > 100


@every_kind
def test_same_input_same_bytes(kind: DocumentKind) -> None:
    data = sample(kind)
    first = render(kind, data, made_at=MADE_AT)
    assert render(kind, data, made_at=MADE_AT) == first
    assert render(kind, data, made_at=datetime(2020, 1, 1, tzinfo=UTC)) != first


def test_same_bytes_from_every_thread() -> None:
    kind, data = BY_CODE["suket"], sample(BY_CODE["suket"])
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: (id(rendering.compiler()), render(kind, data, made_at=MADE_AT)), range(12)))
    assert len({pdf for _, pdf in made}) == 1


@every_kind
def test_pdf_carries_its_content_and_its_standards(kind: DocumentKind) -> None:
    data = sample(kind)
    made = render(kind, data, made_at=MADE_AT)
    reader = PdfFileReader(io.BytesIO(made))
    names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    attached = names[1].get_object()["/EF"]["/F"].get_object().data
    assert attached == kinds_of.content(data)
    assert "photo" not in json.loads(attached) or set(json.loads(attached)["photo"]) == {"sha256"}
    assert reader.root["/Lang"] == "id"
    assert reader.root["/MarkInfo"]["/Marked"]
    metadata = reader.root["/Metadata"].get_object().data
    assert b"<pdfaid:part>3</pdfaid:part>" in metadata
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata


@every_kind
def test_stored_and_restored(kind: DocumentKind) -> None:
    data = sample(kind)
    fields = json.loads(json.dumps(kinds_of.stored(data)))
    assert kinds_of.restored(kind, fields) == data
    with pytest.raises(msgspec.ValidationError):
        kinds_of.restored(kind, {})


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("ktp_el", ktp_el(name=HOSTILE, address=HOSTILE)),
        ("kk", kk(members=(member(0, name=HOSTILE),), head=HOSTILE)),
        ("akta_kelahiran", birth(name=HOSTILE, notes=(HOSTILE,))),
        ("akta_kematian", death(name=HOSTILE, father=HOSTILE)),
        ("suket", suket(name=HOSTILE, reason=HOSTILE)),
        ("receipt", receipt(applicant=HOSTILE, bring=(HOSTILE,))),
        ("notice", notice(down=HOSTILE, tell=(HOSTILE,))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_people_type_is_never_markup(code: str, data: Document, tmp_path: Path) -> None:
    made = pdf(code, data)
    words = text_of(made, tmp_path).upper()
    for mark in ("#PANIC()", "*B*", "_I_", "$X$", "@REF", "<LABEL>", "`RAW`", "[X]", "{Y}", "\\U{41}"):
        assert mark in words, mark


def test_card_has_the_size_of_a_card() -> None:
    page = Image.open(io.BytesIO(render(BY_CODE["ktp_el"], ktp_el(), made_at=MADE_AT, format="png", ppi=300)))
    assert page.size == (round(85.60 / 25.4 * 300), round(53.98 / 25.4 * 300))
    box = PdfFileReader(io.BytesIO(pdf("ktp_el", ktp_el()))).root["/Pages"]["/Kids"][0]["/MediaBox"]
    assert [round(float(side) / 72 * 25.4, 1) for side in box] == [0, 0, 85.6, 54.0]


def test_card_with_long_name_and_address(tmp_path: Path) -> None:
    data = ktp_el(name=LONG_NAME, address=LONG_ADDRESS, occupation="Anggota DPRD Kabupaten/Kota")
    assert len(render_pages(BY_CODE["ktp_el"], data)) == 1
    words = text_of(pdf("ktp_el", data), tmp_path)
    for word in [*LONG_NAME.split(), *LONG_ADDRESS.upper().split(), "SEUMUR", "HIDUP", "DPRD"]:
        assert word in words


def test_card_on_a_real_blank_prints_no_ground() -> None:
    def corner(blank: bool) -> tuple[int, ...]:
        page = Image.open(io.BytesIO(render_pages(BY_CODE["ktp_el"], ktp_el(blank=blank, specimen=False))[0]))
        return page.convert("RGB").getpixel((1, 1))

    assert corner(blank=False) == (255, 255, 255)
    assert corner(blank=True) != (255, 255, 255)


def test_card_of_a_foreigner_ends(tmp_path: Path) -> None:
    words = text_of(pdf("ktp_el", ktp_el(citizenship="WNA", valid_until=date(2021, 3, 5))), tmp_path)
    assert "05-03-2021" in words
    assert "SEUMUR HIDUP" not in words


def test_family_of_twelve_on_one_page(tmp_path: Path) -> None:
    long = tuple(member(n, name=LONG_NAME, father=LONG_NAME, mother=LONG_NAME) for n in range(12))
    data = kk(members=long, head=LONG_NAME, address=LONG_ADDRESS, signature=signed("basah"))
    assert len(render_pages(BY_CODE["kk"], data, ppi=40)) == 1
    assert text_of(pdf("kk", data), tmp_path).count("KUSUMANINGTYAS") >= 36
    assert len(render_pages(BY_CODE["kk"], kk(size=13), ppi=40)) == 2


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("elektronik", "Ditandatangani secara elektronik"),
        ("basah", "tanda tangan basah — terdaftar 12/TTB/2019"),
        ("belum", "Belum ditandatangani"),
    ],
)
@pytest.mark.parametrize(
    "make", [("kk", kk), ("akta_kelahiran", birth), ("akta_kematian", death), ("suket", suket), ("notice", notice)]
)
def test_every_signed_paper_says_how_it_is_signed(make: tuple, state: str, says: str, tmp_path: Path) -> None:
    code, data = make
    words = text_of(pdf(code, data(signature=signed(state))), tmp_path)
    assert says in words
    assert ("Ditandatangani secara elektronik" in words) == (state == "elektronik")
    assert "Dra. Ratna Contoh Wulandari, M.Si." in words


def test_suket_says_what_it_is_worth(tmp_path: Path) -> None:
    plain = text_of(pdf("suket", suket()), tmp_path)
    assert "17 Januari 2020" in plain
    assert "BELUM DIVERIFIKASI" not in plain
    assert "KONTRAFAKTUAL" not in plain
    marked = text_of(pdf("suket", suket(unverified=True, counterfactual=True, renewal=2)), tmp_path)
    assert "PEREKAMAN BELUM DIVERIFIKASI" in marked
    assert "KONTRAFAKTUAL" in marked
    assert "Perpanjangan ke-2" in marked
    assert "masih diperiksa oleh pusat" in marked


def test_akta_speaks_two_languages(tmp_path: Path) -> None:
    words = text_of(pdf("akta_kelahiran", birth()), tmp_path)
    assert "sebelas Juli dua ribu sembilan belas" in words
    assert "the eleventh of July two thousand nineteen" in words
    assert "anak ke-2 (kedua), laki-laki" in words
    assert "suami-istri BUDIMAN dan SRI WAHYUNINGSIH" in words
    alone = text_of(pdf("akta_kelahiran", birth(father="")), tmp_path)
    assert "seorang ibu, SRI WAHYUNINGSIH" in alone
    unrecorded = text_of(pdf("akta_kelahiran", birth(married=False)), tmp_path)
    assert "perkawinannya belum tercatat" in unrecorded
    assert "suami-istri" not in unrecorded
    died = text_of(pdf("akta_kematian", death()), tmp_path)
    assert "empat belas Juli dua ribu sembilan belas" in died
    assert "04.20 WIB" in died


def test_receipt_is_free_of_charge(tmp_path: Path) -> None:
    words = text_of(pdf("receipt", receipt()), tmp_path)
    for said in (
        "GRATIS",
        "Tidak dipungut biaya",
        "K7M4-2QXD",
        "sekitar 16 Agustus 2019",
        "(14–19 Agustus)",
        "BAGUS CONTOH PRATAMA",
        "A-012",
    ):
        assert said in words
    assert len(render_pages(BY_CODE["receipt"], receipt(lines=receipt().lines * 6), ppi=40)) == 2


def test_notice_counts_and_admits_ignorance(tmp_path: Path) -> None:
    words = text_of(pdf("notice", notice()), tmp_path)
    assert f"Jumlah: {sum(row.people for row in notice().waiting):,} orang".replace(",", ".") in words
    assert "belum ada perkiraan" in words
    many = notice(waiting=notice().waiting * 20)
    assert 3 <= len(render_pages(BY_CODE["notice"], many, ppi=30)) <= 8
    assert len(render_pages(BY_CODE["notice"], notice(waiting=()), ppi=30)) == 1


def test_wrong_material_is_refused() -> None:
    with pytest.raises(CannotRender, match="ktp_el") as caught:
        pdf("ktp_el", ktp_el(photo=b"this is not an image"))
    assert caught.value.about == "dokumen"
    with pytest.raises(TypeError, match="suket is made of Suket, not Kk"):
        pdf("suket", kk())
    with pytest.raises(ValueError, match="aware"):
        render(BY_CODE["kk"], kk(), made_at=datetime(2019, 7, 17))
    assert len(pdf("ktp_el", ktp_el())) > 10_000  # the compiler still works after a failure


def test_fonts_are_ours_alone() -> None:
    made = pdf("kk", kk())
    if shutil.which("pdffonts") is None:
        pytest.skip("PDFFONTS IS MISSING: install poppler-utils")
    out = subprocess.run(["pdffonts", "-"], input=made, capture_output=True, check=True, env=os.environ)
    rows = out.stdout.decode().splitlines()[2:]
    assert rows
    assert all("PlusJakartaSans" in row for row in rows), rows
