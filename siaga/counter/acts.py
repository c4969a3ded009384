"""Everything that is done at the counter, in one place to look it up."""

from __future__ import annotations

from .closing import close_day
from .rules import ApplicationItem
from .tickets import call_next, finish, miss, recall, serve, take_ticket
from .visits import Opened, add_application, cancel, close_application, open_visit

__all__ = [
    "ApplicationItem",
    "Opened",
    "add_application",
    "call_next",
    "cancel",
    "close_application",
    "close_day",
    "finish",
    "miss",
    "open_visit",
    "recall",
    "serve",
    "take_ticket",
]
