"""What goes in and out, typed. Names of fields are Indonesian, as on the pages; times are UTC, dates those of the office."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema


class Problem(Schema):
    """RFC 9457. type: "urn:siaga:<code>", stable; title and detail are for people."""

    type: str
    title: str
    status: int
    detail: str


class Wrong(Schema):
    at: str
    message: str


class Invalid(Problem):
    """422: every finding, each with the place in what was sent."""

    errors: list[Wrong]


class Office(Schema):
    id: str
    nama: str


class Stage(Schema):
    """One application of a receipt. nama: masked. perkiraan: a span of dates, or why none can be told."""

    nama: str
    layanan: str
    tahap: str
    keterangan: str
    menunggu: str
    catatan: str
    perkiraan: str
    keperluan: str
    bawa: list[str]
    siap_diambil: bool
    harus_datang: bool
    selesai: bool


class Tracked(Schema):
    kode: str
    kantor: Office
    diterima: datetime
    permohonan: list[Stage]


class Ask(Schema):
    """The text of a QR, or the number that is printed on the paper."""

    isi: str = Field(min_length=1, max_length=1000, examples=["3172-LU-01122026-0001"])


Verdict = Literal[
    "aktif",
    "basah",
    "digantikan",
    "berakhir",
    "belum_ditandatangani",
    "kantor_lain",
    "tidak_tercatat",
    "tercatat_kunci_dicabut",
    "sebelum_kunci_dicabut",
    "tidak_dikenal",
    "tanda_tangan_tidak_cocok",
    "kunci_tidak_dikenal",
    "kantor_tidak_dikenal",
    "kunci_dicabut",
]


Colour = Literal["hijau", "kuning", "merah"]


class Checked(Schema):
    """hasil: basah is valid and signed by hand. pemegang: only if the code of the paper itself was given, not for a number."""

    hasil: Verdict
    warna: Colour
    keterangan: str
    jenis: str
    nomor: str
    pemegang: str
    kantor: str
    terbit: date | None
    penanda_tangan: str
    ditandatangani: datetime | None
    register_basah: str
    disahkan_elektronik: bool
    sebab: str


Measure = Literal["normal", "tersendat", "terputus", "belum_diukur"]


class Thing(Schema):
    """One thing that this node depends on. latihan: cut on purpose, for training."""

    kode: str
    nama: str
    keadaan: Measure
    sejak: datetime | None
    latihan: bool


class Service(Schema):
    """What a service does now; diterima_warga: what the citizen leaves with while it is not as always."""

    kode: str
    nama: str
    keadaan: Literal["continue", "store", "choose", "wait", "stop"]
    berjalan: bool
    sekarang: list[str]
    diterima_warga: list[str]


class Class(Schema):
    """One class of the print list, in its lawful order. rekaman_terdepan: recording day of who is next in it."""

    kode: str
    nama: str
    menunggu: int
    rekaman_terdepan: date | None


class Figures(Schema):
    """Published daily, counted now. blangko: what can still be printed. prr, sfe: people whose record is in that status."""

    blangko: int
    prr: int
    sfe: int
    menunggu_cetak: int
    tercetak_hari_ini: int
    siap_diambil: int
    urutan_cetak: list[Class]


class State(Schema):
    """angka: null at the centre, which serves no counter."""

    kantor: Office
    pada: datetime
    ketergantungan: list[Thing]
    layanan: list[Service]
    angka: Figures | None


class Counter(Schema):
    loket: int
    nomor: str
    sejak: datetime | None


class Queue(Schema):
    huruf: str
    nama: str
    menunggu: int
    terakhir_dipanggil: str


class Hall(Schema):
    kantor: Office
    hari: date
    pada: datetime
    loket: list[Counter]
    antrean: list[Queue]


class Area(Schema):
    """kode: with dots (35.07.01.2001). di: the names above it, nearest first."""

    kode: str
    nama: str
    di: str
    tingkat: int
    jenis: str


class Areas(Schema):
    hasil: list[Area]
