"""A clock that is a year off: noticed and told with what to do; nothing stops, and no order comes from it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from siaga.continuity.clocks import apart_words, heard
from siaga.continuity.models import Dependency, PeerClock
from siaga.counter.acts import take_ticket
from siaga.counter.models import Ticket
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.act import CITIZEN, SYSTEM, Act
from siaga.journal.facts import micros
from siaga.journal.membership import NodeAdmitted
from siaga.journal.models import JournalFact, Parked, Peer
from siaga.journal.verify import rebuild, tables_hash, verify
from siaga.kit.clock import SimulatedClock
from siaga.kit.node import Node
from siaga.perangkat.readings import read
from siaga.perangkat.state_code import code_of, words
from siaga.roles.centre import CENTRE
from siaga.roles.kinds import FACT_TABLES
from siaga.roles.office import OFFICE
from tests.pages import client_for


def set_clock(node: Node, wrong: timedelta) -> None:
    clock = node.clock
    assert isinstance(clock, SimulatedClock)
    object.__setattr__(node, "clock", SimulatedClock(clock.at, clock.zone, wrong))


def ticket(node: Node) -> str:
    with node:
        outcome = take_ticket(node, CITIZEN, "A", "umum", key=uuid4())
        assert outcome
        return str(outcome.value)


def tell(centre: Node, name: str) -> None:
    with centre, Act(centre, SYSTEM) as act:
        body = NodeAdmitted(node=name, name=name, wilayah="", verify_key="00" * 32, seal_key="11" * 32)
        act.record(body, subject="simpul/jam", to="3172")


@pytest.mark.parametrize("wrong", [timedelta(days=366), timedelta(days=-366)])
def test_a_year_off_and_everything_goes_on(negeri: Country, wrong: timedelta) -> None:
    office, centre = negeri.office("3172", "Kota Administrasi Jakarta Utara"), negeri.centre
    second = negeri.second_box(office)
    order = [ticket(office)]
    set_clock(office, wrong)  # its battery died over the weekend
    order += [ticket(office), ticket(office)]
    tell(centre, "a")
    with office:
        OFFICE.tick(office, office.clock.now())
    tell(centre, "b")
    with centre:
        CENTRE.tick(centre, centre.clock.now())
    with office:
        exchange.talk(office, office.devices["pusat"])
        assert Peer.objects.filter(id__in="ab").count() == 2 and not Parked.objects.exists()
    set_clock(office, timedelta())  # somebody sets it right again
    order += [ticket(office)]
    with office:
        exchange.talk(office, office.devices["pusat"])
        assert exchange.unsent(office) == 0
        office.devices["cadangan"].catch_up(office)
        before = tables_hash(FACT_TABLES)
        rebuild(office, FACT_TABLES)
        assert tables_hash(FACT_TABLES) == before and verify() == []
        told = JournalFact.objects.filter(chain="3172", subject__startswith="tiket/").order_by("seq")
        assert [f.subject for f in told] == [f"tiket/{id}" for id in order], "as they came, whatever the clock said"
        assert sorted(told, key=lambda f: f.at) != list(told), "the clock would have told another order"
    for other in (centre, second):
        with other:
            there = JournalFact.objects.filter(chain="3172", subject__startswith="tiket/").order_by("lsn")
            assert [f.subject for f in there] == [f"tiket/{id}" for id in order] and verify() == []
            assert Ticket.objects.count() == len(order) and not Parked.objects.exists()
    with second:
        assert tables_hash(FACT_TABLES) == before


@pytest.mark.parametrize(
    ("wrong", "state", "page", "code"),
    [
        (timedelta(days=366), "terputus", "lebih cepat 12 bulan", "sehari atau lebih"),
        (timedelta(days=-366), "terputus", "lebih lambat 12 bulan", "sehari atau lebih"),
        (timedelta(minutes=5), "tersendat", "lebih cepat 5 menit", "beberapa menit"),
        (timedelta(seconds=90), "normal", "Sama dengan jam pusat", ""),
    ],
)
def test_a_wrong_clock_is_told(jakut: Node, wrong: timedelta, state: str, page: str, code: str) -> None:
    set_clock(jakut, wrong)
    OFFICE.tick(jakut, jakut.clock.now())
    found = Dependency.objects.get(name="pusat")
    assert ("jam kantor ini berbeda" in found.says) is (state != "normal")
    r = read(jakut)
    assert r.ahead is not None and abs(r.ahead - wrong) < timedelta(seconds=1)
    shown = client_for(jakut, "teknisi").get("/perangkat/").content.decode()
    assert page in shown and ("Betulkan jam mesin ini" in shown) is (state != "normal")
    assert any(code in w for w in words(code_of(r)))


def test_the_difference_is_written_only_when_it_changes(negeri: Country, jakut: Node) -> None:
    now = jakut.clock.now()
    assert heard("pusat", 0, now) is None and not PeerClock.objects.exists()
    heard("pusat", micros(now - timedelta(minutes=3)), now)
    assert PeerClock.objects.get().ahead == timedelta(minutes=3)
    later = now + timedelta(seconds=5)
    heard("pusat", micros(later - timedelta(minutes=3)), later)
    assert PeerClock.objects.get().at == now
    heard("pusat", micros(later), later)
    assert (PeerClock.objects.get().at, PeerClock.objects.get().ahead) == (later, timedelta())


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(minutes=-3), "3 menit"),
        (timedelta(hours=5), "5 jam"),
        (timedelta(days=366), "366 hari"),
        (timedelta(days=-2), "2 hari"),
    ],
)
def test_how_far_apart(ahead: timedelta, said: str) -> None:
    assert apart_words(ahead) == said
