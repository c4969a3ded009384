"""Which printer prints which card. Pure: arrays in, names out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from siaga.kit.refusal import Refusal, refused

LEAST_A_DAY, MOST_A_DAY = 1, 5_000  # what a printer may be said to manage; offices report 250 to 1,000
MOST_ON_A_ROLL: Final = 5_000
EMPTY_MOST: Final = 2  # claimed and not printed: from the second on somebody has to look at the printer

READY, BUSY, STOPPED, SILENT, RESTED, LYING, UNKNOWN = (
    "siap",
    "mencetak",
    "berhenti",
    "diam",
    "istirahat",
    "mengaku",
    "belum",
)
JAMMED: Final = "media-jam"
USABLE: Final = frozenset({READY, BUSY, UNKNOWN})


@dataclass(frozen=True, slots=True)
class Press:
    """A printer as the office knows it now.

    site: the kecamatan where it stands, "" at the office. done: cards out today. queued: cards with it that are not out. ribbon_left: cards
    the roll still lasts by our count, which may be wrong. condition: one of the words above; reasons: IPP keywords without severity.
    """

    name: str
    site: str = ""
    per_day: int = 250
    done: int = 0
    queued: int = 0
    ribbon: int = 500
    ribbon_left: int = 500
    condition: str = READY
    reasons: tuple[str, ...] = ()
    says: str = ""

    @property
    def usable(self) -> bool:
        return self.condition in USABLE

    @property
    def left(self) -> int:
        """Cards it may still be given today without being asked: its capacity less what it has had."""
        return max(0, self.per_day - self.done - self.queued) if self.usable else 0


def condition_of(*, rested: str, empty: int, state: str, accepting: bool, reasons: Collection[str] = ()) -> str:
    """state: what it answered last, "" if it was never asked, "silent" if it did not answer. A card that sticks stops a printer, whatever
    it says of itself."""
    if rested:
        return RESTED
    if empty >= EMPTY_MOST:
        return LYING
    if state == "silent":
        return SILENT
    if state == "stopped" or JAMMED in reasons or (state and not accepting):
        return STOPPED
    return {"": UNKNOWN, "processing": BUSY}.get(state, READY)


def spread(kecamatan: Sequence[str], presses: Sequence[Press]) -> list[str]:
    """A printer's name for each card of the list, which is in the lawful order. Shorter where the printers are full for today.

    A card goes to a printer in its own kecamatan if there is one with room, else to the office's; among several to the one that will have
    finished it first, a roll that has run out by our count last. Nobody is passed over: the first card without a place ends the list.
    """
    room = {p.name: p.left for p in presses}
    load = {p.name: p.queued for p in presses}
    ribbon = {p.name: p.ribbon_left - p.queued for p in presses}
    given: list[str] = []
    for place in kecamatan:
        free = [p for p in presses if room[p.name] > 0 and p.site in ("", place)]
        own = [p for p in free if p.site == place and place]
        if not free:
            break
        best = min(own or free, key=lambda p: (ribbon[p.name] <= 0, (load[p.name] + 1) / p.per_day, p.name))
        given.append(best.name)
        room[best.name] -= 1
        load[best.name] += 1
        ribbon[best.name] -= 1
    return given


def check_settings(per_day: int, ribbon: int) -> list[Refusal]:
    """What a person may say of a printer."""
    return refused(
        [
            None
            if LEAST_A_DAY <= per_day <= MOST_A_DAY
            else _no("per_day", "Kemampuan sehari 1 sampai %(most)d kartu. Perbaiki jumlahnya.", MOST_A_DAY),
            None
            if 1 <= ribbon <= MOST_ON_A_ROLL
            else _no("ribbon", "Satu pita cukup untuk 1 sampai %(most)d kartu. Perbaiki jumlahnya.", MOST_ON_A_ROLL),
        ]
    )


def _no(field: str, message: str, most: int) -> Refusal:
    return Refusal(f"fleet.{field}", message, field=field, params={"most": most})
