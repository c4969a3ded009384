"""Default deny: every view says who may see it, and whoever looks at a person leaves a trace.

A decorator only marks the view with `access`; `AccessMiddleware` decides. So a view without a mark is refused, whatever wraps it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver

from siaga.journal.act import Actor
from siaga.kit.node import Node

from . import roles as table
from .models import ViewLog

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """public: anybody. itself: the view checks a signature of its own (machines). Else one of `roles`; none: any officer."""

    roles: frozenset[str] = frozenset()
    public: bool = False
    itself: bool = False
    purpose: str = ""

    def admits(self, actor: Actor) -> bool:
        """Whether this officer may; a citizen (no account) only where it is public."""
        if self.public or self.itself:
            return True
        return is_officer(actor) and (not self.roles or bool(self.roles & actor.roles))


class Request(HttpRequest):
    """A request as pages get it from the middleware."""

    node: Node
    actor: Actor
    access: Access | None
    siaga_shell: Callable[[], Any]
    siaga_ktp: Callable[[str], Any]
    siaga_skpwni: Callable[..., Any]
    siaga_recorded: Callable[..., Any]
    siaga_cases: Callable[..., Any]
    siaga_applications: Callable[[str], Any]


PUBLIC = Access(public=True)
BY_ITSELF = Access(itself=True)


def allow(*roles: str, purpose: str = "") -> Callable[[View], View]:
    """Officers with any of these roles; without roles, every officer. purpose: why persons are shown there, for the trail."""
    unknown = set(roles) - set(table.BY_CODE)
    if unknown:
        raise ValueError(f"no such role: {sorted(unknown)}")
    return _marked(Access(frozenset(roles), purpose=purpose))


def public(view: View) -> View:
    """Anybody, without signing in."""
    return _marked(PUBLIC)(view)


def by_itself(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Mark the views of a machine interface (exchange, API) which proves by itself who calls. Returns the same patterns."""
    found = list(patterns)
    for pattern in found:
        if isinstance(pattern, URLResolver):
            by_itself(pattern.url_patterns)
        else:
            _marked(BY_ITSELF)(pattern.callback)
    return found


def access_of(view: Callable[..., Any]) -> Access | None:
    found = getattr(view, "access", None)
    return found if isinstance(found, Access) else None


def is_officer(actor: Actor) -> bool:
    return actor.id not in NOBODY


NOBODY = frozenset({"warga", ""})


def in_area(actor: Actor, kode: str) -> bool:
    """Whether the area belongs to the officer's; both codes with or without dots. An officer without a limit: always."""
    return kode.replace(".", "").startswith(actor.wilayah.replace(".", ""))


def viewed(request: Request, nik: str, purpose: str = "") -> None:
    """Leave the trace that this person was looked at. `nik` may also be a whole subject ("keluarga/<no_kk>").

    purpose: "" takes what the view's `allow(purpose=...)` declares.
    """
    declared = request.access.purpose if request.access else ""
    ViewLog.objects.create(
        at=request.node.clock.now(),
        officer=request.actor.id,
        subject=nik if "/" in nik else f"penduduk/{nik}",
        purpose=purpose or declared,
        path=request.path,
    )


def _marked(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark
