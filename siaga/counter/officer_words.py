"""Where an application stands, as officers read it: about the citizen, in the field's own words, never to them."""

from __future__ import annotations

from dataclasses import replace

from siaga.berkas.steps import HEAD, RETURNED, SECTION, VERIFY
from siaga.recording.status import Status as S

from .duplicate_words import CASE_TEXTS, OFFICER_CASE_TEXTS
from .stage_words import (
    END_TEXTS,
    LINE_TEXTS,
    NO_SUKET,
    NOTE_TEXTS,
    PAPER_TEXTS,
    RECORDED,
    STATUS_TEXTS,
    TAKEN,
    TO_PRINT,
    UNRECORDED,
)
from .stages import Stage

OFFICER_STATUS_TEXTS: dict[str, str] = {
    S.UNREGISTERED: "Belum direkam. Jadwalkan perekaman.",
    S.BIO_CAPTURED: "Sudah direkam, paket belum terkirim.",
    S.PROCESSING: "Sudah direkam, paket sedang disiapkan.",
    S.SENT_FOR_ENROLLMENT: "SFE: paket dikirim, pusat belum menjawab. Jangan rekam lagi.",
    S.RECEIVED_AT_CENTRAL: "Paket sudah di pusat, ketunggalan sedang diperiksa. Jangan rekam lagi.",
    S.ENROLL_FAILURE_AT_CENTRAL: "Biometrik tidak terbaca di pusat. Panggil warga dan rekam ulang.",
    S.ENROLL_FAILURE_AT_REGIONAL: "Biometrik belum lengkap. Panggil warga dan rekam ulang.",
    S.SEARCH_FAILURE_AT_CENTRAL: "Pencarian di pusat gagal. Kirim ulang paketnya.",
    S.ADJUDICATE_RECORD: "Mirip dengan rekaman lain, menunggu adjudikator pusat.",
    S.ADJUDICATE_IN_PROCESS: "Mirip dengan rekaman lain, sedang diputus adjudikator pusat.",
    S.DUPLICATE_RECORD: "Rekaman ganda. Warga harus datang sendiri dan memilih satu NIK; kartu tidak dicetak.",
    S.PRINT_READY_RECORD: "PRR: siap cetak, belum masuk daftar cetak.",
    S.SENT_FOR_CARD_PRINTING: "Kartu di printer.",
    S.CARD_PRINTED: "Kartu di rak pengambilan. Hubungi warga.",
    S.CARD_SHIPPED: "Kartu dikirim ke tempat pengambilan.",
    S.CARD_ISSUED: "Kartu sudah diserahkan.",
}
OFFICER_LINE_TEXTS = {
    "point": "Kartu di rak %(point)s. Hubungi warga.",
    "back": "Kartu sudah diserahkan dan kembali ke rak pengambilan. Hubungi warga.",
    "next": "PRR, nomor 1 dalam daftar cetak.",
    "ahead": "PRR, %(ahead)s orang di depannya dalam daftar cetak.",
    "unplaced": "PRR, dalam daftar cetak.",
    "young": "PRR, belum 17 tahun: dicetak mulai %(day)s.",
    "checked": "Penggantian belum diperiksa. Periksa buktinya, lalu masukkan ke daftar cetak.",
}
OFFICER_PAPER_TEXTS = {
    "": "Belum dikerjakan. Buka penduduknya, lalu ajukan peristiwanya.",
    VERIFY: "Berkas menunggu verifikasi.",
    SECTION: "Berkas menunggu persetujuan kepala bidang.",
    HEAD: "Berkas menunggu persetujuan kepala dinas.",
    RETURNED: "Berkas dikembalikan. Alasannya ada pada Berkas saya pengajunya.",
    "tercatat": "Sudah dicatat, dokumen sedang dibuat.",
    RECORDED: "Sudah dicatat. Peristiwa ini tidak menghasilkan dokumen.",
    TO_PRINT: "KIA menunggu dicetak. Buka Cetak KIA.",
    "menunggu_tanda_tangan": "Dokumen menunggu tanda tangan kepala kantor.",
    "elektronik": "Dokumen siap diserahkan. Hubungi warga.",
    TAKEN: "Dokumen sudah diserahkan.",
    UNRECORDED: "Belum direkam. Rekam lebih dahulu; suket hanya untuk yang sudah direkam.",
    NO_SUKET: "Kebijakan yang berlaku tidak membolehkan suket.",
}
OFFICER_END_TEXTS = {
    "selesai": "Selesai.",
    "batal": "Dibatalkan; alasannya ada pada riwayat.",
}
OFFICER_WAIT_TEXTS: dict[str, str] = {
    S.UNREGISTERED: "perekaman",
    S.ENROLL_FAILURE_AT_CENTRAL: "perekaman ulang",
    S.DUPLICATE_RECORD: "kedatangan warga",
}
OFFICER_NOTE_TEXTS = {
    "centre": "Jalur ke pusat sedang terputus. Paket dikirim sendiri setelah tersambung.",
    "printer": "Printer sedang tidak bekerja. Urutan cetak tetap.",
    "blangko": "Blangko habis. Urutan cetak tetap.",
    "tte": "TTE sedang terputus. Kepala kantor dapat memilih tanda tangan basah.",
}
# Each sentence, pause and note for a citizen: the officer's.
_SAID = {
    **{STATUS_TEXTS[key][0]: text for key, text in OFFICER_STATUS_TEXTS.items()},
    **{CASE_TEXTS[key][0]: text for key, text in OFFICER_CASE_TEXTS.items()},
    **{LINE_TEXTS[key]: text for key, text in OFFICER_LINE_TEXTS.items()},
    **{PAPER_TEXTS[key]: text for key, text in OFFICER_PAPER_TEXTS.items()},
    **{END_TEXTS[key]: text for key, text in OFFICER_END_TEXTS.items()},
}
_WAITS = {STATUS_TEXTS[key][1]: text for key, text in OFFICER_WAIT_TEXTS.items()}
_NOTES = {NOTE_TEXTS[key]: text for key, text in OFFICER_NOTE_TEXTS.items()}


def to_officer(stage: Stage) -> Stage:
    """The same stage in the officer's words."""
    return replace(
        stage,
        text=_SAID[stage.text],
        waits_for=_WAITS.get(stage.waits_for, stage.waits_for),
        note=_NOTES.get(stage.note, stage.note),
    )
