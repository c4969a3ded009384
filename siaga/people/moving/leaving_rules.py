"""Who may leave for another regency, with whom, and what becomes of the KK that is left. Pure.

UU 23/2006 art. 15 and 61; Perpres 96/2018 art. 25: no letter of RT or RW is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec

from siaga.kit.refusal import Refusal
from siaga.people.asking import Answers, Ask, Group
from siaga.people.biodata import Biodata, Family, of_card_age
from siaga.people.codes import Shdk
from siaga.people.effects import Effects, Situation, found, leave
from siaga.people.family_rules import FAMILY_BASIS
from siaga.people.form_rules import missing

from .letter import BASIS, REASON_WORDS

CHILD_BASIS = "Permendagri 108/2019; UU 35/2014 pasal 1 dan 26"
ADDRESS = ("alamat", "rt", "rw", "kode_wilayah", "kode_pos")
HINT_TEXTS = {
    "who": "Pilih hubungan setiap orang yang pindah dengan kepala keluarga di tempat baru; yang kosong tetap tinggal",
    "head": "Hanya bila kepala keluarga KK ini pindah dan ada anggota yang tinggal",
    "host": "Hanya bila menumpang: tanpa kepala keluarga di antara yang pindah. Wajib bagi anak yang pindah tanpa orang dewasa",
    "statement": "Surat pernyataan orang tua dan kesediaan wali, bila anak pindah tanpa orang dewasa",
}


class MoveOut(Answers, frozen=True, kw_only=True):
    """F-1.03, leaving. relations: NIK -> SHDK at the destination. tumpang: name of the head whose KK they will join."""

    relations: Annotated[dict[str, int], Ask("Siapa yang pindah", "relations", help=HINT_TEXTS["who"])] = {}
    kode_wilayah: Annotated[str, Ask("Desa atau kelurahan tujuan", "area", anywhere=True)] = ""
    alamat: Annotated[str, Ask("Alamat tujuan", most=100)] = ""
    rt: Annotated[str, Ask("RT", required=False, most=3)] = ""
    rw: Annotated[str, Ask("RW", required=False, most=3)] = ""
    kode_pos: Annotated[str, Ask("Kode pos", required=False, most=5)] = ""
    alasan: Annotated[str, Ask("Alasan pindah", "choice", choices=REASON_WORDS)] = ""
    kepala_baru: Annotated[
        str, Ask("Kepala keluarga baru bagi yang tinggal", "member", required=False, help=HINT_TEXTS["head"])
    ] = ""
    tumpang: Annotated[str, Ask("Nama kepala keluarga yang dituju", required=False, help=HINT_TEXTS["host"])] = ""
    pernyataan: Annotated[str, Ask("Nomor surat pernyataan", required=False, help=HINT_TEXTS["statement"])] = ""


GROUPS = (
    Group("Siapa yang pindah", ("relations", "kepala_baru")),
    Group("Ke mana", ("kode_wilayah", "alamat", "rt", "rw", "kode_pos", "alasan")),
    Group("Menumpang pada keluarga lain", ("tumpang", "pernyataan")),
)


def begin(now: Situation) -> Mapping[str, Any]:
    """As if all went, as what they are."""
    return {"relations": {m.nik: m.shdk for m in now.members.get(now.about, ())}}


def movers_of(form: MoveOut, now: Situation) -> list[Biodata]:
    """In the order of the KK."""
    return [m for m in now.members.get(now.about, ()) if m.nik in form.relations]


def keeps_kk(form: MoveOut, now: Situation) -> bool:
    """The whole family goes, its head stays its head: the number goes with them."""
    members = now.members.get(now.about, ())
    return all(m.nik in form.relations for m in members) and any(
        m.shdk == Shdk.KEPALA == form.relations.get(m.nik) for m in members
    )


def decide(form: MoveOut, now: Situation) -> Effects:
    """What changes for those who stay, and every refusal."""
    out = Effects()
    home = now.homes.get(now.about)
    if home is None:
        gone = "KK ini tidak berlaku lagi pada register kantor ini. Buka KK yang berlaku."
        out.refusals.append(Refusal("people.no_family", gone, basis=FAMILY_BASIS))
        return out
    members = now.members[home.no_kk]
    movers = movers_of(form, now)
    if strangers := sorted(set(form.relations) - {m.nik for m in members}):
        who = "NIK %(niks)s bukan anggota KK ini lagi. Buka kembali halaman keluarganya."
        out.refusals.append(Refusal("kk.not_member", who, field="relations", params={"niks": ", ".join(strangers)}))
    if not movers:
        return out
    _whereto(form, home, out)
    _company(form, movers, now, out)
    if keeps_kk(form, now):
        return out
    leave(out, home, members, [m.nik for m in movers], form.kepala_baru, now.today)
    return out


def _whereto(form: MoveOut, home: Family, out: Effects) -> None:
    code = form.kode_wilayah
    if code and (not code.isdigit() or len(code) != 10):
        out.refusals.append(missing("kode_wilayah", "desa atau kelurahan tujuan", BASIS))
    elif code[:4] == home.kode_wilayah[:4]:
        near = "Tujuan ini dalam kabupaten/kota yang sama: tidak perlu SKPWNI. Catat sebagai pindah alamat."
        out.refusals.append(Refusal("move.same_regency", near, field="kode_wilayah", basis=BASIS))
    for name in ("rt", "rw"):
        value = getattr(form, name)
        if value and not (value.isascii() and value.isdigit() and len(value) <= 3):
            form_words = "Isi dengan satu sampai tiga angka, misalnya 005, atau kosongkan."
            out.refusals.append(Refusal(f"move.{name}", form_words, field=name, basis=BASIS))


def _company(form: MoveOut, movers: Sequence[Biodata], now: Situation, out: Effects) -> None:
    """A family of their own, or a host's; and a minor never alone."""
    grown = [m for m in movers if of_card_age(m.tanggal_lahir, m.status_kawin, now.today)]
    heads = [m for m in movers if form.relations[m.nik] == Shdk.KEPALA]
    if not grown and not (form.tumpang.strip() and form.pernyataan.strip()):
        alone = (
            "%(nama)s belum dewasa dan tidak pindah sendiri. Pindahkan bersama orang tua atau walinya, atau isi kepala "
            "keluarga yang menerima dan nomor surat pernyataannya."
        )
        names = ", ".join(m.nama for m in movers)
        field = "tumpang" if not form.tumpang.strip() else "pernyataan"
        out.refusals.append(Refusal("move.minor_alone", alone, field, CHILD_BASIS, {"nama": names}))
    if heads or not form.tumpang.strip():
        scratch = Effects()
        household = msgspec.structs.replace(now.homes[now.about], no_kk="")
        found(scratch, household, movers, form.relations, now.today, "relations")
        out.refusals += [] if not grown and not heads else scratch.refusals
    if heads and form.tumpang.strip():
        both = "Ada kepala keluarga di antara yang pindah, jadi mereka tidak menumpang. Kosongkan salah satunya."
        out.refusals.append(Refusal("move.head_and_host", both, field="tumpang", basis=FAMILY_BASIS))
