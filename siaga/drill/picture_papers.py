"""A story about papers told both ways as a PNG: who still waits for them, and how long people sat in the hall."""

from __future__ import annotations

from pathlib import Path

from matplotlib import dates as mdates
from matplotlib import pyplot as plt

from siaga.continuity.dependencies import TTE
from siaga.drill.compare import SIAGA, WAS
from siaga.drill.papers_replay import PapersReplayed
from siaga.drill.picture import BLUE, GREY, RED, Caption
from siaga.drill.picture_two_ways import evening
from siaga.drill.weather import Weather


def draw(was: PapersReplayed, siaga: PapersReplayed, weather: Weather, path: Path, caption: Caption) -> None:
    """Above: families without their papers each evening. Below: person-hours in the hall before anybody received them, a day."""
    figure, (papers, hall) = plt.subplots(2, 1, figsize=(11, 7), dpi=120, sharex=True, height_ratios=(3, 2))
    for axes, label in ((papers, "Keluarga tanpa dokumennya, sore"), (hall, "Jam-orang di ruang tunggu")):
        for s in weather.spells:
            begin, end = (mdates.date2num(t.replace(tzinfo=None)) for t in (s.begin, s.end))
            axes.axvspan(begin, end, color=GREY, alpha=0.7 if s.part == TTE else 0.3, lw=0)
        axes.set_ylabel(label)
        axes.set_axisbelow(True)
        axes.grid(axis="y", color="#e4e7ec", lw=0.8)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    for r, name, colour, aside in ((was, WAS, RED, -4), (siaga, SIAGA, BLUE, 4)):
        days = [mdates.date2num(evening(e.day)) for e in r.evenings]
        papers.plot(days, [e.waiting for e in r.evenings], color=colour, lw=2.2, marker="o", ms=4, label=name)
        noon = [d - 4 / 24 + aside / 24 for d in days]
        hall.bar(noon, [e.hall / 3600 for e in r.evenings], width=8 / 24, color=colour)
    papers.legend(frameon=False, loc="upper left")
    papers.set_ylim(0, None)
    hall.xaxis.set_major_locator(mdates.DayLocator())
    hall.xaxis.set_major_formatter(mdates.DateFormatter("%d-%m"))
    hall.set_xlabel(caption.axis)
    papers.set_title(f"{caption.title}\n(abu-abu: {caption.outage})", loc="left", fontsize=12)
    hall.text(0, -0.34, caption.foot, transform=hall.transAxes, fontsize=8.5, color="#444444")
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)
    plt.close(figure)
