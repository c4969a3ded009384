"""`siaga init`: a new office or a new centre. Keys are made on the spot; the centre lets an office in by a one-time code."""

from __future__ import annotations

from pathlib import Path

import msgspec

from siaga.accounts.acts import create_officer
from siaga.journal import exchange, membership
from siaga.journal.act import SYSTEM
from siaga.journal.exchange import Knock, Problem, Welcome
from siaga.journal.http import HttpLink
from siaga.journal.writer import raw
from siaga.kit import ids
from siaga.kit.clock import SystemClock
from siaga.kit.keys import BadSignature, PublicKeys
from siaga.kit.node import PUSAT
from siaga.kit.refusal import PermanentFault
from siaga.wilayah.find import path_name
from siaga.wilayah.load import load_shipped

from . import serving
from .home import Centre, Home, Printer, Settings
from .process import build
from .signers import make_local_signer

HEAD_OF_OFFICE = "Kepala Dinas"


def init_centre(path: Path, *, database: str = "", cluster: str = "pg", name: str = "Pusat") -> Home:
    home = Home.make(
        path,
        Settings(
            id=PUSAT,
            name=name,
            database=database or "siaga_pusat",
            cluster="" if database else cluster,
            secret=serving.new_secret(),
        ),
    )
    prepare(home)
    membership.found_centre(build(home))
    return home


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
) -> Home:
    """An office for a regency ("35.07" or "3507"). Without a line or a code yet it can already serve; `join` admits it later."""
    wilayah = wilayah.replace(".", "")
    if len(wilayah) != 4 or not wilayah.isdigit():
        raise PermanentFault(f"--wilayah: kode kabupaten/kota empat angka, misalnya 35.07, bukan {wilayah!r}")
    home = Home.make(
        path,
        Settings(
            id=wilayah,
            name=name or wilayah,
            wilayah=wilayah,
            zone=zone,
            database=database or f"siaga_{wilayah}",
            cluster="" if database else cluster,
            pusat=Centre(pusat) if pusat else None,
            printers=printers or [],
            secret=serving.new_secret(),
        ),
    )
    prepare(home)
    if not name:
        found = path_name(wilayah, SystemClock(zone).today())
        if not found:
            raise PermanentFault(f"--wilayah {wilayah}: tidak ada kabupaten/kota dengan kode ini")
        home = home.save(msgspec.structs.replace(home.settings, name=found.split(",")[0]))
    make_local_signer(home, head, SystemClock().now())
    return join(home, pusat, code) if code else home


def prepare(home: Home) -> None:
    """Database, tables and area codes."""
    serving.enter(home)
    serving.migrate()
    load_shipped(raw())


def join(home: Home, pusat: str, code: str) -> Home:
    """Ask the centre to let this office in with the operator's one-time code, and trust the keys that know the same code."""
    node = build(home)
    mine = node.keys.public
    knock = Knock(
        name=node.name,
        wilayah=node.wilayah,
        verify_key=mine.verify,
        seal_key=mine.seal,
        code_proof=membership.proof(code, mine),
    )
    envelope = exchange.open_envelope(HttpLink(pusat).call(exchange.pack(node, PUSAT, knock)))
    answer = exchange.decode(envelope.content)
    if isinstance(answer, Problem):
        raise PermanentFault(answer.text)
    if not isinstance(answer, Welcome):
        raise PermanentFault("jawaban pusat tidak dikenal")
    keys = PublicKeys(answer.verify_key, answer.seal_key)
    exchange.unpack(node, envelope, keys)
    if answer.code_proof != membership.proof(code, keys):
        raise BadSignature(
            "yang menjawab bukan pusat yang membuat kode ini; jangan dilanjutkan, hubungi operator pusat"
        )
    centre = Centre(pusat, keys.verify.hex(), keys.seal.hex())
    return home.save(msgspec.structs.replace(home.settings, pusat=centre))


def first_officer(home: Home, username: str, name: str, roles: list[str]) -> str:
    """The first account of a node; returns its password, shown once."""
    password = ids.public_code(12)
    create_officer(build(home), SYSTEM, username, name, roles, "", password, "")
    return password
