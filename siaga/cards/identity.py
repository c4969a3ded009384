"""Is it the holder who stands here? A live capture beside the template of the recording's packet."""

from __future__ import annotations

from functools import lru_cache

from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault
from siaga.recording.devices.device import FingerCapture, IrisCapture
from siaga.recording.iso19794 import TemplateError, decode_finger, decode_iris
from siaga.recording.packet import Packet
from siaga.uniqueness.engine import decide, irises
from siaga.uniqueness.engine.gallery import Gallery

from .face import OfRecord, packet_of

Capture = FingerCapture | IrisCapture


@lru_cache(maxsize=1)
def _engine() -> Gallery:
    """Empty: used only to compare one with one. Starting the matcher is what costs."""
    return Gallery()


def part_of(capture: Capture) -> str:
    return str(capture.position) if isinstance(capture, FingerCapture) else str(capture.eye)


def held_parts(packet: Packet | None) -> list[str]:
    """What can be compared: finger positions as text, then eyes."""
    if packet is None:
        return []
    return [str(p) for p in sorted(packet.fingers)] + sorted(packet.irises)


def packet_or_none(node: Node, order: OfRecord) -> Packet | None:
    """The packet, None also where it cannot be opened: then only a supervisor or a proxy is left."""
    try:
        return packet_of(node, order)
    except PermanentFault:
        return None


def matches(packet: Packet | None, capture: Capture) -> bool:
    """False also where the packet has no such finger or eye, or its template cannot be read."""
    if packet is None:
        return False
    try:
        if isinstance(capture, FingerCapture):
            record = packet.fingers.get(capture.position)
            return record is not None and _engine().verify(capture.template, decode_finger(record))
        record = packet.irises.get(str(capture.eye))
        if record is None:
            return False
        codes, masks = irises.stacked([decode_iris(record)])
        return bool(irises.distances(capture.template, codes, masks)[0] <= decide.IRIS_SAME)
    except TemplateError:
        return False
