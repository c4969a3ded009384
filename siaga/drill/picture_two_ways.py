"""A story told both ways as a PNG: cards printed so far, visits in vain so far, and the dates that were posted."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from matplotlib import dates as mdates
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from siaga.drill.compare import SIAGA, WAS, number, span
from siaga.drill.picture import BLUE, GREY, RED, Caption
from siaga.drill.plan import Replayed
from siaga.drill.weather import Weather

SHADES = ("#1f5fa8", "#7a4fb0", "#0f8a6d")


def draw(was: Replayed, siaga: Replayed, weather: Weather, path: Path, caption: Caption) -> None:
    """Above: cards printed since the beginning. Then: visits in vain. Below, where somebody is watched: the dates posted for them on
    each day, and when their card was printed. Grey: what was down.
    """
    rows = 3 if siaga.watched else 2
    figure, panels = plt.subplots(
        rows, 1, figsize=(11, 3.5 * rows), dpi=120, sharex=True, height_ratios=(3, 2, 3)[:rows], squeeze=False
    )
    cards, vain, lowest = panels[0, 0], panels[1, 0], panels[-1, 0]
    first, last = span(was, siaga)
    for axes, label in ((cards, "Kartu dicetak"), (vain, "Kunjungan sia-sia")):
        for s in weather.spells:
            begin, end = (t.replace(tzinfo=None) for t in (s.begin, s.end))
            axes.axvspan(_at(begin), _at(end), color=GREY, alpha=0.55, lw=0)
        axes.set_ylabel(label)
        axes.grid(axis="y", color="#e4e7ec", lw=0.8)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda n, _place: number(n)))
    for axes in panels[:, 0]:
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    for r, name, colour in ((was, WAS, RED), (siaga, SIAGA, BLUE)):
        days = [_at(evening(d.day)) for d in r.days]
        for axes, steps in ((cards, [d.printed for d in r.days]), (vain, [d.turned_away + d.asked for d in r.days])):
            axes.plot(days, list(accumulate(steps)), color=colour, lw=2.2, label=name)
    cards.legend(frameon=False, loc="upper left")
    cards.set_ylim(0, None)
    vain.set_ylim(0, max(1.0, vain.get_ylim()[1]))
    cards.set_xlim(_at(evening(first)), _at(evening(last)))
    if siaga.watched:
        _posted(lowest, siaga)
    weeks = max(1, round((last - first).days / 7 / 10))
    lowest.xaxis.set_major_locator(mdates.WeekdayLocator(byweekday=0, interval=weeks))
    lowest.xaxis.set_major_formatter(mdates.DateFormatter("%d-%m"))
    lowest.set_xlabel(caption.axis)
    grey = f"\n(abu-abu: {caption.outage})" if caption.outage else ""
    cards.set_title(caption.title + grey, loc="left", fontsize=12)
    lowest.text(
        0, -0.34 if rows == 2 else -0.24, caption.foot, transform=lowest.transAxes, fontsize=8.5, color="#444444"
    )
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)
    plt.close(figure)


def _posted(axes: Axes, siaga: Replayed) -> None:
    """A band for each who is watched: from the first to the last day that they were told; the dot is the day of the card."""
    for colour, (label, printed) in zip(SHADES, siaga.watched.items(), strict=False):
        days = [d for d in siaga.days if label in d.posted and (printed is None or d.day <= printed)]
        x = [_at(evening(d.day)) for d in days]
        told = [d.posted[label] for d in days]
        low, high = ([_day(t.earliest) for t in told], [_day(t.latest) for t in told])
        axes.fill_between(
            x, low, high, step="post", color=colour, alpha=0.35, lw=0.8, label=f"dijanjikan kepada {label}"
        )
        if printed is not None:
            axes.plot(_at(evening(printed)), _day(printed), "o", color=colour, ms=7)
            axes.axhline(_day(printed), color=colour, lw=0.8, ls=":")
    ends = [_at(evening(d.day)) for d in siaga.days]
    axes.plot(ends, ends, color="#444444", lw=0.8, ls="--", label="hari itu juga")
    axes.yaxis.set_major_formatter(mdates.DateFormatter("%d-%m"))
    axes.yaxis.set_major_locator(mdates.AutoDateLocator(minticks=3, maxticks=8))
    axes.set_ylabel("Tanggal yang dijanjikan\n(titik: kartu dicetak)")
    axes.grid(axis="y", color="#e4e7ec", lw=0.8)
    axes.legend(frameon=False, loc="upper left", fontsize=8.5)


def _day(day: date | None) -> float:
    return _at(evening(day)) if day is not None else math.nan


def evening(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time()) + timedelta(hours=16)


def _at(moment: datetime) -> float:
    return float(mdates.date2num(moment))
