"""Who may be received on a SKPWNI, and into which KK. Pure; the letter itself has been proven before (by the centre, or by its QR).

UU 23/2006 art. 15 and 61: the KK number changes with the head, not with the address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import msgspec

from siaga.kit.refusal import Refusal, refused
from siaga.people.biodata import Biodata, Family
from siaga.people.codes import ResidentStatus, Shdk
from siaga.people.effects import Effects, found, join
from siaga.people.family_rules import FAMILY_BASIS, check_family
from siaga.people.form_rules import check_person, missing
from siaga.people.numbers import NIK_BASIS

from .letter import BASIS, Letter, Mover, offices_of

NEW, KEPT, JOINED = "baru", "tetap", "gabung"


class Receive(msgspec.Struct, frozen=True, kw_only=True):
    """What the officer of the destination says. relations: NIK of each who came -> SHDK. no_kk: the KK they join, "" none."""

    relations: dict[str, int] = {}
    alamat: str = ""
    rt: str = ""
    rw: str = ""
    kode_wilayah: str = ""
    kode_pos: str = ""
    telepon: str = ""
    no_kk: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known here. used: how this SKPWNI ended, "" it did not. withdrawn: what the origin did with it. here: rows of these NIKs.

    host, members: the KK that is to be joined.
    """

    office: str
    today: date
    used: str = ""
    withdrawn: str = ""
    here: Mapping[str, Biodata] = field(default_factory=dict)
    host: Family | None = None
    members: Sequence[Biodata] = ()


@dataclass(frozen=True, slots=True)
class Reception:
    """What follows. home: without a number where it is to be minted."""

    how: str
    people: tuple[Mover, ...]
    home: Family
    left: tuple[str, ...]
    warnings: tuple[Refusal, ...] = ()


def _no(code: str, message: str, at: str = "", basis: str = BASIS, **params: object) -> Refusal:
    return Refusal(f"move.{code}", message, field=at, basis=basis, params=params)


def check_letter(letter: Letter, known: Known) -> list[Refusal]:
    """Whether this office may receive anybody on it today."""
    named = offices_of(letter.number)
    if named is None or named[0] != letter.origin:
        return [_no("number", "Nomor ini bukan nomor SKPWNI yang dikenal. Periksa kembali pada lembarnya.", "nomor")]
    if named[1] != known.office or letter.destination != known.office:
        other = "SKPWNI ini untuk kantor lain (%(office)s). Arahkan ke kantor tujuannya, atau minta kantor asal menggantinya."
        return [_no("other_office", other, "nomor", office=named[1])]
    found = []
    if known.used:
        twice = "SKPWNI ini sudah dipakai di kantor ini. Buka data penduduknya."
        found.append(_no("used", twice, "nomor"))
    if known.withdrawn:
        back = "SKPWNI ini sudah ditarik kembali oleh kantor asal. Minta pemohon menghubungi kantor asalnya."
        found.append(_no("withdrawn", back, "nomor"))
    if letter.expired(known.today):
        late = "SKPWNI ini habis masa berlakunya pada %(day)s. Minta pemohon memperbaruinya di kantor asal."
        found.append(_no("expired", late, "nomor", day=f"{letter.valid_until:%d-%m-%Y}"))
    return found


def receive(form: Receive, letter: Letter, known: Known) -> Reception | list[Refusal]:
    """Every refusal at its field, or what follows."""
    refusals = check_letter(letter, known)
    movers = [m for m in letter.movers if m.nik in form.relations]
    if not movers:
        refusals.append(_no("nobody", "Pilih siapa yang datang, dan hubungannya dengan kepala keluarga.", "relations"))
    for m in movers:
        refusals += [r.at("relations") for r in _person(m, known)]
    if refusals:
        return refusals
    left = tuple(m.nik for m in letter.movers if m.nik not in form.relations)
    return _joining(form, movers, left, known) if form.no_kk else _own(form, letter, movers, left, known)


def _person(m: Mover, known: Known) -> list[Refusal]:
    before = known.here.get(m.nik)
    if before is not None and before.status != ResidentStatus.PINDAH:
        state = "meninggal" if before.status == ResidentStatus.MENINGGAL else "penduduk kantor ini"
        twice = "%(nama)s sudah tercatat di sini sebagai %(state)s. Buka datanya; jangan menerimanya dua kali."
        return [_no("here_already", twice, basis=NIK_BASIS, nama=before.nama, state=state)]
    wrong, _warnings = check_person(m, known.today, existing=True)
    return refused([r if not r.field or r.field == "nik" else None for r in wrong]) + _holes(m)


def _holes(m: Mover) -> list[Refusal]:
    """What a resident cannot be without; typed from the paper it may be missing."""
    needed = {"nama": "nama", "jenis_kelamin": "jenis kelamin", "tanggal_lahir": "tanggal lahir", "nik": "NIK"}
    return [
        missing(name, f"{words} {m.nama or m.nik}".strip(), BASIS)
        for name, words in needed.items()
        if not getattr(m, name)
    ]


def _joining(form: Receive, movers: Sequence[Mover], left: tuple[str, ...], known: Known) -> Reception | list[Refusal]:
    host = known.host
    if host is None:
        other = "Nomor KK yang ditumpangi tidak berlaku di kantor ini. Periksa angkanya."
        return [_no("no_host", other, "no_kk", FAMILY_BASIS)]
    scratch = Effects()
    join(scratch, host, known.members, movers, form.relations, known.today, "relations")
    if scratch.refusals:
        return scratch.refusals
    people = _placed(movers, form, host.no_kk)
    return Reception(JOINED, people, host, left, tuple(scratch.warnings))


def _own(
    form: Receive, letter: Letter, movers: Sequence[Mover], left: tuple[str, ...], known: Known
) -> Reception | list[Refusal]:
    given = {
        name: getattr(form, name).strip() for name in ("alamat", "rt", "rw", "kode_wilayah", "kode_pos", "telepon")
    }
    home = Family(**given)
    refusals = check_family(home)
    scratch = Effects()
    found(scratch, home, movers, form.relations, known.today, "relations")
    refusals += scratch.refusals
    if refusals:
        return refusals
    head = next(m for m in movers if form.relations[m.nik] == Shdk.KEPALA)
    was = letter.head
    kept = letter.keeps_kk and not left and was is not None and was.nik == head.nik
    home = msgspec.structs.replace(home, no_kk=letter.home.no_kk if kept else "", nik_kepala=head.nik)
    people = _placed(movers, form, home.no_kk)
    return Reception(KEPT if kept else NEW, people, home, left, tuple(scratch.warnings))


def _placed(movers: Sequence[Mover], form: Receive, no_kk: str) -> tuple[Mover, ...]:
    return tuple(msgspec.structs.replace(m, no_kk=no_kk, shdk=int(form.relations[m.nik])) for m in movers)


__all__ = ["JOINED", "KEPT", "NEW", "Known", "Receive", "Reception", "check_letter", "receive"]
