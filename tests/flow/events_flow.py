"""Life events from a ticket of the hall to the signed paper: one ticket, one visit, many wishes; each row says what its case file yields.

What a row says is held against what the office really did: exactly these papers fell due, and each of them is there and signed.
`tests/house/test_flows.py` holds the rows against the declarations.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from playwright.sync_api import expect

from siaga.counter.catalogue import SERVICES
from siaga.documents.kinds import BY_CODE as KINDS
from siaga.people.peristiwa import BY_CODE
from tests.flow import steps_flow as steps
from tests.flow.case_flow import CHECKERS, SIGNED, Sit, papers_seen, submit
from tests.flow.country_flow import Running
from tests.flow.desk_flow import Desk
from tests.flow.people_flow import Cast, Person

NO_PAPER = "Tidak ada dokumen yang perlu diambil"
CASE = "SELECT state, since, papers, application::text FROM berkas_berkas WHERE id = %s::uuid"
HOLDING = "FROM documents_document WHERE kind = %s AND subject = %s AND made_at >= %s AND superseded_by = ''"
# Of each holder: both spouses get an extract. One question: a later event of the same child may put its own paper in this one's place.
PAPERS = f"SELECT array_agg(DISTINCT state), array_agg(id::text) {HOLDING}"

Typed = Mapping[str, str]
Look = Callable[[Desk, Cast, Person], object]


def nothing(*_given: object) -> None:
    """No more is to be done."""


@dataclass(frozen=True)
class Event:
    """code: of the life event. papers: codes of all documents that its case file yields, a KK for each family. whom: who asks for it.

    fields: what is typed. blunder: typed first, and the words of the refusal. round: after those of a lower one are recorded.
    keep: the name under which the cast keeps the new NIK. more: by hand in the open form. after: a look at what became of it.
    """

    code: str
    papers: tuple[str, ...]
    whom: Callable[[Cast], Person]
    fields: Callable[[Cast, Person], Typed]
    blunder: tuple[Typed, str] | None = None
    round: int = 1
    keep: str = ""
    more: Callable[[Desk], object] = field(default=nothing)
    after: Look = field(default=nothing)

    @property
    def title(self) -> str:
        return BY_CODE[self.code].title

    @property
    def service(self) -> str:
        return next(s.code for s in SERVICES if self.code in s.events)


@dataclass
class Wish:
    """One row of the visit. case: path of its case file."""

    event: Event
    person: Person
    case: str = ""


def fill(desk: Desk, **fields: str) -> None:
    """Text, dates, choices and areas by the name of their field; every requirement is ticked off as seen."""
    for name, value in fields.items():
        box = (
            desk.page.locator(f"input[name={name}]").first
            if name == "kode_wilayah"
            else desk.page.locator(f"#id_{name}")
        )
        if name == "kode_wilayah":
            box.evaluate("(e, code) => { e.value = code }", value)
        elif box.evaluate("e => e.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)
    papers_seen(desk)


def called(citizen: Desk, desk: Desk, letter: str, loket: int) -> None:
    """A number from the kiosk, called to the counter; the page of its visit is open."""
    number = steps.take_a_ticket(citizen, letter)
    steps.sit_down(desk, loket)
    desk.page.locator("main h1").click()
    desk.page.keyboard.press("n")
    expect(desk.page.locator("section .figure")).to_have_text(number)
    desk.page.keyboard.press("l")
    expect(desk.page.locator("#q")).to_be_visible()


def first_wish(desk: Desk, person: Person, service: str) -> tuple[str, str]:
    """Found by the NIK, chosen, the first row of the visit; (path of the visit, tracking code)."""
    desk.page.locator("#q").fill(person.nik)
    desk.press("Cari", exact=True)
    desk.page.locator("main").get_by_role("link", name=person.name).first.click()  # Eka is in Rekaman, too
    steps.fill_row(desk, steps.rows_of_family(desk).index(person.nik), service)
    desk.press("Simpan & cetak tanda terima")
    code = desk.page.locator("#kode").inner_text().strip()
    desk.look("kunjungan-formulir")
    return steps.here(desk.page), code


def next_wish(desk: Desk, visit: str, person: Person, service: str) -> None:
    """One more wish in the same visit, typed."""
    desk.go(visit)
    rows = desk.page.locator("main tbody tr").count()
    desk.page.locator("#id_name").fill(person.name)
    desk.page.locator("#id_nik").fill(person.nik)
    desk.page.locator("#id_service").select_option(service)
    desk.press("Tambahkan", exact=True)
    expect(desk.page.locator("main tbody tr")).to_have_count(rows + 1)


def submitted(desk: Desk, cast: Cast, wish: Wish) -> None:
    """The form that its row of the visit offers, filled and submitted; what is wrong is told first."""
    event = wish.event
    row = desk.page.locator("main tbody tr").last
    row.get_by_role("link", name=event.title).click()
    desk.look(f"formulir-{event.code}")
    fields = dict(event.fields(cast, wish.person))
    if event.blunder:
        typed, words = event.blunder
        fill(desk, **{**fields, **typed})
        desk.press("Ajukan", exact=True)
        desk.says(words)
        desk.look(f"formulir-{event.code}-keliru")
        fields = {name: fields.get(name, "") for name in typed}
    fill(desk, **fields)
    event.more(desk)
    wish.case = submit(desk)


def id_of(case: str) -> str:
    return case.rstrip("/").rsplit("/", 1)[-1]


def approved(running: Running, sit: Sit, cases: Sequence[str]) -> None:
    """Each checker ticks them in the list and takes them in one go, until all are recorded."""
    ids = [id_of(case) for case in cases]
    for officer, heap in zip(CHECKERS, ("verifikasi", "persetujuan", "persetujuan"), strict=True):
        waiting = [id for id in ids if running.rows(CASE, id)[0][0] != "selesai"]
        if not waiting:
            break
        with sit(officer) as desk:
            desk.opened(f"/berkas/{heap}/", f"berkas-{heap}")
            boxes = [desk.page.locator(f"input[name=pilih][value^='{id}']") for id in waiting]
            ticked = [box for box in boxes if box.count()]
            for box in ticked:
                box.check()
            desk.press("Setujui yang dipilih")
            desk.look("berkas-setujui-banyak")
            desk.press(f"Setujui {len(ticked)} berkas", exact=True)
            desk.says(f"{len(ticked)} berkas disetujui.")
    assert {running.rows(CASE, id)[0][0] for id in ids} == {"selesai"}


def papers_ready(running: Running, which: tuple[str, str, object], ready: str, node: str) -> list[str]:
    """The papers that hold, as soon as all of them are ready; AssertionError with what they are instead after two minutes."""
    deadline = time.monotonic() + 120
    while (found := running.rows(PAPERS, *which, node=node)[0])[0] != [ready]:
        assert time.monotonic() < deadline, f"{found} instead of {ready}: {which}"
        time.sleep(0.3)
    made: list[str] = found[1]
    return made


def papers_there(running: Running, desk: Desk, event: Event, case: str, *, node: str = "3172") -> None:
    """Exactly the papers of the row fell due by this case file, and each of them is made, signed in its own bytes or by law never."""
    _state, since, yielded, application = running.rows(CASE, id_of(case), node=node)[0]
    assert application, f"{event.code}: its form was not opened from the visit"
    assert sorted(p["kind"] for p in yielded) == sorted(event.papers), (event.code, yielded)
    assert set(event.papers) <= set(BY_CODE[event.code].documents), event.code
    for paper in yielded:
        kind, about = paper["kind"], paper["about"]
        ready = "elektronik" if KINDS[kind].signed else "tanpa_tanda_tangan"
        made = papers_ready(running, (kind, about, since), ready, node)
        for document in made if not KINDS[kind].on_blank else ():
            answer = desk.page.request.get(f"{desk.home}/dokumen/{document}/pdf")
            assert answer.status == 200 and answer.body().startswith(b"%PDF-"), (event.code, kind)
            assert (SIGNED in answer.body()) is KINDS[kind].signed, (event.code, kind)


def told(citizen: Desk, code: str, wishes: Sequence[Wish]) -> None:
    """The tracking page says of each wish, in the order of the receipt, that its papers are there."""
    citizen.opened(f"/publik/lacak/{code}/", "lacak-peristiwa")
    for n, wish in enumerate(wishes):
        words = "sudah jadi" if wish.event.papers else NO_PAPER
        expect(citizen.page.locator("main section").nth(n)).to_contain_text(words)


def whole_way(running: Running, sit: Sit, events: Sequence[Event], *, letter: str, loket: int) -> Cast:
    """All of them in one visit, round by round; the last round's end is what the tracking page says."""
    cast, wishes, visit, code = Cast(running), [], "", ""
    with sit() as citizen, sit("loket") as desk:
        called(citizen, desk, letter, loket)
        for _n, rows in groupby(sorted(events, key=lambda e: e.round), key=lambda e: e.round):
            these = []
            for event in rows:
                wish = Wish(event, event.whom(cast))
                if visit:
                    next_wish(desk, visit, wish.person, event.service)
                else:
                    visit, code = first_wish(desk, wish.person, event.service)
                submitted(desk, cast, wish)
                these.append(wish)
            approved(running, sit, [wish.case for wish in these])
            for wish in these:
                papers_there(running, desk, wish.event, wish.case)
                if wish.event.keep:
                    cast.known[wish.event.keep] = cast.newest(wish.event.fields(cast, wish.person)["nama"])
                wish.event.after(desk, cast, wish.person)
            wishes += these
        assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", code)
        told(citizen, code, wishes)
        desk.go(wishes[0].case)
        desk.page.get_by_role("link", name="Dokumen yang harus dibuat").click()
        expect(desk.page.locator("#dokumen").get_by_role("link", name="Cetak", exact=True).first).to_be_visible()
        desk.look("dokumen-peristiwa")
    return cast
