"""`siaga init`: a new office or a new centre. Keys are made on the spot; the centre lets an office in by a one-time code."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import msgspec

from siaga.accounts.acts import create_officer
from siaga.journal import membership, messages
from siaga.journal.act import SYSTEM, AlreadyDone, Refused
from siaga.journal.http import HttpLink
from siaga.journal.messages import Knock, Problem, Welcome
from siaga.journal.writer import raw
from siaga.kit import ids
from siaga.kit.clock import SystemClock
from siaga.kit.keys import BadSignature, PublicKeys
from siaga.kit.node import PUSAT
from siaga.kit.refusal import PermanentFault
from siaga.wilayah import source
from siaga.wilayah.load import load_shipped

from . import serving
from .home import Centre, Home, Printer, Settings
from .process import build
from .progress import Say, silent
from .signers import make_local_signer

HEAD_OF_OFFICE = "Kepala Dinas"


def init_centre(path: Path, *, database: str = "", cluster: str = "pg", name: str = "Pusat", say: Say = silent) -> Home:
    home = Home.begin(
        path,
        Settings(
            id=PUSAT,
            name=name,
            database=database or "siaga_pusat",
            cluster="" if database else cluster,
            secret=serving.new_secret(),
        ),
    )
    prepare(home, say)
    with suppress(AlreadyDone):  # by a founding that broke off after it
        membership.found_centre(build(home))
    return home.save(home.settings)


def init_office(
    path: Path,
    wilayah: str,
    *,
    pusat: str = "",
    code: str = "",
    database: str = "",
    cluster: str = "pg",
    zone: str = "WIB",
    name: str = "",
    printers: list[Printer] | None = None,
    head: str = HEAD_OF_OFFICE,
    say: Say = silent,
) -> Home:
    """An office for a regency ("35.07" or "3507"). Without a code it can already serve; `join` admits it later."""
    wilayah, found = regency(wilayah)
    home = Home.begin(
        path,
        Settings(
            id=wilayah,
            name=name or found,
            wilayah=wilayah,
            zone=zone,
            database=database or f"siaga_{wilayah}",
            cluster="" if database else cluster,
            pusat=Centre(pusat) if pusat else None,
            printers=printers or [],
            secret=serving.new_secret(),
        ),
    )
    prepare(home, say)
    make_local_signer(home, head, SystemClock().now())
    home = home.save(home.settings)
    return join(home, pusat, code) if code else home


def regency(code: str) -> tuple[str, str]:
    """Its four digits and its name, from the area codes that come with the program. Raises PermanentFault for anything else."""
    plain = code.replace(".", "").strip()
    if len(plain) != 4 or not (plain.isascii() and plain.isdigit()):
        raise PermanentFault(f"--wilayah: kode kabupaten/kota empat angka, misalnya 35.07, bukan {code!r}")
    name = next((area.name for area in source.read_areas() if area.code == plain), "")
    if not name:
        raise PermanentFault(f"--wilayah {code}: tidak ada kabupaten/kota dengan kode ini")
    return plain, name


def prepare(home: Home, say: Say = silent) -> None:
    """Database, tables and area codes. A server that it started runs on, for whoever goes on with this home, unless it fails."""
    try:
        say("Basis data", 0, 3)
        serving.enter(home)
        say("Basis data", 1, 3)
        serving.migrate()
        say("Basis data", 2, 3)
        load_shipped(raw())
        say("Basis data", 3, 3)
    except BaseException:
        serving.leave(home)
        raise


def join(home: Home, pusat: str, code: str) -> Home:
    """Ask the centre to let this office in with the operator's one-time code, and trust the keys that know the same code."""
    if home.settings.id == PUSAT or home.settings.point:
        raise PermanentFault(f"yang bergabung ke pusat adalah kantor; {home.path} adalah {home.settings.name}")
    node = build(home)
    mine = node.keys.public
    knock = Knock(
        name=node.name,
        wilayah=node.wilayah,
        verify_key=mine.verify,
        seal_key=mine.seal,
        code_proof=membership.proof(code, mine),
    )
    envelope = messages.open_envelope(HttpLink(pusat).call(messages.pack(node, PUSAT, knock)))
    answer = messages.decode(envelope.content)
    if isinstance(answer, Problem):
        raise PermanentFault(answer.text)
    if not isinstance(answer, Welcome):
        raise PermanentFault("jawaban pusat tidak dikenal")
    keys = PublicKeys(answer.verify_key, answer.seal_key)
    messages.unpack(node, envelope, keys)
    if answer.code_proof != membership.proof(code, keys):
        raise BadSignature(
            "yang menjawab bukan pusat yang membuat kode ini; jangan dilanjutkan, hubungi operator pusat"
        )
    centre = Centre(pusat, keys.verify.hex(), keys.seal.hex())
    return home.save(msgspec.structs.replace(home.settings, pusat=centre))


def new_code(home: Home, wilayah: str) -> str:
    """At the centre: a one-time code that lets one office of this regency in. Raises PermanentFault elsewhere."""
    if home.settings.id != PUSAT:
        raise PermanentFault(f"kode masuk dibuat di pusat; {home.path} adalah {home.settings.name}")
    return membership.make_code(build(home), SYSTEM, regency(wilayah)[0])


def first_officer(home: Home, username: str, name: str, roles: list[str]) -> str:
    """The first account of a node; returns its password, shown once."""
    password = ids.public_code(12)
    outcome = create_officer(build(home), SYSTEM, username, name, roles, "", password, "")
    if isinstance(outcome, Refused):
        raise PermanentFault("; ".join(r.message for r in outcome.refusals))
    return password
