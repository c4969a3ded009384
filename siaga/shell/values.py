"""What the pages' frame shows, as frozen values, and the context processor that hands them to templates.

The middleware of the role sets `request.siaga_shell` to a callable without arguments that returns a `Shell`; it is
called at most once a request and only if the template really draws the frame (fragments for htmx do not pay for it).
Without it (citizens' pages, problem pages) the frame is empty and everything still renders.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from siaga.kit.refusal import Refusal
from siaga.shell.templatetags.siaga_ui import told


@dataclass(frozen=True, slots=True)
class RailItem:
    """One work list of the left rail. `count` None: no number. `group`: a heading above the first of its kind."""

    label: str
    url: str
    count: int | None = None
    key: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class StripItem:
    """One dependency: state is "normal", "tersendat", "terputus"; `says` is a few words of detail; `url` its row."""

    name: str
    state: str
    since: datetime | None = None
    says: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame around an officer's page. `active` is the `key` of the rail item that the page belongs to."""

    office_name: str = ""
    rail: tuple[RailItem, ...] = ()
    strip: tuple[StripItem, ...] = ()
    strip_sentence: str = ""
    strip_url: str = ""
    unsent: int | None = None
    unsent_url: str = ""
    search_url: str = ""
    user_label: str = ""
    user_id: str = ""
    role_label: str = ""
    pin_url: str = ""
    switch_url: str = ""
    logout_url: str = ""
    home_url: str = "/"
    zone: str = "WIB"
    now: datetime | None = None
    active: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """The one primary action of a record or a row. `method` "post" makes a small form with an idempotency key."""

    label: str
    url: str
    method: str = "get"


@dataclass(frozen=True, slots=True)
class Who:
    """The person on a record page. `born` gives the age with `shell.now`; without `photo_url` initials are shown."""

    name: str
    nik: str = ""
    born: date | None = None
    birthplace: str = ""
    sex: str = ""
    address: str = ""
    photo_url: str = ""
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person's KTP-el stands, in words. expected: a day as read. url: its own page. next: URL name of what is due."""

    says: str
    waits_for: str = ""
    since: datetime | None = None
    expected: str = ""
    url: str = ""
    next: str = ""
    photo_url: str = ""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    at: datetime
    text: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    label: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    name: str
    relation: str
    nik: str = ""
    url: str = ""


EMPTY = Shell()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell`. Put it in TEMPLATES as `siaga.shell.values.shell`."""
    ask = getattr(request, "siaga_shell", None)
    return {"shell": SimpleLazyObject(ask) if callable(ask) else EMPTY}


def place_refusals(form: forms.BaseForm, refusals: Iterable[Refusal]) -> forms.BaseForm:
    """Put each refusal at its field of a bound form, or on top if the form has no such field."""
    for item in refusals:
        text = f"{told(item)} ({item.basis})" if item.basis else told(item)
        form.add_error(item.field if item.field in form.fields else None, text)
    return form
