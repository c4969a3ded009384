"""The table of outages: what each service does while each thing is down, as data.

A pair (service, down) without a row means STOP: whoever takes a row out takes the service away, and the drill shows it. `AS_IT_WAS`
is the table of 2015, with which everything that touches the centre stops when the centre does. Words: Indonesian in `ROW_TEXTS`,
English in the catalogue.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from .dependencies import CENTRE, NAMES


class Mode(StrEnum):
    """What a service does, the best first. `goes_on`: the citizen is served now, in whatever form."""

    CONTINUE = "continue"  # as always, here
    STORE = "store"  # done here, sent when the thing is back
    CHOOSE = "choose"  # an officer chooses between two lawful ways
    WAIT = "wait"  # kept in its place in line, taken up by itself when the thing is back
    STOP = "stop"  # nothing can be done

    @property
    def goes_on(self) -> bool:
        return self in (Mode.CONTINUE, Mode.STORE, Mode.CHOOSE)


WORST_LAST = tuple(Mode)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: for each of `services` while any of `down` is down. Its words are `ROW_TEXTS[key]`."""

    key: str
    services: tuple[str, ...]
    down: tuple[str, ...]
    mode: Mode

    @property
    def what(self) -> str:
        return ROW_TEXTS[self.key][0]

    @property
    def is_down(self) -> str:
        return ROW_TEXTS[self.key][1]

    @property
    def now(self) -> str:
        return ROW_TEXTS[self.key][2]

    @property
    def leaves_with(self) -> str:
        return ROW_TEXTS[self.key][3]

    @property
    def on_return(self) -> str:
        return ROW_TEXTS[self.key][4]


Table = tuple[Row, ...]

REGISTER, RECORDING, UNIQUENESS, PRINTING, SUKET = "register", "recording", "uniqueness", "print_prr", "suket"
TICKETS, DOCUMENTS, MOVE_IN, LOOKUP, HAND_OVER = "tickets", "documents", "move_in", "lookup", "hand_over"
SERVICES = (
    *(TICKETS, REGISTER, RECORDING, UNIQUENESS, PRINTING),
    *(SUKET, DOCUMENTS, MOVE_IN, LOOKUP, HAND_OVER),
)
SERVICE_WORDS = {
    TICKETS: "Antrean dan permohonan",
    REGISTER: "Kelahiran, kematian, KK, biodata",
    RECORDING: "Perekaman KTP-el",
    UNIQUENESS: "Pemeriksaan ketunggalan",
    PRINTING: "Pencetakan kartu siap cetak (PRR)",
    SUKET: "Surat keterangan pengganti KTP-el",
    DOCUMENTS: "Dokumen dan tanda tangan",
    MOVE_IN: "Pindah datang",
    LOOKUP: "Mencari data penduduk",
    HAND_OVER: "Penyerahan kartu",
}
MODE_WORDS = {
    Mode.CONTINUE: "berjalan",
    Mode.STORE: "dikerjakan di sini, dikirim kemudian",
    Mode.CHOOSE: "berjalan dengan cara lain",
    Mode.WAIT: "menunggu",
    Mode.STOP: "berhenti",
}

# key: (service, what is down, now, the citizen leaves with, on return)
ROW_TEXTS: dict[str, tuple[str, str, str, str, str]] = {
    "tiket": (
        "Antrean, permohonan, tanda terima, pelacakan",
        "Apa pun di luar kantor ini, atau alat di kantor",
        "Berjalan seperti biasa.",
        "Nomor antrean, tanda terima, perkiraan tanggal.",
        "Tidak ada yang perlu diulang.",
    ),
    "register": (
        "Kelahiran, kematian, KK, biodata, perubahan data",
        "Jalur ke pusat, atau bagian pusat",
        "Dicatat di sini; nomor diambil dari ruang nomor kantor ini sendiri.",
        "Dokumennya. NIK pertama orang dewasa ditandai belum dipastikan.",
        "Catatan naik sendiri; NIK dipastikan, atau dugaan ganda dibuka.",
    ),
    "rekam": (
        "Perekaman KTP-el",
        "Jalur ke pusat, atau penerimaan di pusat",
        "Direkam, disegel dan disimpan di sini; perekaman lama diperiksa di data kantor ini.",
        "Tanda terima dengan perkiraan tanggal; suket bila aturannya membolehkan.",
        "Paket naik sendiri menurut urutan: yang pertama kali dahulu, lalu tanggal rekam.",
    ),
    "rekam_dikirim": (
        "Perekaman KTP-el",
        "Mesin ketunggalan, atau pelepasan hasil di pusat",
        "Direkam dan dikirim seperti biasa; jawabannya yang menunggu.",
        "Tanda terima dengan perkiraan tanggal; suket bila aturannya membolehkan.",
        "Jawaban datang sendiri.",
    ),
    "ketunggalan": (
        "Pemeriksaan ketunggalan",
        "Jalur ke pusat, atau bagian pusat",
        "Rekaman menunggu sebagai SFE, ditanyakan ulang terus, tidak pernah kedaluwarsa.",
        "Perkiraan tanggal yang dihitung ulang dan diberitahukan.",
        "Dikuras adil untuk semua kantor, menurut urutan rekam.",
    ),
    "cetak": (
        "Pencetakan kartu yang sudah siap cetak (PRR)",
        "Jalur ke pusat, atau bagian pusat",
        "Berjalan terus dari daftar siap cetak yang sudah ada di sini.",
        "Kartunya.",
        "Catatan naik sendiri.",
    ),
    "cetak_blangko": (
        "Pencetakan kartu",
        "Blangko habis",
        "Blangko diminta ke pusat dengan angka yang mendasarinya; urutan cetak tetap.",
        "Suket, dan perkiraan tanggal dengan rentangnya.",
        "Pencetakan dilanjutkan menurut urutan yang sah.",
    ),
    "cetak_printer": (
        "Pencetakan kartu",
        "Printer",
        "Pekerjaan pindah ke printer lain; bila tidak ada, menunggu di tempatnya. Tidak ada yang tercetak dua kali.",
        "Suket bila aturannya membolehkan, dan perkiraan tanggal.",
        "Pencetakan dilanjutkan menurut urutan yang sah.",
    ),
    "suket": (
        "Surat keterangan pengganti KTP-el",
        "Jalur ke pusat, bagian pusat, blangko, printer kartu",
        "Diterbitkan di sini bila aturannya membolehkan, di atas kertas biasa.",
        "Suket; bila pusat belum menjawab, ditandai belum diverifikasi.",
        "Catatan naik sendiri; suket ditarik saat kartu diserahkan.",
    ),
    "dokumen": (
        "KK, akta, surat keterangan",
        "Jalur ke pusat, atau bagian pusat",
        "Dibuat dan ditandatangani di sini.",
        "Dokumennya.",
        "Catatan naik sendiri.",
    ),
    "dokumen_tte": (
        "KK, akta, surat keterangan",
        "Tanda tangan elektronik (TTE)",
        "Kepala kantor memilih: ditandatangani basah sekarang, atau diambil kemudian.",
        "Dokumen bertanda tangan basah yang terdaftar dan dapat diperiksa; atau tanggal pengambilan.",
        "Ditandatangani elektronik, satu kali.",
    ),
    "pindah": (
        "Pindah datang",
        "Jalur ke pusat, atau bagian pusat",
        "QR bertanda tangan pada SKPWNI menjadi bukti.",
        "KK baru.",
        "Kantor asal memastikan.",
    ),
    "cari": (
        "Mencari data penduduk",
        "Jalur ke pusat, atau bagian pusat",
        "Dijawab dari data kantor ini, dan dikatakan bahwa hanya dari sini.",
        "Jawaban dari data kantor ini.",
        "Diperiksa ulang.",
    ),
    "rekam_alat": (
        "Perekaman KTP-el",
        "Alat rekam",
        "Biodata dan permohonan tetap dicatat; perekaman menunggu alat, urutannya tetap.",
        "Tanda terima dengan perkiraan tanggal untuk direkam.",
        "Dipanggil menurut urutan permohonan.",
    ),
    "serah": (
        "Penyerahan kartu",
        "Jalur ke pusat, bagian pusat, blangko, printer, TTE",
        "Berjalan seperti biasa.",
        "Kartunya.",
        "Catatan naik sendiri.",
    ),
    "serah_alat": (
        "Penyerahan kartu",
        "Alat rekam",
        "Penerima dikenali dari foto dan dokumen; petugas memutuskan dan alasannya dicatat.",
        "Kartunya, atau tanggal untuk kembali.",
        "Tidak ada yang perlu diulang.",
    ),
    "tak_tersentuh": (
        "Semua layanan lain",
        "Alat yang tidak dipakai layanan itu",
        "Tidak terpengaruh.",
        "Hasil seperti biasa.",
        "Tidak ada yang perlu diulang.",
    ),
    "cadangan": (
        "Semua layanan",
        "Kotak cadangan",
        "Berjalan seperti biasa; catatan yang belum terkirim hanya ada di satu kotak.",
        "Hasil seperti biasa.",
        "Salinan menyusul sendiri.",
    ),
    "server": (
        "Semua layanan",
        "Server kantor ini",
        "Kotak kedua mengambil alih, atau kotak baru dibangun ulang dari catatan.",
        "Nomor antrean dan tanda terima di atas kertas tetap berlaku.",
        "Tidak ada yang sudah dijawab hilang.",
    ),
}

NOT_CENTRE = tuple(n for n in NAMES if n not in CENTRE and n not in ("cadangan", "basisdata"))


def _row(key: str, services: Iterable[str], down: Iterable[str], mode: Mode) -> Row:
    return Row(key, tuple(services), tuple(down), mode)


TABLE: Table = (
    _row("tiket", [TICKETS], [*CENTRE, *NOT_CENTRE], Mode.CONTINUE),
    _row("register", [REGISTER], CENTRE, Mode.CONTINUE),
    _row("rekam", [RECORDING], ["pusat", "intake"], Mode.STORE),
    _row("rekam_dikirim", [RECORDING], ["search", "release"], Mode.CONTINUE),
    _row("ketunggalan", [UNIQUENESS], CENTRE, Mode.WAIT),
    _row("cetak", [PRINTING], CENTRE, Mode.CONTINUE),
    _row("cetak_blangko", [PRINTING], ["blangko"], Mode.WAIT),
    _row("cetak_printer", [PRINTING], ["printer"], Mode.WAIT),
    _row("suket", [SUKET], [*CENTRE, "blangko", "printer"], Mode.CONTINUE),
    _row("dokumen", [DOCUMENTS], CENTRE, Mode.CONTINUE),
    _row("dokumen_tte", [DOCUMENTS, REGISTER, SUKET, MOVE_IN], ["tte"], Mode.CHOOSE),
    _row("pindah", [MOVE_IN], CENTRE, Mode.CONTINUE),
    _row("cari", [LOOKUP], CENTRE, Mode.CONTINUE),
    _row("rekam_alat", [RECORDING], ["scanner"], Mode.WAIT),
    _row("serah", [HAND_OVER], [*CENTRE, "blangko", "printer", "tte"], Mode.CONTINUE),
    _row("serah_alat", [HAND_OVER], ["scanner"], Mode.CHOOSE),
    _row("tak_tersentuh", [REGISTER, DOCUMENTS, MOVE_IN, UNIQUENESS], ["blangko", "printer", "scanner"], Mode.CONTINUE),
    _row("tak_tersentuh", [LOOKUP], NOT_CENTRE, Mode.CONTINUE),
    _row("tak_tersentuh", [RECORDING], ["blangko", "printer", "tte"], Mode.CONTINUE),
    _row("tak_tersentuh", [PRINTING], ["scanner", "tte"], Mode.CONTINUE),
    _row("tak_tersentuh", [SUKET], ["scanner"], Mode.CONTINUE),
    _row("tak_tersentuh", [UNIQUENESS], ["tte"], Mode.CONTINUE),
    _row("cadangan", SERVICES, ["cadangan"], Mode.CONTINUE),
    _row("server", SERVICES, ["basisdata"], Mode.STOP),
)


def _centre_stops(table: Table) -> Table:
    kept = []
    for row in table:
        down = row.down if row.services == (TICKETS,) else tuple(d for d in row.down if d not in CENTRE)
        if down:
            kept.append(replace(row, down=down))
    return tuple(kept)


AS_IT_WAS: Table = _centre_stops(TABLE)
"""2015: numbers were still drawn, and everything that touches the centre stopped with it."""


def without(key: str, table: Table = TABLE) -> Table:
    """The table with one row taken out (every row of that key): for the drill and for the reader who wonders what it does."""
    left = tuple(row for row in table if row.key != key)
    if len(left) == len(table):
        raise KeyError(key)
    return left


@dataclass(frozen=True, slots=True)
class Policy:
    """What the service does now, and the rows that say so (none for what stops because nobody wrote a row)."""

    mode: Mode
    rows: tuple[Row, ...] = ()


def policy(service: str, down: Collection[str], table: Table = TABLE) -> Policy:
    """The worst mode of all that is down decides; nothing down: it continues. ValueError for an unknown service or thing."""
    if service not in SERVICES:
        raise ValueError(f"no such service: {service}")
    if unknown := set(down) - set(NAMES):
        raise ValueError(f"nothing depends on {sorted(unknown)}")
    if not down:
        return Policy(Mode.CONTINUE)
    found: list[tuple[Mode, Row | None]] = []
    for thing in NAMES:
        if thing in down:
            row = next((r for r in table if service in r.services and thing in r.down), None)
            found.append((row.mode if row else Mode.STOP, row))
    worst = max((mode for mode, _ in found), key=WORST_LAST.index)
    rows = dict.fromkeys(row for mode, row in found if row is not None and mode == worst)
    return Policy(worst, tuple(rows))


def may_serve(service: str, down: Collection[str], table: Table = TABLE) -> Mode:
    """The mode alone: what acts and drills ask before they serve."""
    return policy(service, down, table).mode
