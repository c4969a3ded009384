"""What may be said of a paper that somebody shows, and in which colour. One list for the page, the command and the API.

Green: genuine, and it holds. Blue: genuine; whether it still holds was not asked of the register. Yellow: genuine or perhaps genuine,
to be asked about. Red: unknown or refused. A genuine paper that was replaced is never called false.
"""

from __future__ import annotations

GREEN, BLUE, YELLOW, RED = "hijau", "biru", "kuning", "merah"

# The register was asked.
ACTIVE, BY_HAND, REPLACED, OVER = "aktif", "basah", "digantikan", "berakhir"
NOT_SIGNED, ELSEWHERE, NOT_LISTED = "belum_ditandatangani", "kantor_lain", "tidak_tercatat"
LATE_KEY = "tercatat_kunci_dicabut"
# The signature alone was checked.
GENUINE, UNVOUCHED, BEFORE_REVOCATION = "asli", "kunci_belum_disahkan", "sebelum_kunci_dicabut"
UNKNOWN, FORGED, NO_KEY = "tidak_dikenal", "tanda_tangan_tidak_cocok", "kunci_tidak_dikenal"
NO_OFFICE, REVOKED, ALTERED = "kantor_tidak_dikenal", "kunci_dicabut", "isi_berubah"
SIGNED, NO_CODE = "bertanda_tangan", "tidak_ada_kode"

COLOURS = {
    ACTIVE: GREEN, BY_HAND: GREEN, REPLACED: YELLOW, OVER: YELLOW, NOT_SIGNED: YELLOW, ELSEWHERE: YELLOW,
    NOT_LISTED: YELLOW, LATE_KEY: YELLOW, GENUINE: BLUE, UNVOUCHED: YELLOW, BEFORE_REVOCATION: YELLOW, UNKNOWN: RED,
    FORGED: RED, NO_KEY: RED, NO_OFFICE: RED, REVOKED: RED, ALTERED: RED,
    SIGNED: BLUE, NO_CODE: RED,
}  # fmt: skip
VERDICT_WORDS = {
    ACTIVE: "Dokumen ini asli dan masih berlaku.",
    BY_HAND: "Dokumen ini asli dan masih berlaku: tanda tangan basah, terdaftar.",
    REPLACED: "Dokumen ini asli, tetapi sudah digantikan oleh yang lebih baru.",
    OVER: "Dokumen ini asli, tetapi sudah tidak berlaku.",
    NOT_SIGNED: "Dokumen ini terdaftar, tetapi belum ditandatangani.",
    ELSEWHERE: "Kode ini asli dari kantor lain. Apakah masih berlaku, tanyakan kepada kantor itu.",
    NOT_LISTED: "Kode ini asli dari kantor ini, tetapi dokumennya tidak ada dalam register. Tanyakan di loket.",
    LATE_KEY: "Dokumen ini tercatat dalam register, tetapi kodenya dibuat dengan kunci yang sudah dicabut. Tanyakan di loket.",
    GENUINE: "Kode ini asli. Apakah dokumennya masih berlaku, belum ditanyakan kepada register.",
    UNVOUCHED: "Tanda tangan kode ini cocok, tetapi kuncinya belum disahkan oleh pusat. Tanyakan kepada kantor penerbitnya.",
    BEFORE_REVOCATION: "Kode ini bertanggal sebelum kuncinya dicabut. Pastikan kepada kantor penerbitnya bahwa dokumennya tercatat.",
    UNKNOWN: "Tidak dikenal: tidak ada dokumen dengan kode atau nomor ini dalam register yang dapat diperiksa di sini.",
    FORGED: "Kode ini tidak ditandatangani oleh kantor mana pun yang dikenal di sini, atau sudah diubah.",
    NO_KEY: "Kantor yang disebut kode ini dikenal, tetapi kunci yang dipakai bukan kunci kantor itu. Jangan diterima.",
    NO_OFFICE: "Kantor yang disebut kode ini belum dikenal di sini, jadi kodenya tidak dapat diperiksa.",
    REVOKED: "Kode ini dibuat dengan kunci yang sudah dicabut. Jangan diterima.",
    ALTERED: "Isi berkas ini tidak sama dengan isi yang disahkan oleh kodenya.",
    SIGNED: "Berkas ini utuh dan ditandatangani oleh kantor yang dikenal. Tidak ada kode SIAGA di dalamnya.",
    NO_CODE: "Tidak ada kode SIAGA yang utuh di sini: memang tidak ada, atau rusak.",
}
