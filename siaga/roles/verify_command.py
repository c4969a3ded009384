"""`siaga verify`: is this paper genuine? Needs the published keys, and neither network nor database. `siaga kunci`: that list.

Exit code of `verify`: 0 genuine, 3 to be asked about, 4 unknown or refused, 2 nothing could be checked (no keys, no such file, wrong
options), 1 a fault of the programme.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from siaga.documents.checking import keylist
from siaga.documents.checking.keylist import BadList, Known
from siaga.documents.checking.offline import MAX_FILE, Answer, check_pdf, check_text, looks_like_code
from siaga.documents.checking.pictures import NotAPicture, codes_in
from siaga.documents.checking.verdicts import BLUE, GREEN, NO_CODE, RED, YELLOW
from siaga.documents.publishing import key_list
from siaga.documents.wording import date_long
from siaga.kit.clock import SystemClock

from . import serving
from .home import Home
from .options import home_option
from .process import build

EXITS = {GREEN: 0, BLUE: 0, YELLOW: 3, RED: 4}
PAINTS = {GREEN: "green", BLUE: "green", YELLOW: "yellow", RED: "red"}
HEADS = {GREEN: "ASLI", BLUE: "ASLI", YELLOW: "TANYAKAN", RED: "TIDAK DITERIMA"}
PROBLEMS = {
    "too_big": "Berkasnya terlalu besar (lebih dari 20 MB).",
    "not_readable": "Berkasnya bukan PDF atau gambar yang dapat dibaca, atau rusak.",
}
HELP = """Periksa keaslian dokumen tanpa jaringan: berkas PDF, foto atau hasil pindai, atau isi kode QR-nya (APA; "-": dari masukan).

Kode keluar: 0 asli; 3 tanyakan kepada kantor penerbitnya; 4 tidak dikenal atau ditolak; 2 tidak dapat diperiksa; 1 galat."""


@click.command("verify", help=HELP)
@click.argument("apa")
@click.option(
    "--kunci",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("kunci.json"),
    show_default=True,
    envvar="SIAGA_KUNCI",
    help="Daftar kunci: unduh dari /publik/kunci.json sebuah kantor, atau `siaga kunci`.",
)
@click.option("--pusat", default="", help="Kunci pusat (64 angka heksa) yang harus berada di balik daftar itu.")
@click.option("--json", "as_json", is_flag=True, help="Jawaban untuk program.")
def verify(apa: str, kunci: Path, pusat: str, as_json: bool) -> None:
    known = _known(kunci, pusat.strip().lower())
    answer = _check(apa, known)
    if as_json:
        click.echo(json.dumps(_plain(answer, known), ensure_ascii=False))
    else:
        for line in told(answer, known):
            click.echo(line)
    sys.exit(EXITS[answer.colour])


@click.command("kunci", help="Tulis daftar kunci pemeriksaan dokumen, untuk `siaga verify` di mesin lain.")
@home_option
def keys(home_path: Path) -> None:
    with serving.inside(Home.open(home_path)) as home:
        click.echo(keylist.encode(key_list(build(home))))


def _known(path: Path, centre: str) -> Known:
    try:
        return keylist.open_list(keylist.decode(path.read_bytes()), centre)
    except OSError as error:
        raise click.UsageError(f"Daftar kunci {path} tidak dapat dibuka. Unduh dari /publik/kunci.json.") from error
    except BadList as error:
        raise click.UsageError(f"Daftar kunci {path} tidak dapat dipakai: {error}.") from error


def _check(what: str, known: Known) -> Answer:
    if what == "-":
        data = sys.stdin.buffer.read(MAX_FILE + 1)
    elif looks_like_code(what):
        return check_text(what, known)
    else:
        try:
            with open(what, "rb") as file:
                data = file.read(MAX_FILE + 1)
        except OSError as error:
            raise click.UsageError(f"{what}: bukan kode SIAGA, dan bukan berkas yang dapat dibuka.") from error
    return check_bytes(data, known)


def check_bytes(data: bytes, known: Known) -> Answer:
    """A file, by what it holds: the text of a code, a PDF, a picture."""
    if len(data) > MAX_FILE:
        return Answer(NO_CODE, problem="too_big")
    if b"%PDF-" in data[:1024]:
        return check_pdf(data, known, SystemClock().now())
    text = data[:2000].decode("ascii", "replace")
    if looks_like_code(text):
        return check_text(text, known)
    try:
        codes = codes_in(data)
    except NotAPicture:
        return Answer(NO_CODE, problem="not_readable")
    # Of several codes in one picture the worst answer counts: nobody is to wave a second paper through.
    answers = sorted((check_text(code, known) for code in codes), key=lambda a: EXITS[a.colour])
    return answers[-1] if answers else Answer(NO_CODE)


def told(answer: Answer, known: Known) -> list[str]:
    """The answer in lines, the verdict first."""
    lines = [click.style(HEADS[answer.colour], fg=PAINTS[answer.colour], bold=True) + "  " + answer.words]
    if answer.problem:
        lines.append(PROBLEMS[answer.problem])
    rows: list[tuple[str, str]] = []
    if answer.claim is not None:
        said = answer.claim
        unproven = " (menurut kode itu sendiri, tidak terbukti)" if answer.key is None else ""
        rows += [("Dokumen", answer.kind), ("Nomor", said.number + unproven), ("Atas nama", said.holder)]
        rows.append(("Penerbit", f"{answer.office or 'kantor'} ({said.office}), {date_long(said.issued)}"))
    if answer.key is not None:
        rows.append(("Kunci", _key_words(answer)))
    if answer.content is not None:
        rows.append(("Isi berkas", "data yang terlampir sama dengan yang disahkan oleh kodenya"))
    if answer.signature is not None:
        rows.append(("Tanda tangan", _signature_words(answer)))
    rows.append(("Daftar kunci", f"dibuat {known.made} · pusat {known.centre[:16] or 'belum ada'}"))
    return lines + [f"  {label:13}: {value}" for label, value in rows if value]


def _key_words(answer: Answer) -> str:
    assert answer.key is not None
    if answer.key.revoked:
        return f"mesin {answer.key.machine}, dicabut sejak {answer.key.revoked}: {answer.key.reason}"
    return f"mesin {answer.key.machine}, berlaku sejak {answer.key.since[:10]}"


def _signature_words(answer: Answer) -> str:
    assert answer.signature is not None
    if not (answer.signature.intact and answer.signature.covers_whole_document):
        return f"{answer.signature.signer}: berkas berubah sesudah ditandatangani"
    whose = "dikenal" if answer.signature.trusted else "sertifikatnya tidak ada dalam daftar kunci"
    return f"utuh, {answer.signature.signer} ({whose})"


def _plain(answer: Answer, known: Known) -> dict[str, Any]:
    said, key, signature = answer.claim, answer.key, answer.signature
    return {
        "hasil": answer.verdict,
        "warna": answer.colour,
        "keterangan": answer.words,
        "kendala": answer.problem,
        "terbukti": key is not None,
        "jenis": answer.kind,
        "nomor": said.number if said else "",
        "pemegang": said.holder if said else "",
        "kantor": said.office if said else "",
        "nama_kantor": answer.office,
        "terbit": said.issued.isoformat() if said else "",
        "kunci_dicabut": key.revoked if key else "",
        "isi": answer.content,
        "tanda_tangan": {"oleh": signature.signer, "utuh": signature.intact, "dikenal": signature.trusted} if signature else None,
        "daftar_kunci": known.made,
    }  # fmt: skip


COMMANDS = (verify, keys)
