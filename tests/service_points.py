"""A service point of an office in the countries of the tests."""

from __future__ import annotations

from siaga.drill.country import TEMPLATE, Country, Line
from siaga.journal import point_line, points, relay
from siaga.journal.act import SYSTEM
from siaga.kit.database import Store
from siaga.kit.keys import Keys
from siaga.kit.node import PUSAT, Node
from siaga.roles.kinds import ALL


def service_point(negeri: Country, office: Node, kecamatan: str = "317201") -> Node:
    """Admitted by its office, with a line to it in `devices["kantor"]` and everything that the office holds."""
    number = sum(n.id == office.id and n.point > 0 for n in negeri.nodes) + 1
    folder = f"{office.id}-t{number}"
    database = f"{negeri.name}_{folder.replace('-', '_')}"
    negeri.cluster.create_database(database, template=TEMPLATE)
    home = negeri.home / folder
    home.mkdir(parents=True)
    node = Node(
        id=office.id,
        name=f"Titik layanan {kecamatan}",
        wilayah=office.wilayah,
        clock=negeri.clock,
        keys=Keys.from_text(f"{negeri.name}/{folder}"),
        home=home,
        kinds=ALL,
        store=Store(negeri.cluster.conninfo(database)),
        point=number,
    )
    negeri.nodes.append(node)
    with office:
        assert points.add_point(office, SYSTEM, node.keys.public, kecamatan).value == number  # type: ignore[union-attr]
    node.trust.update({PUSAT: negeri.centre.keys.public, office.chain: office.keys.public})
    node.devices["kantor"] = Line(office, negeri.parts)
    swap(node)
    return node


def swap(point: Node) -> int:
    """The point and its office exchange what they lack. Raises TemporaryFault where the line is down."""
    with point:
        return point_line.swap(point, point.devices["kantor"])


def upwards(office: Node) -> int:
    """The office and the centre do."""
    with office:
        return relay.talk(office, office.devices["pusat"])
