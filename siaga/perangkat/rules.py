"""Which step of a device's history may follow which. Pure."""

from __future__ import annotations

from datetime import date

from siaga.kit.refusal import Refusal

IN_USE, FAULT, CALLED, SENT, RETURNED, RETIRED = "in_use", "fault", "called", "sent", "returned", "retired"
MOVED = "moved"

KIND_LABELS = {
    "server": "Server kantor",
    "cadangan": "Kotak cadangan",
    "printer": "Printer kartu",
    "pemindai": "Pemindai sidik jari",
    "iris": "Pemindai iris",
    "kamera": "Kamera",
    "komputer": "Komputer loket",
    "jaringan": "Alat jaringan",
    "ups": "UPS",
    "lain": "Lainnya",
}
STATE_LABELS = {
    IN_USE: "Dipakai",
    FAULT: "Rusak",
    CALLED: "Rusak, sudah dilaporkan",
    SENT: "Dikirim untuk diperbaiki",
    RETIRED: "Dihapus dari daftar",
}
STEP_LABELS = {
    FAULT: "Rusak",
    CALLED: "Dilaporkan ke penyedia atau pusat",
    SENT: "Dikirim untuk diperbaiki",
    RETURNED: "Kembali dan dipakai lagi",
    RETIRED: "Dihapus dari daftar",
}
# state -> the steps that may follow. A device may be mended where it stands: returned follows fault as well.
FOLLOWS = {
    IN_USE: (FAULT, RETIRED),
    FAULT: (CALLED, SENT, RETURNED, RETIRED),
    CALLED: (SENT, RETURNED, RETIRED),
    SENT: (RETURNED, RETIRED),
    RETIRED: (),
}


def state_after(step: str) -> str:
    return IN_USE if step == RETURNED else step


def may_step(state: str, since: date, step: str, day: date, text: str, today: date) -> list[Refusal]:
    """Why this step cannot be recorded; empty: it can."""
    no = []
    if step not in FOLLOWS.get(state, ()):
        no.append(Refusal("equipment.step", "Langkah ini tidak cocok dengan keadaan perangkat sekarang.", "step"))
    if day > today:
        no.append(Refusal("equipment.future", "Tanggal ini belum tiba. Tulis tanggal kejadiannya.", "day"))
    elif day < since:
        no.append(Refusal("equipment.before", "Tanggal ini sebelum langkah yang terakhir dicatat.", "day"))
    if step in (FAULT, RETIRED) and not text.strip():
        no.append(Refusal("equipment.text", "Tulis apa yang terjadi, dengan satu kalimat.", "text"))
    return no


def may_add(what: str, name: str, serial: str, place: str, day: date, today: date, serials: bool) -> list[Refusal]:
    """serials: whether this kind with this serial number is in the register already."""
    no = []
    if what not in KIND_LABELS:
        no.append(Refusal("equipment.kind", "Pilih jenis perangkat.", "what"))
    for field, value in (("name", name), ("serial", serial), ("place", place)):
        if not value.strip():
            no.append(Refusal("equipment.empty", "Isi bagian ini.", field))
    if serials:
        no.append(Refusal("equipment.twice", "Perangkat dengan nomor seri ini sudah ada di daftar.", "serial"))
    if day > today:
        no.append(Refusal("equipment.future", "Tanggal ini belum tiba. Tulis tanggal kejadiannya.", "day"))
    return no
