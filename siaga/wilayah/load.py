"""Loading an edition of the area codes while the counters work.

Rows go by COPY into a temporary table; the difference to what is open is then applied by sets, in one transaction.
Only changed rows are locked, and no reader waits: until the commit all see the codes as they were.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from siaga.kit.refusal import PermanentFault
from siaga.wilayah.source import FIRST_VALID_FROM, Area, Edition, edition, read_areas, words

# Two loads at once wait for each other, readers for neither. The number only has to be nobody else's.
_LOCK = 0x5749_4C41

_STAGE = """
CREATE TEMPORARY TABLE wilayah_incoming (
    code text COLLATE "C", parent text COLLATE "C", level smallint, name text, words tsvector
) ON COMMIT DROP
"""
_COPY = "COPY wilayah_incoming (code, parent, level, name, words) FROM STDIN"

_SAME = "i.code = a.code AND i.parent = a.parent AND i.level = a.level AND i.name = a.name"

# A row that this same day's edition had brought never held for a day: it goes, instead of being closed.
_DROP = f"""
DELETE FROM wilayah_area a WHERE a.valid_to IS NULL AND a.valid_from = %(since)s
   AND NOT EXISTS (SELECT FROM wilayah_incoming i WHERE {_SAME})
RETURNING a.code
"""
_CLOSE = f"""
UPDATE wilayah_area a SET valid_to = %(since)s WHERE a.valid_to IS NULL
   AND NOT EXISTS (SELECT FROM wilayah_incoming i WHERE {_SAME})
"""
_ADD = """
INSERT INTO wilayah_area (code, parent, level, name, words, valid_from, valid_to, edition)
SELECT i.code, i.parent, i.level, i.name, i.words, %(since)s, NULL, %(edition)s FROM wilayah_incoming i
 WHERE NOT EXISTS (SELECT FROM wilayah_area a WHERE a.code = i.code AND a.valid_to IS NULL)
 ORDER BY i.code
"""
_NOTE = """
INSERT INTO wilayah_edition (id, basis, effective, valid_from, digest, rows)
VALUES (%(edition)s, %(basis)s, %(effective)s, %(since)s, %(digest)s, %(rows)s)
ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, rows = excluded.rows
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load changed, in rows. A new name of a code counts once as closed (or corrected) and once as added."""

    added: int = 0
    closed: int = 0
    corrected: int = 0


def load(connection: psycopg.Connection[Any], rows: Iterable[Area], which: Edition, valid_from: date) -> Loaded:
    """Make `rows` the codes that hold from `valid_from` on. The same edition again changes nothing.

    Codes that vanished are closed on that day, new names become new rows. An edition with the same id and day but other
    rows corrects itself in place. Runs in a transaction of its own, or in the caller's. Raises PermanentFault for an
    edition older than one already loaded, for no rows at all, and for a code that comes twice.
    """
    values = {
        "since": valid_from, "edition": which.id, "basis": which.basis, "effective": which.effective,
        "digest": which.digest, "lock": _LOCK, "indexes": ["wilayah_area_village_words", "wilayah_area_upper_words"],
    }  # fmt: skip
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%(lock)s)", values)
        if _already_there(cursor, which, valid_from):
            return Loaded()
        # kB: new words wait in one list and go into the index sorted, at the end
        cursor.execute("SET LOCAL gin_pending_list_limit = 65536")
        count = _stage(cursor, rows)
        values["rows"] = count
        cursor.execute(_DROP, values)
        corrected = cursor.rowcount
        cursor.execute(_CLOSE, values)
        closed = cursor.rowcount
        cursor.execute(_ADD, values)
        added = cursor.rowcount
        cursor.execute(_NOTE, values)
        cursor.execute("DROP TABLE wilayah_incoming")
        cursor.execute("SELECT gin_clean_pending_list(c) FROM unnest(%(indexes)s::regclass[]) c", values)
        cursor.execute("ANALYZE wilayah_area")
        return Loaded(added=added, closed=closed, corrected=corrected)


def load_shipped(connection: psycopg.Connection[Any]) -> Loaded:
    """The edition that comes with the program, as the first a node knows: it holds from `FIRST_VALID_FROM`."""
    which = edition()
    with connection.transaction(), connection.cursor() as cursor:
        if _already_there(cursor, which, FIRST_VALID_FROM):
            return Loaded()
        return load(connection, read_areas(), which, FIRST_VALID_FROM)


def _already_there(cursor: psycopg.Cursor[Any], which: Edition, valid_from: date) -> bool:
    """True if exactly this was loaded before. PermanentFault if a later edition was, or the same at another day."""
    cursor.execute("SELECT id, valid_from, digest FROM wilayah_edition ORDER BY valid_from DESC")
    known = cursor.fetchall()
    if (which.id, valid_from, which.digest) in known:
        return True
    for name, since, _ in known:
        if since > valid_from or (name == which.id) != (since == valid_from):
            raise PermanentFault(f"{which.id} from {valid_from} cannot follow {name} from {since}", about="wilayah")
    return False


def _stage(cursor: psycopg.Cursor[Any], rows: Iterable[Area]) -> int:
    """COPY the rows into the temporary table; how many there were."""
    cursor.execute(_STAGE)
    seen: set[str] = set()
    count = 0
    with cursor.copy(_COPY) as copy:
        copy.set_types(["text", "text", "int2", "text", "text"])
        for area in rows:
            copy.write_row((area.code, area.parent, area.level, area.name, " ".join(words(area.name))))
            seen.add(area.code)
            count += 1
    if not count or len(seen) != count:
        raise PermanentFault(f"{count} rows for {len(seen)} area codes", about="wilayah")
    return count
