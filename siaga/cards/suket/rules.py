"""Suket, the paper that stands for a card: recorded people only, six months, one at a time, gated by dated policy.

Whether it may be given at all is a row with a date, issued by the centre, never an `if` here: it was allowed (letter
471.13/10231 of 29 September 2016), narrowed (2019), forbidden (2 March 2020, again November 2022) and used again locally.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol

import msgspec

from siaga.kit.machine import Machine, Row
from siaga.kit.refusal import Refusal
from siaga.people.biodata import of_card_age
from siaga.recording.rules import Person, Recorded, not_here
from siaga.recording.status import FAILED, LABELS_ID, PROVEN_SINGLE, Status

MONTHS = 6
RENEWABLE = timedelta(days=62)  # of its last two months: one that runs longer is renewed for nobody
BASIS = "Surat Ditjen Dukcapil 471.13/10231/DUKCAPIL"

ALLOWED, NARROWED, FORBIDDEN, URGENT = "allowed", "narrowed", "forbidden", "urgent"

STATE_WORDS = ("berlaku", "dicabut", "diperpanjang", "dibatalkan", "diganti")
VALID, WITHDRAWN, RENEWED, REVOKED, REPLACED = STATE_WORDS
LOST, DAMAGED = "hilang", "rusak"

SUKET = Machine(
    "suket",
    rows=(
        Row(VALID, "withdraw", WITHDRAWN),
        Row(VALID, "renew", RENEWED),
        Row(VALID, "revoke", REVOKED),
        Row(VALID, "replace", REPLACED),
    ),
    initial=VALID,
    terminal=(WITHDRAWN, RENEWED, REVOKED, REPLACED),
    labels={"withdraw": "penarikan", "renew": "perpanjangan", "revoke": "pembatalan", "replace": "penggantian"},
)
"""withdraw: the card is handed over. renew: the next one takes its place. revoke: the recording was a duplicate."""

CARD_READY = frozenset({Status.CARD_PRINTED, Status.CARD_SHIPPED})


class SuketPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A circular, in force from a day until the next one.

    rule: `allowed`; `narrowed`: only for who is PRR and waits for a blangko; `urgent`: only with a stated urgent need;
    `forbidden`.
    """

    number: str
    valid_from: date
    issuer: str
    rule: str
    note: str = ""


NATIONAL: tuple[SuketPolicy, ...] = (
    SuketPolicy(number="471.13/10231/DUKCAPIL", valid_from=date(2016, 9, 29), issuer="Ditjen Dukcapil", rule=ALLOWED),
    SuketPolicy(number="suket-2019", valid_from=date(2019, 1, 1), issuer="Ditjen Dukcapil", rule=NARROWED),
    SuketPolicy(number="suket-2020-03", valid_from=date(2020, 3, 2), issuer="Ditjen Dukcapil", rule=FORBIDDEN),
    SuketPolicy(number="suket-2022-11", valid_from=date(2022, 11, 1), issuer="Ditjen Dukcapil", rule=FORBIDDEN),
)
"""The national rows. Where only a month or a year is known, its first day stands; the names are this program's own."""

DEMO_LOCAL = SuketPolicy(
    number="suket-lokal-mendesak",
    valid_from=date(2022, 12, 1),
    issuer="Kepala dinas (latihan)",
    rule=URGENT,
    note="Hanya untuk keperluan mendesak yang disebut pemohon.",
)


class Held(Protocol):
    """What these rules read of a suket."""

    @property
    def number(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def issued_on(self) -> date: ...
    @property
    def valid_to(self) -> date: ...


def _no(code: str, message: str, field: str = "nik", basis: str = BASIS, **params: object) -> Refusal:
    return Refusal(f"suket.{code}", message, field=field, basis=basis, params=params)


def policy_on(policies: Iterable[SuketPolicy], on: date) -> SuketPolicy | None:
    """The row in force on a day, the one that began last; None before the first: a suket did not exist."""
    begun = [p for p in policies if p.valid_from <= on]
    return max(begun, key=lambda p: (p.valid_from, p.number), default=None)


def valid_to(issued_on: date) -> date:
    """The last day: six calendar months later, or the end of a shorter month."""
    month = issued_on.month - 1 + MONTHS
    year, month = issued_on.year + month // 12, month % 12 + 1
    return date(year, month, min(issued_on.day, monthrange(year, month)[1]))


def is_valid(suket: Held, on: date) -> bool:
    return suket.state == VALID and suket.issued_on <= on <= suket.valid_to


def is_verified(record: Recorded) -> bool:
    """False: given on a recording that the centre has not judged; the paper is marked so."""
    return record.status in PROVEN_SINGLE


def may_issue(
    resident: Person,
    record: Recorded | None,
    policy: SuketPolicy | None,
    on: date,
    *,
    held: Iterable[Held] = (),
    urgent_for: str = "",
) -> Refusal | None:
    """Whether a first suket may be given today. held: those this NIK has; urgent_for: the need, as the applicant says."""
    if wrong := not_here(resident) or _record_allows(record) or _policy_allows(policy, record, urgent_for):
        return wrong
    if not of_card_age(resident.tanggal_lahir, resident.status_kawin, on):
        young = "Suket menggantikan KTP-el: mulai 17 tahun, atau bila sudah atau pernah kawin. Layani pada hari itu."
        return _no("card_age", young, basis="UU 24/2013 pasal 63")
    for one in held:
        if is_valid(one, on):
            has = "Suket %(number)s masih berlaku sampai %(until)s. Pakai suket itu; perpanjang bila sudah dekat habis."
            return _no("one_valid", has, number=one.number, until=f"{one.valid_to:%d-%m-%Y}")
    return None


def may_renew(
    resident: Person,
    suket: Held,
    record: Recorded | None,
    policy: SuketPolicy | None,
    on: date,
    *,
    urgent_for: str = "",
) -> Refusal | None:
    """Whether a suket, run out or soon to, may be followed by another; refused when the card is ready."""
    if suket.state != VALID:
        over = (
            "Suket %(number)s sudah %(state)s dan tidak dapat diperpanjang. Periksa apakah ada suket yang lebih baru."
        )
        return _no("not_renewable", over, "number", number=suket.number, state=suket.state)
    return (
        not_here(resident) or _record_allows(record) or _policy_allows(policy, record, urgent_for) or _early(suket, on)
    )


def _early(suket: Held, on: date) -> Refusal | None:
    if suket.valid_to <= on + RENEWABLE:
        return None
    text = (
        "Suket %(number)s masih berlaku sampai %(until)s. Perpanjang mulai %(since)s; yang hilang atau rusak diganti."
    )
    since = f"{suket.valid_to - RENEWABLE:%d-%m-%Y}"
    return _no("early", text, "number", number=suket.number, until=f"{suket.valid_to:%d-%m-%Y}", since=since)


def may_replace(
    resident: Person, suket: Held, record: Recorded | None, on: date, reason: str, proof: str
) -> list[Refusal]:
    """Whether the paper is made again, with a new number and the same last day. No policy is asked: nothing is given anew."""
    if suket.state != VALID or not is_valid(suket, on):
        over = "Suket %(number)s tidak berlaku lagi, jadi tidak diganti. Perpanjang, atau terbitkan yang baru."
        return [_no("not_replaceable", over, "number", number=suket.number)]
    wrong = [
        not_here(resident) or _record_allows(record),
        None if reason in (LOST, DAMAGED) else _no("reason", "Pilih alasannya: hilang atau rusak.", "reason"),
        _no("police", "Isi nomor surat kehilangan dari kepolisian.", "proof")
        if reason == LOST and len(proof.strip()) < 3
        else None,
    ]
    return [r for r in wrong if r]


def _record_allows(record: Recorded | None) -> Refusal | None:
    if record is None or record.status == Status.UNREGISTERED:
        return _no("not_recorded", "Suket hanya untuk yang sudah direkam. Lakukan perekaman lebih dahulu.")
    if record.status == Status.DUPLICATE_RECORD:
        return _no("duplicate", "Rekaman ganda: suket tidak diberikan. Warga datang sendiri untuk memilih satu NIK.")
    if record.status in FAILED:
        failed = "Status rekaman: %(status)s. Rekam atau kirim ulang lebih dahulu, lalu suket dapat diberikan."
        return _no("failed", failed, status=LABELS_ID[record.status])
    if record.status in CARD_READY:
        return _no("card_ready", "KTP-el sudah jadi. Serahkan kartunya; suket tidak diperlukan.")
    if record.status == Status.CARD_ISSUED:
        held = "KTP-el sudah diserahkan. Bila hilang, rusak atau berubah data, ajukan penggantian lebih dahulu."
        return _no("has_card", held)
    return None


def _policy_allows(policy: SuketPolicy | None, record: Recorded | None, urgent_for: str) -> Refusal | None:
    if policy is None:
        return _no(
            "no_policy", "Belum ada kebijakan suket pada tanggal ini. Berikan tanda terima dengan janji tanggal."
        )
    basis = f"{policy.issuer} {policy.number}"
    if policy.rule == ALLOWED:
        return None
    if policy.rule == NARROWED:
        if record and record.status == Status.PRINT_READY_RECORD:
            return None
        narrow = "Suket dibatasi untuk yang siap cetak (PRR) dan menunggu blangko. Berikan tanda terima."
        return _no("narrowed", narrow, "policy", basis)
    if policy.rule == URGENT:
        if urgent_for.strip():
            return None
        why = "Suket hanya untuk keperluan mendesak. Isi keperluannya, misalnya keberangkatan atau rumah sakit."
        return _no("not_urgent", why, "urgent_for", basis)
    stop = "Penerbitan suket sedang dilarang. Berikan tanda terima dengan janji tanggal; kartu tetap dalam antrean."
    return _no("forbidden", stop, "policy", basis)


def after_verdict(suket: Held, status: str) -> str | None:
    """The new state of a suket when its recording's status changes, None if it stays.

    A hand-over withdraws it, a duplicate revokes it; both also where it has run out, so that no paper stays open.
    """
    trigger = {Status.CARD_ISSUED: "withdraw", Status.DUPLICATE_RECORD: "revoke"}.get(Status(status))
    if trigger is None or suket.state != VALID:
        return None
    after = SUKET.step(suket.state, trigger)
    return after if isinstance(after, str) else None
