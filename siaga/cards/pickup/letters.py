"""The papers of fetching: the letters of those who were told together, the list that a carrier takes along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from django.db.models import Count

from siaga.documents.builders import office_of, place_of, specimen
from siaga.documents.kinds.ambil_kartu import AMBIL_KARTU, AmbilKartu, Letter
from siaga.documents.kinds.daftar_antar import DAFTAR_ANTAR, Carried, DaftarAntar
from siaga.documents.render import render
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.people.models import Family, Resident
from siaga.wilayah.find import area_name

from ..models import PrintOrder
from . import acts
from .models import DeliveryRound, PickupCall

MOST = 200


def letters_of(node: Node, batch: UUID) -> bytes | None:
    """PDF, a sheet for each owner of this batch, in the order of their hours; None of a batch that is not there (any more)."""
    calls = list(PickupCall.objects.filter(batch=batch, office=node.id).order_by("slot", "order")[:MOST])
    if not calls:
        return None
    orders, homes = PrintOrder.objects.in_bulk([c.order for c in calls]), _homes(node, [c.nik for c in calls])
    made = tuple(
        Letter(name=homes[c.nik][0], address=homes[c.nik][1], nik_end=c.nik[-4:], slot=c.slot, shelf=orders[c.order].shelf or "–")
        for c in calls
        if c.nik in homes and c.order in orders
    )  # fmt: skip
    data = AmbilKartu(
        office=office_of(node),
        zone=node.clock.zone,  # type: ignore[arg-type]
        kept_days=acts.hours_of(node).stored_after,
        letters=made,
        specimen=specimen(node),
    )
    return render(AMBIL_KARTU, data, made_at=node.clock.now())


def batches_of_today(node: Node) -> list[tuple[UUID, datetime, int]]:
    """Whose letters may still have to be printed: (batch, when they were told, how many), the last first."""
    zone = ZONES[node.clock.zone]
    morning = datetime.combine(node.clock.today(), time(), zone)
    rows = PickupCall.objects.filter(office=node.id, at__gte=morning).values_list("batch", "at")
    return list(rows.annotate(n=Count("order")).order_by("-at", "batch")[:20])


def list_of(node: Node, row: DeliveryRound) -> bytes:
    """PDF for the carrier."""
    orders = list(PrintOrder.objects.filter(id__in=row.orders).order_by("shelf", "id"))
    homes = _homes(node, [o.nik for o in orders])
    cards = tuple(
        Carried(name=homes[o.nik][0], address=homes[o.nik][1], nik_end=o.nik[-4:], shelf=o.shelf or "–")
        for o in orders
        if o.nik in homes
    )
    data = DaftarAntar(
        office=office_of(node),
        number=row.number,
        carrier=row.carrier,
        area=area_words(node, row.area),
        left_at=row.left_at,
        zone=node.clock.zone,  # type: ignore[arg-type]
        cards=cards,
        specimen=specimen(node),
    )
    return render(DAFTAR_ANTAR, data, made_at=row.left_at)


def area_words(node: Node, area: str) -> str:
    """ "3172011001 RW 002 RT 001" with the name of the kelurahan."""
    code, _sep, rest = area.partition(" ")
    return f"{area_name(code, node.clock.today()) or code} {rest}".strip()


def _homes(node: Node, niks: Sequence[str]) -> dict[str, tuple[str, str]]:
    """NIK -> (name, address in one line)."""
    people = list(Resident.objects.filter(nik__in=niks))
    families = Family.objects.in_bulk([p.no_kk for p in people])
    today = node.clock.today()
    places = {f.kode_wilayah: place_of(f.kode_wilayah, today) for f in families.values()}
    return {
        p.nik: (p.nama, f"{f.alamat}, RT {f.rt}/RW {f.rw}, {places[f.kode_wilayah].kelurahan}")
        for p in people
        if (f := families.get(p.no_kk)) is not None
    }
