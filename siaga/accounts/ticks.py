"""Due work of the accounts: sessions that have ended are forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib.sessions.models import Session

from siaga.kit.node import Node

AT_ONCE = 200


def forget_sessions(node: Node, now: datetime) -> int:
    """Delete at most 200 ended sessions; returns how many."""
    old = Session.objects.filter(expire_date__lt=now).values_list("pk", flat=True)[:AT_ONCE]
    return Session.objects.filter(pk__in=list(old)).delete()[0]


OFFICE_TICKS: tuple[Callable[[Node, datetime], int], ...] = (forget_sessions,)
CENTRE_TICKS = OFFICE_TICKS
