"""Who goes by nearly the same name, birth and mother: a shortlist, and the only evidence where there are no fingers.

Scores are 0..1. A name is compared as written and as sounded: old spellings (oe, tj, dj), doubled letters and the usual
abbreviations of Muhammad and Abdul are levelled first, words are put in order, and Jaro-Winkler is taken over the
whole. One-word names are ordinary and are compared like all others.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz.distance import JaroWinkler

# Weights of name, birth date and mother: names repeat (a tenth of a district may be called Siti), dates are mistyped,
# mothers are missing in old records, so none of the three decides alone.
NAME, BORN, MOTHER = 0.5, 0.3, 0.2
# A misspelt name with the day and mother right gives about 0.97; a namesake born on another day at most 0.7.
SAME = 0.93
SHORTLIST_FLOOR = 0.6

_SPELLINGS = (("OE", "U"), ("TJ", "C"), ("DJ", "J"), ("SJ", "SY"), ("NJ", "NY"), ("CH", "H"), ("PH", "F"), ("V", "F"))
_WORDS = {
    "M": "MUHAMMAD",
    "MD": "MUHAMMAD",
    "MOH": "MUHAMMAD",
    "MOCH": "MUHAMMAD",
    "MUH": "MUHAMMAD",
    "MUCH": "MUHAMMAD",
    "MOHAMAD": "MUHAMMAD",
    "MOHAMMAD": "MUHAMMAD",
    "MOCHAMAD": "MUHAMMAD",
    "MOCHAMMAD": "MUHAMMAD",
    "MUHAMAD": "MUHAMMAD",
    "MUCHAMAD": "MUHAMMAD",
    "ABD": "ABDUL",
    "ABDOEL": "ABDUL",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What a person is called. sex: "L" or "P"; born None and mother "" where nobody knows."""

    name: str
    born: date | None
    sex: str
    mother: str = ""


def sounded(name: str) -> str:
    """The name levelled for comparing: capitals, modern spelling, no doubled letters, words in alphabetical order."""
    plain = unicodedata.normalize("NFKD", name.upper()).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Z]+", plain)
    spoken = []
    for raw in words:
        word = _WORDS.get(raw, raw)
        for old, new in _SPELLINGS:
            word = word.replace(old, new)
        spoken.append(re.sub(r"(.)\1", r"\1", word))
    return " ".join(sorted(spoken))


def levelled(names: Names) -> Names:
    """The same person with name and mother as sounded: done once for each person, what `likeness` takes."""
    return replace(names, name=sounded(names.name), mother=sounded(names.mother))


def birth_likeness(a: date | None, b: date | None) -> float:
    """1 the same day; 0.8 day and month swapped; 0.7 two of day, month and year right; 0.5 if unknown; else 0."""
    if a is None or b is None:
        return 0.5
    if a == b:
        return 1.0
    if (a.year, a.month, a.day) == (b.year, b.day, b.month):
        return 0.8
    right = (a.year == b.year) + (a.month == b.month) + (a.day == b.day)
    return 0.7 if right == 2 else 0.0


def likeness(a: Names, b: Names) -> float:
    """0..1 for two levelled people: name, birth and mother together; an unknown mother counts as half, no name as 0."""
    name = JaroWinkler.similarity(a.name, b.name) if a.name and b.name else 0.0
    mother = JaroWinkler.similarity(a.mother, b.mother) if a.mother and b.mother else 0.5
    return NAME * float(name) + BORN * birth_likeness(a.born, b.born) + MOTHER * float(mother)
