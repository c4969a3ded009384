"""How an office lets a service point in, and how a machine in a kecamatan becomes one.

As with a second box (`standby`): the office makes a one-time code, the machine makes its own keys and knocks with a proof that it knows
the code, and gets, sealed to those keys, what it needs. It then brings the office's facts here and serves with or without the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from siaga.accounts.acts import tell_again
from siaga.accounts.seals import open_seals
from siaga.cards.line import point_words
from siaga.journal import boxes, exchange, mirror, points, returning
from siaga.journal.act import SYSTEM, Actor, Refused
from siaga.journal.messages import AskPackage, Knock, Message, Problem, Welcome
from siaga.kit.keys import BadSignature, PublicKeys
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import PermanentFault

from . import package, serving, standby
from .founding import prepare
from .home import Box, Centre, Home, Printer, Settings
from .process import build
from .progress import Say, silent
from .second import OFFICE_LINE


class PointPackage(msgspec.Struct, frozen=True, kw_only=True):
    """What a service point needs to know of its office."""

    id: str
    name: str
    wilayah: str
    zone: str
    point: int
    pusat: Centre | None
    synthetic: bool


# --- at the office ----------------------------------------------------------------------------------------------------


def new_code(node: Node, actor: Actor) -> str:
    """A one-time code for a service point, shown once. Raises PermanentFault at the centre and where this is not the office."""
    if node.id == PUSAT or not boxes.is_office(node):
        raise PermanentFault("kode titik layanan dibuat di kantor yang sedang melayani")
    return points.make_code(node, actor)


def door(node: Node, sender: str, message: Knock | AskPackage) -> Message:
    """Whoever knocks at an office: with a kecamatan a service point, without one a second box. And its second box, later on."""
    if isinstance(message, AskPackage):
        return package.told_again(node, sender, message)
    return _admit(node, message) if message.wilayah else standby.admit(node, message)


def _admit(node: Node, knock: Knock) -> Message:
    keys = PublicKeys(knock.verify_key, knock.seal_key)
    if not boxes.is_office(node):
        return Problem(text="kotak ini bukan kantor yang sedang melayani")
    outcome, proof = points.admit_point(node, knock.code_proof, keys, knock.wilayah)
    if isinstance(outcome, Refused):
        return Problem(text=outcome.refusals[0].text())
    tell_again(node, SYSTEM)
    s = Home.open(node.home).settings
    given = PointPackage(
        id=s.id,
        name=point_words(node, knock.wilayah),
        wilayah=s.wilayah,
        zone=s.zone,
        point=int(outcome.value),
        pusat=s.pusat,
        synthetic=s.synthetic,
    )
    mine = node.keys.public
    sealed = keys.seal_to(msgspec.msgpack.encode(given))
    return Welcome(verify_key=mine.verify, seal_key=mine.seal, code_proof=proof, package=sealed)


# --- at the point -----------------------------------------------------------------------------------------------------


def become_point(
    path: Path,
    office_url: str,
    code: str,
    kecamatan: str,
    *,
    printers: Sequence[Printer] = (),
    database: str = "",
    cluster: str = "pg",
    say: Say = silent,
) -> Home:
    """Make this machine a service point and bring what the office holds. The same call again goes on where it broke off."""
    office, secret = boxes.split_code(code)
    home = Home.begin(path, Settings(id=standby.NEWCOMER, name=standby.NEWCOMER))
    area = kecamatan.replace(".", "")
    welcome = standby.knock(home.keys, path, office_url, office, secret, wilayah=area)
    given = msgspec.msgpack.decode(home.keys.open(welcome.package), type=PointPackage)
    if given.id != office.partition("/")[0]:
        raise BadSignature(f"yang menjawab adalah kantor {given.id}, bukan {office}")
    s = Settings(
        **{f: getattr(given, f) for f in ("id", "name", "wilayah", "zone", "pusat", "synthetic", "point")},
        printers=list(printers),
        kantor=Box(office, office_url, verify_key=welcome.verify_key.hex(), seal_key=welcome.seal_key.hex()),
        hosts=",".join(("127.0.0.1", "localhost", urlsplit(standby.own_address(office_url, 8000)).hostname or "")),
        database=database or f"siaga_{given.id}_t{given.point}",
        cluster="" if database else cluster,
        secret=serving.new_secret(),
    )
    home = Home(home.path, s)
    prepare(home, say)
    node = build(home)
    _bring(node, office, say)
    open_seals(node)
    return home.save(s)


def _bring(node: Node, office: str, say: Say) -> None:
    """All that the office holds. office: the box that let this machine in, the only one it knows before it has heard of others."""
    for answer in returning.given_back(node, node.devices[OFFICE_LINE], office):
        mirror.take_in_order(node, answer.facts)
        here = sum(seq for seq, _hash in exchange.all_heads().values())
        say("Register kantor", here, max(here, sum(answer.heads.values())))
