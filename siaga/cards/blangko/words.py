"""What accounts and kinds of movement are called on pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from . import rules

ACCOUNT_LABELS = {
    rules.STOCK: lazy("Stok di gudang"),
    rules.OPERATOR: lazy("Di petugas cetak"),
    rules.AT_PRINTER: lazy("Di printer"),
    rules.PRINTED: lazy("Tercetak baik"),
    rules.SPOILED: lazy("Rusak"),
    rules.DESTROYED: lazy("Dimusnahkan"),
    rules.TRANSIT: lazy("Dalam perjalanan"),
    rules.LENT: lazy("Dipinjamkan ke kabupaten/kota lain"),
    rules.DIFFERENCE: lazy("Selisih hitung"),
    rules.OUTSIDE: lazy("Dari luar"),
}
KIND_LABELS = {
    "terima": lazy("Terima"),
    "kirim": lazy("Dikirim pusat"),
    "ambil": lazy("Dikeluarkan"),
    "kembali": lazy("Kembali"),
    "kirim_cetak": lazy("Ke printer"),
    "cetak": lazy("Tercetak"),
    "rusak": lazy("Rusak"),
    "opname": lazy("Hitung stok"),
    "musnah": lazy("Dimusnahkan"),
    "pinjam": lazy("Dipinjamkan"),
    "pinjam_kembali": lazy("Pinjaman kembali"),
    "titip": lazy("Titik layanan"),
}


def account_label(account: str) -> str:
    """An account as a reader knows it; a drawer with whose it is."""
    label = str(ACCOUNT_LABELS.get(rules.general(account), account))
    _general, _slash, whose = account.partition("/")
    return f"{label}: {whose}" if whose else label
