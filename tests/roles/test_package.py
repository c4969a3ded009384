"""What a second box is told of the office's settings after it was let in: what the office got since must not be missing at a takeover."""

from __future__ import annotations

import msgspec
import pytest

from siaga.drill.country import Country, Line
from siaga.journal import answering, boxes
from siaga.journal.act import SYSTEM
from siaga.kit.node import Node
from siaga.roles import point_home, standby
from siaga.roles.home import Box, EsignService, Home, Printer, Saving, Settings
from siaga.roles.saving import told
from siaga.roles.second import follow_office
from siaga.roles.signers import make_local_signer

NAME = "Kota Administrasi Jakarta Utara"
SAVING = Saving(folder="/mnt/salinan", key="kunci umum")
SERVICE = EsignService("https://tte.example", "3507011708640001", "Drs. Bambang", password="rahasia")


class Door(Line):
    """A line to an office that lets machines in and tells its second box."""

    def call(self, envelope: bytes) -> bytes:
        with self.centre:
            return answering.serve(self.centre, envelope, self.parts, point_home.door)


def home_of(node: Node, settings: Settings) -> Home:
    node.keys.save(node.home / "key")
    return Home(node.home, settings).save(settings)


@pytest.fixture
def pair(negeri: Country) -> tuple[Node, Node]:
    office = negeri.office("3172", NAME)
    second = negeri.second_box(office)
    made = home_of(office, Settings(id="3172", name=NAME, wilayah="3172", cadangan=Box(second.chain, "http://kedua")))
    make_local_signer(made, "Dra. Ratna", office.clock.now())
    there = home_of(second, Settings(id="3172", name=NAME, wilayah="3172", box=2, hosts="192.0.2.7", secret="sendiri"))
    make_local_signer(there, "Dra. Ratna", office.clock.now())
    second.devices["kantor"] = Door(office, negeri.parts)
    return office, second


def look(second: Node) -> tuple[int, Settings]:
    with second:
        return follow_office(second, second.clock.now()), Home.open(second.home).settings


def change(node: Node, **fields: object) -> None:
    home = Home.open(node.home)
    home.save(msgspec.structs.replace(home.settings, **fields))


def test_what_the_office_got_later_is_at_the_second_box(pair: tuple[Node, Node]) -> None:
    office, second = pair
    printer = Printer("Printer 9", "ipp://192.0.2.50/ipp/print")
    change(office, printers=[printer], salinan=SAVING, tte=SERVICE)
    changed, now = look(second)
    assert changed == 1
    assert (now.printers, now.salinan, now.tte) == ([printer], SAVING, SERVICE)
    assert (now.box, now.hosts, now.secret, now.cadangan) == (2, "192.0.2.7", "sendiri", None), "its own stay its own"
    before = (second.home / "node.json").stat().st_mtime_ns
    assert look(second) == (0, now) and (second.home / "node.json").stat().st_mtime_ns == before, (
        "nothing new: no restart"
    )


def test_what_was_changed_by_hand_stays_until_the_office_changes_something(pair: tuple[Node, Node]) -> None:
    office, second = pair
    assert look(second)[0] == 1
    own = Saving(folder="/mnt/di-sini", key="kunci umum")
    change(second, salinan=own)
    assert look(second)[0] == 0
    change(office, printers=[Printer("Printer 2", "ipp://192.0.2.51/")])
    changed, now = look(second)
    assert changed == 1 and now.salinan == own and len(now.printers) == 1, (
        "the office has no backups of its own to tell"
    )


def test_nobody_else_is_told(negeri: Country, pair: tuple[Node, Node]) -> None:
    office, _second = pair
    third = negeri.second_box(office)
    home_of(third, Settings(id="3172", name=NAME, wilayah="3172", box=3))
    third.devices["kantor"] = Door(office, negeri.parts)
    change(office, salinan=SAVING)
    assert look(third) == (0, Home.open(third.home).settings) and Home.open(third.home).settings.salinan is None


def test_the_new_office_says_where_its_backups_go() -> None:
    assert "belum diatur di kotak ini" in told(None)
    assert "TIDAK ADA DI MESIN INI" in told(SAVING)


def test_no_takeover_without_a_reason(pair: tuple[Node, Node]) -> None:
    _office, second = pair
    with second:
        assert standby.take_over(second, SYSTEM, " ", force=True).codes() == {"box.reason"}  # type: ignore[union-attr]
        assert boxes.taken("3172") is None
        assert standby.take_over(second, SYSTEM, " tersambar petir ", force=True)
        found = boxes.taken("3172")
        assert found is not None and (found.box, found.reason, found.actor) == (2, "tersambar petir", SYSTEM.id)
