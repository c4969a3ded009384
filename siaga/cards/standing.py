"""Where one person's KTP-el stands, for the page of that person: read from the recording that counts and the last card."""

from __future__ import annotations

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from siaga.accounts.access import Request
from siaga.recording.models import Record
from siaga.recording.record_pages import WAITS
from siaga.recording.status import FAILED, LABELS_ID, Status
from siaga.shell.values import Standing

from . import line
from .models import PrintOrder
from .page_parts import STATES, expected
from .planning import plan
from .planning.centre import TOLD

LOOKERS = frozenset(
    {"perekaman", "loket", "verifikator", "pencetakan", "kepala"}
)  # who may open the photo and the order


def of_person(request: Request, nik: str) -> Standing:
    """In a few queries. `next` is the page that this person needs now, "" while the office or the centre is at work."""
    record = Record.objects.filter(nik=nik, current=True, office=request.node.id).first()
    order = (
        PrintOrder.objects.filter(nik=nik).exclude(state__in=("batal", "ditarik")).order_by("-joined_at", "id").first()
    )
    may_look = bool(LOOKERS & request.actor.roles)
    photo = reverse("recording:photo", args=[record.id]) if record and record.packet and may_look else ""
    if order is not None and (order.state != "diserahkan" or not order.void):
        return _by_order(request, order, photo, may_look)
    if record is None or record.status == Status.UNREGISTERED:
        return Standing(_("Belum direkam"), next="recording:start", photo_url=photo)
    waits = WAITS.get(Status(record.status), "")
    when = plan.of_recordings(request.node, [record.id]) if record.status in TOLD else {}
    return Standing(
        capfirst(_(LABELS_ID[record.status])),
        waits_for=_(waits) if waits else "",
        since=record.status_since,
        expected=expected(when.get(record.id)),
        url=reverse("recording:record", args=[record.id]) if may_look else "",
        next="recording:start" if record.status in FAILED else "",
        photo_url=photo,
    )


def _by_order(request: Request, order: PrintOrder, photo: str, may_look: bool) -> Standing:
    says, waits, day = str(STATES[order.state]), "", ""
    if order.state == line.WAITING:
        place = line.place_of(request.node, order)
        if place:
            says = _("Dalam antrean cetak, urutan %(n)s") % {"n": f"{place:,}".replace(",", ".")}
        waits = _("blangko") if line.stock(request.node) <= 0 else _("giliran cetak")
        day = expected(plan.of_orders(request.node, [order.id]).get(order.id))
    elif order.state == line.SHELF:
        there = line.points_called(request.node, {order.lent_to} - {"", line.hands(request.node)}).get(order.lent_to)
        shelf = _("rak %(s)s") % {"s": order.shelf} if order.shelf else ""
        says = ", ".join(filter(None, (_("Siap diambil"), there, shelf)))
        waits = _("pengambilan kartu")
    return Standing(
        says,
        waits_for=waits,
        since=order.state_since,
        expected=day,
        url=reverse("cards:order", args=[order.id]) if may_look else "",
        next="cards:handover" if order.state == line.SHELF and order.lent_to == line.hands(request.node) else "",
        photo_url=photo,
    )
