"""States by really using the adapters; outages recorded once; switches that stop every byte."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from siaga.continuity import acts, clocks, strip
from siaga.continuity.dependencies import DOWN, NORMAL, SLOW
from siaga.continuity.guards import Guarded
from siaga.continuity.models import Dependency, OfficeCut, Outage, Switch
from siaga.continuity.parts import CentreParts
from siaga.continuity.probes import CENTRE_PROBES, OFFICE_PROBES, Probe, probe_all
from siaga.continuity.standing import down_now, mode_now
from siaga.continuity.states import Failures, Measured, due, judged
from siaga.continuity.table import Mode
from siaga.continuity.ticks import probing
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.act import Actor
from siaga.journal.models import JournalFact
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.kit.refusal import TemporaryFault
from siaga.roles.kinds import FACT_TABLES

TEKNISI = Actor("teknisi-1", "Teknisi", frozenset({"teknisi"}))
STEP = timedelta(seconds=6)
tick = probing(OFFICE_PROBES)


@dataclass
class Told:
    state: str = "idle"
    accepting: bool = True
    reasons: tuple[str, ...] = ()
    queued: int = 0
    name: str = ""


@dataclass
class FakePrinter:
    told: Told = field(default_factory=Told)
    reachable: bool = True

    def state(self) -> Told:
        if not self.reachable:
            raise TemporaryFault("printer tidak menjawab", about="printer")
        return self.told


def look(node: Node, country: Country, by: timedelta = STEP) -> dict[str, Dependency]:
    country.clock.advance(by)
    tick(node, node.clock.now())
    return {d.name: d for d in Dependency.objects.all()}


def facts(kind: str) -> int:
    return JournalFact.objects.filter(kind=f"continuity.{kind}", chain="3172").count()


def test_a_cut_line_is_one_outage_from_when_to_when(negeri: Country, jakut: Node) -> None:
    line = jakut.devices["pusat"]
    assert look(jakut, negeri)["pusat"].state == NORMAL
    line.up = False
    began = negeri.clock.now() + STEP
    for _ in range(4):
        held = look(jakut, negeri)
    assert held["pusat"].state == DOWN and held["pusat"].since == began
    assert "terputus" in held["pusat"].says and down_now() == {"pusat"}
    line.up = True
    assert look(jakut, negeri)["pusat"].state == NORMAL
    look(jakut, negeri)
    outage = Outage.objects.get()
    assert (outage.began, outage.ended) == (began, began + 4 * STEP) and not outage.training
    assert (facts("outage_began"), facts("outage_ended")) == (1, 1)


def test_reachable_is_not_working(negeri: Country, jakut: Node) -> None:
    negeri.parts.broken["intake"] = "penuh"
    held = look(jakut, negeri)
    assert held["pusat"].state == NORMAL and held["intake"].state == DOWN and held["intake"].says == "penuh"
    assert mode_now("recording") is Mode.STORE and mode_now("print_prr") is Mode.CONTINUE


def test_without_an_answer_the_parts_keep_their_last_state(negeri: Country, jakut: Node) -> None:
    negeri.parts.broken["search"] = "mesin mati"
    look(jakut, negeri)
    jakut.devices["pusat"].up = False
    held = look(jakut, negeri)
    assert (held["search"].state, held["intake"].state) == (DOWN, NORMAL)
    assert held["search"].says == held["intake"].says == acts.UNASKED


def test_the_switch_stops_every_byte_and_is_training(negeri: Country, jakut: Node) -> None:
    line = jakut.devices["pusat"]
    jakut.devices["pusat"] = Guarded(line, "pusat")
    look(jakut, negeri)
    assert acts.turn_switch(jakut, TEKNISI, "pusat", True)
    assert Dependency.objects.get(name="pusat").state == DOWN, "at once, without a probe"
    calls = line.calls
    look(jakut, negeri)
    with pytest.raises(TemporaryFault):
        exchange.talk(jakut, jakut.devices["pusat"])
    assert line.calls == calls
    assert acts.turn_switch(jakut, TEKNISI, "pusat", False)
    assert look(jakut, negeri)["pusat"].state == NORMAL and line.calls > calls
    outage = Outage.objects.get()
    assert outage.training and outage.ended is not None
    assert (facts("switch_turned"), facts("outage_began"), facts("outage_ended")) == (2, 1, 1)


def test_a_training_that_hides_a_real_outage_ends_and_the_real_one_begins(negeri: Country, jakut: Node) -> None:
    look(jakut, negeri)
    acts.turn_switch(jakut, TEKNISI, "pusat", True)
    jakut.devices["pusat"].up = False
    look(jakut, negeri)
    acts.turn_switch(jakut, TEKNISI, "pusat", False)
    look(jakut, negeri)
    outages = Outage.objects.order_by("began", "training")
    assert sorted((o.training, o.ended is None) for o in outages) == [(False, True), (True, False)]


def test_switches_refuse_what_they_cannot_do(jakut: Node) -> None:
    assert acts.turn_switch(jakut, TEKNISI, "basisdata", True).codes() == {"continuity.no_switch"}  # type: ignore[union-attr]
    assert acts.turn_switch(jakut, TEKNISI, "matahari", True).codes() == {"continuity.no_switch"}  # type: ignore[union-attr]
    assert acts.turn_switch(jakut, TEKNISI, "tte", False).codes() == {"continuity.already"}  # type: ignore[union-attr]
    key = ids.fresh()
    assert acts.turn_switch(jakut, TEKNISI, "tte", True, key=key)
    assert not acts.turn_switch(jakut, TEKNISI, "tte", True)
    assert Switch.objects.filter(cut=True).count() == 1 and Outage.objects.count() == 1


def test_printers_are_down_only_together(negeri: Country, jakut: Node) -> None:
    one, two = FakePrinter(), FakePrinter()
    jakut.devices["printers"] = {"Printer 1": one, "Printer 2": two}
    assert look(jakut, negeri)["printer"].state == NORMAL
    two.told = Told(state="stopped", reasons=("media-empty",))
    held = look(jakut, negeri)["printer"]
    assert held.state == SLOW and held.says == "Printer 2: kartu kosong di printer habis"
    one.reachable = False
    assert look(jakut, negeri)["printer"].state == DOWN


def test_a_slow_answer_is_held_up(negeri: Country, jakut: Node) -> None:
    def slow(node: Node, now: datetime) -> Measured:
        negeri.clock.advance(timedelta(seconds=7))
        return Measured(NORMAL)

    probe_all(jakut, jakut.clock.now(), [Probe("scanner", slow)])
    held = Dependency.objects.get(name="scanner")
    assert held.state == SLOW and "7 detik" in held.says and held.took_ms == 7000


def test_failures_in_use_count_against_a_good_probe(negeri: Country, jakut: Node) -> None:
    look(jakut, negeri)
    acts.noticed(jakut, "pusat", "pusat menjawab 500")
    assert Dependency.objects.get(name="pusat").state == SLOW
    for _ in range(5):
        acts.noticed(jakut, "pusat", "pusat menjawab 500")
        held = look(jakut, negeri, timedelta(seconds=5))["pusat"]
    assert held.state == DOWN and "pusat menjawab 500" in held.says and facts("outage_began") == 1
    assert look(jakut, negeri, timedelta(seconds=10))["pusat"].state == NORMAL
    acts.noticed(jakut, "sesuatu", "bukan urusan kita")
    assert not Dependency.objects.filter(name="sesuatu").exists()


def test_the_centre_cuts_its_parts_for_everybody_and_one_office_for_itself(negeri: Country) -> None:
    with negeri.centre:
        parts = CentreParts(negeri.centre)
        probe_all(negeri.centre, negeri.clock.now(), CENTRE_PROBES)
        assert parts.down("release", "3172") == ""
        assert acts.turn_switch(negeri.centre, TEKNISI, "release", True)
        assert parts.down("release", "3172") and parts.down("release", "3507")
        assert acts.turn_switch(negeri.centre, TEKNISI, "printer", True).codes() == {"continuity.no_switch"}  # type: ignore[union-attr]
        parts.heard_cuts("3172", ["intake"])
        assert parts.down("intake", "3172") and not parts.down("intake", "3507")
        parts.heard_cuts("3172", [])
        assert not OfficeCut.objects.exists()


def test_outages_replay_from_the_journal_and_reach_the_centre(negeri: Country, jakut: Node) -> None:
    look(jakut, negeri)
    jakut.devices["pusat"].up = False
    look(jakut, negeri)
    jakut.devices["pusat"].up = True
    look(jakut, negeri)
    before = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before
    exchange.talk(jakut, jakut.devices["pusat"])
    with negeri.centre:
        assert list(Outage.objects.values_list("office", "dependency")) == [("3172", "pusat")]


def test_the_strip_says_what_works_and_what_is_given(negeri: Country, jakut: Node) -> None:
    assert strip.sentence(jakut) == "" and {i.state for i in strip.strip(jakut)} == {""}
    jakut.devices["pusat"].up = False
    look(jakut, negeri)
    said = strip.sentence(jakut)
    assert "Pusat terputus" in said and "Layanan lain tetap berjalan" in said and "Perkiraan tanggal" in said
    names = [i.name for i in strip.strip(jakut)]
    assert names[:2] == ["Pusat", "Penerimaan di pusat"]
    acts.turn_switch(jakut, TEKNISI, "tte", True)
    said = strip.sentence(jakut)
    assert said.startswith("Pusat terputus. LATIHAN: TTE diputus."), "what is real is not called training"
    shown = {i.name: i.state for i in strip.strip(jakut)}
    assert shown["Pusat"] == DOWN and shown["Mesin ketunggalan"] == "", "nobody can know while the line is down"


def test_a_clock_a_year_wrong_is_told_on_every_page_because_papers_carry_its_day(jakut: Node) -> None:
    now = jakut.clock.now()

    def heard(by: timedelta) -> str:
        clocks.heard("pusat", int((now - by).timestamp() * 1_000_000), now)
        return strip.sentence(jakut)

    assert heard(timedelta(hours=3)) == "", "the strip's dot says so"
    said = heard(timedelta(days=366))
    assert said.startswith("Jam server ini lebih cepat 12 bulan dari jam pusat: tanggal pada kertas keliru.")
    assert "lebih lambat 12 bulan" in heard(timedelta(days=-366))
    jakut.clock.advance(timedelta(days=-366))  # the technician puts it right while the line is cut
    assert strip.sentence(jakut) == ""


AT = datetime.fromisoformat("2026-11-23T08:00:00+07:00")


@pytest.mark.parametrize(
    ("measured", "took", "failures", "state"),
    [
        (Measured(NORMAL), 0, Failures(), NORMAL),
        (Measured(NORMAL), 6, Failures(), SLOW),
        (Measured(DOWN), 6, Failures(), DOWN),
        (Measured(NORMAL), 0, Failures(AT - timedelta(seconds=1), AT, "x"), SLOW),
        (Measured(NORMAL), 0, Failures(AT - timedelta(seconds=15), AT, "x"), DOWN),
        (Measured(NORMAL), 0, Failures(AT - timedelta(minutes=9), AT - timedelta(seconds=8), "x"), NORMAL),
    ],
)
def test_one_state_from_probe_and_use(measured: Measured, took: int, failures: Failures, state: str) -> None:
    assert judged(measured, timedelta(seconds=took), failures, AT)[0].state == state


@pytest.mark.parametrize(
    ("ago", "took_ms", "expected"),
    [(0, 0, False), (4, 0, False), (5, 0, True), (5, 10_000, False), (40, 10_000, True), (-60, 0, True)],
)
def test_when_a_probe_is_due(ago: int, took_ms: int, expected: bool) -> None:
    assert due(AT - timedelta(seconds=ago), took_ms, AT) is expected
