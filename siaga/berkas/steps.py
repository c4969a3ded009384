"""Which hands a case file goes through, as rows of a state machine (domain.md §6). Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from siaga.kit.machine import Machine, Row
from siaga.kit.refusal import Refusal
from siaga.people.peristiwa.event import Peristiwa

VERIFY, SECTION, HEAD = "verifikasi", "kepala_bidang", "kepala"
STEPS = (VERIFY, SECTION, HEAD)
DRAFT, RETURNED, DONE, WITHDRAWN = "draf", "dikembalikan", "selesai", "dibatalkan"
STATE_WORDS = {
    DRAFT: "draf",
    VERIFY: "menunggu verifikasi",
    SECTION: "menunggu persetujuan kepala bidang",
    HEAD: "menunggu persetujuan kepala dinas",
    RETURNED: "dikembalikan",
    DONE: "disetujui dan dicatat",
    WITHDRAWN: "ditarik",
    "submit": "ajukan",
    "approve": "setujui",
    "return": "kembalikan",
    "withdraw": "tarik",
}
DEED_WORDS = {VERIFY: "Verifikasi", SECTION: "Persetujuan kepala bidang", HEAD: "Persetujuan kepala dinas"}
# The one above may stand in for the one below, never the other way round [D].
ROLES_OF = {VERIFY: ("verifikator",), SECTION: ("kepala_bidang", "kepala"), HEAD: ("kepala",)}


DEEDS, OTHERS = "akta", "lain"
KIND_WORDS = {DEEDS: "Semua peristiwa yang membuat atau mencatat akta", OTHERS: "Semua peristiwa lain"}


class Policy(NamedTuple):
    """From a day on, the steps of these events: codes, DEEDS or OTHERS."""

    since: date
    events: tuple[str, ...]
    steps: tuple[str, ...]


USUAL: tuple[Policy, ...] = (
    Policy(date(2006, 12, 29), (OTHERS,), (VERIFY,)),
    Policy(date(2006, 12, 29), (DEEDS,), (VERIFY, SECTION)),
)
"""Where the office has said nothing [D]."""


def steps_of(event: Peristiwa, *, deed: bool, late: bool, on: date, policies: Sequence[Policy] = ()) -> tuple[str, ...]:
    """The steps of a case submitted on that day, in their order. deed: it makes or notes a deed. late: reported after the deadline.
    policies: what the office said, the later one of the same day last.

    What is said of the event itself goes before what is said of its kind. What the law asks of the event is always among them.
    """
    holding = sorted((p for p in (*USUAL, *policies) if p.since <= on), key=lambda p: p.since)
    own = [p.steps for p in holding if event.code in p.events]
    kind = [p.steps for p in holding if (DEEDS if deed else OTHERS) in p.events]
    by_law = event.late_steps if late and event.late_steps else event.steps
    chosen = own[-1] if own else by_law or kind[-1]
    return tuple(s for s in STEPS if s in chosen or s in by_law)


def following(steps: Sequence[str], state: str) -> str:
    """What comes after `state`; DONE after the last. A draft, and what was returned, begin with the first."""
    if state in (DRAFT, RETURNED):
        return steps[0]
    at = list(steps).index(state) + 1
    return steps[at] if at < len(steps) else DONE


def _leads_to(to: str) -> Callable[..., Refusal | None]:
    def leads(*, at: str, steps: Sequence[str], **_more: object) -> Refusal | None:
        if (at in (DRAFT, RETURNED) or at in steps) and following(steps, at) == to:
            return None
        return Refusal("berkas.other_way", "Berkas ini tidak melalui langkah itu.")

    leads.__name__ = f"next_is_{to}"
    return leads


_TO = {to: _leads_to(to) for to in (*STEPS, DONE)}
MACHINE = Machine(
    "berkas",
    (
        *(Row(state, "submit", to, _TO[to]) for state in (DRAFT, RETURNED) for to in STEPS),
        *(Row(at, "approve", to, _TO[to]) for n, at in enumerate(STEPS) for to in (*STEPS[n + 1 :], DONE)),
        *(Row(at, "return", RETURNED) for at in STEPS),
        *(Row(at, "withdraw", WITHDRAWN) for at in (*STEPS, RETURNED)),
    ),
    initial=DRAFT,
    terminal=(DONE, WITHDRAWN),
    labels=STATE_WORDS,
)


def step(state: str, trigger: str, steps: Sequence[str]) -> str | Refusal:
    """The state after `trigger`, or why it cannot be pulled now."""
    return MACHINE.step(state, trigger, at=state, steps=tuple(steps))
