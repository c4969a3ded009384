"""What a service point says of its line to the office: on every page, and on its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from siaga.continuity.dependencies import DOWN, NORMAL
from siaga.journal.heard import heard_of
from siaga.kit.clock import ZONES
from siaga.kit.node import Node


@dataclass(frozen=True, slots=True)
class LineItem:
    """As `siaga.shell.values.StripItem`."""

    name: str
    state: str
    since: datetime | None
    says: str
    url: str


def point_strip(node: Node) -> Iterator[LineItem]:
    """One dot: does the office hear this point?"""
    heard = heard_of(node.home)
    since = datetime.fromtimestamp(heard.since / 1e6, UTC) if heard else None
    state = "" if heard is None else NORMAL if heard.answers else DOWN
    yield LineItem(_("Kantor"), state, since.astimezone(ZONES[node.clock.zone]) if since else None, "", "/titik/")


def point_sentence(node: Node) -> str:
    """ "" while the office hears this point."""
    heard = heard_of(node.home)
    if heard is None or heard.answers:
        return ""
    at = datetime.fromtimestamp(heard.since / 1e6, UTC).astimezone(ZONES[node.clock.zone])
    return _("%(name)s: jalur ke kantor putus sejak %(at)s, pelayanan berjalan.") % {
        "name": node.name,
        "at": f"{at:%d-%m %H.%M}",
    }
