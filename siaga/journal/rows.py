"""What `apply` returns: rows, as values. One writer turns a batch of them into statements.

Several operations on one row inside a batch are folded into one before anything is sent, so a batch of 10,000 facts costs a few
COPYs. Primary keys always come from the facts, never from a sequence: a replay must make the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from django.db import models

Model = type[models.Model]


class Insert(NamedTuple):
    """A new row; it must not exist yet. values: column attribute name -> Python value."""

    model: Model
    values: Mapping[str, Any]


class Put(NamedTuple):
    """A row as a whole: inserted, or put in the place of the one with the same key."""

    model: Model
    values: Mapping[str, Any]


class Update(NamedTuple):
    """Some columns of a row that must exist. key: the primary key's value (a tuple where it is composite)."""

    model: Model
    key: Any
    values: Mapping[str, Any]


class Add(NamedTuple):
    """Amounts added to numeric columns; the row begins at zero. `others` are set only when the row begins."""

    model: Model
    key: Any
    deltas: Mapping[str, int]
    others: Mapping[str, Any] = {}


class Raise(NamedTuple):
    """Columns that only grow (a high-water mark of serials): the greater of what is there and what is given."""

    model: Model
    key: Any
    values: Mapping[str, Any]


class Delete(NamedTuple):
    """A row goes; it need not exist."""

    model: Model
    key: Any


Op = Insert | Put | Update | Add | Raise | Delete


@cache
def key_columns(model: Model) -> tuple[str, ...]:
    pk = model._meta.pk
    if isinstance(pk, models.CompositePrimaryKey):
        by_name = {f.name: f.attname for f in model._meta.concrete_fields}
        return tuple(by_name[name] for name in pk.field_names)
    assert pk is not None
    return (pk.attname,)


_WHOLE = (Insert, Put)  # they carry their key among their values


def key_of(op: Op) -> tuple[Any, ...]:
    if isinstance(op, _WHOLE):
        names, values = key_columns(op.model), op.values
        return (values[names[0]],) if len(names) == 1 else tuple([values[c] for c in names])
    key = op.key
    return key if isinstance(key, tuple) else (key,)


def fold(ops: Iterable[Op]) -> list[Op]:
    """Join operations on the same row, keeping the order in which rows were first touched.

    Insert+Update -> Insert; Put+Update -> Put; Update+Update -> Update; Add+Add -> Add; Raise+Raise -> Raise; anything then Delete ->
    Delete. What does not join starts a second operation on the row, kept in order.
    """
    out: list[Op | None] = []
    last: dict[tuple[Model, tuple[Any, ...]], int] = {}
    for op in ops:
        place = (op.model, key_of(op))
        at = last.get(place)
        before = out[at] if at is not None else None
        joined = _join(before, op) if before is not None else None
        if joined is not None and at is not None:
            out[at] = joined
        else:
            last[place] = len(out)
            out.append(op)
    return [op for op in out if op is not None]


def _join(a: Op, b: Op) -> Op | None:
    match a, b:
        case (Insert(m, v), Update(_, _, w)):
            return Insert(m, {**v, **w})
        case (Put(m, v), Update(_, _, w)):
            return Put(m, {**v, **w})
        case (Put(), Put()):
            return b
        case (Update(m, k, v), Update(_, _, w)):
            return Update(m, k, {**v, **w})
        case (Add(m, k, v, o), Add(_, _, w, _)):
            return Add(m, k, {c: v.get(c, 0) + w.get(c, 0) for c in {**v, **w}}, o)
        case (Raise(m, k, v), Raise(_, _, w)):
            return Raise(m, k, {c: max(x for x in (v.get(c), w.get(c)) if x is not None) for c in {**v, **w}})
        case _:
            return None
