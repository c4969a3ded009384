"""What a citizen reads about an application, in words that a twelve-year-old understands: of the card, the paper, what it waits for."""

from __future__ import annotations

from siaga.berkas.steps import HEAD, RETURNED, SECTION, VERIFY
from siaga.recording.status import Status

S = Status

STATUS_TEXTS: dict[str, tuple[str, str]] = {
    S.UNREGISTERED: ("Anda belum direkam. Datanglah untuk difoto dan direkam sidik jarinya.", "perekaman Anda"),
    S.BIO_CAPTURED: ("Anda sudah direkam. Data Anda akan dikirim ke pusat.", "pengiriman ke pusat"),
    S.PROCESSING: ("Anda sudah direkam. Data Anda sedang disiapkan untuk dikirim ke pusat.", "pengiriman ke pusat"),
    S.SENT_FOR_ENROLLMENT: ("Data Anda sudah dikirim. Kami menunggu jawaban pusat.", "jawaban pusat"),
    S.RECEIVED_AT_CENTRAL: (
        "Data Anda sudah sampai di pusat. Pusat sedang memastikan bahwa data Anda hanya satu.",
        "pemeriksaan di pusat",
    ),
    S.ENROLL_FAILURE_AT_CENTRAL: (
        "Rekaman Anda kurang jelas. Ini bukan kesalahan Anda. Datanglah sekali lagi untuk direkam ulang.",
        "perekaman ulang Anda",
    ),
    S.ENROLL_FAILURE_AT_REGIONAL: (
        "Rekaman Anda belum lengkap. Ini bukan kesalahan Anda. Datanglah sekali lagi untuk direkam ulang.",
        "perekaman ulang Anda",
    ),
    S.SEARCH_FAILURE_AT_CENTRAL: (
        "Pemeriksaan di pusat belum berhasil. Kami meminta pusat memeriksa sekali lagi. Anda tidak perlu datang.",
        "pemeriksaan di pusat",
    ),
    S.ADJUDICATE_RECORD: (
        "Ada data yang mirip dengan data Anda. Petugas di pusat akan memeriksanya. Anda tidak perlu datang.",
        "keputusan petugas di pusat",
    ),
    S.ADJUDICATE_IN_PROCESS: (
        "Ada data yang mirip dengan data Anda. Petugas di pusat sedang memeriksanya. Anda tidak perlu datang.",
        "keputusan petugas di pusat",
    ),
    S.DUPLICATE_RECORD: (
        "Anda pernah direkam sebelumnya. Datanglah sendiri ke kantor agar kami bantu menyelesaikannya.",
        "kedatangan Anda",
    ),
    S.PRINT_READY_RECORD: ("Data Anda sudah siap. Kartu Anda akan masuk daftar cetak.", "giliran cetak"),
    S.SENT_FOR_CARD_PRINTING: ("KTP-el Anda sedang dicetak.", "pencetakan"),
    S.CARD_PRINTED: ("KTP-el Anda sudah jadi. Silakan ambil di kantor.", ""),
    S.CARD_SHIPPED: ("KTP-el Anda sedang dikirim ke tempat pengambilan.", "pengiriman kartu"),
    S.CARD_ISSUED: ("KTP-el Anda sudah diserahkan.", ""),
}
COME_TEXTS = ("Tanda terima ini", "Kartu keluarga")

LINE_TEXTS = {
    "point": "KTP-el Anda sudah jadi. Silakan ambil di %(point)s, bukan di kantor.",
    "back": "KTP-el Anda tercatat sudah diserahkan, tetapi sekarang ada lagi di kantor. Silakan ambil di kantor.",
    "next": "KTP-el Anda siap dicetak. Giliran Anda berikutnya.",
    "ahead": "KTP-el Anda siap dicetak. Ada %(ahead)s orang di depan Anda.",
    "unplaced": "KTP-el Anda siap dicetak dan menunggu giliran.",
    "young": "Data Anda sudah siap. Kartu dicetak setelah Anda berumur 17 tahun, mulai %(day)s.",
    "checked": "Permohonan penggantian Anda sudah kami terima. Petugas loket belum selesai mengerjakannya.",
}
WAIT_WORDS = {
    "blangko": "blangko",
    "printer": "printer",
    "turn": "giliran cetak",
    "birthday": "umur 17 tahun",
    "officer": "pengerjaan di loket",
    "sign": "tanda tangan",
}
NOTE_TEXTS = {
    "centre": "Jalur ke pusat sedang terputus. Data Anda aman dan dikirim sendiri setelah tersambung.",
    "printer": "Printer sedang tidak bekerja. Giliran Anda tidak berubah.",
    "blangko": "Blangko sedang habis. Giliran Anda tidak berubah.",
    "tte": "Tanda tangan elektronik sedang terputus. Dokumen dapat ditandatangani dengan tangan.",
}
TO_PRINT = "menunggu_cetak"  # a card on a blank (KIA) that has no card yet
TAKEN = "diserahkan"  # in somebody's hands
UNRECORDED, NO_SUKET = "belum_direkam", "suket_dilarang"  # why there is no suket to be had now
RECORDED = "tercatat_saja"  # a life event that yields no paper
PAPER_TEXTS = {
    "": "Permohonan Anda sudah kami terima. Petugas loket belum selesai mengerjakannya.",
    VERIFY: "Permohonan Anda sedang diperiksa sekali lagi oleh verifikator.",
    SECTION: "Permohonan Anda sudah diverifikasi dan menunggu persetujuan kepala bidang.",
    HEAD: "Permohonan Anda menunggu keputusan kepala dinas.",
    RETURNED: "Ada yang perlu diperbaiki pada permohonan Anda. Petugas loket sedang mengerjakannya.",
    "tercatat": "Permohonan Anda sudah dicatat. Dokumennya sedang dibuat.",
    RECORDED: "Permohonan Anda sudah dicatat. Tidak ada dokumen yang perlu diambil.",
    TO_PRINT: "Data kartunya sudah siap. Kartunya menunggu dicetak.",
    "menunggu_tanda_tangan": "Dokumen Anda sudah dibuat dan menunggu tanda tangan.",
    "elektronik": "Dokumen Anda sudah jadi. Silakan ambil di kantor.",
    "basah": "Dokumen Anda sudah jadi. Silakan ambil di kantor.",
    "tanpa_tanda_tangan": "Dokumen Anda sudah jadi. Silakan ambil di kantor.",
    TAKEN: "Dokumen Anda sudah diserahkan.",
    UNRECORDED: "Suket diberikan kepada yang sudah direkam. Datanglah untuk difoto dan direkam sidik jarinya.",
    NO_SUKET: "Suket sedang tidak diterbitkan. Kartu Anda tetap dalam antrean menurut urutannya.",
}
CASE_WAIT_WORDS = {
    VERIFY: "verifikasi",
    SECTION: "persetujuan kepala bidang",
    HEAD: "keputusan kepala dinas",
    RETURNED: "perbaikan oleh petugas loket",
    UNRECORDED: "perekaman Anda",
    NO_SUKET: "kebijakan pusat",
}
END_TEXTS = {
    "selesai": "Permohonan ini sudah selesai.",
    "batal": "Permohonan ini dibatalkan. Bila Anda belum tahu sebabnya, tanyakan di loket informasi.",
}
