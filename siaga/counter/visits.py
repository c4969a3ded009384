"""Visits and applications: one ticket, one receipt, several wishes, each with the date that can honestly be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from siaga.continuity.standing import may_begin
from siaga.continuity.table import TICKETS
from siaga.journal.act import Act, Actor, Outcome
from siaga.journal.writer import fetch
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal

from . import facts, promises, rules
from .catalogue import BY_CODE
from .machines import APPLICATION, TICKET
from .models import Application, Promise, Ticket, Visit
from .paper_standing import Asked
from .rules import ApplicationItem
from .stages import stage_of
from .standing import load_situations
from .tickets import local_day


@dataclass(frozen=True, slots=True)
class Opened:
    """What a visit made. code: the public code of the receipt."""

    visit: UUID
    code: str
    applications: tuple[UUID, ...]


# Prepared: somebody stands at the desk while these are asked.
# Of one: of a list PostgreSQL would make a new plan each time, as it may be long.
_AREA = """
SELECT COALESCE(f.kode_wilayah, '') FROM people_resident r LEFT JOIN people_family f ON f.no_kk = r.no_kk WHERE r.nik = %s
"""
_STILL_OPEN = (
    "SELECT nik, service, name, id, opened_at, visit FROM counter_application WHERE nik = ANY(%s) AND state = 'terbuka'"
)


def open_visit(
    node: Node,
    officer: Actor,
    ticket: UUID | None,
    applicant: str,
    name: str,
    phone: str,
    items: Sequence[ApplicationItem],
    *,
    key: UUID | None = None,
) -> Outcome:
    """One visit with its applications and what each is told first. applicant: NIK or "". Done.value: Opened."""
    key = key or ids.fresh()
    with Act(node, officer, key=key) as act:
        if no := may_begin(node, TICKETS):
            return act.refuse(no)
        today = local_day(node, act.now)
        running, done = _already_open(node, items)
        wrong = [*rules.visit_asked(name, applicant, phone, items, today), *running]
        row = _ticket_for(ticket) if ticket else None
        if isinstance(row, Refusal):
            wrong.append(row)
        if wrong:
            return act.refuse(wrong)
        visit, code = ids.nth(key, 0), ids.derived_code(key)
        body = facts.VisitOpened(
            code=code, ticket=ticket, applicant=applicant, applicant_name=name.strip(), phone=phone
        )
        act.record(body, subject=f"kunjungan/{visit}", id=visit)
        made = _open_all(act, visit, items, key, first=1)
        for earlier in done:
            record_end(act, earlier, "selesai", "")
        if isinstance(row, Ticket) and row.state != "dilayani":
            act.record(facts.TicketServed(ticket=row.id, loket=row.loket or 0), subject=f"tiket/{row.id}")
        for application, told in _first_told(act, visit, made, items).items():
            act.record(promises.given(application, told), subject=f"permohonan/{application}")
        return act.done(Opened(visit, code, tuple(made)))


def add_application(
    node: Node, officer: Actor, visit: UUID, item: ApplicationItem, *, key: UUID | None = None
) -> Outcome:
    """One more wish in a visit that is there. Done.value: the application's id."""
    key = key or ids.fresh()
    with Act(node, officer, key=key) as act:
        if no := may_begin(node, TICKETS):
            return act.refuse(no)
        today = local_day(node, act.now)
        running, done = _already_open(node, [item])
        wrong = [*rules.item_asked(item, "item-0", today), *running]
        if not Visit.objects.filter(id=visit).exists():
            wrong.append(Refusal("visit.unknown", "Kunjungan ini tidak ada."))
        if wrong:
            return act.refuse(wrong)
        (application,) = _open_all(act, visit, [item], key, first=0)
        for earlier in done:
            record_end(act, earlier, "selesai", "")
        for each, told in _first_told(act, visit, [application], [item]).items():
            act.record(promises.given(each, told), subject=f"permohonan/{each}")
        return act.done(application)


def close_application(
    node: Node, officer: Actor, application: UUID, became: str = "", *, key: UUID | None = None
) -> Outcome:
    """The wish is fulfilled. became: the subject it became ("akta/…"), "" if unknown. Done.value: the application's id."""
    return _end(node, officer, application, "close", became, "", key)


def cancel(node: Node, officer: Actor, application: UUID, reason: str, *, key: UUID | None = None) -> Outcome:
    """The applicant takes the wish back, or it cannot be fulfilled: the reason is told on the tracking page's history."""
    return _end(node, officer, application, "cancel", "", reason.strip(), key)


def _end(
    node: Node, officer: Actor, application: UUID, trigger: str, became: str, reason: str, key: UUID | None
) -> Outcome:
    with Act(node, officer, key=key) as act:
        row = Application.objects.select_for_update().filter(id=application).first()
        if row is None:
            return act.refuse(Refusal("application.unknown", "Permohonan ini tidak ada."))
        to = APPLICATION.step(row.state, trigger)
        if isinstance(to, Refusal):
            return act.refuse(to)
        if to == "batal" and not reason:
            return act.refuse(Refusal("application.reason", "Tulis alasan pembatalan.", "reason"))
        record_end(act, application, to, became, reason)
        return act.done(application)


def record_end(act: Act, application: UUID, state: str, became: str, reason: str = "") -> None:
    """Close the application and whatever was promised about it."""
    told = Promise.objects.select_for_update().filter(application=application, state="diberikan").first()
    end_with(act, application, state, became, told, reason)


def end_with(act: Act, application: UUID, state: str, became: str, told: Promise | None, reason: str = "") -> None:
    """The same, when the standing promise was read already."""
    subject = f"permohonan/{application}"
    act.record(
        facts.ApplicationClosed(application=application, state=state, became=became, reason=reason), subject=subject
    )
    if told is not None:
        reached = local_day(act.node, act.now) if state == "selesai" else None
        end = promises.ended_on(told, reached, local_day(act.node, act.now)) or "diganti"
        act.record(facts.PromiseEnded(promise=told.id, state=end), subject=subject)


def _open_all(act: Act, visit: UUID, items: Sequence[ApplicationItem], key: UUID, first: int) -> list[UUID]:
    areas = _areas([i.nik for i in items if i.nik and not i.kelurahan])
    made = []
    for n, item in enumerate(items, start=first):
        application = ids.nth(key, n)
        area = areas.get(item.nik, "")
        body = facts.ApplicationOpened(
            visit=visit,
            service=item.service,
            nik=item.nik,
            name=item.name.strip(),
            need=item.need,
            need_by=item.need_by,
            kecamatan=item.kecamatan or area[:6],
            kelurahan=item.kelurahan or area,
        )
        act.record(body, subject=f"permohonan/{application}", id=application)
        made.append(application)
    return made


def _first_told(
    act: Act, visit: UUID, made: Sequence[UUID], items: Sequence[ApplicationItem]
) -> dict[UUID, promises.Told]:
    rows = [Asked(id, i.service, i.nik, act.now, "terbuka", visit) for id, i in zip(made, items, strict=True)]
    return promises.first_told(act.node, local_day(act.node, act.now), rows)


def _areas(niks: Sequence[str]) -> dict[str, str]:
    """The village code of each person's family."""
    return {nik: area.replace(".", "") for nik in sorted(set(niks)) for (area,) in fetch(_AREA, (nik,))}


def _already_open(node: Node, items: Sequence[ApplicationItem]) -> tuple[list[Refusal], list[UUID]]:
    """The same wish of the same person that still runs: a second receipt would only make two places of one. Beside it, what nothing is left
    to do of: it is in nobody's way, and ends now."""
    asked = {(i.nik, i.service): f"item-{n}" for n, i in enumerate(items) if i.nik}
    if not asked:
        return [], []
    rows = [row for row in fetch(_STILL_OPEN, (sorted({nik for nik, _s in asked}),)) if (row[0], row[1]) in asked]
    done = _done(node, [Asked(id, service, nik, at, "terbuka", visit) for nik, service, _n, id, at, visit in rows])
    running = [
        Refusal(
            "item.already_open",
            "%(service)s untuk %(name)s sudah dimohonkan dan masih berjalan. Buka permohonan itu dan beri tahu keadaannya.",
            asked[nik, service],
            params={"service": BY_CODE[service].title if service in BY_CODE else service, "name": name},
        )
        for nik, service, name, id, _at, _visit in rows
        if id not in done
    ]
    return running, done


def _done(node: Node, rows: Sequence[Asked]) -> list[UUID]:
    return [id for id, s in load_situations(node, rows).items() if stage_of(s).done] if rows else []


def _ticket_for(ticket: UUID) -> Ticket | Refusal:
    row = Ticket.objects.select_for_update().filter(id=ticket).first()
    if row is None:
        return Refusal("ticket.unknown", "Nomor antrean ini tidak ada.", "ticket")
    if Visit.objects.filter(ticket=ticket).exists():
        return Refusal(
            "visit.ticket_used",
            "Nomor ini sudah mempunyai tanda terima. Tambahkan permohonan ke kunjungan itu.",
            "ticket",
        )
    if row.state == "dilayani":
        return row
    to = TICKET.step(row.state, "serve")
    return to if isinstance(to, Refusal) else row
