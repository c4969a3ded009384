"""Why somebody stands where they stand: how many of each class come before them."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from siaga.cards import line
from siaga.cards.models import PrintOrder
from siaga.cards.order import CLASS_LABELS, RECORDING_MONTH
from siaga.kit.clock import ZONES
from siaga.kit.node import Node

FIRST = ""  # those before everybody: misprints, and precedence


def ahead_of(node: Node, order: PrintOrder) -> list[tuple[str, int]]:
    """Class and how many of it stand before this order, in the order of the circular; "" for those before everybody."""
    policy = line.policy_in_force(node.clock.today())
    zone = ZONES[node.clock.zone]
    theirs, params = line.key_sql(policy, "o", zone)
    mine, _same = line.key_sql(policy, "m", zone)
    query = (
        f"SELECT CASE WHEN o.first THEN '' ELSE o.klass END AS k, count(*) FROM cards_printorder o, cards_printorder m"
        f" WHERE m.id = %(id)s AND m.state = 'menunggu' AND o.state = 'menunggu' AND ({theirs}) < ({mine}) GROUP BY k"
    )
    with connection.cursor() as cur:
        cur.execute(query, params | {"id": order.id})
        found = dict(cur.fetchall())
    return sorted(found.items(), key=lambda kn: (kn[0] != FIRST, policy.rank(kn[0]), kn[0]))


def explained(node: Node, order: PrintOrder) -> list[str]:
    """One sentence for each class that comes before; [] for who is next, or not in line."""
    if order.state != line.WAITING:
        return []
    told, policy = [], line.policy_in_force(node.clock.today())
    for klass, n in ahead_of(node, order):
        number = f"{n:,}".replace(",", ".")
        if klass == FIRST:
            text = _("Didahulukan sebelum semua orang: %(n)s.")
            told.append(text % {"n": number})
        elif policy.rank(klass) == policy.rank(order.klass):  # one line together
            text = (
                _("%(k)s di depan Anda: %(n)s.")  # inside a month the time of joining decides
                if policy.inside == RECORDING_MONTH
                else _("%(k)s yang direkam sebelum Anda: %(n)s.")
            )
            told.append(text % {"k": _(CLASS_LABELS.get(klass, klass)), "n": number})
        else:
            told.append(
                _("%(k)s, didahulukan menurut edaran: %(n)s.") % {"k": _(CLASS_LABELS.get(klass, klass)), "n": number}
            )
    return told


def explained_for(node: Node, nik: str) -> list[str]:
    """The same for the card that a person waits for, if they wait for one."""
    order = PrintOrder.objects.filter(nik=nik, state=line.WAITING).first() if nik else None
    return explained(node, order) if order is not None else []
