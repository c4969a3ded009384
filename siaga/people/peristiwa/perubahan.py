"""Small changes of biodata (form F-1.06) and a KK printed again; neither ever touches a number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import msgspec

from siaga.kit.refusal import Refusal, refused
from siaga.people import codes
from siaga.people.asking import Answers, Ask, Group, Need
from siaga.people.biodata import Biodata
from siaga.people.codes import ResidentStatus, Shdk
from siaga.people.effects import Due, Effects, Situation, not_here
from siaga.people.family_rules import check_place
from siaga.people.form_rules import Found, check_person
from siaga.people.names import tidy
from siaga.people.union_rules import DIVORCE, MARRIAGE

from .biodata_pertama import same_deed
from .event import Asked, Peristiwa

REASON_WORDS = {"hilang": "hilang", "rusak": "rusak", "berubah": "data berubah"}
CHANGE_BASIS = "Permendagri 108/2019, formulir F-1.06"
HINT_TEXTS = {
    "proof": "Dokumen yang diperlihatkan, misalnya nomor ijazah",
    "deed": "Dari akta kantor lain atau akta lama; akta yang terbit di sini tercatat sendiri",
}


class Change(Answers, frozen=True, kw_only=True):
    """The columns of form F-1.06 as they shall be. Names, dates and sex need a court or another deed; a head changes with its own
    event.
    """

    pekerjaan: Annotated[int, Ask("Jenis pekerjaan", "code", codes=codes.PEKERJAAN)] = 0
    pendidikan: Annotated[int, Ask("Pendidikan terakhir", "code", codes=codes.PENDIDIKAN)] = 0
    agama: Annotated[int, Ask("Agama atau kepercayaan", "code", codes=codes.AGAMA)] = 0
    golongan_darah: Annotated[int, Ask("Golongan darah", "code", codes=codes.GOLONGAN_DARAH)] = 0
    disabilitas: Annotated[str, Ask("Penyandang disabilitas", "choice", required=False, choices=codes.DISABILITAS)] = ""
    gelar_depan: Annotated[str, Ask("Gelar di depan", required=False, most=20)] = ""
    gelar_belakang: Annotated[str, Ask("Gelar di belakang", required=False, most=20)] = ""
    shdk: Annotated[int, Ask("Hubungan dengan kepala keluarga", "code", codes=codes.SHDK)] = 0
    no_akta_lahir: Annotated[str, Ask("Nomor akta kelahiran", required=False, most=40, help=HINT_TEXTS["deed"])] = ""
    no_akta_kawin: Annotated[
        str, Ask("Nomor akta perkawinan atau buku nikah", required=False, most=40, help=HINT_TEXTS["deed"])
    ] = ""
    tanggal_kawin: Annotated[date | None, Ask("Tanggal perkawinan", "date", required=False)] = None
    no_akta_cerai: Annotated[str, Ask("Nomor akta cerai", required=False, most=40, help=HINT_TEXTS["deed"])] = ""
    tanggal_cerai: Annotated[date | None, Ask("Tanggal perceraian", "date", required=False)] = None
    no_paspor: Annotated[str, Ask("Nomor paspor", required=False, most=15)] = ""
    dasar: Annotated[str, Ask("Dasar perubahan", most=100, help=HINT_TEXTS["proof"])] = ""


CHANGEABLE = tuple(name for name in Change.__struct_fields__ if name not in ("papers", "dasar"))


def begin(now: Situation) -> Mapping[str, Any]:
    person = now.persons.get(now.about)
    return as_it_is(person) if person else {}


def as_it_is(person: Biodata) -> dict[str, Any]:
    """The columns of the form as the register has them."""
    return {name: getattr(person, name) for name in CHANGEABLE}


def decide(form: Change, now: Situation) -> Effects:
    out = Effects()
    person = now.persons.get(now.about)
    if person is None or person.status != ResidentStatus.AKTIF:
        out.refusals += refused([not_here(person, "")])
        return out
    given = {name: tidy(value) if isinstance(value := getattr(form, name), str) else value for name in CHANGEABLE}
    given["no_paspor"] = "".join(form.no_paspor.split()).upper()
    after = {name: value for name, value in given.items() if value != getattr(person, name)}
    if not after:
        out.refusals.append(Refusal("people.nothing_changed", "Tidak ada yang diubah.", basis=CHANGE_BASIS))
        return out
    if "shdk" in after and Shdk.KEPALA in (person.shdk, form.shdk):
        by_event = "Kepala keluarga tidak diganti di sini. Catat peristiwanya."
        out.refusals.append(Refusal("people.head_by_event", by_event, "shdk", CHANGE_BASIS))
        return out
    will = msgspec.structs.replace(person, **after)
    out.refusals += [r for r in check_person(will, now.today, existing=True)[0] if r.field in after]
    if "no_akta_lahir" in after:
        refusals, warnings = _deed_elsewhere(form, person, now)
        out.refusals += refusals
        out.warnings += warnings
    out.refusals += _unions_kept_here(after, person, now)
    if "shdk" in after:
        refusals, warnings = check_place(will, now.members.get(person.no_kk, ()), now.today)
        out.refusals += refusals
        out.warnings += warnings
    out.change(person.nik, **after)
    return out


def _deed_elsewhere(form: Change, person: Biodata, now: Situation) -> Found:
    """The number of a deed that another office issued. That of a deed kept here is the register's own."""
    if kept := now.birth_deed(person.nik):
        own = "Akta kelahiran orang ini terbit di sini: %(number)s. Nomornya tidak diubah di sini."
        return [Refusal("people.deed_kept_here", own, "no_akta_lahir", CHANGE_BASIS, {"number": kept})], []
    return same_deed(tidy(form.no_akta_lahir), person.nik, now)


_UNIONS = {"perkawinan": MARRIAGE, "perceraian": DIVORCE}
DEED_TEXTS = {
    "perkawinan": "Akta perkawinan orang ini terbit di sini: %(number)s. Betulkan aktanya, bukan biodatanya.",
    "perceraian": "Akta perceraian orang ini terbit di sini: %(number)s. Betulkan aktanya, bukan biodatanya.",
}


def _unions_kept_here(after: Mapping[str, Any], person: Biodata, now: Situation) -> list[Refusal]:
    """Of a marriage or divorce whose deed is kept here the register says what the deed says."""
    found = []
    for kind, columns in _UNIONS.items():
        deeds = [d for d in now.aktas.values() if d.kind == kind and d.status == "aktif" and person.nik in d.niks]
        if not deeds:
            continue
        says = dict(zip(columns, (deeds[-1].number, str(deeds[-1].data.get("tanggal") or "")), strict=True))
        wrong = [name for name in columns if name in after and str(after[name] or "") != says[name]]
        found += [
            Refusal("people.deed_kept_here", DEED_TEXTS[kind], name, CHANGE_BASIS, {"number": deeds[-1].number})
            for name in wrong[:1]
        ]
    return found


class Again(Answers, frozen=True, kw_only=True):
    alasan: Annotated[str, Ask("Alasan cetak ulang", "choice", choices=REASON_WORDS)] = ""


def print_again(form: Again, now: Situation) -> Effects:
    """The KK once more, with the same number: lost, damaged or out of date."""
    out = Effects()
    if now.about not in now.homes:
        unknown = "Nomor KK ini tidak ada pada register kantor ini, atau sudah digantikan. Periksa kembali."
        out.refusals.append(Refusal("people.no_family", unknown, basis="UU 23/2006 pasal 61"))
    elif form.alasan in REASON_WORDS:
        out.dues.append(Due("kk", f"keluarga/{now.about}", now.homes[now.about].nik_kepala, form.alasan))
    return out


PERUBAHAN_DATA = Peristiwa(
    "perubahan_data",
    "Perubahan biodata",
    sheet="F-1.06",
    legal_basis=CHANGE_BASIS,
    deadline_days=0,
    needs=(
        Need("KK", "surat kehilangan dari kepolisian"),
        Need("Dokumen yang membuktikan perubahan"),
    ),
    effects=("people.biodata_changed", "people.document_due"),
    documents=("kk",),
    asked=Asked(
        Change,
        (Group("Data yang berubah", CHANGEABLE), Group("Dasar", ("dasar",))),
        "penduduk",
        decide,
        "Perubahan dicatat; KK perlu dicetak ulang.",
        begin=begin,
    ),
)
KK_ULANG = Peristiwa(
    "kk_ulang",
    "Penerbitan ulang KK karena hilang atau rusak",
    sheet="F-1.02",
    legal_basis="Perpres 96/2018 pasal 12",
    deadline_days=0,
    needs=(
        Need("Surat keterangan hilang dari kepolisian, atau KK yang rusak"),
        Need("KTP-el", "suket pengganti KTP-el"),
    ),
    effects=("people.document_due",),
    documents=("kk",),
    asked=Asked(
        Again,
        (Group("Alasan", ("alasan",)),),
        "keluarga",
        print_again,
        "KK akan dicetak ulang dengan nomor yang sama.",
    ),
)
