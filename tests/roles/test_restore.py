"""An office comes back: from a backup, from a disk that still turns, from the centre, and from parts of each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from siaga.accounts.models import Officer
from siaga.counter.acts import take_ticket
from siaga.counter.models import Ticket
from siaga.drill.country import Country, Line
from siaga.journal import blobs, boxes, carry, exchange, membership
from siaga.journal.act import CITIZEN, SYSTEM, Act, Done
from siaga.journal.membership import NodeAdmitted
from siaga.journal.models import Blob, JournalFact, Peer
from siaga.journal.verify import tables_hash, verify
from siaga.kit.keys import Keys
from siaga.kit.node import Node
from siaga.kit.recovery import Recovery
from siaga.kit.refusal import PermanentFault, TemporaryFault
from siaga.recording.facts import Recorded
from siaga.roles import backup, restoring
from siaga.roles.home import Centre, Home, Settings
from siaga.roles.kinds import ALL, FACT_TABLES
from siaga.roles.lost_and_found import Known, Missing, Report
from siaga.roles.remains import Opener
from siaga.roles.restore_plan import Sources, State, state_of
from siaga.roles.restoring import Restoration

RECOVERY = Recovery(b"0123456789abcdef")
OPENER = Opener(RECOVERY.public.mark, RECOVERY.keys)
SETTINGS = Settings(id="3172", name="Kota Administrasi Jakarta Utara", wilayah="3172")


def ticket(node: Node) -> str:
    with node:
        outcome = take_ticket(node, CITIZEN, "A", "umum", key=uuid4())
        assert isinstance(outcome, Done)
        return str(outcome.value)


def tickets(node: Node) -> set[str]:
    with node:
        return {str(id) for id in Ticket.objects.values_list("id", flat=True)}


@pytest.fixture
def office(negeri: Country) -> Node:
    node = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    keys = negeri.centre.keys.public
    pusat = Centre("http://pusat.invalid", keys.verify.hex(), keys.seal.hex())
    (node.home / "node.json").write_bytes(msgspec.json.encode(msgspec.structs.replace(SETTINGS, pusat=pusat)))
    with node:
        Officer.objects.create(username="siti", name="Siti", roles=["loket"], password="hash")
    return node


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    folder = tmp_path / "disk"
    folder.mkdir()
    return folder


@pytest.fixture
def machine(negeri: Country) -> Iterator[Node]:
    """An empty machine: a database, fresh keys, no number yet."""
    made = negeri._node("3172", "Kota Administrasi Jakarta Utara", "3172", 9)
    yield Node(
        made.id,
        made.name,
        made.wilayah,
        made.clock,
        Keys.from_text("mesin baru"),
        made.home,
        ALL,
        store=made.store,
        box=0,
    )


def save(node: Node, disk: Path, *, whole: bool = False) -> backup.Made:
    with node:
        return backup.make_backup(node, disk, RECOVERY.public, whole=whole)


def restored(
    machine: Node, sources: Sources, *, link: Line | None = None, state: State | None = None
) -> tuple[Node, Report]:
    known = Known()
    shown: dict[str, tuple[int, int]] = {}

    def say(what: str, done: int, total: int) -> None:
        shown[what] = done, total

    with machine:
        remains = restoring.look(sources, known)
        settings = remains.settings or msgspec.structs.replace(SETTINGS, pusat=Centre("http://pusat.invalid"))
        state = state or state_of(machine.home) or State(settings)
        machine.trust.update(Home(machine.home, settings).trust)
        run = Restoration(machine, state, sources, remains, known, link, say)
        report = run.run()
    if report.whole:
        assert all(done == total for done, total in shown.values()), f"a bar ends at 100 %: {shown}"
    assert set(report.came) <= set(shown) | {source for source, n in report.came.items() if not n}
    return run.node, report


def line(negeri: Country) -> Line:
    return Line(negeri.centre, negeri.parts)


def code(negeri: Country) -> str:
    with negeri.centre:
        return membership.make_code(negeri.centre, SYSTEM, "3172")


def talk(node: Node, link: Line | None = None) -> None:
    with node:
        exchange.talk(node, link or node.devices["pusat"])


def hash_of_tables(node: Node) -> str:
    with node:
        return tables_hash(FACT_TABLES)


def say_at_centre(negeri: Country, name: str) -> None:
    with negeri.centre, Act(negeri.centre, SYSTEM) as act:
        body = NodeAdmitted(node=name, name=name, wilayah="", verify_key="00" * 32, seal_key="11" * 32)
        act.record(body, subject=f"simpul/{name}", to="3172")


def test_from_a_backup_alone_without_any_line(office: Node, disk: Path, machine: Node) -> None:
    told = {ticket(office) for _ in range(4)}
    save(office, disk)
    told |= {ticket(office) for _ in range(3)}
    assert save(office, disk).facts == 3, "only what is new"
    before = hash_of_tables(office)
    new, report = restored(machine, Sources(backups=(disk,), opener=OPENER))
    assert report.whole and report.came == {f"salinan {_series(disk)}": 7}
    assert tickets(new) == told
    with new:
        assert verify() == [] and boxes.is_office(new) and new.box > 1
        assert Officer.objects.get(username="siti").password == "hash"
    assert tickets(new) | {ticket(new)} == tickets(new), "it serves"
    assert hash_of_tables(new) != before, "the office is another box now"


def _series(disk: Path) -> str:
    return backup.series_in(backup.root_of(disk, "3172"))[0].name


def test_the_centre_believes_the_old_machines_word_and_the_old_one_is_fenced(
    negeri: Country, office: Node, disk: Path, machine: Node
) -> None:
    ticket(office)
    talk(office)
    save(office, disk)
    late = {ticket(office) for _ in range(2)}  # sent to the centre after the last backup
    talk(office)
    say_at_centre(negeri, "verdict")
    new, report = restored(machine, Sources(backups=(disk,), opener=OPENER), link=line(negeri))
    assert report.whole and report.came["pusat"] >= 3
    assert late <= tickets(new)
    mine = ticket(new)
    talk(new, line(negeri))
    with negeri.centre:
        assert boxes.serving_box("3172") == new.box
        assert Ticket.objects.filter(id=mine).exists()
    talk(office)
    with office:
        assert not boxes.is_office(office)
    for node in (negeri.centre, new):
        with node:
            assert verify() == []


def test_from_the_centre_alone_with_a_code(negeri: Country, office: Node, machine: Node) -> None:
    told = {ticket(office) for _ in range(3)}
    say_at_centre(negeri, "verdict")
    talk(office)
    lost = ticket(office)  # never sent
    sources = Sources(pusat="http://pusat.invalid", code=code(negeri), wilayah="3172")
    new, report = restored(machine, sources, link=line(negeri))
    assert tickets(new) == told and lost not in tickets(new)
    assert report.missing == [], "nobody here knows of what was never sent"
    assert report.until
    mine = ticket(new)
    talk(new, line(negeri))
    assert told | {mine} <= tickets(negeri.centre)
    with new:
        assert verify() == [] and boxes.is_office(new)
    with negeri.centre:
        assert boxes.serving_box("3172") == new.box and verify() == []


@pytest.mark.parametrize("there", ["disk", "centre", "nowhere"])
def test_blobs_come_back_from_where_they_are_or_are_named(
    negeri: Country, office: Node, disk: Path, machine: Node, there: str
) -> None:
    content = blobs.seal(b"x" * 600_000, [office.keys.public])
    with office:
        ref = blobs.put(office, content, at=office.clock.now(), wanted_by="pusat")
        with Act(office, SYSTEM) as act:
            act.record(Recorded(record=uuid4(), nik="3172010101010001", blobs=[ref], quality=90), subject="rekaman/1")
        if there == "centre":
            exchange.push_blobs(office, office.devices["pusat"])
    talk(office)
    save(office, disk)
    if there != "disk":
        backup.blob_place(backup.root_of(disk, "3172"), ref.sha).unlink()
    new, report = restored(machine, Sources(backups=(disk,), opener=OPENER), link=line(negeri))
    assert report.blobs == ([ref.sha] if there == "nowhere" else [])
    with new:
        row = Blob.objects.get(sha=ref.sha)
        assert row.have == (0 if there == "nowhere" else ref.size)
        if there == "disk":
            assert blobs.read(new, ref.sha) == content and row.wanted_by == "pusat", "it is still to be sent"


def test_a_code_for_another_office_or_used_up_lets_nobody_in(negeri: Country, office: Node, machine: Node) -> None:
    ticket(office)
    talk(office)
    one = code(negeri)
    restored(machine, Sources(pusat="http://pusat.invalid", code=one, wilayah="3172"), link=line(negeri))
    other = negeri._node("3172", "lain", "3172", 8)
    stranger = Node(
        "3172", "lain", "3172", other.clock, Keys.from_text("asing"), other.home, ALL, store=other.store, box=0
    )
    with pytest.raises(PermanentFault, match="sudah dipakai"):
        restored(stranger, Sources(pusat="http://pusat.invalid", code=one, wilayah="3172"), link=line(negeri))


def test_a_lost_segment_is_told_to_the_fact_and_filled_by_the_centre(
    negeri: Country, office: Node, disk: Path, machine: Node
) -> None:
    for _ in range(3):
        ticket(office)
        ticket(office)
        save(office, disk)
    second = sorted(backup.series_in(backup.root_of(disk, "3172"))[0].glob("*.segmen"))[1]
    second.write_bytes(second.read_bytes()[:-5])
    _new, report = restored(machine, Sources(backups=(disk,), opener=OPENER))
    assert report.missing == [Missing("3172", 3, 6)]
    assert any("terpotong" in note for note in report.notes) and not report.whole


def test_two_sources_each_with_a_gap_make_one_whole(
    negeri: Country, office: Node, disk: Path, tmp_path: Path, machine: Node
) -> None:
    told = [ticket(office) for _ in range(2)]
    talk(office)  # the centre holds 1-2
    save(office, disk)
    told += [ticket(office) for _ in range(2)]
    save(office, disk)
    first = sorted(backup.series_in(backup.root_of(disk, "3172"))[0].glob("*.segmen"))[0]
    first.unlink()
    new, report = restored(machine, Sources(backups=(disk,), opener=OPENER), link=line(negeri))
    assert tickets(new) == set(told) and report.missing == []
    assert any("0001.segmen tidak ada" in note for note in report.notes)


def test_from_a_disk_that_still_turns(office: Node, machine: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {ticket(office) for _ in range(5)}
    assert office.store is not None
    (office.home / "key").write_text(office.keys.seed.hex())
    settings = msgspec.structs.replace(SETTINGS, database=office.store.conninfo)
    (office.home / "node.json").write_bytes(msgspec.json.encode(settings))
    new, report = restored(machine, Sources(homes=(office.home,)))
    assert tickets(new) == told and report.whole
    with new:
        assert boxes.is_office(new)


def test_a_bundle_for_the_old_machine_is_opened_with_its_keys(
    negeri: Country, office: Node, disk: Path, tmp_path: Path, machine: Node
) -> None:
    ticket(office)
    talk(office)
    save(office, disk)
    late = ticket(office)
    talk(office)
    say_at_centre(negeri, "verdict")
    stick = tmp_path / "stick.siaga"
    with negeri.centre:
        carry.carry_out(negeri.centre, stick, "3172")
    new, report = restored(machine, Sources(backups=(disk,), bundles=(stick,), opener=OPENER))
    with new:
        assert Peer.objects.filter(id="verdict").exists() and boxes.is_office(new)
    assert report.missing == [Missing("3172", 2, 2)], "the centre told that it holds one more"
    assert late not in tickets(new)
    talk(new, line(negeri))
    talk(new, line(negeri))
    assert late in tickets(new), "and gives it back when there is a line"


def test_killed_half_way_it_goes_on(negeri: Country, office: Node, disk: Path, machine: Node) -> None:
    told = {ticket(office) for _ in range(6)}
    save(office, disk)
    sources = Sources(backups=(disk,), opener=OPENER)

    class Killed(Exception):
        pass

    known = Known()
    with machine:
        remains = restoring.look(sources, known)
        run = Restoration(machine, State(SETTINGS), sources, remains, known)
        run._blobs = lambda: (_ for _ in ()).throw(Killed())  # type: ignore[method-assign]
        with pytest.raises(Killed):
            run.run()
    state = state_of(machine.home)
    assert state is not None and state.box
    again = Node(
        machine.id,
        machine.name,
        machine.wilayah,
        machine.clock,
        machine.keys,
        machine.home,
        ALL,
        store=machine.store,
        box=state.box,
    )
    new, report = restored(again, sources)
    assert new.box == state.box and tickets(new) == told and report.whole
    with new:
        assert JournalFact.objects.filter(chain=new.chain).count() == 2


def test_wrong_words_open_nothing(office: Node, disk: Path, machine: Node) -> None:
    ticket(office)
    save(office, disk)
    other = Recovery(b"fedcba9876543210")
    with pytest.raises(PermanentFault, match="tidak satu pun"):
        restored(machine, Sources(backups=(disk,), opener=Opener(other.public.mark, other.keys)))


def test_a_folder_that_is_gone_stops_nothing_and_is_told(office: Node, tmp_path: Path) -> None:
    with pytest.raises(TemporaryFault, match="pasang disknya"):
        save(office, tmp_path / "tidak-ada")
    assert "pasang disknya" in backup.state_of(office.home).says
    ticket(office)


def test_old_series_go_when_newer_ones_are_whole(negeri: Country, office: Node, disk: Path) -> None:
    for _ in range(4):
        ticket(office)
        save(office, disk, whole=True)
        negeri.clock.advance(timedelta(days=1))
    assert len(backup.series_in(backup.root_of(disk, "3172"))) == 2
    negeri.clock.advance(timedelta(days=backup.SERIES_DAYS))
    assert save(office, disk).facts >= 4, "a new series begins whole"


def test_a_series_that_did_not_restore_is_followed_by_a_whole_one(office: Node, disk: Path) -> None:
    ticket(office)
    save(office, disk)
    backup.keep_state(office.home, msgspec.structs.replace(backup.state_of(office.home), test_says="tabel berbeda"))
    office.clock.advance(timedelta(hours=1))  # type: ignore[attr-defined]
    assert save(office, disk).facts == 1
    assert len(backup.series_in(backup.root_of(disk, "3172"))) == 2
