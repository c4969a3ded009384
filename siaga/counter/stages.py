"""Where an application stands and what it waits for, in words that a twelve-year-old understands. Pure.

Nothing is pushed up to the application: its stage is read from what recording, cards and documents hold at this moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from siaga.planner.told import Expected
from siaga.recording.status import PROVEN_SINGLE, Status

from .catalogue import BY_CODE, CARD_PICK_TEXTS, PAPER_PICK_TEXTS
from .duplicate_words import CASE_COME, CASE_COME_TEXTS, CASE_TEXTS
from .stage_words import (
    CASE_WAIT_WORDS,
    COME_TEXTS,
    END_TEXTS,
    LINE_TEXTS,
    NO_SUKET,
    NOTE_TEXTS,
    PAPER_TEXTS,
    RECORDED,
    STATUS_TEXTS,
    TAKEN,
    TO_PRINT,
    UNRECORDED,
    WAIT_WORDS,
)

S = Status
CENTRE_PARTS = frozenset({"pusat", "intake", "search", "release"})


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a stage depends on. place: 1 = next to be printed. expected: when, by the plan. down: names of
    dependencies that are cut now.

    case: where the case of somebody recorded twice stands ("tidak_datang" besides `duplicates.rules`), case_when: its
    appointment as read.
    paper: "" nothing yet, the state of its case file (`berkas.steps`), "tercatat" registered, one of the names of `stage_words`, else the
    state of documents.Document.
    point: the service point that the card was lent to, in words.
    came_back: the card had been handed over, to the wrong person or left behind.
    adult_on: day of the 17th birthday if it is still to come and the person never married.
    """

    service: str
    state: str = "terbuka"
    record: str = ""
    order: str = ""
    place: int | None = None
    expected: Expected | None = None
    printed_on: date | None = None
    paper: str = ""
    down: frozenset[str] = frozenset()
    stock: int = 0
    adult_on: date | None = None
    today: date | None = None
    case: str = ""
    case_when: str = ""
    came_back: bool = False
    point: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """text: one sentence or two with %(name)s places. waits_for: a few words, "" for nothing. note: about an outage.

    place: in the print list, also that which somebody at the centre would take now. why: no date can be told, "" if one can.
    bring: what to bring next time. ready: it can be fetched now. come: the applicant must come. done: nothing is left to do.
    """

    code: str
    text: str
    waits_for: str = ""
    note: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    bring: tuple[str, ...] = ()
    ready: bool = False
    come: bool = False
    done: bool = False
    place: int | None = None
    why: str = ""

    def sentence(self) -> str:
        return self.text % self.params if self.params else self.text


COME = frozenset({S.UNREGISTERED, S.ENROLL_FAILURE_AT_CENTRAL, S.ENROLL_FAILURE_AT_REGIONAL, S.DUPLICATE_RECORD})
AT_CENTRE = frozenset(
    {
        S.BIO_CAPTURED,
        S.PROCESSING,
        S.SENT_FOR_ENROLLMENT,
        S.RECEIVED_AT_CENTRAL,
        S.SEARCH_FAILURE_AT_CENTRAL,
        S.ADJUDICATE_RECORD,
        S.ADJUDICATE_IN_PROCESS,
    }
)
DONE_PAPERS = frozenset({RECORDED, TAKEN})
NO_DATE_PAPERS = frozenset({UNRECORDED, NO_SUKET})


def stage_of(s: Situation) -> Stage:
    if s.state in END_TEXTS:
        return Stage(s.state, END_TEXTS[s.state], done=True)
    service = BY_CODE.get(s.service)
    return _card(s) if service is not None and service.card else _paper(s)


def _card(s: Situation) -> Stage:
    if s.order == "tercetak":
        text = STATUS_TEXTS[S.CARD_PRINTED][0]
        if s.point or s.came_back:
            text = LINE_TEXTS["point"] if s.point else LINE_TEXTS["back"]
        return Stage(
            "ready", text, params={"point": s.point} if s.point else {}, bring=CARD_PICK_TEXTS, ready=True, come=True
        )
    if s.order == "diserahkan":
        return Stage(S.CARD_ISSUED, STATUS_TEXTS[S.CARD_ISSUED][0], done=True)
    if s.order == "dikirim":
        return Stage(S.SENT_FOR_CARD_PRINTING, *STATUS_TEXTS[S.SENT_FOR_CARD_PRINTING])
    if s.order == "menunggu":
        return _placed(_in_line(s), s)
    status = s.record or S.UNREGISTERED
    if s.service == "penggantian" and status in PROVEN_SINGLE:
        return Stage("checked", LINE_TEXTS["checked"], WAIT_WORDS["officer"])
    if status == S.PRINT_READY_RECORD and s.adult_on is not None:
        params = {"day": f"{s.adult_on:%d-%m-%Y}"}
        return Stage("young", LINE_TEXTS["young"], WAIT_WORDS["birthday"], params=params)
    return _placed(_recorded(s, status), s)


def _placed(stage: Stage, s: Situation) -> Stage:
    return replace(stage, place=s.expected.place, why=s.expected.why) if s.expected else stage


def _case(s: Situation) -> Stage:
    """Recorded twice: each step of the case is told."""
    text, waits = CASE_TEXTS[s.case]
    come = s.case in CASE_COME
    cut = s.case == "menunggu_pusat" and bool(s.down & CENTRE_PARTS)
    return Stage(
        f"ganda_{s.case}",
        text,
        waits,
        note=NOTE_TEXTS["centre"] if cut else "",
        params={"when": s.case_when} if s.case == "dipanggil" else {},
        bring=CASE_COME_TEXTS if come else (),
        come=come,
        done=not waits,
    )


def _recorded(s: Situation, status: str) -> Stage:
    if status == S.DUPLICATE_RECORD and s.case in CASE_TEXTS:
        return _case(s)
    text, waits = STATUS_TEXTS.get(status, STATUS_TEXTS[S.UNREGISTERED])
    cut = status in AT_CENTRE and bool(s.down & CENTRE_PARTS)
    ready = status == S.CARD_PRINTED
    come = status in COME
    return Stage(
        status,
        text,
        waits,
        note=NOTE_TEXTS["centre"] if cut else "",
        bring=CARD_PICK_TEXTS if ready else COME_TEXTS if come else (),
        ready=ready,
        come=come or ready,
        done=status == S.CARD_ISSUED,
    )


def _in_line(s: Situation) -> Stage:
    if s.stock <= 0:
        waits, note = WAIT_WORDS["blangko"], NOTE_TEXTS["blangko"]
    elif "printer" in s.down:
        waits, note = WAIT_WORDS["printer"], NOTE_TEXTS["printer"]
    else:
        waits, note = WAIT_WORDS["turn"], ""
    if s.place is None:
        return Stage("line", LINE_TEXTS["unplaced"], waits, note)
    if s.place == 1:
        return Stage("line", LINE_TEXTS["next"], waits, note)
    ahead = f"{s.place - 1:,}".replace(",", ".")
    return Stage("line", LINE_TEXTS["ahead"], waits, note, params={"ahead": ahead})


def _paper(s: Situation) -> Stage:
    text = PAPER_TEXTS.get(s.paper, PAPER_TEXTS[""])
    if s.paper in ("elektronik", "basah", "tanpa_tanda_tangan"):
        return Stage("ready", text, bring=PAPER_PICK_TEXTS, ready=True, come=True)
    if s.paper == "menunggu_tanda_tangan":
        return Stage("sign", text, WAIT_WORDS["sign"], NOTE_TEXTS["tte"] if "tte" in s.down else "")
    if s.paper == TO_PRINT:
        return Stage("registered", text, WAIT_WORDS["turn"])
    if s.paper in DONE_PAPERS:
        return Stage("recorded", text, done=True)
    if s.paper == "tercatat":
        return Stage("registered", text, WAIT_WORDS["sign"])
    if s.paper in NO_DATE_PAPERS:
        come = s.paper == UNRECORDED
        return Stage(s.paper, text, CASE_WAIT_WORDS[s.paper], bring=COME_TEXTS if come else (), come=come)
    return Stage("checked", text, CASE_WAIT_WORDS.get(s.paper, WAIT_WORDS["officer"]))
