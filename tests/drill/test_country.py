"""Nodes are values: thirty offices and a centre in one process, and none ever sees another's data."""

from __future__ import annotations

import pytest
from django.db import transaction

from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.act import SYSTEM, Act
from siaga.journal.membership import NodeAdmitted
from siaga.journal.models import JournalFact, Peer
from siaga.kit.node import Node

REGENCIES = [f"35{i:02d}" for i in range(1, 30)] + ["3172"]


def say(node: Node, name: str) -> None:
    with Act(node, SYSTEM) as act:
        body = NodeAdmitted(node=name, name=name, wilayah="", verify_key="00" * 32, seal_key="11" * 32)
        act.record(body, subject=f"simpul/{name}")


@pytest.mark.slow
def test_thirty_offices_and_a_centre(negeri: Country) -> None:
    offices = [negeri.office(code, f"Kantor {code}") for code in REGENCIES]
    for round in range(3):
        for node in offices:
            with node:
                say(node, f"{node.id}-{round}")
    for node in offices:
        with node:
            assert JournalFact.objects.filter(chain=node.id).count() == 3
            assert not JournalFact.objects.exclude(chain=node.id).exclude(chain__startswith="pusat").exists()
            exchange.talk(node, node.devices["pusat"])
    with negeri.centre:
        for code in REGENCIES:
            assert Peer.objects.filter(id__startswith=f"{code}-").count() == 3
            assert JournalFact.objects.filter(chain=code).count() == 3


def test_a_node_is_not_entered_over_an_open_transaction(negeri: Country, jakut: Node) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"):
        negeri.centre.__enter__()


def test_nodes_nest_and_return(negeri: Country, jakut: Node) -> None:
    say(jakut, "mine")
    with negeri.centre:
        assert not Peer.objects.filter(id="mine").exists()
    assert Peer.objects.filter(id="mine").exists()
