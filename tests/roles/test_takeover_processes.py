"""An office and its second box as processes: killed while clerks work, nothing that was told is lost.

Twenty kills, and the control that must lose: `python -m bench takeover`.
"""

from __future__ import annotations

import random
from pathlib import Path

import httpx
import pytest

from bench import takeover
from bench.takeover import Machine
from siaga.accounts.models import Officer
from siaga.journal import boxes
from siaga.roles.home import Home

pytestmark = pytest.mark.slow
KILLS, SEED = 1, 20261122


def test_a_kill_loses_nothing_and_the_old_box_finds_out(tmp_path: Path) -> None:
    office = Machine(tmp_path / "kotak 1")
    machines = [office]
    try:
        takeover.make_office(office)
        for i in range(KILLS):
            second = Machine(tmp_path / f"kotak {i + 2}")
            machines.append(second)
            takeover.make_second(office, second)
            if i == 0:
                the_second_box_is_not_the_office(office, second)
            done = takeover.kill_and_take_over(office, second, random.Random(SEED + i))
            assert done.told >= 20 and done.lost == 0 and done.faults == 0, done
            assert done.command < 60 and done.seconds < 90, done
            if i == 0:
                its_people_can_sign_in(office, second)
                the_old_box_comes_back(office, second)
                a_kecamatan_is_let_in(second)
            office = second
        with office.node():
            assert boxes.serving_box("3507") == KILLS + 1
    finally:
        for machine in machines:
            machine.stop()


def the_second_box_is_not_the_office(office: Machine, second: Machine) -> None:
    told = Home.open(office.path).settings.cadangan
    assert told is not None and (told.name, told.url) == ("3507/2", second.url)
    page = httpx.get(f"{second.url}/publik/kios/A/", trust_env=False)
    assert page.status_code == 503 and "Kotak cadangan (2)" in page.text
    with pytest.raises(RuntimeError, match="Kantor masih menjawab"):
        takeover.siaga("takeover", "--home", second.path, "--alasan", "latihan")
    with pytest.raises(RuntimeError, match="--alasan"):
        takeover.siaga("takeover", "--home", second.path, "--paksa")
    with pytest.raises(RuntimeError, match="tidak dikenal atau sudah dipakai"):
        wrong = ("--kode", "3507-ABCD-EFGH-JKMN", "--alamat-sendiri", "http://127.0.0.1:9")
        takeover.siaga("standby", "--home", second.path.parent / "lain", "--kantor", office.url, *wrong)


def its_people_can_sign_in(office: Machine, second: Machine) -> None:
    """The head's account was made before there was a second box; its database server is dead, so its row is read where it travelled to."""
    with second.node():
        head = Officer.objects.get(username="kepala")
        assert head.password.startswith("argon2$") and "kepala" in head.roles


def the_old_box_comes_back(office: Machine, second: Machine) -> None:
    """Its disk is whole again: it starts, and says that it is not the office any more, and where that is."""
    office.serve()

    def says() -> bool:
        page = httpx.get(f"{office.url}/publik/kios/A/", trust_env=False, timeout=10)
        return page.status_code == 503 and "bukan lagi kantor" in page.text and second.url in page.text

    takeover.until(says, 30, "the old box says that it is not the office")
    office.stop()


def a_kecamatan_is_let_in(office: Machine) -> None:
    """By a box that is not the office's first: a new point knows nobody else yet, and asks whoever gave the code."""
    point, code = office.path.parent / "titik", takeover.siaga("kode-titik", "--home", office.path).strip()
    takeover.siaga("titik", "--home", point, "--kantor", office.url, "--kode", code, "--kecamatan", "35.07.01")
    assert Home.open(point).settings.kantor is not None
