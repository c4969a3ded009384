"""One replay of a story about papers: families come for a birth's akta and KK, and go with them, or are told when to come again.

Everything is production: the birth, the papers that fall due, the queue of signatures, what the head of office chooses, the register of
wet signatures, days promised, handing over. Each paper is really drawn and really signed, by a key behind the weather.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from siaga.continuity.dependencies import TTE
from siaga.continuity.standing import may_begin
from siaga.continuity.table import DOCUMENTS, REGISTER, Table
from siaga.documents.apply import WAITING, WET
from siaga.documents.certificates import make_office_pki
from siaga.documents.collecting import judged
from siaga.documents.handing import hand_over
from siaga.documents.kinds import BY_CODE
from siaga.documents.models import Document
from siaga.documents.signing import LocalSigner
from siaga.documents.signing_acts import sign_wet_many, waiting
from siaga.documents.signing_mode import choose_mode, mode_now
from siaga.drill.citizens import Citizen
from siaga.drill.clerks import FRONT, HEAD, ActRefused
from siaga.drill.country import Country
from siaga.drill.deeds import Counter, do
from siaga.drill.invariants import check
from siaga.drill.papers_proof import papers_hash, signed_once
from siaga.drill.plan import Plan, Replayed
from siaga.drill.replay import VERDICTS, Replay
from siaga.drill.steps import BIRTH
from siaga.drill.weather_signer import WeatherSigner
from siaga.journal.act import Done, Outcome
from siaga.kit import ids
from siaga.people.event_acts import Recorded
from siaga.people.models import DueDocument
from siaga.planner.workdays import is_workday
from siaga.roles.office import OFFICE
from siaga.roles.role import Role

LEFT_OUT = ("siaga.perangkat", "siaga.people.moving")  # nobody moves, and no card is printed
WORK = Role(OFFICE.name, tuple(t for t in OFFICE.ticks if not t.__module__.startswith(LEFT_OUT)))
KEY_SINCE = datetime(2019, 1, 1, tzinfo=UTC)
Collect = Callable[[date], date]


@dataclass
class PaperDay:
    """One evening. came: for the first time. same_day: of them, with all papers in the hand. vain: went home without being received.

    hall: seconds that people waited in the hall before anybody received them; longest: of one person, in seconds.
    """

    day: date
    came: int = 0
    same_day: int = 0
    handed: int = 0
    vain: int = 0
    waiting: int = 0
    hall: int = 0
    longest: int = 0


@dataclass(kw_only=True)
class PapersReplayed(Replayed):
    """evenings: the days. after: days from first coming to the papers in the hand -> people. papers: signed and handed over.

    late: people whose papers came later than the next working day. wet: entered in the register of wet signatures.
    """

    evenings: list[PaperDay]
    after: dict[date, dict[int, int]]
    papers: int
    late: int
    wet: int
    countersigned: int
    signatures: int


class Papers(Replay):
    """collect: on days on which TTE is found away the head of office promises papers for `collect(day)`; None: signs them by hand.

    counter: of the town that `people` were taken from. slowly: signatures an hour while TTE is slow.
    """

    def __init__(
        self,
        name: str,
        country: Country,
        plan: Plan,
        table: Table,
        people: list[Citizen],
        *,
        counter: Counter,
        slowly: float,
        collect: Collect | None,
    ) -> None:
        super().__init__(name, country, plan, table, people)
        self.counter, self.collect = counter, collect
        self.index = {r.nik: n for n, r in enumerate(counter.mothers)}
        key, self.chain = make_office_pki(HEAD.name, self.office.name, KEY_SINCE)
        self.signer = WeatherSigner(LocalSigner(key, self.chain), plan.weather, slowly)
        self.office.devices["signer"] = self.signer
        self.subjects: dict[str, list[str]] = {}
        self.evenings: list[PaperDay] = []
        self._desk_free = country.clock.now()

    def _tick(self) -> None:
        now = self.clock.now()
        with self.office:
            WORK.tick(self.office, now)
        with self.country.centre:
            VERDICTS.tick(self.country.centre, now)
        with self.office:
            self.clerks.look()

    def _day(self, day: date) -> None:
        today, looks = PaperDay(day), self.plan.looks(day)
        queue = sorted(self.visits.pop(day, []), key=lambda c: (c.came_at, c.nik))
        today.came = sum(c.first_at == c.came_at for c in queue)
        here = self.pickups.pop(day, [])
        for at, end in zip(looks, [*looks[1:], None], strict=True):
            self.clock.move_to(at)
            self._tick()
            with self.office:
                if is_workday(day, self.plan.holidays):
                    self._head()
                    here = [c for c in here if not self._hand(c, today)]
                if end is not None:
                    here += self._desks_until(queue, end, today)
        self._evening(day, queue, here, today)

    # --- the head of office, the desks, the counter ------------------------------------------------------------------

    def _head(self) -> None:
        """Chooses each day on which TTE is found away; signs by hand what waits, if that was the choice."""
        node, today = self.office, self.clock.today()
        if TTE in self.clerks.down and mode_now(node) is None:
            mode, on = ("nanti", self.collect(today)) if self.collect else ("basah", None)
            self._done(choose_mode(node, HEAD, mode, today, today, "Server TTE tidak menjawab", collect_on=on))
        chosen = mode_now(node)
        papers = list(waiting(node).values_list("id", flat=True))
        if papers and chosen is not None and chosen.mode == "basah" and may_begin(node, DOCUMENTS) is None:
            self._done(sign_wet_many(node, HEAD, papers))

    def _desks_until(self, queue: list[Citizen], end: datetime, today: PaperDay) -> list[Citizen]:
        """Enter births until `end`; who was received waits for the papers. queue loses who was received."""
        if may_begin(self.office, REGISTER) is not None:
            return []
        received = []
        t, each = max(self._desk_free, self.clock.now()), timedelta(minutes=self.plan.minutes) / self.plan.stations
        while queue and (t := max(t, _came(queue[0]))) < end:
            c = queue.pop(0)
            self.clock.move_to(t)
            self._waited(c, t, today)
            self._enter(c)
            told = mode_now(self.office)
            if told is not None and told.collect_on is not None:
                self.pickups.setdefault(told.collect_on, []).append(c)
            else:
                received.append(c)
            t += each
        self._desk_free = t
        return received

    def _enter(self, c: Citizen) -> None:
        key = ids.named("drill", "lahir", c.nik)
        made = self._done(do(self.office, self.counter, BIRTH, self.index[c.nik], key))
        assert isinstance(made, Recorded)
        mother = self.counter.mothers[self.index[c.nik]]
        self.subjects[c.nik] = [f"akta/{made.akta}", f"keluarga/{mother.no_kk}"]
        c.recorded_at = self.clock.now()

    def _hand(self, c: Citizen, today: PaperDay) -> bool:
        """Give all papers at once, if all are there and signed."""
        subjects = self.subjects[c.nik]
        rows = Document.objects.filter(subject__in=subjects, superseded_by="", ended="", handed_at=None)
        found = [d for d in rows.defer("data", "claim").order_by("made_at", "id") if BY_CODE[d.kind].signed]
        made = DueDocument.objects.filter(subject__in=subjects, kind__in=[d.kind for d in found], made=False)
        if len(found) < len(subjects) or made.exists() or any(d.state == WAITING for d in found):
            return False
        if may_begin(self.office, DOCUMENTS) is not None:
            return False
        for d in found:
            self._done(hand_over(self.office, FRONT, d.id, c.nama))
            self.clerks.tally["papers"] += 1
        c.handed_at = self.clock.now()
        self.clerks.tally["handed"] += 1
        today.handed += 1
        today.same_day += c.first_at.date() == today.day
        return True

    def _evening(self, day: date, queue: list[Citizen], here: list[Citizen], today: PaperDay) -> None:
        """Who was not received comes again the next working day at opening, and so does who waits for papers without a day."""
        for c in queue:
            self._waited(c, self.clock.now(), today)
            today.vain += 1
            self.sent_home.add(c.nik)
            opening = self.plan.hours(day)[0]
            self._plan_visit(c, datetime.combine(self._next_workday(day), opening, c.first_at.tzinfo))
        self.pickups.setdefault(self._next_workday(day), []).extend(here)
        today.waiting = sum(c.first_at.date() <= day and c.handed_at is None for c in self.people)
        self.evenings.append(today)
        if self.clerks.acts > 2 * self._analysed:
            self._analyse()

    def _waited(self, c: Citizen, until: datetime, today: PaperDay) -> None:
        seconds = int((until - _came(c)).total_seconds())
        today.hall += seconds
        today.longest = max(today.longest, seconds)

    def _done(self, outcome: Outcome | None) -> object:
        self.clerks.acts += 1
        if not isinstance(outcome, Done):
            raise ActRefused("; ".join(r.text() for r in outcome.refusals) if outcome else "nobody came for it")
        return outcome.value

    # --- what came of it ---------------------------------------------------------------------------------------------

    def _result(self) -> PapersReplayed:
        violations = [
            f"{v.rule} {v.node}: {v.what}" for v in check(self.country.centre, [self.office], self.plan.checks)
        ]
        with self.office:
            kept, broken = judged(self.office)
            promised = Document.objects.exclude(promised_on=None).count()
            wet = Document.objects.filter(state=WET)
            counts = (wet.count(), wet.exclude(countersigned_at=None).count())
            violations += signed_once(self.office, self.chain[-1], self.signer.made, self.clock.now())
        served = [c for c in self.people if c.handed_at is not None]
        days = {c.nik: (c.handed_at.date() - c.first_at.date()).days for c in served if c.handed_at}
        after: dict[date, dict[int, int]] = {}
        for d in sorted({c.first_at.date() for c in served}):
            after[d] = dict(sorted(Tally(days[c.nik] for c in served if c.first_at.date() == d).items()))
        waited = sum(e.waiting for e in self.evenings)
        return PapersReplayed(
            name=self.name,
            days=[],
            turned_away=sum(e.vain for e in self.evenings),
            sent_home_people=len(self.sent_home),
            recorded=len(self.subjects),
            suket=0,
            printed=0,
            handed=len(served),
            last_of_before=None,
            last_card=None,
            last_handed=max((c.handed_at.date() for c in served if c.handed_at), default=None),
            promises={"dated": promised, "kept": kept, "broken": broken},
            person_days_waiting=waited,
            person_days_without_paper=waited,
            unserved=len(self.people) - len(served),
            acts=self.clerks.acts,
            hash=papers_hash([self.country.centre, self.office]),
            violations=violations,
            evenings=self.evenings,
            after=after,
            papers=self.clerks.tally["papers"],
            late=sum(c.handed_at.date() > self._next_workday(c.first_at.date()) for c in served if c.handed_at),
            wet=counts[0],
            countersigned=counts[1],
            signatures=self.signer.made,
        )


def _came(c: Citizen) -> datetime:
    assert c.came_at is not None
    return c.came_at
