"""Histories of card shops, made day by day and card by card: the test of the planner, which shares nothing with this
process but the lawful order.

A country has a weather of blangko (normal, then droughts that last months), an office its deliveries, printers that
fail and come back, a busy season, short
stops, and in most histories one of 26 working days. Everything follows from the seed.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from siaga.planner.record import Record

FIRST, DISASTER, SUKET, LOST, CHANGED = range(5)
SIZES = {"kecil": 15, "sedang": 60, "besar": 160}  # cards asked for a working day
SHARES = np.array([0.52, 0.0, 0.10, 0.20, 0.18])
OLDEST = 2500  # working days: the age of a recording when a card is lost
PREPARED = 400  # working days of recordings before the first day
SEASON = 1.7  # first-timers in the months after school, by the year's mean
YEAR = 245  # working days
LONG_STOP = 26


@dataclass(frozen=True, slots=True)
class Weather:
    """drought: by day. up, centre_up: by day."""

    drought: np.ndarray
    up: np.ndarray
    centre_up: np.ndarray


def make_history(seed: int, size: str, days: int = 900) -> Record:
    """One office over `days` working days. The same seed gives offices of all sizes the same droughts."""
    country = np.random.default_rng([seed, 1])
    own = np.random.default_rng([seed, 2, list(SIZES).index(size)])
    weather = _weather(country, own, days)
    daily = SIZES[size] * float(own.uniform(0.85, 1.15))
    klass, recorded, joined = _people(own, daily, days, weather)
    return _serve(own, daily, days, weather, klass, recorded, joined)


def _weather(country: np.random.Generator, own: np.random.Generator, days: int) -> Weather:
    drought = np.zeros(days, dtype=bool)
    at = int(country.exponential(170))
    while at < days:
        length = int(country.uniform(30, 90))
        drought[at : at + length] = True
        at += length + int(country.exponential(240)) + 60
    up = np.ones(days, dtype=np.int64)
    at = int(own.exponential(70))
    while at < days:
        length = int(own.choice([1, 1, 1, 2, 3, 8], p=[0.4, 0.2, 0.15, 0.15, 0.07, 0.03]))
        up[at : at + length] = 0
        at += length + int(own.exponential(70)) + 1
    centre_up = np.ones(days, dtype=np.int64)
    at = int(country.exponential(60))
    while at < days:
        length = int(country.choice([1, 2, 5]))
        centre_up[at : at + length] = 0
        at += length + int(country.exponential(60)) + 1
    if country.random() < 0.7:
        at = int(country.integers(days // 4, days - LONG_STOP))
        centre_up[at : at + LONG_STOP] = 0
        if country.random() < 0.6:  # as in 2015, printing too
            up[at : at + LONG_STOP] = 0
    return Weather(drought, up, centre_up)


def _people(rng: np.random.Generator, daily: float, days: int, weather: Weather) -> tuple[np.ndarray, ...]:
    """Class, day of recording, day of joining the line of everybody who joins within the history."""
    season = (
        1 + (SEASON - 1) * np.maximum(0, np.sin(2 * np.pi * (np.arange(-PREPARED, days) / YEAR + rng.random()))) - 0.18
    )
    drift = np.exp(np.cumsum(rng.normal(0, 0.006, PREPARED + days)))
    counts = rng.poisson(daily * SHARES[FIRST] * season * drift * rng.gamma(8, 1 / 8, PREPARED + days))
    recorded = np.repeat(np.arange(-PREPARED, days), counts)
    slow = rng.random(len(recorded)) < 0.06
    lag = np.ceil(rng.lognormal(np.where(slow, np.log(45), np.log(3)), np.where(slow, 0.7, 0.8)))
    joined = _after_the_centre(rng, recorded + lag.astype(np.int64), weather.centre_up)
    parts: list[tuple[np.ndarray, ...]] = [(np.full(len(recorded), FIRST), recorded, joined)]
    for klass in (SUKET, LOST, CHANGED):
        more = np.where(weather.drought, 1.8, 0.8) if klass == SUKET else np.ones(days)
        came = np.repeat(np.arange(days), rng.poisson(daily * SHARES[klass] * more * rng.gamma(6, 1 / 6, days)))
        age = rng.integers(20, 300, len(came)) if klass == SUKET else rng.integers(1, OLDEST, len(came))
        parts.append((np.full(len(came), klass), came - age, came))
    parts.append(_disasters(rng, daily, days))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    inside = (columns[2] >= 0) & (columns[2] < days)
    return tuple(column[inside] for column in columns)


def _after_the_centre(rng: np.random.Generator, due: np.ndarray, centre_up: np.ndarray) -> np.ndarray:
    """Who would come out on a day without the centre comes out in the days after it."""
    opens = np.arange(len(centre_up) + 1)
    for day in range(len(centre_up) - 1, -1, -1):
        if not centre_up[day]:
            opens[day] = opens[day + 1]
    at = np.clip(due, 0, len(centre_up))
    later = opens[at] - at
    return due + later + np.where(later > 0, rng.integers(0, 6, len(due)), 0)


def _disasters(rng: np.random.Generator, daily: float, days: int) -> tuple[np.ndarray, ...]:
    """Floods and fires: a village loses its cards, and asks for them over some weeks; a few house fires between."""
    came = [np.repeat(np.arange(days), rng.poisson(daily * 0.02, days))]
    at = int(rng.exponential(120))
    while at < days:
        length, size = int(rng.integers(5, 25)), daily * float(rng.uniform(1, 5))
        burst = at + np.minimum(rng.exponential(length, int(size)).astype(np.int64), 60)
        came.append(burst[burst < days])
        at += int(rng.exponential(220)) + 20
    joined = np.concatenate(came)
    return np.full(len(joined), DISASTER), joined - rng.integers(1, OLDEST, len(joined)), joined


def _printers(rng: np.random.Generator, daily: float, days: int) -> np.ndarray:
    """Cards a day that the printers which stand and work could make."""
    machines = max(1, round(daily / 50))
    each = daily * float(rng.uniform(1.4, 1.9)) / machines
    works = np.zeros(days)
    for _machine in range(machines):
        at = 0
        while at < days:
            good = int(rng.exponential(130)) + 5
            works[at : at + good] += each
            at += good + int(rng.integers(1, 12 if machines > 1 else 5))
    if rng.random() < 0.5:
        works[int(rng.integers(days // 3, days)) :] *= 1.25
    return works


def _serve(
    rng: np.random.Generator,
    daily: float,
    days: int,
    weather: Weather,
    klass: np.ndarray,
    recorded: np.ndarray,
    joined: np.ndarray,
) -> Record:
    """Every working day: blangko come, people join, the printers take the first of the line."""
    by_day = np.argsort(joined, kind="stable")
    edges = np.searchsorted(joined[by_day], np.arange(days + 1))
    printed = np.full(len(klass), -1, dtype=np.int64)
    works = _printers(rng, daily, days)
    delivered, spoiled, left = (np.zeros(days, dtype=np.int64) for _ in range(3))
    line: list[tuple[int, int, int, int]] = []
    stock, due = int(daily * rng.uniform(5, 40)), int(rng.uniform(3, 25))
    bad = float(rng.uniform(0.02, 0.06))
    for day in range(days):
        if day >= due:
            share = float(rng.uniform(0.15, 0.5) if weather.drought[day] else rng.uniform(0.6, 1.15))
            need = max(daily * 4, len(line) + daily * rng.uniform(18, 32) - stock)
            delivered[day] = int(share * need) // 10 * 10 + 10
            stock += int(delivered[day])
            due = day + 1 + int(rng.gamma(4, 5.5)) * (1 + int(weather.drought[day]) * int(rng.integers(1, 4)))
        elif weather.drought[day] and not weather.drought[day - 1] and day:
            due += int(rng.uniform(0, 60))
        for i in by_day[edges[day] : edges[day + 1]].tolist():
            heapq.heappush(line, (int(klass[i]), int(recorded[i]), int(joined[i]), i))
        room = int(works[day] * weather.up[day] * np.clip(rng.normal(0.93, 0.06), 0.4, 1.0))
        while room > 0 and stock > 0 and line:
            room, stock = room - 1, stock - 1
            if rng.random() < bad:
                spoiled[day] += 1
                continue
            printed[heapq.heappop(line)[3]] = day
        left[day] = stock
    return Record(
        klass=klass, recorded=recorded, joined=joined, printed=printed, rank=(0, 1, 2, 3, 4), delivered=delivered,
        spoiled=spoiled, up=weather.up, stock=left, nominal=works, centre_up=weather.centre_up,
    )  # fmt: skip
