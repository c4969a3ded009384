"""Waiting over time, two curves and the outage, as a PNG."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

from matplotlib import dates as mdates
from matplotlib import pyplot as plt
from matplotlib.ticker import FuncFormatter

from siaga.drill.compare import SIAGA, WAS, number, span
from siaga.drill.plan import Replayed
from siaga.drill.weather import Weather
from siaga.kit.clock import ZONES


@dataclass(frozen=True)
class Caption:
    """The words of a picture. outage: over the grey; axis: below the dates. paper: of the dashed line."""

    title: str
    outage: str
    axis: str
    foot: str
    paper: str = "tanpa kartu\ndan tanpa suket"


JAKARTA_UTARA = Caption(
    title="Jakarta Utara 2015: orang yang menunggu KTP-el pada sore hari",
    outage="pusat data nasional mati, 26 hari",
    axis="Tanggal (2015), tiap Senin",
    foot="Suket pada 2015 adalah andaian (baru ada sejak 29-09-2016). "
    "9.539 orang dihitung hanya 15-31 Agustus: batas bawah.",
    paper="tanpa kartu\ndan tanpa suket (andaian)",
)
GREY, BLUE, RED = "#c9ced6", "#1f5fa8", "#b3362b"


def draw(was: Replayed, siaga: Replayed, weather: Weather, path: Path, caption: Caption = JAKARTA_UTARA) -> None:
    """People without a card in the hand each evening; dashed: with neither card nor suket."""
    figure, axes = plt.subplots(figsize=(11, 6), dpi=120)
    first, last = span(was, siaga)
    for s in weather.spells:
        begin, end = (t.astimezone(ZONES["WIB"]).replace(tzinfo=None) for t in (s.begin, s.end))
        if s.part in ("pusat", "kantor"):
            axes.axvspan(mdates.date2num(begin), mdates.date2num(end), color=GREY, alpha=0.55, lw=0)
    outage = weather.spells[0]
    middle = outage.begin + (outage.end - outage.begin) / 2
    for r, name, colour in ((was, WAS, RED), (siaga, SIAGA, BLUE)):
        days = [mdates.date2num(datetime.combine(d.day, datetime.min.time()) + timedelta(hours=16)) for d in r.days]
        cards = [sum(d.waiting.values()) for d in r.days]
        bare = [sum(d.without_paper.values()) for d in r.days]
        axes.plot(days, cards, color=colour, lw=2.2)
        axes.plot(days, bare, color=colour, lw=1.5, ls=(0, (4, 3)))
        where = int(len(days) * (0.72 if r is was else 0.6))
        axes.annotate(f"{name}:\nmenunggu kartu", (days[where], cards[where]), xytext=(10, 8) if r is was else (-12, -34),
                      textcoords="offset points", color=colour, fontsize=10, ha="left" if r is was else "right")  # fmt: skip
        if r is siaga:
            axes.annotate(f"{name}: {caption.paper}", (days[-8], bare[-8]), xytext=(0, 14),
                          textcoords="offset points", color=colour, fontsize=9, ha="right")  # fmt: skip
    top = max(sum(d.waiting.values()) for r in (was, siaga) for d in r.days)
    axes.text(
        mdates.date2num(middle.replace(tzinfo=None)),
        top * 1.06,
        caption.outage,
        ha="center",
        fontsize=10,
    )
    axes.set_ylim(0, top * 1.14)
    axes.set_xlim(mdates.date2num(first), mdates.date2num(last))
    axes.xaxis.set_major_locator(mdates.WeekdayLocator(byweekday=0))
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%d-%m"))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda n, _place: number(n)))
    axes.set_xlabel(caption.axis)
    axes.set_ylabel("Orang")
    axes.set_title(caption.title, loc="left", fontsize=12)
    axes.text(0, -0.14, caption.foot, transform=axes.transAxes, fontsize=8.5, color="#444444")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.grid(axis="y", color="#e4e7ec", lw=0.8)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)
    plt.close(figure)
