"""What the demonstration begins with: towns, officers, recordings, cards. Everything through the journal, as facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from siaga.accounts.acts import create_officer
from siaga.journal import exchange, membership
from siaga.journal.act import SYSTEM
from siaga.journal.seeding import write_many
from siaga.kit.node import Node
from siaga.people.founding import said_of
from siaga.wilayah.source import read_areas

from . import history
from .country import Line, OpenCentre
from .town import make_town

Say = Callable[[str], None]
AGO = timedelta(days=400)  # the books were taken over this long ago
OFFICE_LOGINS = ("loket", "rekam", "cetak", "verifikator", "kabid", "bendahara", "kepala", "teknisi", "auditor")
CENTRE_LOGINS = ("operator", "adjudikator", "auditor")


@dataclass(frozen=True)
class Login:
    username: str
    name: str
    roles: tuple[str, ...]


OFFICERS = (
    Login("loket", "Siti Rahma", ("loket",)),
    Login("rekam", "Agus Salim", ("perekaman", "loket")),
    Login("cetak", "Dewi Lestari", ("pencetakan",)),
    Login("verifikator", "Nur Hidayat", ("verifikator", "loket")),
    Login("kabid", "Ratih Kusuma", ("kepala_bidang",)),
    Login("bendahara", "Yusuf Maulana", ("bendahara",)),
    Login("kepala", "", ("kepala", "verifikator")),
    Login("teknisi", "Eko Prasetyo", ("teknisi",)),
    Login("auditor", "Lina Marlina", ("auditor",)),
)
AT_CENTRE = (
    Login("operator", "Operator Pusat", ("operator_pusat", "teknisi")),
    Login("adjudikator", "Wayan Sudarma", ("adjudikator",)),
    Login("auditor", "Maria Tambunan", ("auditor",)),
)


def found_centre(centre: Node, offices: Sequence[Node], password: str) -> None:
    """The centre, its officers, and the offices let in. centre: with its own store."""
    with centre:
        membership.found_centre(centre)
        _officers(centre, AT_CENTRE, password, "")
    for office in offices:
        _admit(centre, office)


def found_office(centre: Node, office: Node, seed: int, people: int, password: str, head: str, say: Say) -> None:
    """An office's town, officers and last weeks, known to the centre too. Several may be founded at once, each by a process of its own."""
    say(f"{office.name}: {people:,} penduduk buatan".replace(",", "."))
    town = make_town(seed, office.id, list(read_areas()), people, on=office.clock.today())
    with office:
        _officers(office, OFFICERS, password, head)
        write_many(office, said_of(town.families, town.residents, office.clock.now() - AGO, "sistem"))
    say(f"{office.name}: mengirim register ke pusat")
    _send(centre, office)
    history.remember(centre, office, town, say)


def _admit(centre: Node, office: Node) -> None:
    with centre:
        code = membership.make_code(centre, SYSTEM, office.wilayah)
        outcome, _ = membership.admit(
            centre,
            code_proof=membership.proof(code, office.keys.public),
            newcomer=office.id,
            name=office.name,
            wilayah=office.wilayah,
            keys=office.keys.public,
        )
    assert outcome


def _officers(node: Node, logins: tuple[Login, ...], password: str, head: str) -> None:
    for o in logins:
        made = create_officer(node, SYSTEM, o.username, o.name or head, o.roles, "", password)
        assert made, made


def _send(centre: Node, office: Node) -> None:
    line = Line(centre, OpenCentre())
    with office:
        exchange.talk(office, line)
