"""Today's hall: which number sits or is called at which counter, and how many wait for each service."""

from __future__ import annotations

from django.db.models import Count
from django.utils.translation import gettext as _

from siaga.counter.catalogue import QUEUES, label
from siaga.counter.tickets import hall as hall_of
from siaga.counter.tickets import local_day
from siaga.kit.node import Node

from .keadaan import office
from .shapes import Counter, Hall, Queue

AT_A_COUNTER = ("dipanggil", "dilayani")


def hall(node: Node) -> Hall:
    now = node.clock.now()
    day = local_day(node, now)
    today = hall_of(node, day)
    waiting = dict(today.filter(state="menunggu").order_by().values_list("service").annotate(n=Count("id")))
    called = today.filter(called_at__isnull=False).order_by("service", "-called_at", "-number").distinct("service")
    last = {t.service: label(t.service, t.number) for t in called}
    sitting = today.filter(state__in=AT_A_COUNTER, loket__isnull=False).order_by("loket", "-called_at", "-number")
    return Hall(
        kantor=office(node),
        hari=day,
        pada=now,
        loket=[
            Counter(loket=t.loket or 0, nomor=label(t.service, t.number), sejak=t.called_at)
            for t in sitting.distinct("loket")
        ],
        antrean=[
            Queue(
                huruf=q.letter,
                nama=_(q.title),
                menunggu=waiting.get(q.letter, 0),
                terakhir_dipanggil=last.get(q.letter, ""),
            )
            for q in QUEUES
        ],
    )
