"""`siaga serve` listens alone, or says why it cannot."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from siaga.kit.node import PUSAT
from siaga.kit.refusal import TemporaryFault
from siaga.roles.home import Home, Settings
from siaga.roles.serving import Serving, environment


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which another node listens as granian does: willing to share it."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def served_at(home: Path, address: str, port: int) -> str:
    serving = Serving(Home.make(home, Settings(id=PUSAT, name="Pusat")), address, port)
    with pytest.raises(TemporaryFault) as fault, serving.lock:
        serving.launch()
    assert not serving.children, "nothing was started"
    return str(fault.value)


def test_two_nodes_never_share_a_port(tmp_path: Path, taken: int) -> None:
    """They would answer by turns, and an officer of the one would meet the other's pages."""
    assert "sedang dipakai program lain" in served_at(tmp_path, "127.0.0.1", taken)


def test_another_machines_address_is_not_listened_at(tmp_path: Path) -> None:
    assert "bukan alamat mesin ini" in served_at(tmp_path, "192.0.2.77", 8000)


def test_who_listens_everywhere_answers_by_each_of_its_addresses(tmp_path: Path) -> None:
    """A second box, a kecamatan and the clerks' browsers ask for it by its address in the office's network."""
    home = Home.make(tmp_path, Settings(id="3507", name="Kabupaten Malang"))
    everywhere = environment(home, Serving(home, "0.0.0.0", 8000, ("siaga.example",)).hosts)["SIAGA_HOSTS"].split(",")
    assert {"127.0.0.1", "localhost", "siaga.example", socket.gethostname()} <= set(everywhere)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent: the way there is chosen
        except OSError:
            pytest.skip("this machine has no network")
        assert probe.getsockname()[0] in everywhere
    alone = environment(home, Serving(home, "127.0.0.1", 8000).hosts)["SIAGA_HOSTS"]
    assert alone == "127.0.0.1,localhost"
