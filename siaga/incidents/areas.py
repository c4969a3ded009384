"""Names of the kecamatan and kelurahan in which people wait: one query for all of them."""

from __future__ import annotations

from collections.abc import Iterable

from siaga.wilayah.models import Area

UNKNOWN = "wilayah belum dicatat"


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Today's names by code; what has none is named by its code, "" by `UNKNOWN`."""
    wanted = set(codes)
    found = dict(Area.objects.filter(code__in=wanted, valid_to=None).values_list("code", "name"))
    return {code: found.get(code) or code or UNKNOWN for code in sorted(wanted)}
