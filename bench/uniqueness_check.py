"""Records people again under new NIKs, and strangers, against a gallery; counts misses and false hits.

    python -m bench.uniqueness_check [--gallery 500] [--again 200] [--strangers 200] [--without-irises]
    python -m bench.uniqueness_check --images FOLDER      (FINGER_IMPRESSION.png, as the FVC sets are named)

The first prints how often the engine was wrong, and its comparisons a second (people searched x fingers of each, as an
exhaustive search would compare them) as a ratio to the bare loop over bozorth3 in the same process. The second takes
minutiae from real images by mindtct and prints how well bozorth3 separates them.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import nbis
import numpy as np

from siaga.recording.devices.seeds import stream
from siaga.recording.devices.simulated import SimulatedScanner
from siaga.uniqueness.engine.bozorth import Bozorth
from siaga.uniqueness.engine.gallery import SEARCHED, Gallery
from siaga.uniqueness.engine.names import Names
from siaga.uniqueness.engine.verdict import Templates, Verdict

_SYLLABLES = ("SU", "RA", "DI", "WA", "NI", "TO", "MA", "RI", "YA", "HER", "BU", "AN", "SRI", "LES", "PUR", "NO")
TEN = range(1, 11)


@dataclass(frozen=True)
class Outcome:
    """again: decisions for people recorded before whose own record came first; `missed` those answered "unique".

    false_hits: strangers answered "duplicate"; false_similar: strangers sent to a person.
    """

    again: int
    duplicates: int
    adjudicated: int
    missed: int
    unreadable: int
    strangers: int
    false_hits: int
    false_similar: int
    seconds_a_search: float
    compared_a_search: float


def invented(key: str) -> Names:
    """A made-up person's names, from a small stock of syllables so that namesakes occur."""
    rng = stream("names", key)
    words = ["".join(_SYLLABLES[i] for i in rng.integers(len(_SYLLABLES), size=2)) for _ in range(3)]
    born = date(1960, 1, 1) + timedelta(days=int(rng.integers(16000)))
    return Names(" ".join(words[: int(rng.integers(1, 3))]), born, "LP"[int(rng.integers(2))], words[2])


def record(scanner: SimulatedScanner, key: str, nonce: str, *, irises: bool) -> Templates:
    """What a desk captures of one human; poor fingers are pressed up to three times, as an operator would."""
    fingers = []
    for position in TEN:
        best = scanner.verify(key, position, nonce=f"{nonce}/0")
        for n in (1, 2):
            if best.quality < 50:
                best = max(best, scanner.verify(key, position, nonce=f"{nonce}/{n}"), key=lambda c: c.quality)
        fingers.append(best.template)
    eyes = scanner.irises(key, ("L", "R"), nonce=nonce) if irises else []
    return Templates(tuple(fingers), tuple(e.template for e in eyes))


def check(gallery_size: int, again: int, strangers: int, *, irises: bool) -> Outcome:
    """Fills a gallery, then searches `again` of its people under false names and `strangers` who are not in it."""
    scanner, gallery = SimulatedScanner(), Gallery()
    for i in range(gallery_size):
        gallery.enrol(f"g{i}", record(scanner, f"g{i}", "first", irises=irises), invented(f"g{i}"))
    gallery.search(record(scanner, "warm", "up", irises=irises), invented("warm"))
    duplicates = adjudicated = missed = unreadable = hits = similar = compared = 0
    seconds = 0.0
    for key in [f"g{i}" for i in range(again)] + [f"s{i}" for i in range(strangers)]:
        probe, names = record(scanner, key, "second", irises=irises), invented(f"new {key}")
        start = time.perf_counter()
        verdict = gallery.search(probe, names)
        seconds += time.perf_counter() - start
        if not isinstance(verdict, Verdict):
            unreadable += 1
            continue
        compared += verdict.compared
        if key.startswith("s"):
            hits += verdict.decision == "duplicate"
            similar += verdict.decision == "similar"
            continue
        own = next((c.decision for c in verdict.candidates if c.id == key), "unique")
        duplicates += own == "duplicate"
        adjudicated += own == "similar"
        missed += own == "unique"
        hits += any(c.decision == "duplicate" and c.id != key for c in verdict.candidates)
    count = again + strangers
    return Outcome(
        again,
        duplicates,
        adjudicated,
        missed,
        unreadable,
        strangers,
        hits,
        similar,
        seconds / max(count, 1),
        compared / max(count, 1),
    )


def bare_rate(people: int = 60) -> float:
    """Comparisons a second of the bare loop over bozorth3: right index fingers of strangers, all pairs."""
    scanner, matcher = SimulatedScanner(), Bozorth()
    prepared = [matcher.prepare(scanner.verify(f"b{i}", 2, nonce="x").template) for i in range(people)]
    start = time.perf_counter()
    for i, probe in enumerate(prepared):
        for other in prepared[i + 1 :]:
            probe.compare(other)
    return people * (people - 1) / 2 / (time.perf_counter() - start)


def separation(folder: Path) -> str:
    """Genuine and impostor scores of all pairs of images in a folder, and the equal error rate."""
    reader = nbis.new_nbis_extractor(
        nbis.NbisExtractorSettings(
            min_quality=0.0, get_center=False, check_fingerprint=False, compute_nfiq2=False, ppi=500.0
        )
    )
    files = sorted(folder.glob("*_*.png"))
    taken = [(f.stem.split("_")[0], reader.extract_minutiae(f.read_bytes())) for f in files]
    genuine, impostor = [], []
    for i, (finger, minutiae) in enumerate(taken):
        for other, others in taken[i + 1 :]:
            (genuine if finger == other else impostor).append(minutiae.compare(others))
    return f"{folder.name}: {len(files)} images; " + spread(genuine, impostor)


def spread(genuine: Sequence[int], impostor: Sequence[int]) -> str:
    """Percentiles of both and the equal error rate, as one line."""
    right, wrong = np.array(genuine), np.array(impostor)
    rates = [((right < t).mean(), (wrong >= t).mean(), t) for t in range(int(right.max()) + 1)]
    fnmr, fmr, at = min(rates, key=lambda r: abs(r[0] - r[1]))
    own, other = np.percentile(right, [1, 5, 50, 95]), np.percentile(wrong, [50, 99, 99.9, 100])
    return (
        f"genuine 1/5/50/95 %: {own.round(1).tolist()}, impostor 50/99/99.9/100 %: {other.round(1).tolist()}, "
        f"EER {(fnmr + fmr) / 2:.2%} at {at}"
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the check and prints it."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--gallery", type=int, default=500)
    asked.add_argument("--again", type=int, default=200)
    asked.add_argument("--strangers", type=int, default=200)
    asked.add_argument("--without-irises", action="store_true", help="judge by fingers and names alone")
    asked.add_argument("--images", type=Path, nargs="*", default=[])
    given = asked.parse_args(argv)
    for folder in given.images:
        print(separation(folder))
    if given.images:
        return
    found = check(given.gallery, given.again, given.strangers, irises=not given.without_irises)
    print(f"recorded again: {found.again}, duplicate {found.duplicates}, to a person {found.adjudicated}")
    print(f"misses: {found.missed}, unreadable: {found.unreadable}")
    print(f"strangers: {found.strangers}, false hits: {found.false_hits}, to a person {found.false_similar}")
    bare, rate = bare_rate(), given.gallery * SEARCHED / found.seconds_a_search
    print(f"a search: {found.seconds_a_search:.3f} s, {found.compared_a_search:.0f} pairs of fingers by bozorth3")
    print(f"comparisons/s: {rate:.0f}; bare bozorth3: {bare:.0f}; ratio {rate / bare:.2f}")


if __name__ == "__main__":
    main()
