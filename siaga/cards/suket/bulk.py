"""Thousands of sukets renewed by one order: nobody comes, the head of office signs once, each holder is told.

The order is a fact; due work takes the sukets 150 at a time, in the order of their numbers, each batch one act that also says how far it
came. So a power cut loses one batch at most, whole, and it is done again; nothing is renewed twice, for a renewed suket ends no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from siaga.continuity.standing import may_begin
from siaga.continuity.table import SUKET
from siaga.documents.wording import date_long
from siaga.journal.act import Act, Actor, Outcome
from siaga.journal.questions import finds
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people.models import Resident

from ..models import OpenOrder, Suket
from ..planning import plan
from ..telling import acts as telling
from . import acts, rules
from .apply import RUNNING
from .facts import RenewalBegun, RenewalStep, RenewalStopped, SuketHoldersTold
from .models import RenewalRound

BATCH = 150


def ending(node: Node, until: date) -> QuerySet[Suket]:
    """Those in force whose last day comes by then, run out or not."""
    return Suket.objects.filter(office=node.id, state=rules.VALID, valid_to__lte=until)


def running(node: Node) -> RenewalRound | None:
    return RenewalRound.objects.filter(office=node.id, state=RUNNING).first()


def last_round(node: Node) -> RenewalRound | None:
    return RenewalRound.objects.filter(office=node.id).order_by("-at", "id").first()


def begin(node: Node, head: Actor, until: date, *, key: UUID | None = None) -> Outcome:
    """Renew all that end by `until`. Done: the round's id; due work carries it out."""
    with Act(node, head, key=key) as act:
        if no := may_begin(node, SUKET):
            return act.refuse(no)
        if until > node.clock.today() + rules.RENEWABLE:
            return act.refuse(_no("far", "Pilih tanggal paling jauh dua bulan lagi.", "until"))
        policy = acts.policy_in_force(node.clock.today(), node)
        if policy is None or policy.rule == rules.FORBIDDEN:
            text = "Kebijakan yang berlaku melarang suket, jadi tidak ada yang diperpanjang."
            return act.refuse(_no("forbidden", text, "until"))
        acts.hold_serials()  # two orders at once: the second finds the first running
        if running(node) is not None:
            return act.refuse(_no("running", "Perpanjangan massal masih berjalan. Tunggu sampai selesai.", "until"))
        total = ending(node, until).count()
        if not total:
            return act.refuse(_no("none", "Tidak ada suket yang habis sampai tanggal itu.", "until"))
        id = ids.nth(key, 0) if key else ids.fresh()
        act.record(RenewalBegun(round=id, until=until, total=total), subject=f"perpanjangan/{id}")
        return act.done(id)


def stop(node: Node, head: Actor, round: UUID, *, key: UUID | None = None) -> Outcome:
    """What was renewed stays so. Done: the round's id."""
    with Act(node, head, key=key) as act:
        row = RenewalRound.objects.select_for_update().filter(id=round, office=node.id, state=RUNNING).first()
        if row is None:
            return act.refuse(_no("not_running", "Perpanjangan ini sudah selesai atau dihentikan."))
        act.record(RenewalStopped(round=round), subject=f"perpanjangan/{round}")
        return act.done(round)


@finds("EXISTS (SELECT FROM cards_renewalround WHERE office = %s AND state = %s)", lambda node, now: (node.id, RUNNING))
def renew_due(node: Node, now: datetime) -> int:
    """The next batch of the round that runs, in the name of who ordered it. Returns how many sukets were looked at."""
    row = None if node.point else running(node)
    if row is None or may_begin(node, SUKET, kept=True):
        return 0
    with Act(node, Actor(row.by)) as act:
        serial = acts.next_serial(node, node.clock.today().year)
        row = RenewalRound.objects.select_for_update().get(id=row.id)
        batch = list(
            ending(node, row.until).filter(number__gt=row.after).select_for_update().order_by("number")[:BATCH]
        )
        if row.state != RUNNING:
            return 0
        made, refused = 0, dict(row.refused)
        people = Resident.objects.in_bulk([s.nik for s in batch])
        for suket in batch:
            answer = acts.renewed(act, node, suket, suket.urgent_for, serial + made)
            if isinstance(answer, Refusal):
                refused[answer.code] = refused.get(answer.code, 0) + 1
            else:
                made += 1
                telling.tell(act, people[suket.nik], text_of(node, people[suket.nik], answer), f"suket/{suket.nik}")
        step = RenewalStep(
            round=row.id,
            after=batch[-1].number if batch else row.after,
            made=row.made + made,
            refused=refused,
            done=len(batch) < BATCH,
        )
        act.record(step, subject=f"perpanjangan/{row.id}")
        return len(batch)


def text_of(node: Node, person: Resident, number: str) -> str:
    """What the holder of a renewed suket reads on a telephone."""
    until = rules.valid_to(node.clock.today())
    return (
        f"{node.name}: suket KTP-el {telling.first_name(person.nama)} diperpanjang sampai {date_long(until)}. Anda tidak "
        f"perlu datang untuk memperpanjang; lembar barunya dapat diambil di kantor setelah ditandatangani. Nomor {number}. Gratis."
    )


def tell_holders(node: Node, officer: Actor, numbers: Sequence[str], *, key: UUID | None = None) -> Outcome:
    """Tell these holders until when their suket holds and when the card is expected. Done: (texts, those without a telephone)."""
    with Act(node, officer, key=key) as act:
        rows = list(
            Suket.objects.filter(office=node.id, state=rules.VALID, number__in=numbers[:BATCH]).order_by("number")
        )
        if not rows:
            return act.refuse(_no("nobody", "Pilih suket yang berlaku dari daftarnya."))
        people = Resident.objects.in_bulk([s.nik for s in rows])
        orders = dict(OpenOrder.objects.filter(office=node.id, nik__in=list(people)).values_list("nik", "order"))
        when = plan.of_orders(node, orders.values())
        silent = 0
        for s in rows:
            said = when.get(orders[s.nik]) if s.nik in orders else None
            silent += not telling.tell(
                act, people[s.nik], _news(node, people[s.nik], s, said.day if said else None), f"suket/{s.nik}"
            )
        act.record(SuketHoldersTold(numbers=[s.number for s in rows]), subject=f"suket/{rows[0].number}")
        return act.done((len(rows), silent))


def _news(node: Node, person: Resident, suket: Suket, day: date | None) -> str:
    card = f"KTP-el diperkirakan selesai {date_long(day)}" if day else "Tanggal KTP-el belum dapat dijanjikan"
    return (
        f"{node.name}: suket KTP-el {telling.first_name(person.nama)} berlaku sampai {date_long(suket.valid_to)}. {card}. "
        "Suket diperpanjang oleh kantor; Anda tidak perlu datang untuk itu. Gratis."
    )


def left_of(row: RenewalRound) -> int:
    """Sukets of the round that were not looked at yet."""
    return max(0, row.total - row.made - sum(refused_of(row).values()))


def refused_of(row: RenewalRound) -> Mapping[str, int]:
    refused: Mapping[str, int] = row.refused
    return refused


def _no(code: str, message: str, field: str = "") -> Refusal:
    return Refusal(f"renewal.{code}", message, field=field, basis=rules.BASIS)
