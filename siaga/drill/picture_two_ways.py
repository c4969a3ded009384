"""A story told both ways as a PNG: cards printed so far, and visits in vain so far."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from matplotlib import dates as mdates
from matplotlib import pyplot as plt
from matplotlib.ticker import FuncFormatter, MaxNLocator

from siaga.drill.compare import SIAGA, WAS, number, span
from siaga.drill.picture import BLUE, GREY, RED, Caption
from siaga.drill.plan import Replayed
from siaga.drill.weather import Weather


def draw(was: Replayed, siaga: Replayed, weather: Weather, path: Path, caption: Caption) -> None:
    """Above: cards printed since the beginning. Below: visits in vain. Grey: what was down."""
    figure, (cards, vain) = plt.subplots(2, 1, figsize=(11, 7), dpi=120, sharex=True, height_ratios=(3, 2))
    first, last = span(was, siaga)
    for axes, label in ((cards, "Kartu dicetak"), (vain, "Kunjungan sia-sia")):
        for s in weather.spells:
            begin, end = (t.replace(tzinfo=None) for t in (s.begin, s.end))
            axes.axvspan(_at(begin), _at(end), color=GREY, alpha=0.55, lw=0)
        axes.set_ylabel(label)
        axes.grid(axis="y", color="#e4e7ec", lw=0.8)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda n, _place: number(n)))
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    for r, name, colour in ((was, WAS, RED), (siaga, SIAGA, BLUE)):
        days = [_at(evening(d.day)) for d in r.days]
        for axes, steps in ((cards, [d.printed for d in r.days]), (vain, [d.turned_away for d in r.days])):
            axes.plot(days, list(accumulate(steps)), color=colour, lw=2.2, label=name)
    cards.legend(frameon=False, loc="upper left")
    cards.set_ylim(0, None)
    vain.set_ylim(0, max(1.0, vain.get_ylim()[1]))
    cards.set_xlim(_at(evening(first)), _at(evening(last)))
    vain.xaxis.set_major_locator(mdates.WeekdayLocator(byweekday=0))
    vain.xaxis.set_major_formatter(mdates.DateFormatter("%d-%m"))
    vain.set_xlabel(caption.axis)
    cards.set_title(f"{caption.title}\n(abu-abu: {caption.outage})", loc="left", fontsize=12)
    vain.text(0, -0.34, caption.foot, transform=vain.transAxes, fontsize=8.5, color="#444444")
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)
    plt.close(figure)


def evening(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time()) + timedelta(hours=16)


def _at(moment: datetime) -> float:
    return float(mdates.date2num(moment))
