"""Which hands a case file goes through, as rows of a state machine (domain.md §6). Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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


def steps_of(event: Peristiwa, *, deed: bool, late: bool) -> tuple[str, ...]:
    """The steps of one case, in their order. deed: it makes or notes a deed. late: the deed is reported after the deadline.

    What the event declares; else a deed of the civil register goes to the head of section, everything else ends with verification.
    """
    if late and event.late_steps:
        return event.late_steps
    if event.steps:
        return event.steps
    return (VERIFY, SECTION) if deed else (VERIFY,)


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
