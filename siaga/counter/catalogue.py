"""What a citizen can come for: the queues of the hall and the services behind them, in one explicit tuple each.

Standard times: Permendagri 19/2018 (one hour, at most 24 hours after complete papers). A card has none: it waits for the
centre and for blangko, so its date is always estimated.
"""

from __future__ import annotations

from dataclasses import dataclass

GENERAL, PRIORITY = "umum", "prioritas"
LANES = (GENERAL, PRIORITY)


@dataclass(frozen=True, slots=True)
class Queue:
    """One letter of the hall. Texts are Indonesian, translated when shown."""

    letter: str
    title: str
    hint: str


@dataclass(frozen=True, slots=True)
class Service:
    """code: as applications carry it. brings: what the applicant brings. days: working days of the standard, None: no standard.

    card: ends with a KTP-el handed over. paper: ends with a signed paper. person: asked for a person who has a NIK.
    events: codes of the life events that fulfil it; each of `people.peristiwa` is one of some service.
    """

    code: str
    title: str
    brings: tuple[str, ...]
    days: int | None
    card: bool
    paper: str
    person: bool
    events: tuple[str, ...] = ()


QUEUE_TEXTS = {
    "A": ("Pendaftaran dan kartu keluarga", "NIK baru, KK baru atau berubah, pindah datang"),
    "B": ("Perekaman KTP-el", "Foto, sidik jari, iris mata"),
    "C": ("KTP-el: cetak dan ambil", "Ambil kartu, ganti yang hilang atau rusak"),
    "D": ("Akta pencatatan sipil", "Kelahiran, kematian, perkawinan, perceraian"),
    "E": ("Surat keterangan pengganti KTP-el", "Suket baru atau perpanjangan"),
    "F": ("Kartu identitas anak", "KIA untuk anak di bawah 17 tahun"),
    "G": ("Perubahan data", "Nama, pekerjaan, pendidikan, status kawin"),
    "H": ("Informasi dan pengaduan", "Bertanya, melapor, meminta bantuan"),
}
QUEUES: tuple[Queue, ...] = tuple(Queue(letter, *texts) for letter, texts in QUEUE_TEXTS.items())
BY_LETTER = {q.letter: q for q in QUEUES}
# At a service point: a number for what it does not do would be a morning lost.
POINT_QUEUE_TEXTS = {"C": ("KTP-el: ambil kartu", "Kartu yang sudah jadi. Ganti yang hilang atau rusak di kantor.")}
AT_A_POINT = tuple(Queue(letter, *(QUEUE_TEXTS | POINT_QUEUE_TEXTS)[letter]) for letter in "BCH")

SERVICE_WORDS = {
    "biodata": "Biodata penduduk baru (NIK)",
    "kelahiran": "Akta kelahiran dan NIK anak",
    "kematian": "Akta kematian",
    "perkawinan": "Akta perkawinan, atau status kawin dan KK",
    "perceraian": "Akta perceraian, atau status cerai dan KK",
    "lahir_mati": "Surat keterangan lahir mati",
    "pengangkatan": "Pengangkatan anak",
    "pengakuan": "Pengakuan anak",
    "pengesahan": "Pengesahan anak",
    "pembetulan": "Pembetulan akta",
    "pembatalan": "Pembatalan akta",
    "pewarganegaraan": "Perubahan kewarganegaraan",
    "kia": "Kartu identitas anak (KIA)",
    "kk": "Kartu keluarga",
    "perubahan_data": "Perubahan data penduduk",
    "pindah_keluar": "Pindah ke luar kabupaten/kota (SKPWNI)",
    "pindah_datang": "Pindah datang dengan SKPWNI",
    "orang_asing": "Orang asing: SKTT, izin tinggal tetap, meninggalkan Indonesia",
    "perekaman": "Perekaman KTP-el",
    "ktp": "KTP-el baru",
    "penggantian": "Penggantian KTP-el hilang, rusak atau berubah",
    "suket": "Surat keterangan pengganti KTP-el",
}
BRING_TEXTS = {
    "biodata": ("Formulir F-1.01", "Ijazah atau akta lahir bila ada"),
    "kelahiran": (
        "Surat kelahiran dari bidan atau rumah sakit",
        "Kartu keluarga",
        "Buku nikah atau akta perkawinan orang tua",
    ),
    "kematian": ("Surat kematian dari dokter atau kelurahan", "Kartu keluarga", "KTP-el orang yang meninggal"),
    "perkawinan": (
        "Buku nikah, atau surat perkawinan dari pemuka agama",
        "KTP-el suami dan istri",
        "KK suami dan istri",
    ),
    "perceraian": ("Putusan pengadilan atau akta cerai", "Kutipan akta perkawinan atau buku nikah", "KK dan KTP-el"),
    "lahir_mati": ("Surat keterangan lahir mati", "Kartu keluarga"),
    "pengangkatan": ("Salinan penetapan pengadilan", "Kutipan akta kelahiran anak", "KK dan KTP-el orang tua angkat"),
    "pengakuan": (
        "Surat pengakuan ayah yang disetujui ibu, atau penetapan pengadilan",
        "Surat keterangan perkawinan dari pemuka agama",
        "Kutipan akta kelahiran anak",
        "Kartu keluarga",
    ),
    "pengesahan": (
        "Kutipan akta kelahiran anak",
        "Akta perkawinan atau buku nikah orang tua",
        "KK dan KTP-el orang tua",
    ),
    "pembetulan": ("Kutipan akta yang salah tulis", "Dokumen yang menunjukkan data yang benar"),
    "pembatalan": ("Putusan pengadilan atau keputusan kepala dinas", "Kutipan akta", "KK dan KTP-el"),
    "pewarganegaraan": ("Petikan keputusan kewarganegaraan", "Kutipan akta", "KK dan KTP-el", "Dokumen perjalanan"),
    "kia": (
        "Kutipan akta kelahiran anak",
        "Kartu keluarga",
        "KTP-el orang tua atau wali",
        "Pas foto anak 2 x 3, bila berumur 5 tahun ke atas",
    ),
    "kk": ("Kartu keluarga lama", "Bukti perubahan, bila ada"),
    "perubahan_data": ("Kartu keluarga", "Surat yang menunjukkan data yang benar, atau penetapan pengadilan"),
    "pindah_keluar": ("Kartu keluarga", "KTP-el semua yang pindah"),
    "pindah_datang": ("Lembar SKPWNI", "KTP-el semua yang datang"),
    "orang_asing": ("Paspor", "Izin tinggal dari imigrasi", "SKTT atau kartu keluarga, bila ada"),
    "perekaman": ("Kartu keluarga",),
    "ktp": ("Kartu keluarga",),
    "penggantian": ("Surat kehilangan dari polisi, KTP-el yang rusak, atau bukti perubahan",),
    "suket": ("Kartu keluarga",),
}
CARD_PICK_TEXTS = (
    "Tanda terima ini",
    "KTP-el lama atau suket, bila ada",
    "Bila diwakilkan: surat kuasa dan KTP wakil dari keluarga yang sama",
)
PAPER_PICK_TEXTS = ("Tanda terima ini", "KTP-el atau kartu keluarga Anda")


def _service(
    code: str,
    days: int | None,
    *,
    card: bool = False,
    paper: str = "",
    person: bool = True,
    events: tuple[str, ...] = (),
) -> Service:
    return Service(code, SERVICE_WORDS[code], BRING_TEXTS[code], days, card, paper, person, events)


def _event(code: str, *also: str, paper: str = "", person: bool = True) -> Service:
    """A service of one working day named after its life event. also: more events that fulfil it."""
    return _service(code, 1, paper=paper, person=person, events=(code, *also))


SERVICES: tuple[Service, ...] = (
    _service("biodata", 1, person=False, events=("biodata_pertama", "anggota_baru", "rentan")),
    _event("kelahiran", paper="akta_kelahiran", person=False),
    _event("kematian", "kematian_orang_asing", paper="akta_kematian"),
    _event("perkawinan", paper="akta_perkawinan"),
    _event("perceraian", paper="akta_perceraian"),
    _event("lahir_mati", paper="lahir_mati"),
    _event("pengangkatan", paper="akta_pengangkatan"),
    _event("pengakuan", paper="akta_pengakuan"),
    _event("pengesahan", paper="akta_pengesahan"),
    _event("pembetulan"),
    _event("pembatalan", paper="kk"),
    _event("pewarganegaraan", paper="kk"),
    _event("kia", paper="kia"),
    _service("kk", 1, paper="kk", events=("kk_ulang", "pisah_kk", "gabung_kk", "pindah_alamat")),
    _event("perubahan_data", "penetapan", paper="kk"),
    _event("pindah_keluar", paper="skpwni"),
    _event("pindah_datang", paper="datang"),
    _service("orang_asing", 1, person=False, events=("tinggal_terbatas", "tinggal_tetap", "meninggalkan_indonesia")),
    _service("perekaman", None, card=True),
    _service("ktp", None, card=True),
    _service("penggantian", None, card=True),
    _service("suket", 1, paper="suket"),
)
BY_CODE = {s.code: s for s in SERVICES}
CARD_CODES = tuple(s.code for s in SERVICES if s.card)
PAPER_CODES = tuple(s.code for s in SERVICES if not s.card)

NEED_WORDS = {
    "sim": "SIM",
    "stnk": "STNK",
    "paspor": "Paspor",
    "sekolah": "Sekolah",
    "bank": "Bank",
    "bpjs": "BPJS",
    "kerja": "Kerja",
    "lainnya": "Lainnya",
}


def queues_at(point: int) -> tuple[Queue, ...]:
    """What a number is drawn for here. point: of a service point, 0 at an office."""
    return AT_A_POINT if point else QUEUES


def label(letter: str, number: int) -> str:
    """ "A-012"."""
    return f"{letter}-{number:03d}"
