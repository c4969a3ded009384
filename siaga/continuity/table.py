"""The table of outages: what each service does while each thing is down, as data.

A pair (service, down) without a row means STOP: whoever takes a row out takes the service away, and the drill shows it. `AS_IT_WAS`
is the table of 2015, with which everything that touches the centre stops when the centre does. Words: Indonesian in `ROW_TEXTS`,
English in the catalogue.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from .dependencies import CENTRE, NAMES
from .table_words import (
    DOCUMENTS,
    HAND_OVER,
    LOOKUP,
    MOVE_IN,
    PRINTING,
    RECORDING,
    REGISTER,
    ROW_TEXTS,
    SERVICE_WORDS,
    SERVICES,
    SUKET,
    TICKETS,
    UNIQUENESS,
)

__all__ = ["AS_IT_WAS", "MODE_WORDS", "SERVICES", "SERVICE_WORDS", "TABLE", "Mode", "may_serve", "policy", "without"]


class Mode(StrEnum):
    """What a service does, the best first. `goes_on`: the citizen is served now, in whatever form."""

    CONTINUE = "continue"  # as always, here
    STORE = "store"  # done here, sent when the thing is back
    CHOOSE = "choose"  # an officer chooses between two lawful ways
    WAIT = "wait"  # kept in its place in line, taken up by itself when the thing is back
    STOP = "stop"  # nothing can be done

    @property
    def goes_on(self) -> bool:
        return self in (Mode.CONTINUE, Mode.STORE, Mode.CHOOSE)


WORST_LAST = tuple(Mode)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: for each of `services` while any of `down` is down. Its words are `ROW_TEXTS[key]`."""

    key: str
    services: tuple[str, ...]
    down: tuple[str, ...]
    mode: Mode

    @property
    def what(self) -> str:
        return ROW_TEXTS[self.key][0]

    @property
    def is_down(self) -> str:
        return ROW_TEXTS[self.key][1]

    @property
    def now(self) -> str:
        return ROW_TEXTS[self.key][2]

    @property
    def leaves_with(self) -> str:
        return ROW_TEXTS[self.key][3]

    @property
    def on_return(self) -> str:
        return ROW_TEXTS[self.key][4]


Table = tuple[Row, ...]

MODE_WORDS = {
    Mode.CONTINUE: "berjalan",
    Mode.STORE: "dikerjakan di sini, dikirim kemudian",
    Mode.CHOOSE: "berjalan dengan cara lain",
    Mode.WAIT: "menunggu",
    Mode.STOP: "berhenti",
}

NOT_CENTRE = tuple(n for n in NAMES if n not in CENTRE and n not in ("cadangan", "basisdata"))


def _row(key: str, services: Iterable[str], down: Iterable[str], mode: Mode) -> Row:
    return Row(key, tuple(services), tuple(down), mode)


TABLE: Table = (
    _row("tiket", [TICKETS], [*CENTRE, *NOT_CENTRE], Mode.CONTINUE),
    _row("register", [REGISTER], CENTRE, Mode.CONTINUE),
    _row("rekam", [RECORDING], ["pusat", "intake"], Mode.STORE),
    _row("rekam_dikirim", [RECORDING], ["search", "release"], Mode.CONTINUE),
    _row("ketunggalan", [UNIQUENESS], CENTRE, Mode.WAIT),
    _row("cetak", [PRINTING], CENTRE, Mode.CONTINUE),
    _row("cetak_blangko", [PRINTING], ["blangko"], Mode.WAIT),
    _row("cetak_printer", [PRINTING], ["printer"], Mode.WAIT),
    _row("suket", [SUKET], [*CENTRE, "blangko", "printer"], Mode.CONTINUE),
    _row("dokumen", [DOCUMENTS], CENTRE, Mode.CONTINUE),
    _row("dokumen_tte", [DOCUMENTS, REGISTER, SUKET, MOVE_IN], ["tte"], Mode.CHOOSE),
    _row("pindah", [MOVE_IN], CENTRE, Mode.CONTINUE),
    _row("cari", [LOOKUP], CENTRE, Mode.CONTINUE),
    _row("rekam_alat", [RECORDING], ["scanner"], Mode.WAIT),
    _row("serah", [HAND_OVER], [*CENTRE, "blangko", "printer", "tte"], Mode.CONTINUE),
    _row("serah_alat", [HAND_OVER], ["scanner"], Mode.CHOOSE),
    _row("tak_tersentuh", [REGISTER, DOCUMENTS, MOVE_IN, UNIQUENESS], ["blangko", "printer", "scanner"], Mode.CONTINUE),
    _row("tak_tersentuh", [LOOKUP], NOT_CENTRE, Mode.CONTINUE),
    _row("tak_tersentuh", [RECORDING], ["blangko", "printer", "tte"], Mode.CONTINUE),
    _row("tak_tersentuh", [PRINTING], ["scanner", "tte"], Mode.CONTINUE),
    _row("tak_tersentuh", [SUKET], ["scanner"], Mode.CONTINUE),
    _row("tak_tersentuh", [UNIQUENESS], ["tte"], Mode.CONTINUE),
    _row("cadangan", SERVICES, ["cadangan"], Mode.CONTINUE),
    _row("server", SERVICES, ["basisdata"], Mode.STOP),
)


def _centre_stops(table: Table) -> Table:
    kept = []
    for row in table:
        down = row.down if row.services == (TICKETS,) else tuple(d for d in row.down if d not in CENTRE)
        if down:
            kept.append(replace(row, down=down))
    return tuple(kept)


AS_IT_WAS: Table = _centre_stops(TABLE)
"""2015: numbers were still drawn, and everything that touches the centre stopped with it."""


def without(key: str, table: Table = TABLE) -> Table:
    """The table with one row taken out (every row of that key): for the drill and for the reader who wonders what it does."""
    left = tuple(row for row in table if row.key != key)
    if len(left) == len(table):
        raise KeyError(key)
    return left


@dataclass(frozen=True, slots=True)
class Policy:
    """What the service does now, and the rows that say so (none for what stops because nobody wrote a row)."""

    mode: Mode
    rows: tuple[Row, ...] = ()


def policy(service: str, down: Collection[str], table: Table = TABLE) -> Policy:
    """The worst mode of all that is down decides; nothing down: it continues. ValueError for an unknown service or thing."""
    if service not in SERVICES:
        raise ValueError(f"no such service: {service}")
    if unknown := set(down) - set(NAMES):
        raise ValueError(f"nothing depends on {sorted(unknown)}")
    if not down:
        return Policy(Mode.CONTINUE)
    found: list[tuple[Mode, Row | None]] = []
    for thing in NAMES:
        if thing in down:
            row = next((r for r in table if service in r.services and thing in r.down), None)
            found.append((row.mode if row else Mode.STOP, row))
    worst = max((mode for mode, _ in found), key=WORST_LAST.index)
    rows = dict.fromkeys(row for mode, row in found if row is not None and mode == worst)
    return Policy(worst, tuple(rows))


def may_serve(service: str, down: Collection[str], table: Table = TABLE) -> Mode:
    """The mode alone: what acts and drills ask before they serve."""
    return policy(service, down, table).mode
