"""Part of a family that founds a household of its own: who, as what, where; shared by the events that part a KK."""

from __future__ import annotations

from typing import Annotated

import msgspec

from siaga.kit.refusal import Refusal
from siaga.people.asking import Answers, Ask, Group
from siaga.people.biodata import Biodata, Family
from siaga.people.effects import Effects, Situation
from siaga.people.family_rules import check_family

HINT_TEXTS = {
    "who": "Pilih hubungan setiap orang yang pindah dengan kepala keluarga KK yang dituju; yang kosong tetap di sini",
    "same": "Kosongkan bila alamatnya sama dengan KK ini",
    "head": "Hanya bila kepala keluarga KK ini pindah dan ada anggota yang tinggal",
}


class Household(Answers, frozen=True, kw_only=True):
    """relations: NIK of each member who moves -> SHDK in the other family. The address is that of the old KK where it is empty."""

    relations: Annotated[
        dict[str, int], Ask("Siapa yang pindah", "relations", required=False, help=HINT_TEXTS["who"])
    ] = {}
    alamat: Annotated[str, Ask("Alamat baru", required=False, most=100, help=HINT_TEXTS["same"])] = ""
    rt: Annotated[str, Ask("RT", required=False, most=3)] = ""
    rw: Annotated[str, Ask("RW", required=False, most=3)] = ""
    kode_wilayah: Annotated[str, Ask("Desa atau kelurahan", "area", required=False)] = ""
    kepala_baru: Annotated[
        str, Ask("Kepala keluarga baru bagi yang tinggal", "member", required=False, help=HINT_TEXTS["head"])
    ] = ""


MOVE_GROUP = Group("Pisah kartu keluarga", ("relations", "alamat", "rt", "rw", "kode_wilayah", "kepala_baru"))
ADDRESS = ("alamat", "rt", "rw", "kode_wilayah")


def chosen(form: Household, now: Situation, out: Effects) -> list[Biodata]:
    """The movers, members of the KK that the event is about; whoever is none is refused."""
    members = {m.nik: m for m in now.members.get(now.about, ())}
    if strangers := [nik for nik in form.relations if nik not in members]:
        who = "NIK %(niks)s bukan anggota KK ini lagi. Buka kembali halaman keluarganya."
        out.refusals.append(Refusal("kk.not_member", who, field="relations", params={"niks": ", ".join(strangers)}))
    return [members[nik] for nik in form.relations if nik in members]


def household_of(form: Household, home: Family, out: Effects) -> Family:
    """The new household: the address that was given, or the old one."""
    given = {name: getattr(form, name).strip() for name in ADDRESS}
    if not any(given.values()):
        return home
    made = msgspec.structs.replace(home, **given, kode_pos="")
    out.refusals += check_family(made)
    return made
