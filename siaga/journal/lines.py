"""Rows as the lines of a COPY in text form, made a column at a time: the driver's way, a value at a time, costs five times as much."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

NULL = "\\N"
SIGNS = (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))  # the backslash first: the others bring one


def escaped(texts: Sequence[str]) -> Sequence[str]:
    """As COPY wants them. Most columns have nothing to escape, and one look over all of it tells."""
    whole = "\0".join(texts)
    for sign, written in SIGNS:
        if sign in whole:
            texts = [t.replace(sign, written) for t in texts]
    return texts


def _json(value: Jsonb) -> str:
    return json.dumps(value.obj)


def _hex(value: bytes) -> str:
    return f"\\\\x{value.hex()}"


# What PostgreSQL reads as Python writes it; and what is written otherwise.
_PLAIN: frozenset[type] = frozenset({int, bool, float, date, datetime, Decimal})
_WRITTEN: dict[type, Callable[[Any], str]] = {bytes: _hex, memoryview: _hex, UUID: lambda v: v.hex}


def written(column: Sequence[Any]) -> Sequence[str]:
    """One column's values. Raises TypeError for a type that is not known here."""
    kinds = set(map(type, column))
    if kinds == {str}:
        return escaped(column)
    if kinds <= _PLAIN:
        return list(map(str, column))
    if type(None) in kinds:
        rest = iter(written([v for v in column if v is not None])) if len(kinds) > 1 else iter(())
        return [NULL if v is None else next(rest) for v in column]
    if kinds == {Jsonb}:
        return escaped([_json(v) for v in column])
    how = _WRITTEN.get(next(iter(kinds))) if len(kinds) == 1 else None
    if how is not None:
        return [how(v) for v in column]
    if all(issubclass(k, str) for k in kinds):  # a code of a list
        return escaped([str.__str__(v) for v in column])
    raise TypeError(f"no column of {sorted(k.__name__ for k in kinds)} goes as text")


def lines(columns: Iterable[Sequence[Any]]) -> bytes:
    """The rows of these columns, each as long as the others. Raises TypeError, and UnicodeEncodeError for half a letter."""
    rows = map("\t".join, zip(*[written(c) for c in columns], strict=True))
    return "\n".join(chain(rows, ("",))).encode()


def copy_rows(
    cur: psycopg.Cursor[Any], into: sql.Identifier, names: sql.Composable, rows: Sequence[tuple[Any, ...]]
) -> None:
    """COPY rows into a table; what has a type of its own goes through the driver. Raises psycopg's errors."""
    if not rows:
        return
    try:
        data = lines(zip(*rows, strict=True))
    except TypeError:
        data = b""
    with cur.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(into, names)) as copy:
        if data:
            copy.write(data)
        else:
            for row in rows:
                copy.write_row(row)
