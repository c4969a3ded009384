"""How many case files wait, for the rail and the work lists."""

from __future__ import annotations

from django.db.models import QuerySet

from siaga.journal.act import Actor
from siaga.kit.node import Node

from .models import Berkas, Draft
from .steps import RETURNED, ROLES_OF, STEPS, VERIFY


def of_office(node: Node, actor: Actor) -> QuerySet[Berkas]:
    """Those of the officer's own area, the applicant who waits longest first."""
    area = actor.wilayah.replace(".", "")
    return Berkas.objects.filter(office=node.id, area__startswith=area).order_by("first_at", "id")


def to_verify(node: Node, actor: Actor) -> QuerySet[Berkas]:
    return of_office(node, actor).filter(state=VERIFY)


def to_approve(node: Node, actor: Actor) -> QuerySet[Berkas]:
    """What waits for a head that this officer is."""
    mine = [s for s in STEPS if s != VERIFY and set(ROLES_OF[s]) & actor.roles]
    return of_office(node, actor).filter(state__in=mine)


def mine(node: Node, actor: Actor) -> QuerySet[Berkas]:
    """Submitted by this officer and not over; what came back stands first."""
    running = Berkas.objects.filter(office=node.id, submitted_by=actor.id, state__in=[*STEPS, RETURNED])
    return running.order_by("first_at", "id")


def count_verify(node: Node, actor: Actor) -> int:
    return to_verify(node, actor).exclude(submitted_by=actor.id).count()


def count_approve(node: Node, actor: Actor) -> int:
    return to_approve(node, actor).exclude(submitted_by=actor.id).count()


def count_mine(node: Node, actor: Actor) -> int:
    """What waits for this officer's own hand: drafts and what came back."""
    back = Berkas.objects.filter(office=node.id, submitted_by=actor.id, state=RETURNED)
    return back.count() + Draft.objects.filter(officer=actor.id, berkas__isnull=True).count()
