"""Who may be received on a SKPWNI, and into which KK. Pure; the letter itself has been proven before (by the centre, or by its QR).

UU 23/2006 art. 15 and 61: the KK number changes with the head, not with the address.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec

from siaga.kit.refusal import Refusal, refused
from siaga.people.asking import Answers, Ask, Group
from siaga.people.biodata import Biodata, Family
from siaga.people.codes import ResidentStatus, Shdk
from siaga.people.effects import Effects, Situation, found, join
from siaga.people.family_rules import FAMILY_BASIS, check_family
from siaga.people.form_rules import check_person, missing
from siaga.people.numbers import NIK_BASIS

from .letter import BASIS, Letter, Mover, differences, offices_of
from .reception import JOINED, KEPT, NEW, KnownMove, Reception

HINT_TEXTS = {
    "who": "Pilih hubungan setiap orang yang datang dengan kepala keluarga di sini; yang kosong tidak datang",
    "host": "Hanya bila masuk KK yang sudah ada di sini; alamatnya lalu alamat KK itu",
}
PROOF_WORDS = {
    "pusat": "disampaikan pusat",
    "qr": "kode QR pada lembarnya; datanya diketik dari lembar itu",
    "berkas": "berkas PDF; kodenya cocok dengan isinya",
}


class MoveIn(Answers, frozen=True, kw_only=True):
    """F-1.03, arriving. skpwni: the letter, proven by what `bukti` says (a key of PROOF_WORDS). shown_on: when it was brought here: who
    came in time is not late for our checking it. relations: NIK of each who came -> SHDK. no_kk: the KK they join, "" none.
    """

    skpwni: Letter | None = None
    bukti: str = ""
    shown_on: date | None = None
    relations: Annotated[
        dict[str, int], Ask("Siapa yang datang", "relations", required=False, help=HINT_TEXTS["who"])
    ] = {}
    alamat: Annotated[str, Ask("Alamat", required=False, most=100)] = ""
    rt: Annotated[str, Ask("RT", required=False, most=3)] = ""
    rw: Annotated[str, Ask("RW", required=False, most=3)] = ""
    kode_wilayah: Annotated[str, Ask("Desa atau kelurahan", "area", required=False)] = ""
    kode_pos: Annotated[str, Ask("Kode pos", required=False, most=5)] = ""
    telepon: Annotated[str, Ask("Telepon", required=False, most=20)] = ""
    no_kk: Annotated[str, Ask("Nomor KK yang ditumpangi", "kk", required=False, help=HINT_TEXTS["host"])] = ""


ADDRESS = ("alamat", "rt", "rw", "kode_wilayah", "kode_pos", "telepon")
GROUPS = (
    Group("Siapa yang datang", ("relations",)),
    Group("Tinggal di", ADDRESS),
    Group("Atau menumpang pada keluarga lain", ("no_kk",)),
)


def _no(code: str, message: str, at: str = "", basis: str = BASIS, **params: object) -> Refusal:
    return Refusal(f"move.{code}", message, field=at, basis=basis, params=params)


def check_letter(letter: Letter, known: KnownMove, shown_on: date) -> list[Refusal]:
    """Whether this office may receive anybody on it. shown_on: the day on which it was brought here."""
    named = offices_of(letter.number)
    if named is None or named[0] != letter.origin:
        return [_no("number", "Nomor ini bukan nomor SKPWNI yang dikenal. Periksa kembali pada lembarnya.", "nomor")]
    if named[1] != known.office or letter.destination != known.office:
        other = "SKPWNI ini untuk kantor lain (%(office)s). Arahkan ke kantor tujuannya, atau minta kantor asal menggantinya."
        return [_no("other_office", other, "nomor", office=known.destination or named[1])]
    found = []
    if known.used:
        twice = "SKPWNI ini sudah dipakai di kantor ini. Buka data penduduknya."
        found.append(_no("used", twice, "nomor"))
    if known.withdrawn:
        back = "SKPWNI ini sudah ditarik kembali oleh kantor asal. Minta pemohon menghubungi kantor asalnya."
        found.append(_no("withdrawn", back, "nomor"))
    if letter.expired(shown_on):
        late = "SKPWNI ini habis masa berlakunya pada %(day)s. Minta pemohon memperbaruinya di kantor asal."
        found.append(_no("expired", late, "nomor", day=f"{letter.valid_until:%d-%m-%Y}"))
    return found


def check_people(people: Sequence[Mover], known: dict[str, Biodata], today: date) -> list[Refusal]:
    """Whether these may be residents here. known: who of them this register has."""
    return [r for m in people for r in _person(m, known.get(m.nik), today)]


def decide(form: MoveIn, now: Situation) -> Effects:
    """Every refusal at its field, or who is received, as what and where."""
    out = Effects()
    letter, known = form.skpwni, now.move
    if letter is None or known is None:
        shown = "Pindai kode QR SKPWNI, ketik nomornya, atau pilih berkasnya."
        out.refusals.append(_no("nothing", shown, "nomor"))
        return out
    out.refusals += [*check_letter(letter, known, form.shown_on or now.today), *_as_told(letter, known)]
    movers = [m for m in letter.movers if m.nik in form.relations]
    if not movers:
        nobody = "Pilih siapa yang datang, dan hubungannya dengan kepala keluarga."
        out.refusals.append(_no("nobody", nobody, "relations"))
    out.refusals += [r.at("relations") for r in check_people(movers, dict(now.persons), now.today)]
    if out.refusals:
        return out
    left = tuple(m.nik for m in letter.movers if m.nik not in form.relations)
    if form.no_kk:
        _joining(out, form, movers, left, now)
    else:
        _own(out, form, letter, movers, left, now.today)
    return out


def _as_told(letter: Letter, known: KnownMove) -> list[Refusal]:
    """What was typed from the paper gives way to what its origin said, as soon as the centre has passed that on."""
    what = differences(letter, known.told) if known.told else []
    other = "Data SKPWNI dari pusat lain dari berkas ini: %(what)s. Buka lagi formulirnya; isinya sekarang dari pusat."
    return [_no("other_data", other, "nomor", what=", ".join(what))] if what else []


def _person(m: Mover, before: Biodata | None, today: date) -> list[Refusal]:
    if before is not None and before.status != ResidentStatus.PINDAH:
        state = "meninggal" if before.status == ResidentStatus.MENINGGAL else "penduduk kantor ini"
        twice = "%(nama)s sudah tercatat di sini sebagai %(state)s. Buka datanya; jangan menerimanya dua kali."
        return [_no("here_already", twice, basis=NIK_BASIS, nama=before.nama, state=state)]
    wrong, _warnings = check_person(m, today, existing=True)
    return refused([r if not r.field or r.field == "nik" else None for r in wrong]) + _holes(m)


def _holes(m: Mover) -> list[Refusal]:
    """What a resident cannot be without; typed from the paper it may be missing."""
    needed = {"nama": "nama", "jenis_kelamin": "jenis kelamin", "tanggal_lahir": "tanggal lahir", "nik": "NIK"}
    return [
        missing(name, f"{words} {m.nama or m.nik}".strip(), BASIS)
        for name, words in needed.items()
        if not getattr(m, name)
    ]


def _joining(out: Effects, form: MoveIn, movers: Sequence[Mover], left: tuple[str, ...], now: Situation) -> None:
    host = now.homes.get(form.no_kk)
    if host is None:
        other = "Nomor KK yang ditumpangi tidak berlaku di kantor ini. Periksa angkanya."
        out.refusals.append(_no("no_host", other, "no_kk", FAMILY_BASIS))
        return
    scratch = Effects()
    join(scratch, host, now.members[host.no_kk], movers, form.relations, now.today, "relations")
    out.refusals, out.warnings = scratch.refusals, scratch.warnings
    out.reception = Reception(JOINED, _placed(movers, form, host.no_kk), host, left)


def _own(
    out: Effects, form: MoveIn, letter: Letter, movers: Sequence[Mover], left: tuple[str, ...], today: date
) -> None:
    home = Family(**{name: getattr(form, name).strip() for name in ADDRESS})
    scratch = Effects()
    found(scratch, home, movers, form.relations, today, "relations")
    out.refusals, out.warnings = [*check_family(home), *scratch.refusals], scratch.warnings
    if out.refusals:
        return
    head = next(m for m in movers if form.relations[m.nik] == Shdk.KEPALA)
    was = letter.head
    kept = letter.keeps_kk and not left and was is not None and was.nik == head.nik
    home = msgspec.structs.replace(home, no_kk=letter.home.no_kk if kept else "", nik_kepala=head.nik)
    out.reception = Reception(KEPT if kept else NEW, _placed(movers, form, home.no_kk), home, left)


def _placed(movers: Sequence[Mover], form: MoveIn, no_kk: str) -> tuple[Mover, ...]:
    return tuple(msgspec.structs.replace(m, no_kk=no_kk, shdk=int(form.relations[m.nik])) for m in movers)
