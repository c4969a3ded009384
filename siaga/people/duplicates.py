"""Is this person perhaps here already? Names by sound, date of birth, mother; shown to an officer before saving.

It only ever warns: one-word names are common, and two people may share everything that a form asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from siaga.people.biodata import Biodata
from siaga.people.names import similarity

NAME_WEIGHT, DOB_WEIGHT, MOTHER_WEIGHT = 0.5, 0.3, 0.2
NAME_AT_LEAST = 0.8
LIKELY = 0.8


@dataclass(frozen=True, slots=True)
class Match:
    """`other` may be the same person. score: 0 to 1. alike: the fields that agree, by their form names."""

    other: Biodata
    score: float
    alike: tuple[str, ...]


def dob_similarity(one: date | None, other: date | None) -> float | None:
    """1 for one date; less for day and month swapped, one digit wrong, the year alone; None if one is unknown."""
    if one is None or other is None:
        return None
    if one == other:
        return 1.0
    if one.year == other.year and (one.day, one.month) == (other.month, other.day):
        return 0.85
    wrong = sum(a != b for a, b in zip(f"{one:%d%m%Y}", f"{other:%d%m%Y}", strict=True))
    if wrong == 1:
        return 0.75
    return 0.3 if one.year == other.year else 0.0


def compare(candidate: Biodata, other: Biodata) -> Match:
    """The weighted mean of what both forms tell; what one of them does not know counts neither way."""
    by_name = similarity(candidate.nama, other.nama)
    by_dob = dob_similarity(candidate.tanggal_lahir, other.tanggal_lahir)
    by_mother = _mother(candidate, other)
    parts = [(by_name, NAME_WEIGHT), (by_dob, DOB_WEIGHT), (by_mother, MOTHER_WEIGHT)]
    known = [(value, weight) for value, weight in parts if value is not None]
    score = sum(value * weight for value, weight in known) / sum(weight for _, weight in known)
    if candidate.jenis_kelamin and other.jenis_kelamin and candidate.jenis_kelamin != other.jenis_kelamin:
        score *= 0.85
    fields = (("nama", by_name, 0.9), ("tanggal_lahir", by_dob, 1.0), ("nama_ibu", by_mother, 0.9))
    return Match(other, round(score, 4), tuple(f for f, value, least in fields if value is not None and value >= least))


def _mother(candidate: Biodata, other: Biodata) -> float | None:
    if candidate.nik_ibu and other.nik_ibu:
        return 1.0 if candidate.nik_ibu == other.nik_ibu else 0.0
    if not candidate.nama_ibu or not other.nama_ibu:
        return None
    return similarity(candidate.nama_ibu, other.nama_ibu)


def likely_duplicates(candidate: Biodata, others: Iterable[Biodata], *, at_least: float = LIKELY) -> list[Match]:
    """Those of `others` who may be the candidate, likeliest first. A person is never their own duplicate (same NIK).

    A name alone is not enough: half of the country would meet itself. Something else known must agree as well.
    """
    found = []
    for other in others:
        if candidate.nik and candidate.nik == other.nik:
            continue
        match = compare(candidate, other)
        more = dob_similarity(candidate.tanggal_lahir, other.tanggal_lahir) or 0.0
        if match.score >= at_least and similarity(candidate.nama, other.nama) >= NAME_AT_LEAST and more >= 0.3:
            found.append(match)
    return sorted(found, key=lambda match: (-match.score, match.other.nik))
