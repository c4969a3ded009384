"""Corrections that learn, and a backtest that sees nothing of the future; on short histories of the drill."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from siaga.drill.card_histories import make_history
from siaga.drill.planner_commands import cli
from siaga.planner import conformal
from siaga.planner.backtest import judge, judge_together
from siaga.planner.conformal import STARTS, Seen, Stretch
from siaga.planner.forecast import QUANTILES
from siaga.planner.record import Record
from siaga.planner.rounds import inverted, rounds


def cut(record: Record, day: int) -> Record:
    """The same history, whose days after `day` went another way."""
    later = record.printed > day
    printed = np.where(later, -1, record.printed)
    stays = record.joined <= day
    return replace(
        record,
        klass=record.klass[stays],
        recorded=record.recorded[stays],
        joined=record.joined[stays],
        printed=printed[stays],
        delivered=np.where(np.arange(record.days) > day, 9, record.delivered),
        up=np.where(np.arange(record.days) > day, 0, record.up),
    )


def test_a_date_knows_nothing_of_the_days_after_it() -> None:
    """All but who is at the centre: that they were recorded is known, and a cut history has lost them."""
    record = make_history(3, "kecil", 330)
    none_pending = replace(record, centre_up=record.centre_up)
    full = next(rounds(none_pending, 1, warm=300))
    alone = next(rounds(cut(none_pending, 300), 1, warm=300))
    assert len(full.ids) == len(alone.ids) and full.rolling == alone.rolling and full.delays == alone.delays
    past, other = record.past(300), cut(record, 300).past(300)
    for name in ("joined", "printed", "spoiled", "delivered", "up", "stock", "line"):
        assert (getattr(past, name) == getattr(other, name)).all(), name


def test_histories_follow_from_their_seed_and_share_the_countrys_weather() -> None:
    again, first, other = make_history(5, "kecil", 200), make_history(5, "kecil", 200), make_history(6, "kecil", 200)
    assert (again.printed == first.printed).all() and (again.delivered == first.delivered).all()
    assert len(other.printed) != len(first.printed) or (other.printed != first.printed).any()
    assert (make_history(5, "sedang", 200).centre_up == first.centre_up).all()


def test_every_card_of_a_history_is_printed_after_it_joined_and_nobody_is_passed_over() -> None:
    record = make_history(4, "sedang", 300)
    done = record.printed >= 0
    assert done.any() and (record.printed[done] >= record.joined[done]).all()
    assert (record.recorded <= record.joined).all() and inverted(record)[0] == 0
    left = next(ids for day in range(60, 300) if len(ids := record.waiting(day)[0]) >= 50)
    day = int(record.joined[left].max()) + 1
    jumped = replace(record, printed=record.printed.copy())
    jumped.printed[left[-1]] = day  # the last of a line of fifty before everybody else
    assert inverted(jumped)[0] == 1


@pytest.mark.parametrize(("error", "narrow"), [(0.0, 0.3), (0.8, 1.0), (-0.8, 1.0), (0.0, 3.0)])
def test_whatever_the_planner_gets_wrong_the_band_comes_to_hold_its_share(error: float, narrow: float) -> None:
    """A planner whose days are `error` too low on the logarithm and whose spread is `narrow` times the true one."""
    rng = np.random.default_rng(1)
    stretch, inside, total = Stretch(), 0, 0
    for day in range(1500):
        middle = rng.uniform(2.5, 5, 20)
        actual = np.exp(middle + 0.4 * rng.standard_normal(20))
        said = np.exp(middle[:, None] - error + 0.4 * 1.2816 * narrow * conformal.Z[None, :]).astype(np.float32)
        early, likely, late = conformal.bands(conformal.corrected(said, stretch))
        good = (actual >= early) & (actual <= late)
        if day > 500:
            inside, total = inside + int(good.sum()), total + 20
        seen = Seen(
            int((actual < early).sum()), int(good.sum()), int((actual > late).sum()), int((actual < likely).sum())
        )
        stretch = conformal.after(stretch, seen)
    assert 0.78 <= inside / total <= 0.86


def test_quantiles_stay_in_order_whatever_was_learnt() -> None:
    days = np.array([[1, 1, 1, 2, 2, 3, 4, 5, 8, 20, 60, 200, 251]], dtype=np.float32)
    for down, up, middle in ((-2.5, -2.5, 1.0), (2.0, 2.0, -1.0), (0.0, 0.0, 0.0)):
        found = conformal.corrected(days, Stretch(down, up, middle))
        assert (np.diff(found, axis=1) >= 0).all() and np.isfinite(found).all()


def test_the_score_of_a_single_day_is_its_error_and_a_true_spread_scores_better() -> None:
    rng = np.random.default_rng(2)
    actual = np.exp(3 + 0.5 * rng.standard_normal(4000))
    cap = np.full(4000, 250.0)
    point = np.full((4000, len(QUANTILES)), 20.0, dtype=np.float32)
    assert np.allclose(conformal.crps(point, actual, cap), np.abs(actual - 20), atol=1e-3)
    spread = np.exp(3 + 0.5 * 1.2816 * conformal.Z[None, :]).repeat(4000, axis=0).astype(np.float32)
    assert conformal.crps(spread, actual, cap).mean() < 0.75 * conformal.crps(point, actual, cap).mean()


def test_a_short_backtest_counts_everything_once_and_offices_that_learn_together_differ_from_one_alone() -> None:
    made = [make_history(seed, "kecil", 420) for seed in (11, 12)]
    told = [list(rounds(record, 1, every=20)) for record in made]
    alone = judge(made[0], told[0], STARTS["kecil"])
    together = judge_together(list(zip(made, told, strict=True)), STARTS["kecil"])
    for tally in (*alone, *together[0], *together[1]):
        assert 0 <= tally.inside + tally.late <= tally.n and tally.undated <= tally.dates and tally.n <= tally.scored
    assert sum(t.n for t in alone) > 50 and sum(t.dates for t in alone) == sum(t.dates for t in together[0])


def test_the_command_reads_an_offices_own_file_and_gives_back_what_it_refuses(tmp_path: Path) -> None:
    begin = date(2017, 1, 2)
    lines = ["kelompok;tanggal_rekam;tanggal_masuk;tanggal_cetak"]
    for n in range(240):
        joined = begin + timedelta(days=n)
        lines += [
            f"pemula;{joined - timedelta(days=4):%d/%m/%Y};{joined:%d-%m-%Y};{joined + timedelta(days=9):%Y-%m-%d}"
        ] * 3
    lines.append("raja;02/01/2017;02/01/2017;")
    path = tmp_path / "kartu.csv"
    path.write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    said = CliRunner().invoke(cli, ["backtest", "--csv", str(path), "--tiap", "40"])
    assert said.exit_code == 0 and "720 baris dibaca, 1 ditolak" in said.output and "Pemohon pertama" in said.output
    assert b"Kelompok tidak dikenal" in (tmp_path / "kartu.ditolak.csv").read_bytes()
