"""The nodes of the demonstration: where their homes, ports, printers and signers are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from siaga.cards.printers import virtual
from siaga.documents.virtual_tte import serve as virtual_tte
from siaga.documents.virtual_tte.desk import root_certificate
from siaga.kit.clock import SystemClock
from siaga.kit.database import Store
from siaga.kit.node import PUSAT, Node
from siaga.kit.postgres import Cluster
from siaga.roles import serving
from siaga.roles.home import SOFTWARE_CHIP, Centre, EsignService, Home, Printer, Settings
from siaga.roles.process import build
from siaga.roles.signers import make_local_signer

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Place:
    """One node of the demonstration. offset: added to the first port."""

    id: str
    name: str
    offset: int
    head: str = ""
    seed: int = 0
    esign: str = ""  # NIK of a head of office who signs with the far service; else with a key on the office's machine


PLACES = (
    Place(PUSAT, "Pusat", 0),
    Place("3172", "Kota Administrasi Jakarta Utara", 1, "Dra. Ratna Wulandari", 3172),
    Place("3507", "Kabupaten Malang", 2, "Drs. Bambang Suprapto", 3507, "3507011708640001"),
)
PRINTERS, ESIGN = 3, 4  # offsets of the virtual printers' and the virtual e-sign service's ports
PORTS = 5


def node_of(folder: Path, cluster: Cluster, place: Place) -> Node:
    """A node's value with a store of its own, so that one process can enter several."""
    return replace(build(Home.open(folder / place.id)), store=Store(cluster.conninfo(database_of(place))))


def close(node: Node) -> None:
    assert node.store is not None
    node.store.close()


def database_of(place: Place) -> str:
    return f"siaga_{place.id}"


def make_home(folder: Path, place: Place, port: int) -> Home:
    """As `siaga init` makes it; one that is there keeps its keys."""
    path = folder / place.id
    if not (path / "node.json").exists():
        Home.make(path, Settings(id=place.id, name=place.name, secret=serving.new_secret()))
    home = Home.open(path)
    pusat = None
    if place.id != PUSAT:
        keys = Home.open(folder / PUSAT).keys.public
        pusat = Centre(f"http://{HOST}:{port}", keys.verify.hex(), keys.seal.hex())
    home = home.save(
        Settings(
            id=place.id,
            name=place.name,
            wilayah="" if place.id == PUSAT else place.id,
            database=database_of(place),
            cluster="../pg",
            pusat=pusat,
            secret=home.settings.secret,
            synthetic=True,
        )
    )
    root_certificate(folder / "tte", SystemClock().now())
    home = at_port(home, place, port)
    if place.head:
        make_local_signer(home, place.head, SystemClock().now())
    return home


def at_port(home: Home, place: Place, port: int) -> Home:
    """Addresses follow the port asked for today; keys and data stay."""
    s = home.settings
    pusat = None if s.pusat is None else Centre(f"http://{HOST}:{port}", s.pusat.verify_key, s.pusat.seal_key)
    printers = [] if place.id == PUSAT else [
        Printer(f"Printer {i + 1}", f"ipp://{HOST}:{port + PRINTERS}/printers/{queue}", chip=SOFTWARE_CHIP)
        for i, queue in enumerate(queues_of(place))
    ]  # fmt: skip
    url = f"http://{HOST}:{port + place.offset}"
    changed = Settings(
        **{f: getattr(s, f) for f in s.__struct_fields__}
        | {"pusat": pusat, "printers": printers, "public_url": url, "tte": _service(home, place, port)}
    )
    return home.save(changed) if changed != s else home


def _service(home: Home, place: Place, port: int) -> EsignService | None:
    if not place.esign:
        return None
    root = root_certificate(home.path.parent / "tte", SystemClock().now())
    return EsignService(
        f"http://{HOST}:{port + ESIGN}",
        place.esign,
        place.head,
        user=virtual_tte.USER,
        password=virtual_tte.PASSWORD,
        root=root.decode(),
    )


def queues_of(place: Place) -> list[str]:
    """Of the virtual printers of an office."""
    return [f"{place.id}-{queue}" for queue in virtual.QUEUES if queue.startswith("kartu")] + [f"{place.id}-kartu-2"]
