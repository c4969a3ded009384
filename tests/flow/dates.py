"""Days as they are typed. The office's calendar, not this machine's: on a machine in UTC it is yesterday there for seven hours a day."""

from __future__ import annotations

from datetime import date, timedelta

from siaga.kit.clock import SystemClock


def ago(days: int) -> date:
    return SystemClock().today() - timedelta(days=days)


def day(days: int) -> str:
    """So many days ago (before 0: to come), as a hand types it."""
    return f"{ago(days):%d%m%Y}"
