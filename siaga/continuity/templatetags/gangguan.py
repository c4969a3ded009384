"""The filters that the pages of outages need of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from siaga.continuity.dependencies import NORMAL

register = template.Library()


@register.filter
def entry(table: Mapping[str, str], name: str) -> str:
    """The word for a name; what has none is shown as it is."""
    return table.get(name, name)


@register.filter
def troubled(lines: Iterable[Any]) -> bool:
    """Whether any of these is not well, or its state not known yet: then nobody may say that all is well."""
    return any(line.state != NORMAL for line in lines)
