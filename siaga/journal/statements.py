"""Operations as prepared statements: what is sent for a few rows, and how an act's rows and its facts become one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from psycopg import sql

from .columns import adapted, by_key, column_id, columns_of, listed, table
from .rows import Add, Delete, Insert, Model, Op, Put, Raise, Update, fold, key_columns, key_of

FEW = 24
ROW_MISSING = "SG002"  # raised by journal_met (migration 0006)


class Statement(NamedTuple):
    """One short statement. meets: the table whose row it must meet ("" = any number of rows will do)."""

    query: str
    params: Sequence[Any]
    meets: str = ""


def short_statements(ops: Sequence[Op]) -> list[Statement] | None:
    """The batch as short statements that may travel together, or None if it is too large or must be done in steps."""
    if len(ops) > FEW:
        return None
    if len(ops) == 1:
        return short([ops[0]])
    layers = layered(fold(ops))
    if len(layers) > 1:
        return None
    return [s for layer in layers for group in grouped(layer) for s in short(group)]


def together(statements: Sequence[Statement], then: Statement) -> Statement:
    """All of them as one: first every write, then `then`, a SELECT without conditions. SQLSTATE `ROW_MISSING` if one met no row."""
    shape = tuple((s.query, bool(s.meets)) for s in statements)
    params = [p for s in statements for p in s.params]
    return Statement(_together_sql(shape, then.query), [*params, *then.params])


@lru_cache(maxsize=4096)
def _together_sql(shape: tuple[tuple[str, bool], ...], then: str) -> str:
    """Counting what each wrote makes PostgreSQL write before it looks at the rest: a condition without columns is asked first."""
    parts = ", ".join(f"w{i} AS ({query} RETURNING 1)" for i, (query, _must) in enumerate(shape))
    met = " AND ".join(f"(SELECT count(*) FROM w{i}) {'= 1' if must else '>= 0'}" for i, (_q, must) in enumerate(shape))
    return f"WITH {parts} {then} WHERE journal_met({met})"


def layered(ops: Sequence[Op]) -> list[list[Op]]:
    """Operations that did not join on one row must stay in order: the second goes into the second layer, and so on."""
    layers: list[list[Op]] = []
    depth: dict[tuple[Model, tuple[Any, ...]], int] = {}
    for op in ops:
        place = (op.model, key_of(op))
        at = depth.get(place, 0)
        depth[place] = at + 1
        if at == len(layers):
            layers.append([])
        layers[at].append(op)
    return layers


def grouped(layer: Iterable[Op]) -> list[list[Op]]:
    """Operations of one kind on the same columns of one table.

    First what changes or removes rows that were there: a new row may need the place that an old one gives up (the recording that
    counts, of each person one). Nothing in a layer changes a row that is new in it: that was folded into one, or is in a later layer.
    """
    groups: dict[tuple[Any, ...], list[Op]] = {}
    for op in layer:
        how = type(op)
        if how is Delete:
            place: tuple[Any, ...] = (how, op.model)
        elif how is Add:
            place = (how, op.model, *op.deltas, None, *op.others)  # type: ignore[union-attr]
        else:
            place = (how, op.model, *op.values)  # type: ignore[union-attr]
        found = groups.get(place)
        if found is None:
            groups[place] = [op]
        else:
            found.append(op)
    return sorted(groups.values(), key=lambda group: not isinstance(group[0], Update | Delete))


def rows_of(group: list[Op]) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Column names and values of a group, as the driver takes them; keys where the operation keeps them apart."""
    first = group[0]
    keys = key_columns(first.model)
    match first:
        case Insert(_, v) | Put(_, v):
            names, rows = tuple(v), [tuple(op.values.values()) for op in group]  # type: ignore[union-attr]
        case Add(_, _, d, o):
            names = (*keys, *d, *o)
            rows = [(*key_of(op), *op.deltas.values(), *op.others.values()) for op in group]  # type: ignore[union-attr]
        case Raise(_, _, v):
            names, rows = (*keys, *v), [(*key_of(op), *op.values.values()) for op in group]  # type: ignore[union-attr]
        case Update(_, _, v):
            names, rows = (*v, *keys), [(*op.values.values(), *key_of(op)) for op in group]  # type: ignore[union-attr]
        case _:
            return keys, [key_of(op) for op in group]
    return names, adapted(first.model, names, rows)


def changed(op: Op) -> tuple[str, ...]:
    """The columns that a conflict changes."""
    match op:
        case Put(_, v) | Raise(_, _, v):
            return tuple(v)
        case Add(_, _, d, _):
            return tuple(d)
    return ()


def short(group: list[Op]) -> list[Statement]:
    """A group as plain statements: one for all of its rows where the operation allows it."""
    first, m = group[0], group[0].model
    names, rows = rows_of(group)
    match first:
        case Update():
            query = update_sql(m, names[: len(names) - len(key_columns(m))])
            return [Statement(query, row, m.__name__) for row in rows]
        case Delete():
            query = delete_sql(m)
            return [Statement(query, row) for row in rows]
    kind: Any = type(first)
    query = insert_sql(kind, m, names, changed(first), len(rows))
    return [Statement(query, [v for row in rows for v in row])]


def on_conflict(kind: Any, m: Model, names: Sequence[str]) -> sql.Composable:
    if kind is Insert:
        return sql.SQL("")
    keys = key_columns(m)
    rest = [n for n in names if n not in keys]
    pk = sql.SQL(", ").join(column_id(m, k) for k in keys)
    form = {
        Put: "{c} = excluded.{c}",
        Add: "{c} = {t}.{c} + excluded.{c}",
        Raise: "{c} = greatest({t}.{c}, excluded.{c})",
    }[kind]
    if not rest:
        return sql.SQL(" ON CONFLICT ({}) DO NOTHING").format(pk)
    sets = sql.SQL(", ").join(sql.SQL(form).format(c=column_id(m, c), t=table(m)) for c in rest)
    return sql.SQL(" ON CONFLICT ({}) DO UPDATE SET {}").format(pk, sets)


@lru_cache(maxsize=4096)
def insert_sql(kind: Any, m: Model, names: tuple[str, ...], changed: tuple[str, ...], rows: int) -> str:
    columns = columns_of(m, names)
    one = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(columns)))
    values = sql.SQL(", ").join([one] * rows)
    tail = on_conflict(kind, m, changed)
    return sql.SQL("INSERT INTO {} ({}) VALUES {}{}").format(table(m), listed(columns), values, tail).as_string(None)


@lru_cache(maxsize=4096)
def update_sql(m: Model, names: tuple[str, ...]) -> str:
    sets = sql.SQL(", ").join(sql.SQL("{} = %s").format(column_id(m, n)) for n in names)
    return sql.SQL("UPDATE {} SET {} WHERE {}").format(table(m), sets, by_key(m)).as_string(None)


@lru_cache(maxsize=1024)
def delete_sql(m: Model) -> str:
    return sql.SQL("DELETE FROM {} WHERE {}").format(table(m), by_key(m)).as_string(None)
