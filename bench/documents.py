"""Documents: our render() against the bare typst compiler on the same template; our signer against bare pyHanko.

Both sides of a ratio run alternately in this process, on CPU time, so that a busy machine disturbs them alike.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import typst
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from siaga.documents import certificates, qr
from siaga.documents.kind import Document, Office, Signature
from siaga.documents.kinds import BY_CODE
from siaga.documents.kinds.akta_kelahiran import AktaKelahiran
from siaga.documents.kinds.kk import Kk, KkMember
from siaga.documents.kinds.ktp_el import KtpEl
from siaga.documents.render import FONTS, STANDARDS, TEMPLATES, inputs, render
from siaga.documents.signing import LocalSigner

AT = datetime(2019, 7, 17, 2, 30, tzinfo=UTC)
DAY = date(2019, 7, 17)
TARGET = 0.7
ROUNDS, SIGNATURES = 40, 15
OFFICE = Office(name="Dinas Contoh", region="Kota Contoh", province="Contoh")
SIGNED = Signature(state="elektronik", name="Kepala Contoh", role="Kepala Dinas", on=DAY, place="Contoh")
QR = qr.PREFIX + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 7


def birth(number: int) -> Document:
    return AktaKelahiran(
        office=OFFICE,
        register_number=f"3172-LU-17072019-{number:04d}",
        registered_on=DAY,
        signature=SIGNED,
        nik=f"317201110719{number:04d}",
        name=f"Anak Contoh {number}",
        sex="L",
        birth_place="Contoh",
        birth_date=DAY - timedelta(days=6),
        birth_order=1 + number % 5,
        mother="Ibu Contoh",
        father="Ayah Contoh",
        qr=QR[:-4] + f"{number:04d}",
    )


def family(number: int) -> Document:
    each = {
        "birth_place": "Contoh",
        "birth_date": DAY,
        "religion": "Islam",
        "education": "SLTA",
        "occupation": "Wiraswasta",
    }
    each |= {"blood": "O", "marital": "Belum Kawin", "father": "Ayah", "mother": "Ibu"}
    members = tuple(
        KkMember(name=f"Anggota {number} {n}", nik=f"31720117071{number:03d}{n:02d}", sex="L", shdk="Anak", **each)
        for n in range(5)
    )
    place = {"kelurahan": "Contoh", "kecamatan": "Contoh", "region": "Kota Contoh", "province": "Contoh"}
    return Kk(
        office=OFFICE,
        number=f"317201170719{number:04d}",
        head=members[0].name,
        address="Jalan Contoh 1",
        rt="1",
        rw="2",
        postcode="",
        members=members,
        issued_on=DAY,
        signature=SIGNED,
        qr=QR[:-4] + f"{number:04d}",
        **place,
    )


def card(number: int) -> Document:
    place = {"province": "Contoh", "region": "Kota Contoh", "kelurahan": "Contoh", "kecamatan": "Contoh"}
    return KtpEl(
        nik=f"317201110790{number:04d}",
        name=f"Warga Contoh {number}",
        birth_place="Contoh",
        birth_date=DAY,
        sex="P",
        blood="O",
        address="Jalan Contoh 1",
        rt="1",
        rw="2",
        religion="Islam",
        marital="Kawin",
        occupation="Wiraswasta",
        issued_place="Contoh",
        issued_on=DAY,
        **place,
    )


def race(ours: Callable[[int], Any], bare: Callable[[int], Any], rounds: int) -> tuple[float, float]:
    """Runs per CPU second of each, in turns; the first of each is warm-up."""
    spent = [0.0, 0.0]
    for number in range(rounds + 1):
        for side, run in enumerate((ours, bare)):
            start = time.process_time()
            run(number)
            spent[side] += (time.process_time() - start) * (number > 0)
    return rounds / spent[0], rounds / spent[1]


def rendering(code: str, make: Callable[[int], Document]) -> tuple[float, float]:
    """The bare side gets its inputs ready made and keeps its own compiler; every page is different on both sides."""
    kind = BY_CODE[code]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    compiler = typst.Compiler(root=str(TEMPLATES), font_paths=fonts)
    ready = [inputs(kind, make(5_000 + number)) for number in range(ROUNDS + 1)]
    source, stamp = str(TEMPLATES / kind.template), int(AT.timestamp())

    def bare(number: int) -> bytes | list[bytes] | None:
        return compiler.compile(
            source, format="pdf", sys_inputs=ready[number], pdf_standards=STANDARDS, timestamp=stamp
        )

    return race(lambda number: render(kind, make(number), made_at=AT), bare, ROUNDS)


def signing(pdf: bytes) -> tuple[float, float]:
    """The bare side is pyHanko's own loop with the same key, digest and PAdES filter."""
    key, chain = certificates.make_office_pki("Kepala Contoh", "Dinas Contoh", AT - timedelta(days=1))
    ours = LocalSigner(key, chain)
    same = ours.signer

    def bare(number: int) -> bytes:
        meta = signers.PdfSignatureMetadata(
            field_name="A", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, reason="r", location="l"
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        return signers.PdfSigner(meta, signer=same).sign_pdf(writer).getvalue()

    return race(lambda number: ours.sign_pdf(pdf, reason="r", location="l", at=AT), bare, SIGNATURES)


def main() -> int:
    worst, rows = 9.9, []
    for code, make in (("akta_kelahiran", birth), ("kk", family), ("ktp_el", card)):
        ours, bare = rendering(code, make)
        worst = min(worst, ours / bare)
        rows.append({"what": code, "unit": "pages/s CPU", "ours": round(ours, 1), "bare": round(bare, 1)})
    ours, bare = signing(render(BY_CODE["akta_kelahiran"], birth(1), made_at=AT))
    worst = min(worst, ours / bare)
    rows.append({"what": "signatures", "unit": "1/s CPU", "ours": round(ours, 1), "bare": round(bare, 1)})
    for row in rows:
        print(
            f"{row['what']:15} {row['ours']:8} {row['unit']:12} bare {row['bare']:8} ratio {row['ours'] / row['bare']:.2f}"
        )
    print(f"worst ratio {worst:.2f}, target {TARGET}")
    if len(sys.argv) > 2 and sys.argv[1] == "--json":
        Path(sys.argv[2]).write_bytes(msgspec.json.encode({"documents": rows, "worst": worst, "target": TARGET}))
    return 0 if worst >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
