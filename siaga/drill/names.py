"""Names for a synthetic town: plausible for where a family comes from and when a person was born.

About two in five people have one word for a name, whatever the region. Nothing here is taken from real people: the words
are common given names and family names, the combinations are drawn.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")

ONE_WORD = 0.40
LONGEST = 60  # letters and spaces, Permendagri 73/2022 art. 4

# Where people come from, in shares, by the first two digits of the area code.
_GENERAL = {
    "jawa": 0.38, "sunda": 0.14, "betawi": 0.03, "batak": 0.06, "minang": 0.05, "bugis": 0.08, "tionghoa": 0.03,
    "arab": 0.01, "madura": 0.04, "bali": 0.03, "timur": 0.15,
}  # fmt: skip
_JAKARTA = {
    "jawa": 0.34, "betawi": 0.27, "sunda": 0.13, "batak": 0.06, "minang": 0.05, "bugis": 0.04, "tionghoa": 0.07,
    "arab": 0.01, "madura": 0.02, "timur": 0.01,
}  # fmt: skip
_EAST_JAVA = {"jawa": 0.86, "madura": 0.08, "tionghoa": 0.02, "arab": 0.01, "batak": 0.01, "sunda": 0.01, "bali": 0.01}
_SUNDA = {"sunda": 0.74, "jawa": 0.14, "betawi": 0.05, "batak": 0.02, "minang": 0.02, "tionghoa": 0.03}
_JAVA = {"jawa": 0.95, "sunda": 0.02, "tionghoa": 0.02, "arab": 0.01}
_EAST = {"timur": 0.74, "bugis": 0.12, "jawa": 0.12, "tionghoa": 0.02}
MIX: Mapping[str, Mapping[str, float]] = {
    "31": _JAKARTA, "32": _SUNDA, "36": _SUNDA, "33": _JAVA, "34": _JAVA, "35": _EAST_JAVA,
    "12": {"batak": 0.48, "jawa": 0.32, "minang": 0.06, "tionghoa": 0.05, "arab": 0.01, "sunda": 0.08},
    "13": {"minang": 0.90, "jawa": 0.06, "batak": 0.04}, "51": {"bali": 0.86, "jawa": 0.10, "bugis": 0.04},
    "73": {"bugis": 0.88, "jawa": 0.05, "timur": 0.04, "tionghoa": 0.03},
} | dict.fromkeys(("53", "71", "81", "82", "91", "92", "93", "94", "95", "96"), _EAST)  # fmt: skip

# Readiness to go by one word, and religions (codes 1–7), by origin.
_ONE_WORD_LEANING = {"jawa": 1.15, "sunda": 1.1, "batak": 0.6, "tionghoa": 0.5, "arab": 0.6, "bali": 0.5, "timur": 0.6}
_RELIGION = {
    "jawa": {1: 0.955, 2: 0.02, 3: 0.015, 4: 0.003, 5: 0.004, 7: 0.003},
    "batak": {1: 0.27, 2: 0.63, 3: 0.10}, "tionghoa": {1: 0.03, 2: 0.33, 3: 0.22, 5: 0.39, 6: 0.03},
    "bali": {1: 0.05, 2: 0.01, 4: 0.94}, "timur": {1: 0.14, 2: 0.52, 3: 0.34},
}  # fmt: skip
_MUSLIM = {1: 0.99, 2: 0.006, 3: 0.004}


def pick(rng: Random, options: Sequence[T]) -> T:
    """One of them, evenly; draws one number."""
    return options[int(rng.random() * len(options))]


class Weighted:
    """One of some options by weight; draws one number."""

    def __init__(self, weights: Mapping[Any, float]) -> None:
        self.options = list(weights)
        self.bounds = list(accumulate(weights.values()))

    def draw(self, rng: Random) -> Any:
        at = bisect_right(self.bounds, rng.random() * self.bounds[-1])
        return self.options[min(at, len(self.options) - 1)]


class Names:
    """Draws origins, religions and names for one region. `region`: an area code, of which the province counts."""

    def __init__(self, region: str) -> None:
        mix = MIX.get(region[:2], _GENERAL)
        self._lists = _read()
        self._origin = Weighted(mix)
        self._religion = {origin: Weighted(_RELIGION.get(origin, _MUSLIM)) for origin in self._lists}
        lean = {origin: _ONE_WORD_LEANING.get(origin, 1.0) for origin in self._lists}
        scale = ONE_WORD / sum(share * lean[origin] for origin, share in mix.items())
        self._one_word = {origin: min(0.95, scale * value) for origin, value in lean.items()}

    def origin(self, rng: Random) -> str:
        return str(self._origin.draw(rng))

    def religion(self, rng: Random, origin: str) -> int:
        return int(self._religion[origin].draw(rng))

    def family_name(self, rng: Random, origin: str) -> str:
        """What the father's line is called, "" where there is no such custom."""
        listed = self._lists[origin].get("marga")
        return pick(rng, listed) if listed else ""

    def person(self, rng: Random, origin: str, sex: str, born: int, religion: int = 1, family_name: str = "") -> str:
        """A name of one to three words. sex: "L" or "P". born: the year."""
        words = self._lists[origin]
        old = born < 1985 if rng.random() < 0.85 else born >= 1985
        listed = words[f"{sex}.lama" if old else f"{sex}.baru"]
        if old and f"kepala-{sex}" in words and rng.random() < 0.4:
            first = pick(rng, words[f"kepala-{sex}"]) + pick(rng, words[f"ekor-{sex}"])
        else:
            first = pick(rng, listed)
        age = 1.35 if born < 1970 else 1.15 if born < 1985 else 1.0 if born < 2000 else 0.75
        if rng.random() < self._one_word[origin] * age:
            return first
        if religion in (2, 3) and origin not in ("batak", "timur", "tionghoa") and rng.random() < 0.6:
            return f"{pick(rng, self._lists['timur'][f'{sex}.lama'])} {first}"
        if family_name:
            middle = pick(rng, words[f"{sex}.baru"]) if rng.random() < 0.35 else ""
            return _join(first, middle, family_name)
        if religion == 1 and rng.random() < 0.14:
            return _join(pick(rng, ("Muhammad", "Ahmad", "Abdul") if sex == "L" else ("Siti", "Nur", "Sri")), first)
        third = pick(rng, words[f"{sex}.baru"]) if not old and rng.random() < 0.25 else ""
        return _join(first, pick(rng, words[f"{sex}.baru"] if rng.random() < 0.6 else listed), third)


def _join(*words: str) -> str:
    """The words in order, each once."""
    return " ".join(dict.fromkeys(word for word in words if word))


def _read() -> dict[str, dict[str, list[str]]]:
    """origin → {"L.lama": [...], …, "marga": [...]}."""
    raw = tomllib.loads((files("siaga.drill") / "data" / "names.toml").read_text())
    lists: dict[str, dict[str, list[str]]] = {}
    for origin, table in raw.items():
        lists[origin] = {key: value.split() for key, value in table.items() if isinstance(value, str)}
        for sex in ("L", "P"):
            lists[origin] |= {f"{sex}.{when}": table[sex][when].split() for when in ("lama", "baru")}
    return lists
