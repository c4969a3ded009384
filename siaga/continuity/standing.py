"""How things stand now: every act that begins a service asks the table of outages here, once, and refuses in the table's words.

A node keeps its table at `node.devices["table"]` (a drill puts its own there), else it is `TABLE`.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from siaga.journal.writer import fetch
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal

from .dependencies import BY_NAME, NAMES
from .table import SERVICE_WORDS, TABLE, Mode, Policy, Table, policy

# Prepared: every act asks it.
_DOWN = "SELECT name FROM continuity_dependency WHERE state = 'terputus'"
STOPPED, WAITS = "continuity.stopped", "continuity.waits"


def down_now() -> frozenset[str]:
    """Names of what is down, by the last probes (one query)."""
    return frozenset(name for (name,) in fetch(_DOWN))


def table_of(node: Node) -> Table:
    table: Table = node.devices.get("table", TABLE)
    return table


def policy_now(service: str, table: Table = TABLE) -> Policy:
    return policy(service, down_now(), table)


def mode_now(service: str, table: Table = TABLE) -> Mode:
    return policy_now(service, table).mode


def may_begin(node: Node, service: str, *, kept: bool = False) -> Refusal | None:
    """Whether the service may begin now, in whatever form; else why not, what goes on instead, and what the citizen leaves with.

    kept: what is begun keeps its place by itself until the thing is back (a card joins the print list), or was begun before
    (a finished capture is stored): then only a stop refuses, not a wait.
    """
    down = down_now()
    if not down:
        return None
    table = table_of(node)
    found = policy(service, down, table)
    if found.mode.goes_on or (kept and found.mode is Mode.WAIT):
        return None
    guilty = [n for n in NAMES if n in down and policy(service, {n}, table).mode is found.mode]
    params = {"service": _(SERVICE_WORDS[service]), "things": ", ".join(_(BY_NAME[n].label) for n in guilty)}
    params["now"] = " ".join(_(row.now) for row in found.rows)
    params["given"] = " ".join(_(row.leaves_with) for row in found.rows)
    if found.mode is Mode.WAIT:
        return Refusal(
            WAITS, "%(service)s menunggu: %(things)s terputus. %(now)s Warga menerima: %(given)s", params=params
        )
    if found.rows:
        return Refusal(
            STOPPED, "%(service)s berhenti: %(things)s terputus. %(now)s Warga menerima: %(given)s", params=params
        )
    return Refusal(
        STOPPED,
        "%(service)s berhenti: %(things)s terputus, dan tabel gangguan tidak memuat jalan lain. Warga tetap menerima "
        "nomor antrean dan dilayani menurut urutannya setelah pulih.",
        params=params,
    )
