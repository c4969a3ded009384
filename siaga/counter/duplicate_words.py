"""Somebody recorded under two NIKs: what the citizen and the officer are told at each step of the case (`cards.duplicates`)."""

from __future__ import annotations

# Somebody recorded twice: (what is told, what is waited for), by where the case stands. The last one's card is made under the other NIK.
CASE_TEXTS: dict[str, tuple[str, str]] = {
    "ditemukan": (
        "Anda pernah direkam sebelumnya. Kami akan mengirim surat panggilan; Anda juga boleh datang sendiri sekarang.",
        "kedatangan Anda",
    ),
    "dipanggil": ("Kami menunggu Anda pada %(when)s untuk memilih satu NIK.", "kedatangan Anda"),
    "tidak_datang": (
        "Anda belum datang pada waktu yang diberikan. Datanglah kapan saja pada hari kerja; tidak ada denda.",
        "kedatangan Anda",
    ),
    "hadir": ("Pernyataan Anda sudah dibuat. Tanda tangani di hadapan petugas.", "tanda tangan Anda"),
    "menunggu_pusat": ("Pernyataan Anda sudah dikirim. Kami menunggu jawaban pusat.", "jawaban pusat"),
    "dikembalikan": (
        "Pusat meminta keterangan Anda sekali lagi. Datanglah ke kantor; petugas akan menjelaskan.",
        "kedatangan Anda",
    ),
    "selesai": ("Kartu Anda dilayani dengan NIK lain yang Anda pilih. NIK ini tidak dipakai lagi.", ""),
    "ditutup": ("Kartu Anda dilayani dengan NIK lain yang Anda pilih. NIK ini tidak dipakai lagi.", ""),
}
CASE_COME = frozenset({"ditemukan", "dipanggil", "tidak_datang", "hadir", "dikembalikan"})
CASE_COME_TEXTS = ("Kartu keluarga", "Semua KTP-el dan suket Anda, juga yang lama", "Akta lahir atau ijazah, bila ada")

OFFICER_CASE_TEXTS: dict[str, str] = {
    "ditemukan": "Rekaman ganda, belum dipanggil. Buka Rekaman ganda.",
    "dipanggil": "Rekaman ganda, dipanggil untuk %(when)s.",
    "tidak_datang": "Rekaman ganda, tidak datang pada panggilannya. Panggil sekali lagi.",
    "hadir": "Rekaman ganda, surat pernyataan belum ditandatangani.",
    "menunggu_pusat": "Rekaman ganda, pernyataan sudah dikirim, pusat belum menjawab.",
    "dikembalikan": "Rekaman ganda, dikembalikan pusat. Dengarkan warga sekali lagi.",
    "selesai": "NIK ini ditutup; orangnya memakai NIK lain.",
    "ditutup": "NIK ini ditutup; orangnya memakai NIK lain.",
}
