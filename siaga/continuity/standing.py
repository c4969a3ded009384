"""How things stand now, for acts that ask before they serve."""

from __future__ import annotations

from .dependencies import DOWN
from .models import Dependency
from .table import TABLE, Mode, Policy, Table, policy


def down_now() -> frozenset[str]:
    """Names of what is down, by the last probes (one query)."""
    return frozenset(Dependency.objects.filter(state=DOWN).values_list("name", flat=True))


def policy_now(service: str, table: Table = TABLE) -> Policy:
    return policy(service, down_now(), table)


def mode_now(service: str, table: Table = TABLE) -> Mode:
    return policy_now(service, table).mode
