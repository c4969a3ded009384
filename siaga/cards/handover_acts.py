"""Handing a card over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from siaga.continuity.standing import may_begin
from siaga.continuity.table import HAND_OVER
from siaga.journal.act import Act, Actor, Outcome, Refused
from siaga.journal.writer import fetch
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people.models import Resident
from siaga.recording.acts import change_status
from siaga.recording.models import Record
from siaga.recording.rules import not_here
from siaga.recording.status import LABELS_ID, OFFICE, Status

from . import handover_rules as rules
from . import identity
from .facts import CardCameBack, CardHanded, IdentityChecked, OldCardTaken
from .handover_rules import DECISION, PROXY, Proxy
from .line import HANDED, SHELF, hands, held, status_subject, subject_of
from .models import IdentityCheck, OldCard, OpenOrder, PrintOrder
from .quality.acts import places_for
from .suket.ending import end
from .suket.rules import WITHDRAWN

ON_SHELF = frozenset({Status.CARD_PRINTED, Status.CARD_SHIPPED})
RETURNS_OLD = frozenset({"rusak", "ubah_data"})


class OnShelf(NamedTuple):
    """What a hand-over reads of the card, under lock."""

    id: UUID
    nik: str
    record: UUID
    state: str
    reason: str
    joined_at: datetime
    printed_at: datetime | None
    lent_to: str


class Holder(NamedTuple):
    """What it reads of whom the card is for."""

    nik: str
    no_kk: str
    tanggal_lahir: date | None
    status_kawin: int
    status: str


@dataclass(slots=True)
class Carded:
    """The recording, under lock, whose card is given away; its status moves on."""

    id: UUID
    nik: str
    status: str


# Short prepared statements: a hundred people an hour stand at this counter.
_LOCK_ORDER = """
SELECT o.id, o.nik, o.record, o.state, o.reason, o.joined_at, o.printed_at, o.lent_to,
       r.nik, r.no_kk, r.tanggal_lahir, r.status_kawin, r.status
  FROM cards_printorder o JOIN people_resident r ON r.nik = o.nik WHERE o.id = %s FOR UPDATE OF o
"""
_LOCK_RECORD = """
SELECT c.id, c.nik, c.status, ARRAY(SELECT id FROM cards_printorder WHERE nik = c.nik AND state = %s AND void = '' ORDER BY id)
  FROM recording_record c WHERE c.id = %s FOR UPDATE OF c
"""
_LOCK_SUKET = "SELECT number FROM cards_validsuket WHERE nik = %s AND office = %s FOR UPDATE"


def hand_over(
    node: Node,
    officer: Actor,
    order: UUID,
    method: str,
    capture: identity.Capture | None = None,
    *,
    reason: str = "",
    proxy: Proxy | None = None,
    old_card_taken: bool = False,
    suket_taken: bool = True,
    key: UUID | None = None,
) -> Outcome:
    """Give the card to its holder or proxy. Done(order id).

    A capture that does not match is refused, and the try itself is recorded: it opens the next step of the ladder.
    reason: a supervisor's (the officer must be one). old_card_taken: the old card is in the officer's hand; suket_taken: so is the
    suket, if there is one. It ends all the same; what was not taken back is not among the papers to be burnt.
    """
    with Act(node, officer, key=key) as act:
        if no := may_begin(node, HAND_OVER):
            return act.refuse(no)
        found = locked(order)
        if found is None or found[0].state != SHELF:
            return act.refuse(_no("not_on_shelf", "Kartu ini tidak ada di rak pengambilan. Muat ulang daftarnya."))
        row, holder = found
        if row.lent_to != hands(node):
            return act.refuse(_no("lent", "Kartu ini ada di titik layanan kecamatannya, dan diserahkan di sana."))
        if no := not_here(holder):
            return act.refuse(no)
        if must_return(row) and not old_card_taken:
            return act.refuse(
                _no("old_card", "Ambil dahulu KTP-el lama, lalu centang bahwa kartu lama diterima.", "old_card_taken")
            )
        if method in rules.CHECKED:
            failed = _check(act, node, row, method, capture)
        elif method == DECISION:
            failed = rules.may_decide(officer.roles, reason)
        else:
            failed = _proxy(node, holder, method, proxy)
        if failed and not (method in rules.CHECKED and capture is not None and failed[0].code == NO_MATCH):
            return act.refuse(failed)
        if not failed:
            said = reason.strip() if method == DECISION else f"surat {proxy.letter.strip()}" if proxy else ""
            to = proxy.nik if proxy and method == PROXY else row.nik
            if no := give(act, row, method, to, said, old_card_taken, suket_taken):
                return act.refuse(no)
    return Refused(tuple(failed)) if failed else act.done(row.id)


NO_MATCH = "handover.no_match"


def _check(act: Act, node: Node, row: OnShelf, method: str, capture: identity.Capture | None) -> list[Refusal]:
    if capture is None:
        return [_no("no_capture", "Tempelkan jari pada pemindai lebih dahulu.", "method")]
    part = identity.part_of(capture)
    if (part in {str(f) for f in rules.INDEX_FINGERS}) != (method == rules.INDEX) or part.isdigit() == (
        method == rules.IRIS
    ):
        return [_no("wrong_part", "Bagian tubuh yang diperiksa tidak sesuai caranya. Ulangi.", "method")]
    packet = identity.packet_or_none(node, row)
    if no := rules.may_try(method, tried=tried(row), held=identity.held_parts(packet)):
        return [no]
    matched = identity.matches(packet, capture)
    body = IdentityChecked(order=row.id, nik=row.nik, method=method, part=part, matched=matched)
    act.record(body, subject=subject_of(node, row.id))
    if matched:
        return []
    text = "Tidak cocok dengan rekaman. Bersihkan jari lalu ulangi, atau lanjutkan ke cara berikutnya."
    return [Refusal(NO_MATCH, text, "method", rules.BASIS)]


def tried(row: PrintOrder | OnShelf) -> set[str]:
    """Methods that failed for this card since it was printed."""
    checks = IdentityCheck.objects.filter(order=row.id, matched=False)
    if row.printed_at:
        checks = checks.filter(at__gte=row.printed_at)
    return set(checks.values_list("method", flat=True))


def _proxy(node: Node, holder: Holder, method: str, proxy: Proxy | None) -> list[Refusal]:
    if method != PROXY:
        return [_no("method", "Pilih cara pemeriksaan dari daftar.", "method")]
    relative = Resident.objects.filter(nik=proxy.nik).first() if proxy else None
    return rules.may_stand_in(holder, relative, proxy.letter if proxy else "", node.clock.today())


def must_return(row: PrintOrder | OnShelf) -> bool:
    """Whether the old card is still to be taken back: one that was lost cannot be."""
    if row.reason not in RETURNS_OLD:
        return False
    return not OldCard.objects.filter(nik=row.nik, what="ktp_el", taken_at__gte=row.joined_at).exists()


def locked(order: UUID) -> tuple[OnShelf, Holder] | None:
    """Inside an act: the card and whom it is for, under lock; None where there is no such card."""
    found = fetch(_LOCK_ORDER, (order,))
    return (OnShelf._make(found[0][:8]), Holder._make(found[0][8:])) if found else None


def give(
    act: Act, row: OnShelf, method: str, to: str, said: str, old_card: bool, suket_taken: bool = True
) -> Refusal | None:
    """Inside an act that holds the card: it is the holder's. Refused where the recording's card is not one that lies on a shelf: its
    owner keeps another NIK, or the centre has judged anew."""
    ((*record, voids),) = fetch(_LOCK_RECORD, (HANDED, row.record))
    carded = Carded(*record)
    if carded.status not in ON_SHELF:
        return _no(
            "status",
            "Status rekaman kartu ini %(status)s, jadi kartunya tidak diserahkan.",
            status=LABELS_ID[carded.status],
        )
    subject = subject_of(act.node, row.id)
    body = CardHanded(order=row.id, nik=row.nik, how=method, to=to, says=said, voids=voids)
    act.record(body, subject=subject)
    change_status(act, carded, "hand_over", OFFICE, subject=status_subject(act.node, row.id))
    if old_card:
        act.record(OldCardTaken(nik=row.nik, what="ktp_el", reason=row.reason), subject=f"penduduk/{row.nik}")
    for (suket,) in fetch(_LOCK_SUKET, (row.nik, act.node.id)):  # one at most
        if (
            not act.node.point
        ):  # the office ends it when it hears of the card (`suket.ending.revoke_sukets`): it alone writes of sukets
            end(act, suket, row.nik, WITHDRAWN, "KTP-el diserahkan")
        if suket_taken:
            act.record(OldCardTaken(nik=row.nik, what="suket", reason=suket), subject=f"penduduk/{row.nik}")
    return None


def came_back(node: Node, supervisor: Actor, order: UUID, why: str, *, key: UUID | None = None) -> Outcome:
    """The card was given to the wrong person, who brought it back: on the shelf again, for its holder. Done(its place)."""
    with Act(node, supervisor, key=key) as act:
        if wrong := rules.may_take_back(supervisor.roles, why):
            return act.refuse(wrong)
        row = held(node).select_for_update().filter(id=order, state=HANDED, void="").first()
        record = Record.objects.select_for_update().filter(id=row.record).first() if row is not None else None
        if row is None or record is None or record.status != Status.CARD_ISSUED:
            text = "Kartu ini bukan kartu yang terakhir diserahkan kepada pemiliknya. Muat ulang halamannya."
            return act.refuse(_no("not_handed", text))
        if OpenOrder.objects.filter(office=node.id, nik=row.nik).exists():
            text = "Kartu lain untuk orang ini sudah dalam antrean cetak atau di rak. Serahkan yang itu."
            return act.refuse(_no("another", text))
        ((_row, shelf, box, slot),) = places_for(node, [row])
        body = CardCameBack(order=row.id, nik=row.nik, why=why.strip(), shelf=shelf, box=box, slot=slot)
        act.record(body, subject=subject_of(node, row.id))
        change_status(act, record, "come_back", OFFICE, subject=status_subject(node, row.id))
        return act.done(shelf)


def _no(code: str, message: str, field: str = "", **params: object) -> Refusal:
    return Refusal(f"handover.{code}", message, field=field, basis=rules.BASIS, params=params)
