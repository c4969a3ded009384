"""The one page with which local staff replace a box. The page and docs/runbook-kotak-baru.md are made from this;."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """commands: typed as they stand, but for the words in capitals."""

    title: str
    text: str
    commands: tuple[str, ...] = ()


TITLE = "Mengganti kotak kantor"
INTRO = (
    "Kotak adalah komputer yang menjalankan SIAGA. Lembar ini untuk petugas setempat; tidak perlu teknisi dari pusat. "
    "Kata dengan HURUF BESAR diganti dengan milik kantor Anda. Bila ragu, telepon pusat dan bacakan kode keadaan."
)
SECOND = (
    Step(
        "Di server kantor, selagi masih hidup: buat kode",
        "Kode berlaku satu kali. Dapat juga di halaman Kotak cadangan.",
        ("siaga kode-cadangan",),
    ),
    Step(
        "Di komputer yang baru: jadikan kotak cadangan",
        "Pasang program SIAGA lebih dahulu. Kabel jaringannya ke jaringan yang sama dengan server, yang berjalan dengan --alamat 0.0.0.0.",
        ("siaga standby --kantor http://ALAMAT-SERVER:8000 --kode KODE", "siaga serve --alamat 0.0.0.0"),
    ),
    Step(
        "Periksa",
        "Di server, halaman Perangkat: baris Kotak cadangan menjadi Normal. Sejak itu setiap catatan ada di dua mesin.",
    ),
    Step(
        "Di server, sekali saja: salinan cadangan",
        "Pasang cakram luar. Simpan kata-kata kunci yang tampil di brankas kepala kantor; sesudah itu salinan berjalan tiap malam.",
        ("siaga kunci-pemulihan", "siaga backup --ke FOLDER-SALINAN"),
    ),
)
TAKEOVER = (
    Step(
        "Matikan server yang rusak dan cabut kabel jaringannya",
        "Jangan menyalakannya lagi sebagai kantor. Bila menyala, ia tahu sendiri bahwa ia bukan kantor lagi.",
    ),
    Step(
        "Di kotak cadangan: ambil alih",
        "Kurang dari semenit. Tulis apa yang terjadi; alasannya tersimpan.",
        ("siaga takeover --alasan 'SERVER TERSAMBAR PETIR'",),
    ),
    Step(
        "Buka alamat kotak itu di semua loket",
        "Nama pengguna dan kata sandi tetap sama. Pelayanan langsung berjalan; yang belum terkirim naik sendiri.",
    ),
    Step("Siapkan kotak cadangan yang baru", "Ulangi bagian A dengan komputer lain."),
)
RESTORE = (
    Step(
        "Minta kode masuk kepada pusat",
        "Telepon operator pusat; ia membuatnya untuk kantor Anda. Tanpa jalur ke pusat, lewati: cakram salinan pun cukup.",
    ),
    Step(
        "Di komputer yang baru: bangun kembali",
        "Pasang cakram salinan. Kata-kata kunci pemulihan ada di brankas kepala kantor: ketik ke berkas KUNCI.TXT. "
        "Bila terputus, ulangi perintah yang sama; ia melanjutkan.",
        (
            "siaga restore --home var/siaga --salinan FOLDER-SALINAN --kunci KUNCI.TXT --pusat https://ALAMAT-PUSAT --kode KODE",
            "siaga serve --alamat 0.0.0.0",
        ),
    ),
    Step(
        "Baca laporannya",
        "Ia menyebut catatan yang tidak dapat kembali, bila ada. Panggil orangnya menurut tanda terima mereka.",
    ),
    Step(
        "Mulai salinan cadangan lagi",
        "Simpan kata-kata kunci yang baru di brankas.",
        ("siaga kunci-pemulihan", "siaga backup --ke FOLDER-SALINAN"),
    ),
)
END = (
    Step(
        "Sesudahnya",
        "Periksa jurnal, lalu bacakan kode keadaan kepada pusat dan tulis kotak yang lama di daftar perangkat.",
        ("siaga journal verify", "siaga kode-keadaan"),
    ),
)
PARTS = (
    ("A. Menyiapkan kotak cadangan", SECOND),
    ("B. Server rusak, kotak cadangan ada", TAKEOVER),
    ("C. Server rusak, kotak cadangan tidak ada", RESTORE),
    ("D. Penutup", END),
)


def markdown() -> str:
    """docs/runbook-kotak-baru.md."""
    lines = [f"# {TITLE}", "", INTRO]
    for title, steps in PARTS:
        lines += ["", f"## {title}", ""]
        for n, step in enumerate(steps, 1):
            lines.append(f"{n}. **{step.title}.** {step.text}")
            if step.commands:
                lines += ["", "   ```", *(f"   {c}" for c in step.commands), "   ```", ""]
    return "\n".join(lines).replace("\n\n\n", "\n\n").rstrip() + "\n"


def commands() -> list[str]:
    return [c for _title, steps in PARTS for step in steps for c in step.commands]
