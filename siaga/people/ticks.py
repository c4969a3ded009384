"""At the centre: a NIK minted while it could not be asked is confirmed, or put before a person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from siaga.journal.act import SYSTEM, Act, Actor, AlreadyDone, Done, Outcome
from siaga.kit import ids
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import Refusal
from siaga.people import facts, register
from siaga.people.foreign import found
from siaga.people.models import NikConfirmation, NikDoubt, Resident, Stay

AT_ONCE = 100


def confirm_niks(node: Node, now: datetime) -> int:
    """Ask for each such NIK, oldest first, whether the register of all offices holds somebody alike. One act for all."""
    guests = {row.nik: row for row in found.unasked().exclude(_doubted()).order_by("at", "nik")[:AT_ONCE]}
    known = Resident.objects.filter(minted_offline=True)
    known = known.exclude(Exists(NikConfirmation.objects.filter(nik=OuterRef("nik"))))
    waiting = known.exclude(_doubted()).order_by("registered_at", "nik")
    offices = dict(waiting.values_list("nik", "office")[:AT_ONCE]) | {nik: row.office for nik, row in guests.items()}
    if not offices:
        return 0
    people = {nik: found.person_of(row) for nik, row in guests.items()} | register.persons(offices)
    alike = {nik: [m.other.nik for m in register.likely_same(people[nik])] for nik in offices}
    for nik, row in guests.items():
        alike[nik] = sorted({*alike[nik], *found.likely_same(row)} - {nik})
    try:
        with Act(node, SYSTEM, key=ids.named("nik", *sorted(offices))) as act:
            for nik, office in offices.items():
                _answer(act, nik, office, alike[nik])
    except AlreadyDone:
        return 0
    return len(offices)


def _doubted() -> Exists:
    return Exists(NikDoubt.objects.filter(nik=OuterRef("nik")))


def _answer(act: Act, nik: str, office: str, like: list[str]) -> None:
    if like:
        # To the centre alone: an office need not learn who of another office resembles its resident.
        act.record(facts.NikDoubted(nik=nik, like=like), subject=f"penduduk/{nik}", to=PUSAT)
    else:
        act.record(facts.NikConfirmed(nik=nik), subject=f"penduduk/{nik}", to=office)


def confirm_nik(node: Node, actor: Actor, nik: str, *, key: UUID | None = None) -> Outcome:
    """A person at the centre compared and found different people: the NIK stands. Done: the NIK."""
    with Act(node, actor, key=key) as act:
        doubt = NikDoubt.objects.select_for_update().filter(nik=nik).first()
        if doubt is None or NikConfirmation.objects.filter(nik=nik).exists():
            settled = "Tidak ada yang perlu dipastikan untuk NIK ini. Muat ulang daftarnya."
            return act.refuse(Refusal("people.no_doubt", settled, field="nik"))
        of_residents = Resident.objects.filter(nik=nik).values_list("office", flat=True).first()
        office = of_residents or Stay.objects.values_list("office", flat=True).get(nik=nik)
        act.record(facts.NikConfirmed(nik=nik), subject=f"penduduk/{nik}", to=office)
        return Done(nik)


CENTRE_TICKS = (confirm_niks,)
