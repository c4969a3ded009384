"""Two replays side by side: words for the terminal, numbers for a file."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from siaga.drill.plan import DayFigures, Replayed

WAS, SIAGA = "Seperti dahulu", "Dengan SIAGA"
COUNTERFACTUAL = "andaian: pada 2015 suket belum ada"
KEPT, BROKEN, REVISED = "ditepati", "lewat", "diganti"


@dataclass
class Bar:
    """Progress on stderr: each replay's share and the time that is probably left."""

    began: float = field(default_factory=time.monotonic)
    shares: dict[str, tuple[int, int]] = field(default_factory=dict)

    def tell(self, name: str, done: int, total: int) -> None:
        self.shares[name] = (done, total)
        took = time.monotonic() - self.began
        parts = " | ".join(f"{n} {d:,}/{t:,}".replace(",", ".") for n, (d, t) in self.shares.items())
        replays = [(d, t) for n, (d, t) in self.shares.items() if n != "persiapan"]
        share = sum(d for d, _t in replays) / max(1, max(2, len(replays)) * max((t for _d, t in replays), default=1))
        left = f", kira-kira {took * (1 - share) / share:.0f} detik lagi" if share > 0.05 else ""
        sys.stderr.write(f"\r\x1b[K{took:4.0f} detik  {parts}{left}")
        sys.stderr.flush()

    def close(self) -> None:
        sys.stderr.write("\n")


def number(n: int | float) -> str:
    return f"{n:,.0f}".replace(",", ".")


def day_of(r: Replayed, on: date) -> DayFigures | None:
    """The figures of an evening; of the last one for a day after the story's end."""
    return next((d for d in reversed(r.days) if d.day <= on), None)


def waiting(r: Replayed, on: date) -> int:
    found = day_of(r, on)
    return sum(found.waiting.values()) if found else 0


def without_paper(r: Replayed, on: date) -> int:
    found = day_of(r, on)
    return sum(found.without_paper.values()) if found else 0


def _date(d: date | None) -> str:
    return f"{d:%d-%m-%Y}" if d else "belum sampai batas putaran"


def _rows(was: Replayed, siaga: Replayed, dates: Sequence[date]) -> list[tuple[str, str, str]]:
    def row(label: str, get: Any) -> tuple[str, str, str]:
        return label, *(v if isinstance(v := get(r), str) else number(v) for r in (was, siaga))  # type: ignore[return-value]

    return [
        row("Kunjungan sia-sia (disuruh pulang)", lambda r: r.turned_away),
        row("Orang yang pernah disuruh pulang", lambda r: r.sent_home_people),
        row("Direkam", lambda r: r.recorded),
        row(f"Suket diberikan ({COUNTERFACTUAL})", lambda r: r.suket),
        row("Kartu dicetak", lambda r: r.printed),
        row("Siap cetak sebelum gangguan: hari kartu terakhirnya", lambda r: _date(r.last_of_before)),
        row("Hari kartu terakhir dicetak", lambda r: _date(r.last_card)),
        row("Hari kartu terakhir diserahkan", lambda r: _date(r.last_handed)),
        row("Janji bertanggal diberikan", lambda r: r.promises["dated"]),
        row("  ditepati", lambda r: r.promises.get(KEPT, 0)),
        row("  diperbarui sebelum lewat", lambda r: r.promises.get(REVISED, 0)),
        row("  lewat", lambda r: r.promises.get(BROKEN, 0)),
        row("Tanda terima tanpa tanggal (belum dapat dijanjikan)", lambda r: r.promises["undated"]),
        row("Hari-orang menunggu kartu", lambda r: r.person_days_waiting),
        row("Hari-orang tanpa kartu dan tanpa suket", lambda r: r.person_days_without_paper),
        row("Belum terlayani pada akhir putaran", lambda r: r.unserved),
        *(row(f"Menunggu kartu, {d:%d-%m-%Y}", lambda r, d=d: waiting(r, d)) for d in dates),
        *(row(f"Tanpa surat apa pun, {d:%d-%m-%Y}", lambda r, d=d: without_paper(r, d)) for d in dates),
    ]


def text(
    was: Replayed, siaga: Replayed, names: Mapping[str, str], dates: Sequence[date], *, seed: int, took: float
) -> str:
    rows = _rows(was, siaga, dates)
    wide = max(len(label) for label, _a, _b in rows)
    lines = ["", f"{'Jakarta Utara, Agustus-Oktober 2015':{wide}}  {WAS:>26}  {SIAGA:>26}"]
    lines += [f"{label:{wide}}  {a:>26}  {b:>26}" for label, a, b in rows]
    lines += ["", "Kartu dicetak tiap hari", *_printed(was, siaga)]
    lines += ["", *_villages(was, siaga, names, dates)]
    for r, name in ((was, WAS), (siaga, SIAGA)):
        verdict = "semua dipenuhi" if not r.violations else f"{len(r.violations)} DILANGGAR"
        lines += ["", f"{name}: {number(r.acts)} tindakan; pemeriksaan akhir {verdict}; sidik {r.hash[:16]}"]
        lines += [f"  {v}" for v in r.violations]
    return "\n".join(
        [*lines, "", f"Benih {seed}, {took:.0f} detik. Suket di sini {COUNTERFACTUAL} (sejak 29-09-2016)."]
    )


def _printed(was: Replayed, siaga: Replayed) -> list[str]:
    days = sorted({d.day for r in (was, siaga) for d in r.days if d.printed})
    by = [{d.day: d.printed for d in r.days} for r in (was, siaga)]
    return [f"  {d:%d-%m-%Y}  {number(by[0].get(d, 0)):>6}  {number(by[1].get(d, 0)):>6}" for d in days]


def _villages(was: Replayed, siaga: Replayed, names: Mapping[str, str], dates: Sequence[date]) -> list[str]:
    """Waiting by kelurahan: as it was / with SIAGA."""
    codes = sorted({k for r in (was, siaga) for d in r.days for k in d.waiting})
    head = "".join(f"{d:%d-%m}".rjust(14) for d in dates)
    lines = [f"Menunggu kartu menurut kelurahan (dahulu / SIAGA){'':1}{head}"]
    for code in codes:
        label = f"{names.get(code[:6], code[:6])}, {names.get(code, code)}"
        cells = []
        for d in dates:
            found = [f.waiting.get(code, 0) if (f := day_of(r, d)) else 0 for r in (was, siaga)]
            cells.append(f"{number(found[0])} / {number(found[1])}".rjust(14))
        lines.append(f"  {label:48}{''.join(cells)}")
    return lines


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


def write_json(path: Path, story: str, seed: int, was: Replayed, siaga: Replayed, notes: Mapping[str, str]) -> None:
    """Everything, in a fixed order; the same seed gives the same bytes."""
    content = {
        "story": story,
        "seed": seed,
        "notes": dict(notes),
        "suket_counterfactual": True,
        "as_it_was": plain(asdict(was)),
        "siaga": plain(asdict(siaga)),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def span(was: Replayed, siaga: Replayed) -> tuple[date, date]:
    days = [d.day for r in (was, siaga) for d in r.days]
    return min(days), max(days) + timedelta(days=1)
