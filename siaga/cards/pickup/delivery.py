"""Cards that nobody fetches are carried to their owners, RT by RT: what leaves is listed, what comes back is on the shelf again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from siaga.documents.issuing import lock
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit import ids
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal

from .. import handover_acts
from ..handover_rules import DECISION, may_decide
from ..models import PrintOrder
from . import rules
from .facts import RoundBack, RoundLeft
from .models import DeliveryRound

MOST = 100  # cards in one round


class Neighbourhood(NamedTuple):
    """One RT with cards that nobody fetched. waiting: how many; oldest: days on the shelf of the first."""

    kelurahan: str
    rw: str
    rt: str
    waiting: int
    oldest: int


# Told long enough ago, not carried, the owner lives here, and no old card has to be taken back at the counter.
_UNCLAIMED = """
SELECT f.kode_wilayah, f.rw, f.rt, o.id, (%s::date - (o.printed_at AT TIME ZONE %s)::date) AS days
  FROM cards_printorder o JOIN people_resident p ON p.nik = o.nik JOIN people_family f ON f.no_kk = p.no_kk
  JOIN cards_pickupcall c ON c."order" = o.id AND c.at >= o.printed_at
 WHERE o.state = 'tercetak' AND o.lent_to = '' AND NOT o.returned AND p.status = 'aktif' AND c.slot < %s
   AND o.reason NOT IN ('rusak', 'ubah_data')
   AND NOT EXISTS (SELECT 1 FROM cards_deliveryround r WHERE r.back_at IS NULL AND o.id = ANY(r.orders))
 ORDER BY f.kode_wilayah, f.rw, f.rt, o.printed_at, o.id
"""


def unclaimed(node: Node) -> dict[tuple[str, str, str], list[tuple[UUID, int]]]:
    """(kelurahan, RW, RT) -> the cards that wait there, (order, days on the shelf), the longest first."""
    found: dict[tuple[str, str, str], list[tuple[UUID, int]]] = {}
    with connection.cursor() as cur:
        cur.execute(_UNCLAIMED, [node.clock.today(), ZONES[node.clock.zone].key, node.clock.now()])
        for kelurahan, rw, rt, order, days in cur.fetchall():
            found.setdefault((kelurahan, rw, rt), []).append((order, days))
    return found


def neighbourhoods(node: Node) -> list[Neighbourhood]:
    """Where most cards wait first."""
    made = [Neighbourhood(*area, len(cards), max(d for _o, d in cards)) for area, cards in unclaimed(node).items()]
    return sorted(made, key=lambda n: (-n.waiting, n.kelurahan, n.rw, n.rt))


def leave(
    node: Node, officer: Actor, area: tuple[str, str, str], carrier: str, *, key: UUID | None = None
) -> Outcome:  # fmt: skip
    """Somebody sets out with the cards of one RT. Done: the round's id."""
    with Act(node, officer, key=key) as act:
        lock("pengambilan")
        if len(carrier.strip()) < 3:
            return act.refuse(_no("carrier", "Isi nama petugas yang mengantar.", "carrier"))
        orders = [order for order, _days in unclaimed(node).get(area, [])][:MOST]
        if not orders:
            return act.refuse(_no("nothing", "Tidak ada kartu yang dapat diantar ke RT ini. Muat ulang daftarnya."))
        list(PrintOrder.objects.select_for_update().filter(id__in=orders).order_by("id"))
        id = ids.nth(key, 0) if key else ids.fresh()
        begins = f"ANTAR/{node.chain.replace('/', '-')}/{node.clock.today():%d%m%Y}/"
        number = f"{begins}{DeliveryRound.objects.filter(number__startswith=begins).count() + 1:02}"
        kelurahan, rw, rt = area
        body = RoundLeft(
            round=id, number=number, carrier=carrier.strip(), area=f"{kelurahan} RW {rw} RT {rt}", orders=orders
        )
        act.record(body, subject=f"antar/{id}")
        return act.done(id)


def back(
    node: Node, supervisor: Actor, round: UUID, handed: Sequence[UUID], *, key: UUID | None = None
) -> Outcome:  # fmt: skip
    """The carrier is back with the signed list: `handed` were taken at home, all others lie on the shelf again. Done: (handed, returned).

    Unchecked by finger, so it is a supervisor's decision, as the ladder at the counter has it.
    """
    with Act(node, supervisor, key=key) as act:
        row = DeliveryRound.objects.select_for_update().filter(id=round, office=node.id, back_at=None).first()
        if row is None:
            return act.refuse(_no("over", "Pengantaran ini sudah dicatat kembali. Muat ulang daftarnya."))
        why = f"diantar ke rumah, daftar {row.number}"
        if no := may_decide(supervisor.roles, why):
            return act.refuse(no)
        if strange := set(handed) - set(row.orders):
            return act.refuse(_no("not_carried", "Kartu ini tidak ada pada daftar pengantaran.", orders=len(strange)))
        given = []
        for order in sorted(set(handed)):
            found = handover_acts.locked(order)
            if found is None or found[0].state != "tercetak":
                continue  # fetched at the counter before the carrier set out with it
            if no_ := handover_acts.give(act, found[0], DECISION, found[0].nik, why, False):
                return act.refuse(no_)
            given.append(order)
        returned = [o for o in row.orders if o not in set(handed)]
        act.record(RoundBack(round=round, handed=given, returned=returned), subject=f"antar/{round}")
        return act.done((len(given), len(returned)))


def out_now(node: Node) -> list[DeliveryRound]:
    return list(DeliveryRound.objects.filter(office=node.id, back_at=None).order_by("left_at", "id"))


def _no(code: str, message: str, field: str = "", **params: object) -> Refusal:
    return Refusal(f"pickup.{code}", message, field=field, basis=rules.BASIS, params=params)
