"""The part of a life event that is about stay permits: read for its rules, and recorded in its act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec
from django.db.models import Q

from siaga.journal.act import Act
from siaga.kit.refusal import PermanentFault, Refusal
from siaga.people import minting
from siaga.people.due import DuePaper, record_due
from siaga.people.effects import Effects, Situation

from .facts import StayEnded, StayPermitted
from .models import Stay
from .permit import ITAP, SETTLED, Guest, KnownStay, Permit

LETTERS = "TT"  # of the number of a residence letter, among those of the deeds [D]


def stays_of(niks: Iterable[str], passport: str = "") -> dict[str, KnownStay]:
    """By NIK: the permits that are known here of these and of that passport; those of guests who became residents left out."""
    wanted = sorted({n for n in niks if n})
    if not wanted and not passport:
        return {}
    same = Q(nik__in=wanted) | (Q(passport=passport) if passport else Q(pk__in=[]))
    return {s.nik: known(s) for s in Stay.objects.filter(same, ended="")}


def known(row: Stay) -> KnownStay:
    """Raises msgspec.ValidationError for a permit that this program cannot read."""
    guest = msgspec.convert(row.guest, Guest) if row.guest else None
    permit = msgspec.convert(row.permit, Permit)
    return KnownStay(nik=row.nik, permit=permit, guest=guest, letter=row.letter, minted_offline=row.minted_offline)


def card_until(nik: str, citizenship: str, today: date) -> date | None:
    """The last day of a resident's KTP-el, None for life: a foreigner's ends with the permanent permit (UU 24/2013 pasal 64).

    Raises PermanentFault for a foreigner without one that holds: no card is made.
    """
    if citizenship == "WNI":
        return None
    row = Stay.objects.filter(nik=nik, kind=ITAP, ended="").first()
    if row is None:
        raise PermanentFault("izin tinggal tetap (ITAP) pemegang kartu ini belum dicatat", about="kartu")
    if row.valid_until and row.valid_until < today:
        raise PermanentFault("izin tinggal tetap (ITAP) pemegang kartu ini sudah berakhir", about="kartu")
    return row.valid_until


def record_stays(act: Act, effects: Effects, now: Situation) -> tuple[dict[str, str], list[DuePaper]] | Refusal:
    """(tag -> NIK of who was registered as a guest, the papers that fall due).

    A guest gets a residence letter; its number is kept when the permit is extended.
    """
    made: dict[str, str] = {}
    papers: list[DuePaper] = []
    for tag, guest in sorted(effects.guests.items()):
        person, before = guest.person, now.stays.get(guest.person.nik)
        wanted = minting.Wanted(
            nik="" if person.nik else minting.for_person(guest.home, person),
            akta="" if before and before.letter else minting.for_deed(act.node, LETTERS, now.today),
        )
        minted = minting.mint(act.node, wanted)
        if isinstance(minted, Refusal):
            return minted
        nik = made[tag] = person.nik or minted.nik
        body = StayPermitted(
            nik=nik,
            permit=guest.permit,
            guest=msgspec.structs.replace(guest, person=msgspec.structs.replace(person, nik=nik)),
            letter=minted.akta or (before.letter if before else ""),
            minted=not person.nik,
            minted_offline=before.minted_offline if before else now.offline,
        )
        act.record(body, subject=f"penduduk/{nik}")
        papers.append(record_due(act, "sktt", f"tinggal/{nik}", nik))
    for nik, permit in sorted(effects.permits.items()):
        act.record(StayPermitted(nik=nik, permit=permit), subject=f"penduduk/{nik}")
    for nik in sorted({who.biodata.nik for who in effects.residents.values()} & set(now.stays)):
        act.record(StayEnded(nik=nik, reason=SETTLED), subject=f"penduduk/{nik}")
    for nik, over in sorted(effects.stays_over.items()):
        act.record(StayEnded(nik=nik, reason=over.why, on=over.on), subject=f"penduduk/{nik}")
    return made, papers
