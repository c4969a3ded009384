"""The numbers beside the work lists of the rail."""

from __future__ import annotations

from siaga.journal.act import Actor
from siaga.kit.node import Node

from .models import Application
from .tickets import hall, local_day


def waiting(node: Node, actor: Actor) -> int:
    """Numbers in the hall that nobody has called yet today."""
    return hall(node, local_day(node, node.clock.now())).filter(state="menunggu").count()


def running(node: Node, actor: Actor) -> int:
    """Open applications of the officer's area."""
    area = actor.wilayah.replace(".", "")
    query = Application.objects.filter(state="terbuka")
    return (query.filter(kelurahan__startswith=area) if area else query).count()
