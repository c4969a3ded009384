"""Banyuwangi, Tanjungpinang, Kupang and Malang's cards on a small scale: what the table of outages, the second box and a date are worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from siaga.continuity.table import AS_IT_WAS, TABLE
from siaga.drill import picture_two_ways
from siaga.drill.plan import Replayed
from siaga.drill.stories import banyuwangi, kupang, malang_cards, tanjungpinang, two_ways
from siaga.drill.stories.two_ways import Tale, printed_on, smaller
from siaga.kit.postgres import Cluster


def both_ways(cluster: Cluster, folder: Path, tale: Tale) -> tuple[Replayed, Replayed]:
    found = []
    for table, name in ((AS_IT_WAS, "dahulu"), (TABLE, "siaga")):
        country, people = two_ways.found(cluster, folder / name, 7, tale, f"{tale.name}_{name}")
        try:
            found.append(tale.replay(name, country, tale.plan, table, people).run(lambda *_said: None))
        finally:
            country.close()
    return found[0], found[1]


def test_banyuwangi_prints_on_the_three_days(cluster: Cluster, tmp_path: Path) -> None:
    tale = smaller(banyuwangi.TALE, 0.2, date(2017, 5, 9), timedelta(hours=8))
    was, siaga = both_ways(cluster, tmp_path, tale)
    assert was.violations == [] == siaga.violations
    assert printed_on(was, tale.watched) == 0 and was.turned_away > 0 and was.suket == 0
    assert printed_on(siaga, tale.watched) > 0 and siaga.turned_away == 0 and siaga.suket > 0
    picture_two_ways.draw(was, siaga, tale.plan.weather, tmp_path / "b.png", tale.caption)
    assert (tmp_path / "b.png").read_bytes().startswith(b"\x89PNG")
    assert "Kartu dicetak pada 3 hari gangguan" in two_ways.text(tale, was, siaga, seed=7, took=1.0)


@pytest.mark.slow
def test_tanjungpinang_serves_on_its_second_box(cluster: Cluster, tmp_path: Path) -> None:
    tale = smaller(tanjungpinang.TALE, 0.05, date(2019, 1, 11), timedelta(hours=8))
    was, siaga = both_ways(cluster, tmp_path, tale)
    assert was.violations == [] == siaga.violations
    assert was.turned_away > siaga.turned_away == 0
    assert siaga.recorded == tale.coming and siaga.unserved == 0, "also who was recorded while the line was away"
    assert printed_on(siaga, tale.watched) > printed_on(was, tale.watched)
    assert siaga.person_days_waiting < was.person_days_waiting


def test_kupang_tells_dates_and_fewer_come_to_ask(cluster: Cluster, tmp_path: Path) -> None:
    tale = replace(smaller(kupang.TALE, 0.15, date(2018, 7, 27), timedelta(hours=8)), stock=12)
    was, siaga = both_ways(cluster, tmp_path, tale)
    assert was.violations == [] == siaga.violations
    assert was.turned_away > 0 == siaga.turned_away
    assert sum(d.asked for d in siaga.days) < sum(d.asked for d in was.days)
    assert not any(p.latest for d in was.days for p in d.posted.values()), "as it was nobody could tell a date"
    dated = [p for d in siaga.days for p in d.posted.values() if p.earliest and p.latest]
    assert dated and all(p.earliest <= p.latest for p in dated if p.earliest and p.latest)
    said = two_ways.text(tale, was, siaga, seed=7, took=1.0)
    assert "Tanggal yang dijanjikan tiap Senin" in said
    picture_two_ways.draw(was, siaga, tale.plan.weather, tmp_path / "k.png", tale.caption)


def test_malang_renews_without_a_visit_and_printers_do_not_help(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SIAGA has six times the printers here, and makes no card more."""
    monkeypatch.setattr(two_ways, "SUKET_DAYS", 178)  # the oldest run out in the first days
    tale = smaller(malang_cards.TALE, 0.08, date(2019, 8, 8), timedelta(hours=8))
    (more,) = malang_cards.TALE.more.values()
    assert more.deliveries == malang_cards.PLAN.deliveries and more.weather == malang_cards.PLAN.weather
    found = []
    for name, table, times in (("dahulu", AS_IT_WAS, 1.0), ("siaga", TABLE, 6.0)):
        country, people = two_ways.found(cluster, tmp_path / name, 7, tale, f"malang_{name}")
        plan = replace(tale.plan, pace=lambda at, times=times: times * tale.plan.pace(at))  # type: ignore[misc]
        found.append(tale.replay(name, country, plan, table, people).run(lambda *_said: None))
        country.close()
    was, siaga = found
    assert was.violations == [] == siaga.violations
    assert siaga.printed == was.printed > 0, "blangko bind both"
    assert sum(d.renewal_visits for d in was.days) > 0 == sum(d.renewal_visits for d in siaga.days)
    assert sum(d.renewed for d in siaga.days) > 0


@pytest.mark.parametrize(
    "tale", [banyuwangi.TALE, kupang.TALE, malang_cards.TALE, tanjungpinang.TALE], ids=lambda t: t.name
)
def test_a_tale_says_what_is_assumed(tale: Tale) -> None:
    assert "ndaian" in tale.notes["assumed"] and "Assumed" in (banyuwangi.__doc__ or "")
    assert all(s.begin < s.end for s in tale.plan.weather.spells)
