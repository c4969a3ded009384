"""A SKPWNI as it is shown at the destination's counter: what its code proves, and how it becomes a letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from siaga.kit.refusal import Refusal
from siaga.people.biodata import Biodata, Family
from siaga.people.codes import Shdk
from siaga.people.names import tidy

from .letter import BASIS, VALID, Letter, Mover, offices_of


@dataclass(frozen=True, slots=True)
class Shown:
    """What the signed code says, checked without a line to anybody. holder: the applicant's name, perhaps only its beginning.

    content: what the file holds and the code vouches for, None where only the code was shown. code: as it was shown.
    """

    number: str
    holder: str
    issued_on: date
    content: Mapping[str, Any] | None = None
    code: str = ""


def letter_in(shown: Shown) -> Letter | Refusal:
    """The letter in a file; its areas are names there, so the address is left to the officer."""
    content = shown.content or {}
    offices = offices_of(shown.number)
    try:
        movers = tuple(msgspec.convert(p, Mover) for p in content["persons"])
        home = Family(no_kk=content["origin"]["no_kk"], alamat=content["origin"]["address"])
        to = content["destination"]
        address = Family(alamat=to["address"], rt=to["rt"], rw=to["rw"], kode_pos=to["postcode"])
        if not movers or offices is None or content["number"] != shown.number:
            raise ValueError("not a letter of ours")
        return Letter(
            number=shown.number,
            origin=offices[0],
            destination=offices[1],
            home=home,
            address=address,
            movers=movers,
            reason=str(content["reason"]),
            applicant=movers[0].nik,
            issued_on=shown.issued_on,
            valid_until=date.fromisoformat(str(content["valid_until"])),
            keeps_kk=bool(to["no_kk"]) and to["no_kk"] == home.no_kk,
        )
    except (KeyError, TypeError, ValueError, msgspec.ValidationError):
        other = (
            "Berkas ini tidak memuat data pindah yang dapat dibaca. Pindai kode QR pada lembarnya, lalu ketik datanya."
        )
        return Refusal("move.unreadable", other, field="berkas", basis=BASIS)


def letter_typed(shown: Shown, people: Sequence[Biodata], no_kk: str, whole: bool) -> Letter | list[Refusal]:
    """The letter typed from the paper. One of the people must be the applicant whom the code names."""
    offices = offices_of(shown.number) or ("", "")
    names = [tidy(p.nama).upper() for p in people]
    refusals = []
    if shown.holder and not any(n and n.startswith(tidy(shown.holder).upper()) for n in names):
        who = "Kode pada SKPWNI ini menyebut %(nama)s sebagai pemohon. Ketik nama persis seperti pada lembarnya."
        refusals.append(Refusal("move.holder", who, basis=BASIS, params={"nama": shown.holder}))
    if len(no_kk) != 16:
        lacks = "Isi nomor KK asal, 16 angka, seperti pada lembar SKPWNI."
        refusals.append(Refusal("move.no_kk", lacks, field="no_kk_asal", basis=BASIS))
    if len({p.nik for p in people}) != len(people):
        twice = "NIK yang sama diketik dua kali. Periksa kembali."
        refusals.append(Refusal("move.nik_twice", twice, basis=BASIS))
    if refusals:
        return refusals
    movers = tuple(Mover(**{f: getattr(p, f) for f in p.__struct_fields__}) for p in people)
    head = any(m.shdk == Shdk.KEPALA for m in movers)
    return Letter(
        number=shown.number,
        origin=offices[0],
        destination=offices[1],
        home=Family(no_kk=no_kk),
        address=Family(),
        movers=movers,
        reason="",
        applicant=movers[0].nik,
        issued_on=shown.issued_on,
        valid_until=shown.issued_on + VALID,
        keeps_kk=whole and head,
    )
