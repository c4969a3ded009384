"""State machines as rows: what may happen is data, so that it can be read, tested exhaustively and drawn.

A machine checks itself when it is made: a table that cannot be right never reaches a counter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from siaga.kit.refusal import Refusal

Guard = Callable[..., Refusal | None]


class MachineError(ValueError):
    """The table of rows contradicts itself; raised only while a program starts."""


@dataclass(frozen=True, slots=True)
class Row:
    """One arrow. `guard(**context)` returns a refusal or None; `by` names who may pull the trigger, empty: anybody."""

    state: str
    trigger: str
    to: str
    guard: Guard | None = None
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Machine:
    """`initial` is where everything starts; `terminal` the states that nothing leaves.

    labels: words for people, for states and triggers; what has none is shown as it is.
    Raises MachineError for doubled rows, states that cannot be reached, ends that are not declared and states from
    which no declared end can be reached.
    """

    name: str
    rows: Sequence[Row]
    initial: str
    terminal: Sequence[str] = ()
    labels: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        faults = [*self._doubled(), *self._unreachable(), *self._wrong_ends(), *self._traps()]
        if faults:
            raise MachineError(f"{self.name}: " + "; ".join(faults))

    def states(self) -> tuple[str, ...]:
        """Every state, in the order in which the rows name them."""
        named = [self.initial, *(s for r in self.rows for s in (r.state, r.to)), *self.terminal]
        return tuple(dict.fromkeys(named))

    def triggers(self, state: str, by: str | None = None) -> tuple[str, ...]:
        """What may be tried in `state`, in the order of the rows; with `by`, only what that party may try."""
        mine = (r for r in self.rows if r.state == state and (by is None or not r.by or by in r.by))
        return tuple(dict.fromkeys(r.trigger for r in mine))

    def step(self, state: str, trigger: str, **context: object) -> str | Refusal:
        """The new state, or why not. `context["by"]` is who tries; the whole context is handed to the guards.

        Of several rows for one trigger the first whose guard agrees is taken; if none does, the first refusal is told.
        """
        rows = [r for r in self.rows if r.state == state and r.trigger == trigger]
        if not rows:
            return self._impossible(state, trigger)
        allowed = [r for r in rows if not r.by or context.get("by") in r.by]
        if not allowed:
            return self._not_yours(state, trigger, rows[0])
        first: Refusal | None = None
        for row in allowed:
            refusal = row.guard(**context) if row.guard else None
            if refusal is None:
                return row.to
            first = first or refusal
        return first or self._impossible(state, trigger)

    def reachable(self, rows: Iterable[Row] | None = None, start: str | None = None) -> frozenset[str]:
        """The states that can be reached from `start` (else the initial one) by `rows` (else all of them)."""
        arrows = list(self.rows if rows is None else rows)
        seen = {self.initial if start is None else start}
        while new := {r.to for r in arrows if r.state in seen} - seen:
            seen |= new
        return frozenset(seen)

    def mermaid(self) -> str:
        """The diagram for docs/, drawn from the rows."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for row in self.rows:
            who = f" ({', '.join(row.by)})" if row.by else ""
            guard = f" [{row.guard.__name__}]" if row.guard else ""
            lines.append(f"    {row.state} --> {row.to}: {row.trigger}{guard}{who}")
        lines += [f"    {state} --> [*]" for state in self.terminal]
        return "\n".join(lines) + "\n"

    def _label(self, word: str) -> str:
        return self.labels.get(word, word)

    def _impossible(self, state: str, trigger: str) -> Refusal:
        can = ", ".join(self._label(t) for t in self.triggers(state)) or "tidak ada, prosesnya sudah selesai"
        return Refusal(
            code=f"{self.name}.impossible",
            message="Langkah %(trigger)s tidak dapat dilakukan pada status %(state)s. Langkah yang dapat dilakukan: "
            "%(can)s.",
            params={"trigger": self._label(trigger), "state": self._label(state), "can": can},
        )

    def _not_yours(self, state: str, trigger: str, row: Row) -> Refusal:
        return Refusal(
            code=f"{self.name}.not_yours",
            message="Langkah %(trigger)s pada status %(state)s hanya dapat dilakukan oleh %(by)s. Tunggu atau "
            "tanyakan kepada %(by)s.",
            params={"trigger": self._label(trigger), "state": self._label(state), "by": ", ".join(row.by)},
        )

    def _doubled(self) -> list[str]:
        seen: set[tuple[str, str, Guard | None, str]] = set()
        faults = []
        for row in self.rows:
            for by in row.by or ("",):
                key = (row.state, row.trigger, row.guard, by)
                hidden = (row.state, row.trigger, None, by) in seen
                if key in seen or hidden:
                    faults.append(f"{row.state} + {row.trigger} stands twice, or after a row that always wins")
                seen.add(key)
        return faults

    def _unreachable(self) -> list[str]:
        reached = self.reachable()
        return [f"{s} cannot be reached" for s in self.states() if s not in reached]

    def _wrong_ends(self) -> list[str]:
        left = {r.state for r in self.rows}
        open_ends = [f"{s} ends without being terminal" for s in self.states() if s not in left | set(self.terminal)]
        return open_ends + [f"{s} is terminal and has a way out" for s in self.terminal if s in left]

    def _traps(self) -> list[str]:
        if not self.terminal:
            return []
        ends = set(self.terminal)
        return [f"{s} never ends" for s in self.states() if not ends & self.reachable(start=s)]
