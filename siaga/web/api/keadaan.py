"""How the office stands, for citizens and for other programs: read at the moment of asking, nobody's name in it."""

from __future__ import annotations

from datetime import datetime, time
from typing import cast

from django.db.models import Count, Min
from django.utils.translation import gettext as _

from siaga.cards import line, order
from siaga.cards.models import PrintOrder
from siaga.continuity import dependencies, table
from siaga.continuity.guards import CUT
from siaga.continuity.models import Dependency
from siaga.continuity.standing import down_now
from siaga.kit.clock import ZONES
from siaga.kit.node import PUSAT, Node
from siaga.recording.models import Record
from siaga.recording.status import Status

from .shapes import Class, Figures, Measure, Office, Service, State, Thing


def office(node: Node) -> Office:
    return Office(id=node.id, nama=node.name)


def state(node: Node) -> State:
    at_centre = node.id == PUSAT
    return State(
        kantor=office(node),
        pada=node.clock.now(),
        ketergantungan=things(at_centre),
        layanan=[] if at_centre else services(),
        angka=None if at_centre else figures(node),
    )


def things(at_centre: bool) -> list[Thing]:
    held = {d.name: d for d in Dependency.objects.all()}
    made = []
    for d in dependencies.at(at_centre):
        now = held.get(d.name)
        made.append(
            Thing(
                kode=d.name,
                nama=_(d.label),
                keadaan=cast(Measure, now.state) if now else "belum_diukur",
                sejak=now.since if now else None,
                latihan=now is not None and now.says == CUT,
            )
        )
    return made


def services() -> list[Service]:
    """By the table of outages alone, as the pages and the acts."""
    down = down_now()
    made = []
    for code in table.SERVICES:
        found = table.policy(code, down)
        made.append(
            Service(
                kode=code,
                nama=_(table.SERVICE_WORDS[code]),
                keadaan=found.mode.value,
                berjalan=found.mode.goes_on,
                sekarang=[_(row.now) for row in found.rows],
                diterima_warga=list(dict.fromkeys(_(row.leaves_with) for row in found.rows)),
            )
        )
    return made


def figures(node: Node) -> Figures:
    midnight = datetime.combine(node.clock.today(), time.min, ZONES[node.clock.zone])
    orders = PrintOrder.objects.filter(office__in=["", node.id])
    records = dict(
        Record.objects.filter(
            office=node.id, current=True, status__in=[Status.PRINT_READY_RECORD, Status.SENT_FOR_ENROLLMENT]
        )
        .order_by()
        .values_list("status")
        .annotate(n=Count("id"))
    )
    waiting = classes(node)
    return Figures(
        blangko=line.stock(node),
        prr=records.get(Status.PRINT_READY_RECORD, 0),
        sfe=records.get(Status.SENT_FOR_ENROLLMENT, 0),
        menunggu_cetak=sum(c.menunggu for c in waiting),
        tercetak_hari_ini=orders.filter(printed_at__gte=midnight).count(),
        siap_diambil=orders.filter(state=line.SHELF).count(),
        urutan_cetak=waiting,
    )


def classes(node: Node) -> list[Class]:
    """Every class in the order of the circular in force; a class that no rank names comes last."""
    zone = ZONES[node.clock.zone]
    policy = line.policy_in_force(node.clock.today())
    rows = PrintOrder.objects.filter(state=line.WAITING).order_by().values_list("klass")
    found = {klass: (n, first) for klass, n, first in rows.annotate(n=Count("id"), first=Min("recorded_at"))}
    codes = sorted({*order.CLASSES, *found}, key=lambda code: (policy.rank(code), list(order.CLASSES).index(code)))
    return [
        Class(
            kode=code,
            nama=_(order.CLASS_LABELS[code]),
            menunggu=found[code][0] if code in found else 0,
            rekaman_terdepan=found[code][1].astimezone(zone).date() if code in found else None,
        )
        for code in codes
    ]
