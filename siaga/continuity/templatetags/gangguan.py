"""The one filter that the pages of outages need of their own."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def entry(table: Mapping[str, str], name: str) -> str:
    """The word for a name; what has none is shown as it is."""
    return table.get(name, name)
