"""The support bundle: versions, sizes, states and log lines, and nobody's data. It may be sent to anyone who helps."""

from __future__ import annotations

import csv
import platform
import re
import zipfile
from collections.abc import Iterable, Sequence
from importlib.metadata import distributions
from io import BytesIO, StringIO
from pathlib import Path

from django.db import connection

from siaga.continuity.models import Dependency
from siaga.journal.models import Head, Parked
from siaga.kit.node import Node

from .judging import judge
from .readings import Readings, read
from .state_code import code_of, encode

LOG_LINES = 300  # of each log file
LOG_TAIL = 256 * 1024  # bytes of each log file
LOGS = 4  # newest files of each folder
LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){5,}")  # a NIK however it is grouped, a day of birth, a telephone
PATH = re.compile(
    r"(?<=/)[^/\s]*[A-Z0-9?][^\s]*"
)  # of a page: whose it is, or the code by which a citizen reads their own
MAIL = re.compile(r"\S+@\S+")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|“[^”]*”|\([^()]*\)=\([^()]*\)")
OBJECT = re.compile(r"\"[a-z0-9]*_[a-z0-9_]*\"")  # the name of a table or a rule, not of a person
QUOTES_DATA = re.compile(r"\b(DETAIL|CONTEXT|STATEMENT|QUERY|LINE \d+):")
WORD = re.compile(r"[^\W\d_]{2,}")
FRAME = re.compile(r'^\s+File "(?:.*/(?=siaga/|site-packages/|python3))?([^"]+)", (line \d+, in [\w<>.]+)$')
STAMP = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d+)?")


def scrubbed(line: str, names: frozenset[str] = frozenset()) -> str:
    """A line without what could be a person's. The time at its beginning stays. Pure.

    Out go numbers and days of six digits or more, what stands in quotes, rows that the database shows, which page was asked for,
    addresses of mail, and words that are part of somebody's name here."""
    stamp = found.group() if (found := STAMP.match(line)) else ""
    text = line[len(stamp) :]
    if shows := QUOTES_DATA.search(text):
        return stamp + text[: shows.end()].rstrip() + " …"
    text = QUOTED.sub(lambda m: m.group() if OBJECT.fullmatch(m.group()) else "“…”", text)
    text = LONG_NUMBER.sub("#…", MAIL.sub("…", PATH.sub("…", text)))
    return stamp + WORD.sub(lambda m: "…" if m.group().lower() in names else m.group(), text)


def make(node: Node) -> bytes:
    """A zip of plain text files."""
    r = read(node)
    names = _names()
    files = {
        "keadaan.txt": _state(node, r, names),
        "versi.txt": _versions(r),
        "tabel.csv": _csv(("tabel", "baris", "bita"), _tables()),
        "rantai.csv": _csv(("rantai", "catatan"), Head.objects.order_by("chain").values_list("chain", "seq")),
        "jenis.csv": _csv(("jenis", "catatan"), _kinds()),
        "ketergantungan.csv": _csv(("nama", "keadaan", "sejak", "sebab"), _dependencies(names)),
        "tertahan.csv": _csv(("rantai", "nomor", "jenis", "sebab", "sejak"), _parked(names)),
        "log.txt": "\n".join(_log(node, names)) + "\n",
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, date_time=r.now.timetuple()[:6])
            zipped.writestr(info, text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# Every word of every name that this node knows: of residents, of guests, of who asked at a counter, of officers; once.
_NAME_WORDS = """
SELECT DISTINCT word FROM (SELECT nama AS name FROM people_resident UNION ALL SELECT nama_ayah FROM people_resident
   UNION ALL SELECT nama_ibu FROM people_resident UNION ALL SELECT name FROM accounts_officer
   UNION ALL SELECT username FROM accounts_officer UNION ALL SELECT nama FROM people_stay
   UNION ALL SELECT applicant_name FROM counter_visit UNION ALL SELECT name FROM counter_application
   UNION ALL SELECT holder_name FROM documents_document) n, regexp_split_to_table(lower(n.name), '[^[:alpha:]]+') word
 WHERE length(word) >= 2
"""


def _names() -> frozenset[str]:
    with connection.cursor() as cur:
        cur.execute(_NAME_WORDS)
        return frozenset(word for (word,) in cur.fetchall())


def _state(node: Node, r: Readings, names: frozenset[str]) -> str:
    lines = [f"{node.id} {r.now:%Y-%m-%d %H:%M:%S} UTC", f"Kode keadaan: {encode(code_of(r))}", ""]
    for line in judge(r, node.clock.zone):
        lines.append(f"{line.label}: {line.state}. {line.value}")
    # What others said (why a copy failed) may quote anything; our own sentences hold figures only.
    said = [r.second_says, r.backup.fault, *r.parked_reasons]
    text = "\n".join(lines)
    for free in filter(None, said):
        text = text.replace(free, scrubbed(free, names))
    return text + "\n"


def _versions(r: Readings) -> str:
    packages = sorted(f"{d.metadata['Name']} {d.version}" for d in distributions())
    here = [
        f"SIAGA {r.program}",
        f"PostgreSQL {r.database}",
        f"Python {platform.python_version()}",
        platform.platform(),
    ]
    return "\n".join([*here, "", *packages]) + "\n"


def _tables() -> list[tuple[object, ...]]:
    with connection.cursor() as cur:
        cur.execute(
            "SELECT relname, greatest(n_live_tup, 0), pg_total_relation_size(relid) FROM pg_stat_user_tables ORDER BY relname"
        )
        return list(cur.fetchall())


def _kinds() -> list[tuple[object, ...]]:
    with connection.cursor() as cur:
        cur.execute("SELECT kind, count(*) FROM journal_journalfact GROUP BY kind ORDER BY kind")
        return list(cur.fetchall())


def _dependencies(names: frozenset[str]) -> list[tuple[object, ...]]:
    rows = Dependency.objects.order_by("name")
    return [(d.name, d.state, d.since.isoformat(), scrubbed(d.says, names)) for d in rows]


def _parked(names: frozenset[str]) -> list[tuple[object, ...]]:
    rows = Parked.objects.order_by("since", "chain", "seq")[:500]
    return [(p.chain, p.seq, p.kind, scrubbed(p.reason, names), p.since.isoformat()) for p in rows]


def _log(node: Node, names: frozenset[str]) -> list[str]:
    """The last lines of what runs in the node's home and of the database, scrubbed. Continued lines are left out, for they quote;
    but the places of a traceback, which are the program's own, stay."""
    with connection.cursor() as cur:
        cur.execute("SELECT current_setting('log_directory')")
        folder = Path(cur.fetchone()[0])
    folders = [node.home / "log", node.home, *([folder] if folder.is_absolute() else [])]
    files = [file for place in folders for file in sorted(place.glob("*.log"))[-LOGS:]]
    return [line for file in files for line in (f"== {file.name}", *_shown(file, names))]


def _shown(file: Path, names: frozenset[str]) -> list[str]:
    lines = []
    for line in _tail(file):
        if frame := FRAME.match(line):
            lines.append(f"  {frame[1]}, {frame[2]}")
        elif line and not line[0].isspace():
            lines.append(scrubbed(line, names))
    return lines[-LOG_LINES:]


def _tail(file: Path) -> list[str]:
    try:
        with open(file, "rb") as f:
            f.seek(max(0, file.stat().st_size - LOG_TAIL))
            return f.read().decode(errors="replace").splitlines()
    except OSError:
        return []


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = StringIO()
    csv.writer(out).writerows([head, *rows])
    return out.getvalue()
