"""A stillbirth: after 28 weeks or more, without a sign of life; a certificate and no akta, no NIK (form F-2.01)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from siaga.kit.refusal import Refusal, refused
from siaga.people.asking import Answers, Ask, Group, Need
from siaga.people.biodata import Biodata
from siaga.people.codes import JENIS_KELAMIN, MARRIED, ResidentStatus, Shdk
from siaga.people.effects import Deed, Effects, Situation, other_sex
from siaga.people.form_rules import missing

from .descent import HINT_TEXTS, name_of
from .event import Asked, Peristiwa

BASIS = "UU 23/2006 pasal 33; Perpres 96/2018 pasal 36"  # the Perpres' article is common knowledge
ON_TIME_DAYS = 30
LEAST_WEEKS, MOST_WEEKS = 28, 45
LETTERS = "LM"  # the project's own: no national letters were found for this register
LETTER, STATEMENT = "surat", "pernyataan"
PROOF_WORDS = {
    LETTER: "surat dari dokter, bidan, atau kepala desa/lurah",
    STATEMENT: "pernyataan orang tua atau wali",
}


class Stillbirth(Answers, frozen=True, kw_only=True):
    """minggu: completed weeks of the pregnancy. A name may be given; it is not required."""

    nik_ibu: Annotated[str, Ask("NIK ibu", "nik", required=False, help=HINT_TEXTS["elsewhere"])] = ""
    nama_ibu: Annotated[str, Ask("Nama ibu", required=False)] = ""
    nik_ayah: Annotated[str, Ask("NIK ayah", "nik", required=False, help=HINT_TEXTS["elsewhere"])] = ""
    nama_ayah: Annotated[str, Ask("Nama ayah", required=False)] = ""
    tanggal: Annotated[date | None, Ask("Tanggal lahir mati", "date")] = None
    tempat: Annotated[str, Ask("Tempat lahir mati")] = ""
    minggu: Annotated[int, Ask("Umur kandungan (minggu)", "number", most=MOST_WEEKS)] = 0
    jenis_kelamin: Annotated[str, Ask("Jenis kelamin", "choice", choices=JENIS_KELAMIN)] = ""
    anak_ke: Annotated[int, Ask("Kelahiran ke", "number", most=25)] = 0
    sebab: Annotated[str, Ask("Sebab, bila tertulis pada surat", required=False)] = ""
    bukti: Annotated[str, Ask("Bukti", "choice", choices=PROOF_WORDS)] = ""
    no_surat: Annotated[str, Ask("Nomor surat", required=False)] = ""
    pelapor: Annotated[str, Ask("Pelapor")] = ""


def begin(now: Situation) -> dict[str, str]:
    """The couple that heads the family."""
    couple = [m for m in now.members.get(now.about, ()) if m.shdk in (Shdk.KEPALA, Shdk.SUAMI, Shdk.ISTRI)]
    mother = next((m for m in couple if m.jenis_kelamin == "P"), None)
    father = next((m for m in couple if m.jenis_kelamin == "L" and m.status_kawin in MARRIED), None)
    return {
        **({"nik_ibu": mother.nik, "nama_ibu": mother.nama} if mother else {}),
        **({"nik_ayah": father.nik, "nama_ayah": father.nama} if father else {}),
    }


def fill(form: Stillbirth, now: Situation) -> Stillbirth:
    return msgspec.structs.replace(
        form,
        nama_ibu=name_of(now, form.nik_ibu, form.nama_ibu),
        nama_ayah=name_of(now, form.nik_ayah, form.nama_ayah),
    )


def decide(form: Stillbirth, now: Situation) -> Effects:
    out = Effects()
    mother, father = now.persons.get(form.nik_ibu), now.persons.get(form.nik_ayah)
    out.refusals += refused(
        [
            None if form.nama_ibu.strip() else missing("nama_ibu", "nama ibu", BASIS),
            _nobody(mother, father),
            other_sex("stillbirth", mother, "P", "nik_ibu", BASIS),
            other_sex("stillbirth", father, "L", "nik_ayah", BASIS),
            _day(form, now.today),
            _weeks(form),
            _mother_alive(form, mother),
            _number(form),
            _already(form, now),
        ]
    )
    if out.refusals:
        return out
    late = form.tanggal is not None and (now.today - form.tanggal).days > ON_TIME_DAYS
    niks = tuple(p.nik for p in (mother, father) if p is not None)
    out.deed = Deed("lahir_mati", LETTERS, niks, late, paper="lahir_mati")
    if late:
        text = "Lahir mati dilaporkan lewat %(days)d hari. Tetap dicatat."
        out.warnings.append(_say("late", text, "tanggal", days=ON_TIME_DAYS))
    return out


def _say(code: str, message: str, field: str, **params: object) -> Refusal:
    return Refusal(f"stillbirth.{code}", message, field=field, basis=BASIS, params=params)


def _nobody(mother: Biodata | None, father: Biodata | None) -> Refusal | None:
    if mother or father:
        return None
    nobody = "Ibu atau ayahnya harus terdaftar di kantor ini. Isi NIK-nya, dan periksa angkanya."
    return _say("nobody", nobody, "nik_ibu")


def _day(form: Stillbirth, today: date) -> Refusal | None:
    if form.tanggal is not None and form.tanggal > today:
        return _say("future", "Tanggal lahir mati ada di masa depan. Periksa suratnya.", "tanggal")
    return None


def _weeks(form: Stillbirth) -> Refusal | None:
    if not form.minggu or form.minggu >= LEAST_WEEKS:
        return None
    early = "Di bawah %(least)d minggu bukan lahir mati menurut undang-undang, jadi tidak dicatat di sini."
    return _say("early", early, "minggu", least=LEAST_WEEKS)


def _mother_alive(form: Stillbirth, mother: Biodata | None) -> Refusal | None:
    """A mother who dies in childbed dies on that day or later."""
    if mother is None or mother.status != ResidentStatus.MENINGGAL or not (mother.died_on and form.tanggal):
        return None
    if mother.died_on >= form.tanggal:
        return None
    return _say("mother_dead", "Ibu tercatat meninggal sebelum tanggal ini. Periksa NIK ibu dan tanggalnya.", "nik_ibu")


def _number(form: Stillbirth) -> Refusal | None:
    if form.bukti == LETTER and not form.no_surat.strip():
        return missing("no_surat", "nomor surat", BASIS)
    return None


def _already(form: Stillbirth, now: Situation) -> Refusal | None:
    """Twins differ in their place among the births."""
    same = {"tanggal": str(form.tanggal), "anak_ke": form.anak_ke}
    for deed in now.aktas.values():
        mine = form.nik_ibu in deed.niks and all(str(deed.data.get(k)) == str(v) for k, v in same.items())
        if deed.kind == "lahir_mati" and deed.status == "aktif" and mine:
            twice = "Lahir mati ini sudah dicatat dengan nomor %(number)s. Layani surat keterangannya."
            return _say("already", twice, "tanggal", number=deed.number)
    return None


LAHIR_MATI = Peristiwa(
    "lahir_mati",
    "Pencatatan lahir mati",
    sheet="F-2.01",
    legal_basis=BASIS,
    deadline_days=ON_TIME_DAYS,
    needs=(
        Need("Surat keterangan lahir mati", "pernyataan orang tua atau wali", told_by="bukti"),
        Need("KK orang tua"),
    ),
    effects=("people.deed_registered", "people.document_due"),
    documents=("lahir_mati",),
    asked=Asked(
        Stillbirth,
        (
            Group("Orang tua", ("nik_ibu", "nama_ibu", "nik_ayah", "nama_ayah")),
            Group("Lahir mati", ("tanggal", "tempat", "minggu", "jenis_kelamin", "anak_ke", "sebab")),
            Group("Laporan", ("bukti", "no_surat", "pelapor")),
        ),
        "keluarga",
        decide,
        "Lahir mati dicatat.",
        begin=begin,
        fill=fill,
    ),
)
