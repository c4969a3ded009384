"""First biodata: a person without a NIK gets one, in a family that exists or as the head of a new one (form F-1.01)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Annotated, Any

import msgspec

from siaga.kit.refusal import Refusal, refused
from siaga.people import codes
from siaga.people.asking import Answers, Ask, Group, Need
from siaga.people.biodata import Biodata, Family
from siaga.people.codes import Shdk
from siaga.people.duplicates import Match
from siaga.people.effects import NEW, PERSON, Effects, Newcomer, Situation
from siaga.people.names import tidy
from siaga.people.numbers import DEED_NUMBER, NIK_BASIS, check_nik, digits, group
from siaga.people.relations import parents_of
from siaga.people.rules import check_biodata

from .event import Asked, Peristiwa

DUPLICATE = "people.likely_duplicate"
DUPLICATE_BASIS = "UU 23/2006 pasal 13; Permendagri 108/2019 pasal 15"
BASIS = "Perpres 96/2018 pasal 5; Permendagri 108/2019 pasal 15"
HINT_TEXTS = {
    "name": "Sesuai dokumen kelahiran atau ijazah, tanpa gelar",
    "young": "Bila kawin di bawah umur yang ditentukan",
    "nik": "Kosongkan bila belum pernah punya NIK",
    "married": "Bila kawin atau pernah kawin dan tercatat",
    "wedding": "Bila kawin atau pernah kawin",
    "divorced": "Bila cerai hidup dan tercatat",
    "divorce": "Bila cerai hidup",
}


USUAL: Mapping[str, Any] = {"kewarganegaraan": "WNI", "golongan_darah": 13}
"""What stands in an empty form: most are citizens, and most do not know their blood group."""


class Person(Answers, frozen=True, kw_only=True):
    """Form F-1.01 of one person. beda: NIKs of residents who look alike and were found to be others."""

    nama: Annotated[str, Ask("Nama lengkap", help=HINT_TEXTS["name"])] = ""
    gelar_depan: Annotated[str, Ask("Gelar di depan", required=False, most=20)] = ""
    gelar_belakang: Annotated[str, Ask("Gelar di belakang", required=False, most=20)] = ""
    no_paspor: Annotated[str, Ask("Nomor paspor", required=False, most=15)] = ""
    jenis_kelamin: Annotated[str, Ask("Jenis kelamin", "choice", choices=codes.JENIS_KELAMIN)] = ""
    tempat_lahir: Annotated[str, Ask("Tempat lahir")] = ""
    tanggal_lahir: Annotated[date | None, Ask("Tanggal lahir", "date")] = None
    kewarganegaraan: Annotated[str, Ask("Kewarganegaraan", "choice", choices=codes.KEWARGANEGARAAN)] = ""
    agama: Annotated[int, Ask("Agama atau kepercayaan", "code", codes=codes.AGAMA)] = 0
    golongan_darah: Annotated[int, Ask("Golongan darah", "code", codes=codes.GOLONGAN_DARAH)] = 0
    status_kawin: Annotated[int, Ask("Status perkawinan", "code", codes=codes.STATUS_KAWIN)] = 0
    no_akta_kawin: Annotated[
        str, Ask("Nomor akta perkawinan atau buku nikah", required=False, most=40, help=HINT_TEXTS["married"])
    ] = ""
    tanggal_kawin: Annotated[
        date | None, Ask("Tanggal perkawinan", "date", required=False, help=HINT_TEXTS["wedding"])
    ] = None
    no_akta_cerai: Annotated[str, Ask("Nomor akta cerai", required=False, most=40, help=HINT_TEXTS["divorced"])] = ""
    tanggal_cerai: Annotated[
        date | None, Ask("Tanggal perceraian", "date", required=False, help=HINT_TEXTS["divorce"])
    ] = None
    no_dispensasi_kawin: Annotated[str, Ask("Nomor dispensasi kawin", required=False, help=HINT_TEXTS["young"])] = ""
    pendidikan: Annotated[int, Ask("Pendidikan terakhir", "code", codes=codes.PENDIDIKAN)] = 0
    pekerjaan: Annotated[int, Ask("Jenis pekerjaan", "code", codes=codes.PEKERJAAN)] = 0
    disabilitas: Annotated[str, Ask("Penyandang disabilitas", "choice", required=False, choices=codes.DISABILITAS)] = ""
    no_akta_lahir: Annotated[str, Ask("Nomor akta kelahiran", required=False, most=40)] = ""
    nik: Annotated[str, Ask("NIK yang sudah dimiliki", "nik", required=False, help=HINT_TEXTS["nik"])] = ""
    nik_ibu: Annotated[str, Ask("NIK ibu", "nik", required=False)] = ""
    nama_ibu: Annotated[str, Ask("Nama ibu")] = ""
    nik_ayah: Annotated[str, Ask("NIK ayah", "nik", required=False)] = ""
    nama_ayah: Annotated[str, Ask("Nama ayah", required=False)] = ""
    beda: tuple[str, ...] = ()


class FirstOfFamily(Person, frozen=True, kw_only=True):
    """The head of a new family: the address is asked for, the relation is not."""

    alamat: Annotated[str, Ask("Alamat", most=100)] = ""
    rt: Annotated[str, Ask("RT", most=3)] = ""
    rw: Annotated[str, Ask("RW", most=3)] = ""
    kode_wilayah: Annotated[str, Ask("Desa atau kelurahan", "area")] = ""
    kode_pos: Annotated[str, Ask("Kode pos", required=False, most=5)] = ""
    telepon: Annotated[str, Ask("Telepon", required=False, most=20)] = ""


class Member(Person, frozen=True, kw_only=True):
    """Somebody who joins the family that the event is about."""

    shdk: Annotated[int, Ask("Hubungan dengan kepala keluarga", "code", codes=codes.SHDK)] = 0


_PERSON = tuple(n for n in Person.__struct_fields__ if n not in ("papers", "beda"))
_PARENTS = ("nik_ibu", "nama_ibu", "nik_ayah", "nama_ayah")
_WHO = tuple(n for n in _PERSON if n not in _PARENTS)
_HOME = tuple(n for n in FirstOfFamily.__struct_fields__ if n not in Person.__struct_fields__)


def biodata_of(form: Person) -> Biodata:
    """Whom the form describes; a head where it asks for no relation."""
    given = {name: value for name in _PERSON if (value := getattr(form, name))}
    return Biodata(**given, shdk=form.shdk if isinstance(form, Member) else int(Shdk.KEPALA))


def household_of(form: Person) -> Family | None:
    return Family(**{n: getattr(form, n) for n in _HOME}) if isinstance(form, FirstOfFamily) else None


def begin_new(now: Situation) -> Mapping[str, Any]:
    return USUAL


def begin_member(now: Situation) -> Mapping[str, Any]:
    """What a newcomer most likely shares with the family; most who come are its children."""
    here = now.members.get(now.about, ())
    father, mother = parents_of(here)
    found: dict[str, Any] = dict(USUAL)
    if head := next((m for m in here if m.shdk == Shdk.KEPALA), None):
        found |= {"agama": head.agama, "kewarganegaraan": head.kewarganegaraan}
    for field, parent in (("ibu", mother), ("ayah", father)):
        if parent is not None:
            found |= {f"nik_{field}": parent.nik, f"nama_{field}": parent.nama}
    return found


def fill(form: Person, now: Situation) -> Person:
    """Single spaces, bare numbers; the parents' names from the register where the form names them by NIK alone."""
    texts = (
        *("nama", "nama_ayah", "nama_ibu", "tempat_lahir", "gelar_depan", "gelar_belakang"),
        *("no_akta_lahir", "no_akta_kawin", "no_akta_cerai"),
    )
    numbers = ("nik", "nik_ayah", "nik_ibu")
    form = msgspec.structs.replace(
        form,
        no_paspor="".join(form.no_paspor.split()).upper(),
        **{n: tidy(getattr(form, n)) for n in texts},
        **{n: digits(getattr(form, n)) for n in numbers},
    )
    mother, father = now.persons.get(form.nik_ibu), now.persons.get(form.nik_ayah)
    return msgspec.structs.replace(
        form,
        nama_ibu=form.nama_ibu or (mother.nama if mother else ""),
        nama_ayah=form.nama_ayah or (father.nama if father else ""),
    )


def decide(form: Person, now: Situation) -> Effects:
    """A NIK for the person, who joins the family that the event is about, or heads a new one."""
    out = Effects()
    new = household_of(form)
    home = new or now.homes.get(now.about)
    person = biodata_of(form)
    here = [] if new else now.members.get(now.about, ())
    refusals, out.warnings = check_biodata(person, new, here, now.today, area_known=now.area_known)
    # A head's own relation is no question of the form: what is wrong with it is the age.
    out.refusals += [r.at("tanggal_lahir") if new and r.field == "shdk" else r for r in refusals]
    out.refusals += refused([None if home else _no_family(), _has_nik(form, now)])
    of_another, perhaps = same_deed(form.no_akta_lahir, form.nik, now)
    out.refusals += of_another
    out.warnings += perhaps
    out.refusals += _not_yet_compared(now.alike, form.beda)
    out.warnings += refused([_foreigner(form)])
    if home is None or form.tanggal_lahir is None:
        return out
    no_kk = NEW if new else home.no_kk
    out.residents[PERSON] = Newcomer(msgspec.structs.replace(person, no_kk=no_kk), home, "biodata_pertama")
    if new:
        out.families[NEW] = msgspec.structs.replace(new, nik_kepala=PERSON)
    return out


def _no_family() -> Refusal:
    unknown = (
        "Nomor KK ini tidak ada pada register kantor ini, atau sudah digantikan. Periksa kembali, atau buat KK baru "
        "dengan orang ini sebagai kepala keluarga."
    )
    return Refusal("people.no_family", unknown, basis="UU 23/2006 pasal 61")


def _foreigner(form: Person) -> Refusal | None:
    """In a family is only the foreigner with a permanent permit; it is recorded at their page, and no card is made before."""
    if form.kewarganegaraan != "WNA":
        return None
    permit = (
        "Orang asing masuk KK hanya bila memegang izin tinggal tetap (ITAP). Periksa paspor dan ITAP-nya; sesudah ini "
        "catat izinnya dari halaman orang ini. Pemegang ITAS dilayani dengan SKTT, bukan biodata pertama."
    )
    return Refusal("people.foreigner", permit, "kewarganegaraan", "UU 23/2006 pasal 20 dan 21")


def _has_nik(form: Person, now: Situation) -> Refusal | None:
    """A NIK is lifelong: who has one gets no other. A foreigner whose limited stay became a permanent one keeps that of the SKTT."""
    if not form.nik or form.nik in now.stays or check_nik(form.nik)[0]:
        return None  # of nobody, or wrongly typed: that is said by itself
    if known := now.persons.get(form.nik):
        there = "NIK %(nik)s sudah terdaftar di sini atas nama %(nama)s. Buka biodatanya; jangan mendaftarkannya lagi."
        return Refusal("people.registered", there, "nik", NIK_BASIS, {"nik": group(form.nik), "nama": known.nama})
    elsewhere = (
        "NIK %(nik)s diterbitkan untuk orang yang sudah terdaftar, tetapi bukan di kantor ini. NIK berlaku seumur hidup: "
        "layani sebagai pindah datang dengan SKPWNI, bukan biodata pertama."
    )
    return Refusal("people.foreign_nik", elsewhere, "nik", NIK_BASIS, {"nik": group(form.nik)})


def same_deed(number: str, nik: str, now: Situation) -> tuple[list[Refusal], list[Refusal]]:
    """(refusals, warnings) for the number that is given as that of the birth deed of `nik`, "" of nobody yet.

    A birth deed is of one child. A number of our own pattern is somebody else's for certain; an older one, in free text, was used by
    several offices.
    """
    others = [p for p in now.deed_holders if not nik or p.nik != nik]
    if not number or not others:
        return [], []
    params = {"number": number, "who": ", ".join(f"{p.nama} ({group(p.nik)})" for p in others)}
    if DEED_NUMBER.fullmatch(number.upper()):
        taken = "Akta kelahiran %(number)s milik %(who)s. Satu akta untuk satu anak: periksa nomornya."
        return [Refusal("people.deed_of_another", taken, "no_akta_lahir", BASIS, params)], []
    twice = "Nomor akta kelahiran %(number)s juga tercatat untuk %(who)s. Pastikan keduanya tidak tertukar."
    return [], [Refusal("people.deed_number_twice", twice, "no_akta_lahir", BASIS, params)]


def _not_yet_compared(found: Iterable[Match], others: Collection[str]) -> list[Refusal]:
    new = [m for m in found if m.other.nik not in others]
    if not new:
        return []
    who = ", ".join(f"{m.other.nama} ({group(m.other.nik)})" for m in new)
    text = (
        "Mungkin sudah terdaftar: %(who)s. Bandingkan keduanya. Bila orang yang sama, buka biodatanya; bila benar "
        "orang yang berbeda, beri tanda lalu simpan lagi."
    )
    params = {"who": who, "niks": [m.other.nik for m in new]}
    return [Refusal(DUPLICATE, text, basis=DUPLICATE_BASIS, params=params)]


_FACTS = ("people.resident_registered", "people.family_registered", "people.document_due")
_PAPERS = (
    Need("Surat pengantar RT/RW", "SPTJM"),
    Need("Dokumen kelahiran atau ijazah", "keterangan dua saksi"),
)
_WHO_GROUPS = (Group("Orang yang didaftarkan", _WHO), Group("Orang tua", _PARENTS))

BIODATA_PERTAMA = Peristiwa(
    "biodata_pertama",
    "Biodata pertama, keluarga baru",
    sheet="F-1.01",
    legal_basis=BASIS,
    deadline_days=0,
    needs=_PAPERS,
    effects=_FACTS,
    documents=("kk",),
    asked=Asked(
        FirstOfFamily,
        (Group("Alamat keluarga baru", _HOME), *_WHO_GROUPS),
        "",
        decide,
        "Biodata dicatat.",
        begin=begin_new,
        fill=fill,
        looks_for=lambda form: (biodata_of(form), household_of(form)),
    ),
)
ANGGOTA_BARU = Peristiwa(
    "anggota_baru",
    "Biodata pertama, anggota keluarga",
    sheet="F-1.01",
    legal_basis=BASIS,
    deadline_days=0,
    needs=(*_PAPERS, Need("KK yang ditumpangi")),
    effects=("people.resident_registered", "people.document_due"),
    documents=("kk",),
    asked=Asked(
        Member,
        (Group("Hubungan", ("shdk",)), *_WHO_GROUPS),
        "keluarga",
        decide,
        "Biodata dicatat.",
        begin=begin_member,
        fill=fill,
        looks_for=lambda form: (biodata_of(form), None),
    ),
)
