"""What a notice says, in plain Indonesian: pure. It goes to citizens, so it is Indonesian whatever language the officer reads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from siaga.continuity import dependencies as d
from siaga.continuity.table import SERVICE_WORDS, SERVICES, policy
from siaga.counter.catalogue import NEED_WORDS
from siaga.documents.wording import figure, moment
from siaga.kit.clock import ZONES

from .facts import Figures

DOWN_CLAUSES = {
    d.PUSAT: "jalur ke pusat data kependudukan terputus",
    d.INTAKE: "pusat data kependudukan belum dapat menerima rekaman",
    d.SEARCH: "pemeriksaan ketunggalan di pusat tidak berjalan",
    d.RELEASE: "pusat belum melepas hasil pemeriksaan",
    d.PRINTER: "printer kartu tidak berjalan",
    d.TTE: "tanda tangan elektronik tidak berjalan",
    d.BLANGKO: "blangko KTP-el habis",
    d.SCANNER: "alat perekaman tidak berjalan",
    d.DATABASE: "server kantor tidak berjalan",
}
AUDIENCE_LABELS = {"kecamatan": "Camat", "kelurahan": "Lurah", "rt_rw": "Ketua RT dan RW"}
BRING = ("Kartu keluarga", "KTP-el lama atau surat keterangan, bila ada", "Tanda terima, bila sudah pernah datang")
TELL = (
    "Tidak perlu datang setiap hari; nomor urut tidak hangus.",
    "Yang sudah direkam tidak perlu direkam lagi.",
    "Semua layanan gratis; jangan memberi uang kepada siapa pun.",
)
MOST_AREAS = 40
TRAINING = "LATIHAN, bukan gangguan sungguhan: jangan diteruskan kepada warga"


@dataclass(frozen=True, slots=True)
class About:
    """Who speaks to whom about what. area: in words; zone: of the office; ended: when it was over, None while it lasts."""

    office: str
    audience: str
    area: str
    zone: Literal["WIB", "WITA", "WIT"]
    ended: datetime | None = None


def clause(down: Collection[str]) -> str:
    """ "blangko KTP-el habis dan printer kartu tidak berjalan". The parts are not named beside the link that hides them."""
    shown = [n for n in d.NAMES if n in down and n in DOWN_CLAUSES and not (n in d.PARTS and d.PUSAT in down)]
    words = [DOWN_CLAUSES[n] for n in shown]
    return " dan ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)


def services(down: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What goes on, what waits or stops, and what the citizen leaves with instead: from the table of outages."""
    answers = {s: policy(s, down) for s in SERVICES}
    going = tuple(SERVICE_WORDS[s] for s in SERVICES if answers[s].mode.goes_on)
    held = [s for s in SERVICES if not answers[s].mode.goes_on]
    instead = tuple(dict.fromkeys(row.leaves_with for s in held for row in answers[s].rows))
    return going, tuple(SERVICE_WORDS[s] for s in held), instead


def text(about: About, figures: Figures) -> str:
    """A message to paste into a chat: short lines, no person's data."""
    zone = ZONES[about.zone]
    since = moment(figures.since or figures.as_of, zone, about.zone)
    going, held, instead = services(figures.down)
    lines = ["*PEMBERITAHUAN LAYANAN KEPENDUDUKAN*", about.office, f"Untuk: {_to(about)}", ""]
    if figures.training:
        lines = [f"*{TRAINING}*", *lines]
    what = clause(figures.down)
    if about.ended is not None:
        lines += [f"Sudah pulih: {what}, dari {since} sampai {moment(about.ended, zone, about.zone)}.", ""]
        lines += ["Yang tertunda dilanjutkan menurut urutan. Warga dikabari; tidak perlu mendaftar ulang.", ""]
    else:
        lines += [f"Sejak {since}, {what}.", "", f"TETAP DILAYANI: {listed(going)}."]
        if held:
            lines += [f"MENUNGGU: {listed(held)}.", f"YANG WARGA TERIMA: {' '.join(instead)}"]
        lines.append("")
    lines += _waiting(about, figures)
    lines += ["", "BILA DATANG, BAWA: " + listed(BRING) + ".", *TELL, ""]
    lines.append(f"Keadaan pada {moment(figures.as_of, zone, about.zone)}.")
    return "\n".join(lines)


def _to(about: About) -> str:
    return f"{AUDIENCE_LABELS[about.audience]} {about.area}".strip()


def listed(words: Sequence[str]) -> str:
    """Words in one line; only the first keeps its capital, abbreviations keep theirs."""
    first, *others = words or ("tidak ada",)
    return "; ".join((first, *(w[0].lower() + w[1:] if w[:2].istitle() else w for w in others)))


def _waiting(about: About, figures: Figures) -> list[str]:
    verb = "TERDAMPAK" if about.ended is not None else "YANG MENUNGGU"
    lines = [f"{verb}: {figure(figures.total)} orang" + _pressing(figures.pressing, about.ended is None) + "."]
    for each in figures.areas[:MOST_AREAS]:
        pressing = f", {figure(each.pressing)} mendesak" if each.pressing and about.ended is None else ""
        lines.append(f"- {each.kelurahan} ({each.kecamatan}): {figure(each.people)}{pressing}")
    if len(figures.areas) > MOST_AREAS:
        lines.append(f"- dan {figure(len(figures.areas) - MOST_AREAS)} kelurahan lain")
    needs = [f"{NEED_WORDS.get(code, code)} {figure(n)}" for code, n in figures.by_need.items() if code and n]
    if needs:
        lines.append("Keperluan: " + ", ".join(needs) + ".")
    return lines


def _pressing(number: int, lasts: bool) -> str:
    return f", {figure(number)} di antaranya perlu dalam dua minggu" if number and lasts else ""
