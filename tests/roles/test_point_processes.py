"""A service point as a process: let in by a code through the command alone, then on its own with its office stopped."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from bench import takeover
from bench.takeover import Machine, siaga, until
from siaga.counter.models import Ticket
from siaga.roles.home import Home

pytestmark = pytest.mark.slow


def draw(machine: Machine) -> None:
    """A ticket at the kiosk, as a browser asks for it."""
    with httpx.Client(base_url=machine.url, trust_env=False, timeout=60) as browser:
        browser.get("/publik/kios/B/")
        token = next(value for name, value in browser.cookies.items() if name.endswith("_csrf"))
        asked = {"jalur": "umum", "kunci": str(uuid4()), "csrfmiddlewaretoken": token}
        answer = browser.post("/publik/kios/B/ambil/", data=asked, headers={"Referer": machine.url})
        assert answer.status_code == 302, answer.text[:500]


def tickets(machine: Machine) -> set[str]:
    with machine.node():
        return set(Ticket.objects.values_list("office", flat=True))


def test_a_machine_becomes_a_point_by_the_command_and_goes_on_alone(tmp_path: Path) -> None:
    office, point = Machine(tmp_path / "kantor"), Machine(tmp_path / "titik")
    try:
        takeover.make_office(office)
        code = siaga("kode-titik", "--home", office.path).split()[-1]
        with pytest.raises(RuntimeError, match="bukan kecamatan kantor ini"):
            siaga("titik", "--home", tmp_path / "x", "--kantor", office.url, "--kode", code, "--kecamatan", "31.72.01")
        siaga("titik", "--home", point.path, "--kantor", office.url, "--kode", code, "--kecamatan", "35.07.01")
        with pytest.raises(RuntimeError, match="tidak dikenal atau sudah dipakai"):
            siaga("titik", "--home", tmp_path / "y", "--kantor", office.url, "--kode", code, "--kecamatan", "35.07.02")
        settings = Home.open(point.path).settings
        assert (settings.id, settings.point) == ("3507", 1) and settings.name.startswith("Titik layanan")
        point.serve()
        office.stop()
        draw(point)
        assert tickets(point) == {"3507/t1"}
        until(
            lambda: b'"answers":false' in (point.path / "kantor.json").read_bytes(), 60, "the line is known to be dead"
        )
        office.serve()
        until(lambda: "3507/t1" in tickets(office), 60, "the office has what the point gave out")
    finally:
        point.stop()
        office.stop()
