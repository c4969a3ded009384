"""The words of the table of outages: the services' names, and each row as people read it. English is in the catalogue."""

from __future__ import annotations

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
