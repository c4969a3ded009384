"""Logs that may be shown to anybody: no number of a person, no row that a database refused."""

from __future__ import annotations

import logging
import re

NUMBERS = re.compile(r"\d{8,}")
ROWS = re.compile(r"^(DETAIL|CONTEXT|LINE \d+):.*$", re.MULTILINE)


class Masked(logging.Formatter):
    """Every run of eight or more digits becomes "#…", and PostgreSQL's DETAIL lines (they quote rows) go."""

    def format(self, record: logging.LogRecord) -> str:
        return NUMBERS.sub("#…", ROWS.sub(r"\1: …", super().format(record)))
