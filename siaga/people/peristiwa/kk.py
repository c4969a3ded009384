"""The family card itself: part of a family founds its own, joins another, or all of it moves to another address."""

from __future__ import annotations

from typing import Annotated

import msgspec

from siaga.kit.refusal import Refusal
from siaga.people.asking import Answers, Ask, Group, Need
from siaga.people.biodata import of_card_age
from siaga.people.codes import Shdk
from siaga.people.effects import Effects, Situation, found, join, leave
from siaga.people.family_rules import FAMILY_BASIS, check_family

from .event import Asked, Peristiwa
from .household import ADDRESS, HINT_TEXTS, MOVE_GROUP, Household, chosen, household_of

SPLIT_BASIS = "Perpres 96/2018 pasal 10; Permendagri 108/2019"
MOVE_BASIS = "UU 24/2013 pasal 15; Perpres 96/2018 pasal 25"
NOT_HERE = "KK ini tidak berlaku lagi pada register kantor ini. Buka KK yang berlaku."


class Split(Household, frozen=True, kw_only=True):
    dasar: Annotated[str, Ask("Alasan pisah KK", most=100)] = ""


class Merge(Answers, frozen=True, kw_only=True):
    relations: Annotated[dict[str, int], Ask("Siapa yang pindah", "relations")] = {}
    no_kk: Annotated[str, Ask("Nomor KK yang dituju", "kk")] = ""
    kepala_baru: Annotated[
        str, Ask("Kepala keluarga baru bagi yang tinggal", "member", required=False, help=HINT_TEXTS["head"])
    ] = ""
    dasar: Annotated[str, Ask("Alasan gabung KK", most=100)] = ""


class Address(Answers, frozen=True, kw_only=True):
    alamat: Annotated[str, Ask("Alamat baru", most=100)] = ""
    rt: Annotated[str, Ask("RT", most=3)] = ""
    rw: Annotated[str, Ask("RW", most=3)] = ""
    kode_wilayah: Annotated[str, Ask("Desa atau kelurahan", "area")] = ""
    kode_pos: Annotated[str, Ask("Kode pos", required=False, most=5)] = ""


def split(form: Split, now: Situation) -> Effects:
    """Whoever founds a KK is 17, or married or ever married; the new number is theirs, the old one stays with its head."""
    out = Effects()
    home = now.homes.get(now.about)
    if home is None:
        return _gone(out)
    movers = chosen(form, now, out)
    if not movers:
        nobody = "Pilih siapa yang pindah, dan seorang di antaranya sebagai kepala keluarga."
        out.refusals.append(Refusal("kk.nobody", nobody, field="relations", basis=SPLIT_BASIS))
        return out
    new_home = household_of(form, home, out)
    if len(movers) == len(now.members[home.no_kk]) and any(
        m.shdk == Shdk.KEPALA and form.relations[m.nik] == Shdk.KEPALA for m in movers
    ):
        whole = (
            "Seluruh keluarga pindah bersama kepala keluarganya: nomor KK tidak berganti. Catat sebagai pindah alamat."
        )
        out.refusals.append(Refusal("kk.whole_family", whole, field="relations", basis=FAMILY_BASIS))
        return out
    _grown_heads(form, now, out)
    leave(out, home, now.members[home.no_kk], [m.nik for m in movers], form.kepala_baru, now.today)
    found(out, new_home, movers, form.relations, now.today, "relations")
    if out.closed.get(home.no_kk) == "":
        out.closed[home.no_kk] = "baru"
    return out


def _grown_heads(form: Split, now: Situation, out: Effects) -> None:
    for m in now.members[now.about]:
        head = form.relations.get(m.nik) == Shdk.KEPALA
        if head and not of_card_age(m.tanggal_lahir, m.status_kawin, now.today):
            young = "%(nama)s belum berumur 17 tahun dan belum pernah kawin, jadi belum dapat menjadi kepala keluarga."
            out.refusals.append(Refusal("kk.young", young, "relations", SPLIT_BASIS, {"nama": m.nama}))


def merge(form: Merge, now: Situation) -> Effects:
    out = Effects()
    home, target = now.homes.get(now.about), now.homes.get(form.no_kk)
    if home is None:
        return _gone(out)
    if target is None or target.no_kk == home.no_kk:
        other = "Nomor KK yang dituju tidak berlaku di kantor ini, atau KK ini sendiri. Periksa angkanya."
        out.refusals.append(Refusal("kk.no_target", other, field="no_kk", basis=FAMILY_BASIS))
    as_household = Household(relations=form.relations)
    movers = chosen(as_household, now, out)
    if out.refusals or target is None:
        return out
    leave(out, home, now.members[home.no_kk], [m.nik for m in movers], form.kepala_baru, now.today)
    join(out, target, now.members[target.no_kk], movers, form.relations, now.today, "relations")
    if out.closed.get(home.no_kk) == "":
        out.closed[home.no_kk] = target.no_kk
    return out


def move(form: Address, now: Situation) -> Effects:
    """The KK number changes with the head, never with the address (UU 23/2006 art. 61)."""
    out = Effects()
    home = now.homes.get(now.about)
    if home is None:
        return _gone(out)
    given = {name: getattr(form, name).strip() for name in (*ADDRESS, "kode_pos")}
    new = msgspec.structs.replace(home, **given)
    out.refusals += check_family(new)
    if new == home:
        same = "Alamat baru sama dengan alamat yang tercatat. Tidak ada yang diubah."
        out.refusals.append(Refusal("kk.same_address", same, field="alamat", basis=MOVE_BASIS))
    out.moved[home.no_kk] = {name: getattr(new, name) for name in given}
    return out


def _gone(out: Effects) -> Effects:
    out.refusals.append(Refusal("people.no_family", NOT_HERE, basis=FAMILY_BASIS))
    return out


_KK = Need("KK", "surat kehilangan dari kepolisian")
_FACTS = ("people.biodata_changed", "people.family_registered", "people.family_closed", "people.document_due")

PISAH_KK = Peristiwa(
    "pisah_kk",
    "Pisah kartu keluarga",
    sheet="F-1.02",
    legal_basis=SPLIT_BASIS,
    deadline_days=0,
    needs=(_KK, Need("Buku nikah, akta perkawinan atau akta cerai", "pernyataan pisah KK (F-1.05)")),
    effects=_FACTS,
    documents=("kk",),
    asked=Asked(Split, (MOVE_GROUP, Group("Dasar", ("dasar",))), "keluarga", split, "KK baru diterbitkan."),
)
GABUNG_KK = Peristiwa(
    "gabung_kk",
    "Gabung ke kartu keluarga lain",
    sheet="F-1.02",
    legal_basis=SPLIT_BASIS,
    deadline_days=0,
    needs=(_KK, Need("KK yang dituju"), Need("Persetujuan kepala keluarga yang dituju")),
    effects=_FACTS,
    documents=("kk",),
    asked=Asked(
        Merge,
        (Group("Siapa dan ke mana", ("relations", "no_kk", "kepala_baru")), Group("Dasar", ("dasar",))),
        "keluarga",
        merge,
        "Anggota keluarga masuk KK yang dituju.",
    ),
)
PINDAH_ALAMAT = Peristiwa(
    "pindah_alamat",
    "Pindah alamat dalam kabupaten/kota",
    sheet="F-1.03",
    legal_basis=MOVE_BASIS,
    deadline_days=0,
    needs=(_KK,),
    effects=("people.family_moved", "people.document_due"),
    documents=("kk",),
    asked=Asked(
        Address,
        (Group("Alamat baru", ("alamat", "rt", "rw", "kode_wilayah", "kode_pos")),),
        "keluarga",
        move,
        "Alamat keluarga diubah.",
    ),
)
