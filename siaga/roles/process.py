"""One process of one node: its value built from its home, its database opened, its devices behind their switches."""

from __future__ import annotations

from importlib import import_module, reload
from pathlib import Path

from django.conf import settings

from siaga.cards.chip.software import SoftwareEncoder
from siaga.cards.printers.ipp import IppPrinter
from siaga.continuity.guards import Guarded, is_cut
from siaga.journal import boxes, points
from siaga.journal.http import HttpLink
from siaga.journal.mirror import DEPENDENCY, SecondBox
from siaga.kit.clock import SystemClock
from siaga.kit.database import use_default
from siaga.kit.node import PUSAT, Node
from siaga.recording.devices.registry import open_device

from .centre import CENTRE
from .home import SOFTWARE_CHIP, Home
from .kinds import ALL
from .office import OFFICE
from .point import ENDED, POINT
from .role import Role
from .second import REPLACED, SECOND
from .signers import signer_of


def become(home_path: Path) -> Node:
    """Make this process, forked a moment ago with the node's environment, one of that node.

    The settings were read from the parent's environment; they are read again, before anything asked for them.
    """
    home = Home.open(home_path)
    fresh = reload(import_module(settings.SETTINGS_MODULE))
    for name in filter(str.isupper, dir(fresh)):
        setattr(settings, name, getattr(fresh, name))
    use_default(home.conninfo())
    return build(home)


def build(home: Home) -> Node:
    """The node of this process. Devices are real adapters, each behind the training switch of its dependency."""
    s = home.settings
    node = Node(
        id=s.id,
        name=s.name,
        wilayah=s.wilayah,
        clock=SystemClock(s.zone),
        keys=home.keys,
        home=home.path,
        kinds=ALL,
        trust=home.trust,
        box=s.box,
        point=s.point,
    )
    if s.id == PUSAT:
        return node
    if s.cadangan is not None:
        line = HttpLink(s.cadangan.url, s.cadangan.timeout, DEPENDENCY, "kotak cadangan")
        node.devices[DEPENDENCY] = SecondBox(s.cadangan.name, Guarded(line, DEPENDENCY))
    if s.kantor is not None:
        node.devices["kantor"] = HttpLink(s.kantor.url, 5.0, "kantor", "kantor")
    if s.pusat is not None and not s.point:  # a service point speaks to its office alone
        node.devices["pusat"] = Guarded(HttpLink(s.pusat.url), "pusat")
    node.devices["printers"] = {p.name: Guarded(IppPrinter(p.uri), "printer") for p in s.printers}
    chips = {p.name: SoftwareEncoder(home.path / "cip" / p.name) for p in s.printers if p.chip == SOFTWARE_CHIP}
    node.devices["encoders"] = chips
    node.devices["specimen"] = s.synthetic  # made-up people's cards say so on their face
    node.devices["scanner"] = open_device("simulated", lambda: is_cut("scanner"))
    if not s.point:  # papers are signed at the office
        node.devices["signer"] = Guarded(signer_of(home), "tte")
    return node


def role_of(node: Node) -> Role:
    """What this machine is now: the centre, the office, an office's second box, a box that was replaced, or a service point."""
    if node.id == PUSAT:
        return CENTRE
    if node.point:
        return POINT if points.serves(node) else ENDED
    serving = boxes.serving_box(node.id)
    if serving == node.box:
        return OFFICE
    return SECOND if node.box > serving else REPLACED
