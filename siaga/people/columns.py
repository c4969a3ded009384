"""The register's columns as people read them: their names, and what a value says."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from siaga.shell.formats import day, lang_of, nik
from siaga.wilayah.find import path_name

from .codes import JENIS_KELAMIN, NUMBERED

COLUMN_WORDS = {
    "nama": "Nama",
    "gelar_depan": "Gelar di depan",
    "gelar_belakang": "Gelar di belakang",
    "tempat_lahir": "Tempat lahir",
    "tanggal_lahir": "Tanggal lahir",
    "jenis_kelamin": "Jenis kelamin",
    "no_kk": "No. KK",
    "nama_ibu": "Nama ibu",
    "nama_ayah": "Nama ayah",
    "nik_ibu": "NIK ibu",
    "nik_ayah": "NIK ayah",
    "no_akta_lahir": "Nomor akta kelahiran",
    "no_akta_kawin": "Nomor akta perkawinan atau buku nikah",
    "tanggal_kawin": "Tanggal perkawinan",
    "no_akta_cerai": "Nomor akta cerai",
    "tanggal_cerai": "Tanggal perceraian",
    "no_paspor": "Nomor paspor",
    "kewarganegaraan": "Kewarganegaraan",
    "disabilitas": "Penyandang disabilitas",
    "status": "Keadaan",
    "died_on": "Meninggal",
    "alamat": "Alamat",
    "rt": "RT",
    "rw": "RW",
    "kode_wilayah": "Desa atau kelurahan",
    "kode_pos": "Kode pos",
    "telepon": "Telepon",
}
TAG_WORDS = {"baru": "nomor baru", "sisa": "nomor baru bagi yang tinggal", "akta": "nomor akta ini"}
STATUS_WORDS = {"aktif": "penduduk di sini", "meninggal": "meninggal", "pindah": "pindah", "ditutup": "NIK ditutup"}
DATES = frozenset({"tanggal_lahir", "tanggal_kawin", "tanggal_cerai", "died_on"})
DEEDS = frozenset({"no_akta_lahir", "no_akta_kawin", "no_akta_cerai"})


def language() -> str:
    return lang_of(get_language())


def word(name: str, value: Any, on: date) -> str:
    """A column's value as people read it."""
    listed = next((codes for codes in NUMBERED if codes.field == name), None)
    if value in ("", None, 0):
        return "-"
    if listed is not None and isinstance(value, int):
        return listed.label(value, language())
    if name in DATES and isinstance(value, str):
        value = date.fromisoformat(value)  # as a fact has it
    if isinstance(value, date):
        return day(value, language())
    if name == "jenis_kelamin":
        return JENIS_KELAMIN[value][language() == "en"] if value in JENIS_KELAMIN else str(value)
    if name == "status":
        return _(STATUS_WORDS.get(str(value), str(value)))
    if name == "kode_wilayah":
        return village(str(value), on)
    if name in ("no_kk", "nik_ibu", "nik_ayah"):
        return nik(str(value)) if str(value).isdecimal() else _(TAG_WORDS.get(str(value), "nomor baru"))
    return _(TAG_WORDS[value]) if name in DEEDS and value in TAG_WORDS else str(value)


def village(code: str, on: date) -> str:
    """Village and kecamatan: the regency is this office's own."""
    return ", ".join(path_name(code, on).split(", ")[:2])


def label(name: str) -> str:
    titles = {codes.field: codes.title.capitalize() for codes in NUMBERED}  # as the catalogue has them
    found = COLUMN_WORDS.get(name) or titles.get(name) or name.replace("_", " ")
    text = _(found)
    return text[:1].upper() + text[1:]
