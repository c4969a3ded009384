"""What follows by itself: the centre tells both offices of a move and answers where their words crossed; the origin follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Exists, OuterRef, QuerySet

from siaga.journal import boxes
from siaga.journal.act import SYSTEM, Act
from siaga.journal.facts import Fact, open_fact
from siaga.journal.intake import sealed
from siaga.journal.models import JournalFact, Parked, Peer
from siaga.journal.parked import ParkedDismissed, tidy
from siaga.journal.questions import finds
from siaga.kit.clock import ZONES
from siaga.kit.node import PUSAT, Node
from siaga.people.codes import ResidentStatus
from siaga.people.models import Resident

from . import facts as said
from .leaving import not_all_arrived, take_back
from .letter import Letter
from .models import Move, MoveEnd, Recall

BATCH = 100
PREFIX = said.subject_of("")


def _open() -> QuerySet[Move]:
    return Move.objects.exclude(Exists(MoveEnd.objects.filter(number=OuterRef("number")))).order_by("number")


def _ends(how: str) -> QuerySet[MoveEnd]:
    return MoveEnd.objects.filter(how=how).order_by("number")


# --- the centre -------------------------------------------------------------------------------------------------------


def tell_destinations(node: Node, now: datetime) -> int:
    """Who is on the way is told where they go; that a SKPWNI was taken back, too."""
    offices = list(Peer.objects.values_list("id", flat=True))
    offered = list(_open().filter(told=False, destination__in=offices)[:BATCH])
    known = Move.objects.filter(number=OuterRef("number"), told=True, withdrawn="")
    back = [e for how in (said.RETURNED, said.RENEWED) for e in _ends(how).filter(Exists(known))[:BATCH]]
    if not offered and not back:
        return 0
    moves = Move.objects.in_bulk([e.number for e in back])
    with Act(node, SYSTEM) as act:
        for m in offered:
            body = said.MoveOffered(letter=msgspec.convert(m.letter, Letter))
            act.record(body, subject=said.subject_of(m.no_kk), to=m.destination)
        for e in back:
            gone, move = said.MoveWithdrawn(number=e.number, how=e.how), moves[e.number]
            act.record(gone, subject=said.subject_of(move.no_kk), to=move.destination)
    return len(offered) + len(back)


@finds("EXISTS (SELECT FROM people_moveend WHERE NOT settled)")
def settle_arrivals(node: Node, now: datetime) -> int:
    """Both offices have spoken of a move: the origin hears that they arrived, the destination that the origin agrees."""
    ends = _ends(said.ARRIVED).filter(Exists(Move.objects.filter(number=OuterRef("number"))), settled=False)[:BATCH]
    if not ends:
        return 0
    moves = Move.objects.in_bulk([e.number for e in ends])
    with Act(node, SYSTEM) as act:
        for e in ends:
            move = moves[e.number]
            body = said.MoveSettled(number=e.number, office=e.office, no_kk=e.no_kk, on=e.on, niks=e.niks, left=e.left)
            act.record(body, subject=said.subject_of(move.no_kk), to=move.office)
            act.record(said.MoveConfirmed(number=e.number), subject=said.subject_of(move.no_kk), to=e.office)
            _put_right(act, e)
    return len(ends)


def _put_right(act: Act, e: MoveEnd) -> None:
    """The origin's word came after the arrival, and said once more that they are on the way: at the centre they are where they arrived."""
    away = Resident.objects.filter(nik__in=e.niks, office=e.office, status=ResidentStatus.PINDAH).order_by("nik")
    for r in away:
        state = ResidentStatus.MENINGGAL if r.died_on else ResidentStatus.AKTIF
        kept = e.no_kk if e.kk_how == "tetap" else ""
        body = said.WriterKept(nik=r.nik, office=e.office, status=str(state), no_kk=kept)
        act.record(body, subject=f"penduduk/{r.nik}", to=PUSAT)


def grant_recalls(node: Node, now: datetime, *, in_hand: QuerySet[Any, Any]) -> int:
    """A SKPWNI that ran out may be cancelled once the destination has written something after its last day.

    in_hand: numbers of those that were brought to a counter in time and are still being checked there.

    Its chain has no gaps and it takes in nobody's letter that ran out, so then no arrival can still be on the way.
    """
    ended = MoveEnd.objects.filter(number=OuterRef("number"))
    open_still = Recall.objects.filter(granted=False).exclude(Exists(ended)).exclude(number__in=in_hand)
    asked = list(open_still.order_by("asked_at", "number")[:BATCH])
    moves = Move.objects.in_bulk([r.number for r in asked])
    sure = [r for r in asked if r.number in moves and _heard_after(node, moves[r.number])]
    if not sure:
        return 0
    with Act(node, SYSTEM) as act:
        for r in sure:
            subject = said.subject_of(moves[r.number].no_kk)
            act.record(said.RecallGranted(number=r.number), subject=subject, to=r.office)
    return len(sure)


def _heard_after(node: Node, move: Move) -> bool:
    if not Peer.objects.filter(id=move.destination).exists():
        return True  # no office of this system: nobody can have arrived there on paper that we would hear of
    zone = ZONES[node.clock.zone]
    chains = boxes.chains_of(move.destination) or [move.destination]
    last = [f.at for c in chains if (f := JournalFact.objects.filter(chain=c).order_by("-seq").first())]
    return bool(last) and max(last).astimezone(zone).date() > move.valid_until


@finds("EXISTS (SELECT FROM journal_parked WHERE subject LIKE %s)", lambda node, now: (f"{PREFIX}%",))
def answer_disputes(node: Node, now: datetime) -> int:
    """Two offices said different things of one family's move: whoever was understood first holds, the other is told and put aside."""
    subjects = Parked.objects.filter(subject__startswith=PREFIX).values_list("subject", flat=True).distinct()
    done = sum(_dispute(node, subject) for subject in sorted(subjects)[:BATCH])
    if done:
        tidy(node)
    return done


def _dispute(node: Node, subject: str) -> int:
    with Act(node, SYSTEM) as act:
        parked = list(Parked.objects.select_for_update().filter(subject=subject).order_by("chain", "seq"))
        facts = [(p, open_fact(sealed(JournalFact.objects.get(chain=p.chain, seq=p.seq)), node.kinds)) for p in parked]
        truth = next((e for _p, f in facts if (e := _decided(f)) is not None), None)
        lost = [(p, f) for p, f in facts if truth is not None and f.office not in (truth.office, PUSAT)]
        for p, f in lost:
            _refuse(act, f, truth)
            body = ParkedDismissed(chain=p.chain, seq=p.seq, of=p.subject, what=p.kind, reason=_says(truth))
            act.record(body, subject=f"tertahan/{p.chain}/{p.seq}", to=PUSAT)
        return len(lost)


def _decided(f: Fact) -> MoveEnd | None:
    """How the SKPWNI that this fact would end was ended before it."""
    number = f.body.letter.number if isinstance(f.body, said.Arrived) else getattr(f.body, "number", "")
    return MoveEnd.objects.filter(number=number).exclude(office=f.office).first()


def _says(truth: MoveEnd | None) -> str:
    assert truth is not None
    if truth.how == said.ARRIVED:
        return f"Orang-orang ini sudah tercatat datang di kantor {truth.office} dengan {truth.number}."
    return f"{truth.number} sudah ditarik kembali oleh kantor asalnya, {truth.office}."


def _refuse(act: Act, f: Fact, truth: MoveEnd | None) -> None:
    assert truth is not None
    niks, number, closed = _of(f)
    now_at = Resident.objects.in_bulk(niks)
    body = said.ClaimRefused(
        number=number,
        niks=[n for n in niks if n in now_at],
        loser=f.office,
        office=truth.office,
        says=_says(truth),
        closed=closed,
    )
    act.record(body, subject=f.subject, to=f.office)
    for nik, r in sorted(now_at.items()):
        act.record(said.WriterKept(nik=nik, office=r.office, status=r.status), subject=f"penduduk/{nik}", to=PUSAT)


def _of(f: Fact) -> tuple[list[str], str, str]:
    """(whose, which SKPWNI, the KK that was made for them) of a fact about a move."""
    b = f.body
    if isinstance(b, said.Arrived):
        return [p.nik for p in b.people], b.letter.number, b.home.no_kk if b.how == "baru" else ""
    if isinstance(b, said.MoveReturned):
        return [r.nik for r in b.back], b.number, ""
    if isinstance(b, said.MovedOut):
        return list(b.letter.niks), b.letter.number, ""
    return [], getattr(b, "number", ""), ""


# --- the origin -------------------------------------------------------------------------------------------------------


@finds(
    "EXISTS (SELECT FROM people_recall r WHERE r.granted AND r.office = %s"
    " AND NOT EXISTS (SELECT FROM people_moveend e WHERE e.number = r.number))"
    " OR EXISTS (SELECT FROM people_moveend WHERE settled AND NOT (\"left\" = '{}'))",
    lambda node, now: (node.id,),
)
def follow_answers(node: Node, now: datetime) -> int:
    """At the origin: who did not arrive with the others is a resident again, and a SKPWNI that nobody used is ended."""
    granted = Recall.objects.filter(granted=True, office=node.id)
    free = list(_open().filter(office=node.id, number__in=granted.values("number"))[:BATCH])
    absent = list(_left_over(node))
    for move in free:
        take_back(node, SYSTEM, move.number, paper=False)
    for number in absent:
        not_all_arrived(node, number)
    return len(free) + len(absent)


def _left_over(node: Node) -> Iterable[str]:
    """SKPWNI of this office on which somebody did not arrive, who has not been taken back yet."""
    mine = Move.objects.filter(number=OuterRef("number"), office=node.id)
    ends = list(_ends(said.ARRIVED).filter(Exists(mine), settled=True).exclude(left=[]))
    absent = [nik for e in ends for nik in e.left]
    gone = Resident.objects.filter(status=ResidentStatus.PINDAH, nik__in=absent)
    away = set(gone.values_list("nik", flat=True))
    return [e.number for e in ends if any(nik in away and _last_move(nik) == e.number for nik in e.left)]


def _last_move(nik: str) -> str:
    """The SKPWNI on which somebody left last."""
    rows = Move.objects.filter(niks__contains=[nik]).order_by("-issued_on", "-number")
    return rows.values_list("number", flat=True).first() or ""


CENTRE_TICKS = (answer_disputes, tell_destinations, settle_arrivals)
OFFICE_TICKS = (follow_answers,)
