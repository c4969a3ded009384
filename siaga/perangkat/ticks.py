"""Due work: prove the journal, remember the free room of each day, put in order what people decided about parked facts."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta

from siaga.journal import parked
from siaga.journal.questions import finds
from siaga.kit.node import Node

from .checking import check_next
from .models import DiskDay

KEPT = timedelta(days=30)
STEP = 8 * 1024 * 1024  # bytes: a smaller change is not written


def disk_day(node: Node, now: datetime) -> int:
    free, today = shutil.disk_usage(node.home).free, node.clock.today()
    held = DiskDay.objects.filter(day=today).values_list("free", flat=True).first()
    if held is None or abs(held - free) >= STEP:
        DiskDay.objects.update_or_create(day=today, defaults={"free": free})
    if held is None:
        DiskDay.objects.filter(day__lt=today - KEPT).delete()
    return 0


@finds("EXISTS (SELECT FROM journal_parked)")
def settle_parked(node: Node, now: datetime) -> int:
    return parked.tidy(node)


TICKS = (check_next, disk_day, settle_parked)
