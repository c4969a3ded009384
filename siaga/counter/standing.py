"""Reads, for many applications at once and in few queries, everything that their stages depend on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from siaga.berkas.steps import DONE
from siaga.cards import line
from siaga.cards.duplicates.telling import cases_of
from siaga.cards.line import CAME_BACK
from siaga.cards.planning import plan
from siaga.cards.planning.centre import TOLD
from siaga.journal.writer import fetch
from siaga.kit.node import Node
from siaga.people.models import Resident
from siaga.planner.told import Expected
from siaga.recording.status import Status

from .case_standing import REGISTERED, case_files_of, states_of_papers
from .catalogue import BY_CODE
from .models import Application
from .paper_standing import Asked, applicants_of, families_of, local_day, no_suket, states_of
from .stages import Situation, Stage, stage_of

NEVER_MARRIED = 1


@dataclass(frozen=True, slots=True)
class Order:
    id: UUID
    nik: str
    state: str
    joined_at: datetime
    printed_at: datetime | None
    handed_at: datetime | None
    came_back: bool
    lent_to: str


class Known(NamedTuple):
    """What is down here, each person's recording and its status, and each person's cards, oldest first."""

    down: frozenset[str]
    records: dict[str, tuple[UUID, str]]
    orders: dict[str, list[Order]]


NOTHING = Known(frozenset(), {}, {})
DOWN, RECORD, ORDER = 1, 2, 3
# Prepared: it is asked at the desk, for everybody who comes.
_KNOWN = f"""
SELECT {DOWN} AS what, '' AS nik, name AS state, NULL::uuid AS id, NULL::timestamptz AS joined_at,
       NULL::timestamptz AS printed_at, NULL::timestamptz AS handed_at, NULL::boolean AS came_back,
       '' AS lent_to
  FROM continuity_dependency WHERE state = 'terputus'
UNION ALL SELECT {RECORD}, nik, status, id, NULL, NULL, NULL, NULL, '' FROM recording_record WHERE nik = ANY(%s) AND current
UNION ALL SELECT {ORDER}, nik, state, id, joined_at, printed_at, handed_at, {CAME_BACK}, lent_to
  FROM cards_printorder WHERE nik = ANY(%s) AND state <> 'batal'
 ORDER BY what, joined_at, id
"""
# Of one person: its plan holds for everybody, that of a list is made anew each time.
_KNOWN_ONE = _KNOWN.replace("= ANY(%s)", "= %s")


def asked(rows: Iterable[Application]) -> list[Asked]:
    return [Asked(r.id, r.service, r.nik, r.opened_at, r.state, r.visit) for r in rows]


def load_stages(node: Node, applications: Iterable[Application]) -> dict[UUID, Stage]:
    """The stage of each application, by its id."""
    return {id: stage_of(s) for id, s in load_situations(node, asked(applications)).items()}


def load_situations(node: Node, rows: Sequence[Asked]) -> dict[UUID, Situation]:
    """Everything a stage depends on, by the application's id. Asks only for what these services need."""
    today = node.clock.today()
    going = [r for r in rows if r.state == "terbuka"]
    cards = [r for r in going if (s := BY_CODE.get(r.service)) is not None and s.card]
    papers = [r for r in going if (s := BY_CODE.get(r.service)) is None or not s.card]
    known = _known({r.nik for r in cards if r.nik}) if going else NOTHING
    out = {r.id: Situation(r.service, r.state, today=today) for r in rows}
    out |= _cards(node, cards, known, today)
    out |= _on_paper(node, papers, known, today)
    return out


def _on_paper(node: Node, rows: Sequence[Asked], known: Known, today: date) -> dict[UUID, Situation]:
    """What was recorded has a paper; what is not yet recorded may be in a case file, whatever older paper is still to be made."""
    niks = applicants_of(rows)
    families = families_of([nik for nik in niks.values() if nik])
    cases = case_files_of(rows, niks, families, node)
    by_case = states_of_papers(cases.values())
    papers = states_of([r for r in rows if r.id not in cases or not cases[r.id].linked], niks, families, node)
    papers |= {id: why for id, why in no_suket(rows, niks, node).items() if not papers.get(id)}
    out = {}
    for r in rows:
        case, paper = cases.get(r.id), papers.get(r.id, "")
        if case is not None and paper in ("", REGISTERED):
            paper = by_case.get(case.id, paper) if case.state == DONE else case.state
        out[r.id] = Situation(r.service, r.state, paper=paper, down=known.down, today=today)
    return out


def _cards(node: Node, rows: Sequence[Asked], known: Known, today: date) -> dict[UUID, Situation]:
    down, records, orders = known
    chosen = {r.id: _order_of(r, orders.get(r.nik, ())) for r in rows}
    waiting = [o.id for o in chosen.values() if o is not None and o.state == "menunggu"]
    by_order = plan.of_orders(node, waiting)
    planned = {id: by_order[o.id] for id, o in chosen.items() if o is not None and o.id in by_order}
    stock = line.stock(node) if waiting else 0
    planned |= _after_verdict(node, rows, chosen, records)
    unprinted = (Status.PRINT_READY_RECORD, *TOLD)
    births = _seventeenth({nik for nik, (_id, s) in records.items() if s in unprinted and nik not in orders}, today)
    cases = cases_of(node, [nik for nik, (_id, status) in records.items() if status == Status.DUPLICATE_RECORD])
    called = line.points_called(node, {o.lent_to for o in chosen.values() if o is not None and o.lent_to})
    out = {}
    for r in rows:
        o = chosen[r.id]
        out[r.id] = Situation(
            r.service,
            r.state,
            record=records[r.nik][1] if r.nik in records else "",
            order=o.state if o else "",
            place=planned[r.id].place if o and r.id in planned else None,
            expected=_grown_up(planned.get(r.id), births.get(r.nik)),
            printed_on=local_day(node, o.printed_at) if o and o.printed_at else None,
            down=down,
            stock=stock,
            adult_on=births.get(r.nik),
            today=today,
            case=(told := cases.get(r.nik, ("", "")))[0],
            case_when=told[1],
            came_back=o is not None and o.came_back,
            point=called.get(o.lent_to, "") if o else "",
        )
    return out


def _after_verdict(
    node: Node, rows: Sequence[Asked], chosen: Mapping[UUID, Order | None], records: Mapping[str, tuple[UUID, str]]
) -> dict[UUID, Expected]:
    """By application: of those whose recording the centre has not answered yet."""
    there = {
        r.id: records[r.nik][0] for r in rows if r.nik in records and chosen[r.id] is None and records[r.nik][1] in TOLD
    }
    expected = plan.of_recordings(node, there.values())
    return {id: expected[record] for id, record in there.items() if record in expected}


def _grown_up(expected: Expected | None, adult_on: date | None) -> Expected | None:
    """Nobody is told a day before the 17th birthday."""
    if expected is None or adult_on is None or expected.earliest is None or adult_on <= expected.earliest:
        return expected
    return Expected(expected.place, cause="young", binds=expected.binds)


def _known(niks: Collection[str]) -> Known:
    found = Known(frozenset(), {}, {})
    down, wanted = set(), sorted(niks)
    told = fetch(_KNOWN_ONE, (wanted[0],) * 2) if len(wanted) == 1 else fetch(_KNOWN, (wanted, wanted))
    for what, nik, state, *order in told:
        if what == DOWN:
            down.add(state)
        elif what == RECORD:
            found.records[nik] = order[0], state
        else:
            id, joined_at, printed_at, handed_at, back, point = order
            found.orders.setdefault(nik, []).append(
                Order(id, nik, state, joined_at, printed_at, handed_at, bool(back), point)
            )
    return found._replace(down=frozenset(down))


def _order_of(r: Asked, orders: Sequence[Order]) -> Order | None:
    """The card that this application will get: the open order, or one handed over since the application was opened."""
    for o in reversed(orders):
        if o.state != "diserahkan" or (o.handed_at is not None and o.handed_at >= r.opened_at):
            return o
    return None


def _seventeenth(niks: Collection[str], today: date) -> dict[str, date]:
    """The 17th birthday of those who still wait for it and never married."""
    if not niks:
        return {}
    found = {}
    rows = Resident.objects.filter(nik__in=niks, status_kawin=NEVER_MARRIED)
    for nik, born in rows.values_list("nik", "tanggal_lahir"):
        day = (
            date(born.year + 17, born.month, born.day)
            if (born.month, born.day) != (2, 29)
            else date(born.year + 17, 3, 1)
        )
        if day > today:
            found[nik] = day
    return found
