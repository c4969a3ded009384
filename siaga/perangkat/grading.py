"""Readings to states: normal, tersendat (act in time), terputus (act now). Pure; the page and the telephone code share them."""

from __future__ import annotations

from datetime import timedelta

from siaga.continuity.clocks import FAR, WRONG
from siaga.continuity.dependencies import DOWN, NORMAL, SLOW

from .readings import Readings

MEGABYTE, GIGABYTE = 1024**2, 1024**3
LOW, NONE = 2 * GIGABYTE, 64 * MEGABYTE
FEW_DAYS, NO_DAYS = 14.0, 2.0
UNPROVED = timedelta(days=3)
OLD_BACKUP = timedelta(days=2)


def disk_state(r: Readings) -> str:
    if r.disk_free < NONE or (r.days_left is not None and r.days_left < NO_DAYS):
        return DOWN
    low = r.disk_free < LOW or (r.days_left is not None and r.days_left < FEW_DAYS)
    return SLOW if low else NORMAL


def clock_state(r: Readings) -> str:
    if r.ahead is None or abs(r.ahead) <= WRONG:
        return NORMAL
    return DOWN if abs(r.ahead) >= FAR else SLOW


def journal_state(r: Readings) -> str:
    if r.faults:
        return DOWN
    return NORMAL if r.verified is not None and r.now - r.verified < UNPROVED else SLOW


def backup_state(r: Readings) -> str:
    if r.backup.fault:
        return DOWN
    if r.point:
        return NORMAL
    return NORMAL if r.backup.at is not None and r.now - r.backup.at < OLD_BACKUP else SLOW
