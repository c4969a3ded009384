"""Scans that somebody brings: what is kept of a good one, and that a bad one is told apart by its content."""

from __future__ import annotations

import io
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from siaga.berkas import scans
from siaga.berkas.scans import JPEG, PDF, Scan, scan_from, turned
from siaga.kit.refusal import Refusal


def picture(kind: str = "JPEG", size: tuple[int, int] = (900, 1300), **more: object) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, "white")
    image.paste("navy", (0, 0, size[0] // 2, size[1] // 8))
    image.save(out, kind, **more)
    return out.getvalue()


def pdf(*objects: bytes, pages: int = 1, catalog: bytes = b"", compressed: tuple[bytes, ...] = ()) -> bytes:
    """A small PDF. objects: more of them, numbered from 100. compressed: bodies within an object stream, from 200."""
    kids = b" ".join(b"%d 0 R" % (10 + n) for n in range(pages))
    bodies = {
        1: b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        2: b"<< /Type /Pages /Count %d /Kids [ " % pages + kids + b" ] >>",
    }
    bodies |= {10 + n: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>" for n in range(pages)}
    first = max(bodies) + 1
    bodies |= {first + n: body for n, body in enumerate(objects)}
    if compressed:
        return _with_streams(bodies, compressed)
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in bodies.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (max(bodies) + 1, start)
    return bytes(out)


def _with_streams(bodies: dict[int, bytes], compressed: tuple[bytes, ...]) -> bytes:
    """The same with an object stream and a cross-reference stream (ISO 32000-2 §7.5.7, §7.5.8)."""
    holder, table = max(bodies) + 1, max(bodies) + 2
    inside = {table + 1 + n: body for n, body in enumerate(compressed)}
    heads, content = b"", b""
    for number, body in inside.items():
        heads += b"%d %d " % (number, len(content))
        content += body + b" "
    packed = zlib.compress(heads + content)
    bodies = bodies | {
        holder: b"<< /Type /ObjStm /N %d /First %d /Length %d /Filter /FlateDecode >>\nstream\n"
        % (len(inside), len(heads), len(packed))
        + packed
        + b"\nendstream"
    }
    out, rows = bytearray(b"%PDF-1.7\n"), {}
    for number, body in bodies.items():
        rows[number] = b"\1" + len(out).to_bytes(4, "big") + b"\0\0"
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    rows |= {number: b"\2" + holder.to_bytes(4, "big") + n.to_bytes(2, "big") for n, number in enumerate(inside)}
    start = len(out)
    rows[table] = b"\1" + start.to_bytes(4, "big") + b"\0\0"
    index = b" ".join(b"%d 1" % number for number in sorted(rows))
    data = zlib.compress(b"".join(rows[number] for number in sorted(rows)))
    out += b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Index [%s] /Root 1 0 R /Length %d /Filter /FlateDecode >>\n" % (
        table, max(rows) + 1, index, len(data),
    )  # fmt: skip
    out += b"stream\n" + data + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def code(raw: bytes) -> str:
    found = scan_from(raw, "syarat_0")
    if isinstance(found, Refusal):
        assert found.field == "syarat_0" and found.text().strip().endswith(".")
        return found.code
    return found.mime


def test_a_picture_is_drawn_again_upright_and_without_what_the_camera_wrote() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Kamera Rahasia"
    raw = picture(exif=exif.tobytes(), comment=b"di rumah Ibu Ratna")
    found = scan_from(raw, "syarat_0")
    assert isinstance(found, Scan) and found.mime == JPEG and found.pages == 1
    made = Image.open(io.BytesIO(found.content))
    assert made.size == (1300, 900) and not made.getexif() and "comment" not in made.info
    assert b"Rahasia" not in found.content and b"Ratna" not in found.content


def test_a_large_scan_becomes_small_enough_for_a_thin_line() -> None:
    found = scan_from(picture("PNG", (3307, 4677)), "syarat_0")  # A4 at 400 dpi
    assert isinstance(found, Scan)
    assert max(Image.open(io.BytesIO(found.content)).size) == scans.LONGEST and len(found.content) < scans.MAX_SHEET


def test_a_transparent_picture_lies_on_white_paper_and_a_turned_one_lies_on_its_side() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (400, 600), (0, 0, 0, 0)).save(out, "PNG")
    found = scan_from(out.getvalue(), "syarat_0")
    assert isinstance(found, Scan)
    assert Image.open(io.BytesIO(found.content)).getpixel((5, 5)) == (255, 255, 255)
    assert Image.open(io.BytesIO(turned(found.content))).size == (600, 400)


def test_a_pdf_of_pages_alone_is_kept_as_it_is() -> None:
    for raw, pages in ((pdf(), 1), (pdf(pages=20), 20), (pdf(compressed=(b"<< /Nama /Biasa >>",)), 1)):
        assert scan_from(raw, "syarat_0") == Scan(PDF, raw, pages)


def held(content: bytes, kind: bytes = b"/Type /EmbeddedFile") -> bytes:
    """A file within the PDF."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (kind, len(content), content)


def test_a_page_to_open_at_and_data_beside_the_pages_do_nothing() -> None:
    named = b"<< /Type /Filespec /F (data.json) /UF (data.json) /EF << /F 12 0 R >> >>"
    data = held(b'{"nik": "3172"}')
    for raw in (
        pdf(catalog=b"/OpenAction [10 0 R /Fit]"),
        pdf(catalog=b"/OpenAction << /S /GoTo /D [10 0 R /Fit] >>"),
        pdf(named, data, catalog=b"/AF [11 0 R] /Names << /EmbeddedFiles << /Names [(data.json) 11 0 R] >> >>"),
    ):
        assert scan_from(raw, "syarat_0") == Scan(PDF, raw, 1)


SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
BAD: list[tuple[str, bytes, str]] = [
    ("an executable by another name", b"MZ\x90\x00" + b"\0" * 400, "scan.kind"),
    ("an ELF", b"\x7fELF\x02\x01\x01" + b"\0" * 400, "scan.kind"),
    ("a page of HTML", b"<html><script>alert(1)</script>", "scan.kind"),
    ("a drawing that may hold a script", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "scan.kind"),
    ("a GIF", picture("GIF"), "scan.kind"),
    ("nothing", b"", "scan.kind"),
    ("a truncated JPEG", picture()[:-3000], "scan.kind"),
    ("a truncated PNG", picture("PNG")[:-400], "scan.kind"),
    ("a stamp-sized picture", picture(size=(60, 90)), "scan.small"),
    ("50 MB", b"\xff\xd8\xff" + b"\0" * (50 * 1024 * 1024), "scan.size"),
    ("300 pages", pdf(pages=300), "scan.pdf_pages"),
    ("no page", pdf(pages=0), "scan.pdf_broken"),
    ("a truncated PDF", pdf(pages=5)[:300], "scan.pdf_broken"),
    ("only the first bytes of a PDF", b"%PDF-1.7\n", "scan.pdf_broken"),
    ("a program behind a PDF", pdf() + b"MZ\x90\x00" + b"\0" * 4000, "scan.pdf_broken"),
    ("JavaScript", pdf(SCRIPT), "scan.pdf_active"),
    ("JavaScript in an object stream", pdf(compressed=(SCRIPT,)), "scan.pdf_active"),
    ("its name in escapes", pdf(b"<< /S /J#61vaScript >>"), "scan.pdf_active"),
    (
        "an address that is called on opening",
        pdf(catalog=b"/OpenAction << /S /URI /URI (http://x) >>"),
        "scan.pdf_active",
    ),
    ("a script behind a page", pdf(catalog=b"/OpenAction << /S /GoTo /D [10 0 R] /Next 5 0 R >>"), "scan.pdf_active"),
    ("deep within the catalog", pdf(catalog=b"/Names << /JavaScript << /Names [] >> >>"), "scan.pdf_active"),
    ("a program that is started", pdf(b"<< /S /Launch /F (cmd.exe) >>"), "scan.pdf_active"),
    ("a program in the file", pdf(held(b"MZ\x90\x00\xff")), "scan.pdf_active"),
    (
        "a program that does not say what it is",
        pdf(b"<< /F (a.txt) /EF << /F 12 0 R >> >>", held(b"\x7fELF\xff", b"")),
        "scan.pdf_active",
    ),
    (
        "text by the name of a program",
        pdf(b"<< /F (a.txt) /UF (a.bat) /EF << /F 12 0 R >> >>", held(b"del")),
        "scan.pdf_active",
    ),
    ("a script of the shell", pdf(held(b"#!/bin/sh")), "scan.pdf_active"),
    ("a file without a name", pdf(b"<< /EF << /F 12 0 R >> >>", held(b"a")), "scan.pdf_active"),
    ("an action of a field", pdf(b"<< /AA << /O 5 0 R >> >>"), "scan.pdf_active"),
]


@pytest.mark.parametrize(("_what", "raw", "wanted"), BAD, ids=[b[0] for b in BAD])
def test_bad_input_is_refused_at_its_field(_what: str, raw: bytes, wanted: str) -> None:
    assert code(raw) == wanted


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    """A few kilobytes that would be gigabytes: a picture, and an object stream."""
    bomb = picture("PNG", (600, 600))
    width = (60_000).to_bytes(4, "big")
    head = b"IHDR" + width + width + bomb[24:29]
    bomb = bomb[:12] + head + zlib.crc32(head).to_bytes(4, "big") + bomb[33:]
    assert code(bomb) == "scan.pixels"
    assert code(pdf(compressed=(b"<< /A (" + b"a" * 120_000_000 + b") >>",))) in {"scan.pdf_broken", "scan.pdf_big"}


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b""]))
def test_any_bytes_end_as_a_refusal(tail: bytes, head: bytes) -> None:
    assert code(head + tail).startswith("scan.")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_pdf_never_breaks_the_counter(data: st.DataObject) -> None:
    raw = bytearray(pdf(SCRIPT, pages=2))
    for _n in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    scan_from(bytes(raw), "syarat_0")
