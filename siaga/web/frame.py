"""The frame around an officer's page, built once a request and only when the template draws it."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse

from siaga.accounts import roles
from siaga.accounts.access import Request
from siaga.continuity.strip import sentence
from siaga.journal import exchange, point_line
from siaga.journal.act import Actor
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import TemporaryFault
from siaga.people.pages import LOOK
from siaga.roles.point_strip import point_sentence
from siaga.roles.rail import AT_A_POINT, RAIL, STRIPS, Entry
from siaga.shell.formats import local
from siaga.shell.values import RailItem, Shell, StripItem


def place_of(node: Node) -> str:
    return roles.CENTRE if node.id == PUSAT else roles.OFFICE


def url_of(name: str) -> str:
    """ "" for a page that this program does not have: a rail row may land before its page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def build(request: Request) -> Shell:
    node: Node = request.node
    actor: Actor = request.actor
    rows = (entry for entry in RAIL if not node.point or entry.url in AT_A_POINT)
    rail = tuple(item for entry in rows if (item := rail_item(entry, node, actor)))
    within = [
        item for item in rail if request.path.startswith(item.url) and item.url != "/" or request.path == item.url
    ]
    strip = tuple(strip_item(row) for show in STRIPS for row in show(node))
    return Shell(
        office_name=node.name,
        rail=rail,
        strip=strip,
        strip_sentence=point_sentence(node) if node.point else sentence(node),
        strip_url=url_of("points" if node.point else "continuity:table"),
        unsent_url=url_of("points" if node.point else "continuity:page"),
        unsent=None if node.id == PUSAT else point_line.unsent(node) if node.point else exchange.unsent(node),
        search_url=url_of("people:search") if actor.roles & set(LOOK) else "",
        user_label=actor.name,
        user_id=actor.id,
        role_label=roles.labels(actor.roles),
        pin_url="" if node.point else url_of("accounts:me"),  # accounts are the office's
        switch_url=url_of("accounts:take_over"),
        logout_url=url_of("logout"),
        zone=node.clock.zone,
        now=local(node.clock.now(), node.clock.zone),
        active=max(within, key=lambda item: len(item.url)).key if within else "",
    )


def rail_item(entry: Entry, node: Node, actor: Actor) -> RailItem | None:
    url = url_of(entry.url) if entry.seen_by(actor, place_of(node)) else ""
    if not url:
        return None
    return RailItem(str(entry.label), url, counted(entry, node, actor), key=entry.url, group=str(entry.group))


def counted(entry: Entry, node: Node, actor: Actor) -> int | None:
    """No number rather than no page when what is counted is down."""
    try:
        return entry.count(node, actor) if entry.count else None
    except TemporaryFault:
        return None


def strip_item(row: Any) -> StripItem:
    return StripItem(str(row.name), row.state, row.since, str(row.says), row.url)
