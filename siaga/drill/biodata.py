"""What else a form asks of a resident, drawn by age and place: schooling, occupation, blood group, address.

Codes are those of the forms F-1.01 and F-1.06 (education 1–10, occupation 1–89, blood group 1–13).
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from random import Random

from siaga.drill.households import ISTRI, PEMBANTU
from siaga.drill.names import Weighted, pick

_BLOOD = Weighted({13: 0.46, 4: 0.2, 2: 0.14, 1: 0.12, 3: 0.04, 11: 0.02, 5: 0.01, 7: 0.01})
_SCHOOLING = [
    (35, Weighted({3: 0.1, 4: 0.19, 5: 0.5, 6: 0.02, 7: 0.04, 8: 0.14, 9: 0.01})),
    (55, Weighted({2: 0.04, 3: 0.25, 4: 0.2, 5: 0.37, 7: 0.03, 8: 0.09, 9: 0.019, 10: 0.001})),
    (200, Weighted({1: 0.12, 2: 0.17, 3: 0.4, 4: 0.12, 5: 0.14, 8: 0.045, 9: 0.005})),
]
_WORK_IN_TOWN = Weighted({
    15: 0.44, 88: 0.17, 19: 0.14, 84: 0.06, 5: 0.035, 14: 0.02, 81: 0.03, 11: 0.02, 79: 0.01, 13: 0.01, 65: 0.015,
    6: 0.007, 7: 0.007, 16: 0.012, 30: 0.01, 35: 0.008, 74: 0.005, 72: 0.001,
})  # fmt: skip
_WORK_IN_A_VILLAGE = Weighted({
    9: 0.3, 20: 0.13, 15: 0.17, 88: 0.14, 19: 0.09, 84: 0.06, 5: 0.025, 26: 0.015, 27: 0.012, 10: 0.01, 81: 0.015,
    65: 0.012, 85: 0.008, 6: 0.005, 7: 0.004, 30: 0.008, 73: 0.004, 73 + 1: 0.002,
})  # fmt: skip

# The zone that begins a postcode, by province; two regencies in more digits.
_ZONES = {"31": "1", "36": "1", "32": "4", "33": "5", "34": "5", "35": "6"}
_ZONE_OF_ISLAND = {"1": "2", "2": "2", "5": "8", "6": "7", "7": "9", "8": "9", "9": "9"}
_KNOWN_ZONES = {"3172": "14", "3507": "651"}
_ROMAN = ("I", "II", "III", "IV", "V", "VI")


def blood(rng: Random) -> int:
    return int(_BLOOD.draw(rng))


def schooling(rng: Random, age: float) -> int:
    """The highest finished: a child's by its age, a grown-up's by when they went to school. age: years."""
    for until, code in ((6.5, 1), (12.5, 2), (15.5, 3), (18.5, 4)):
        if age < until:
            return code
    return int(next(weights for until, weights in _SCHOOLING if age < until).draw(rng))


def occupation(rng: Random, age: float, sex: str, shdk: int, village: bool) -> int:
    """village: lives in a desa, not in a kelurahan."""
    if age < 5:
        return 1
    if age < 18 or (age < 23 and rng.random() < 0.4):
        return 3
    if shdk == PEMBANTU:
        return 23
    if age >= 60 and rng.random() < 0.35:
        return 4 if rng.random() < 0.3 else 1
    if sex == "P" and rng.random() < (0.62 if shdk == ISTRI else 0.35):
        return 2
    if age < 27 and rng.random() < 0.2:
        return 1
    return int((_WORK_IN_A_VILLAGE if village else _WORK_IN_TOWN).draw(rng))


class Streets:
    """Addresses that could be."""

    def __init__(self) -> None:
        raw = tomllib.loads((files("siaga.drill") / "data" / "streets.toml").read_text())
        self._names = [word.replace("-", " ") for word in raw["words"]["names"].split()]
        self._hamlets = [word.replace("-", " ") for word in raw["words"]["hamlets"].split()]
        self._forms = {True: raw["desa"]["forms"], False: raw["kota"]["forms"]}

    def streets(self, rng: Random, village: bool, count: int) -> list[str]:
        """Streets of one RW, each with a place for the number: "Jl. Melati II No. {n}"."""
        return [
            pick(rng, self._forms[village]).format(
                name=pick(rng, self._names), hamlet=pick(rng, self._hamlets), roman=pick(rng, _ROMAN), n="{n}"
            )
            for _ in range(count)
        ]


def postcode(kecamatan: str, number: int) -> str:
    """Five digits in the right zone of the country; the rest is made up of the kecamatan and the village's number in it."""
    zone = _KNOWN_ZONES.get(kecamatan[:4]) or _ZONES.get(kecamatan[:2]) or _ZONE_OF_ISLAND.get(kecamatan[0], "3")
    return (zone + str(int(kecamatan[2:]) * 37 + number * 10 + 1000)[-(5 - len(zone)) :]).ljust(5, "0")
