"""A recording under way: every part is kept as soon as it is taken, sealed to this node, so that a power cut loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast
from uuid import UUID

import msgspec
from django.db import transaction

from siaga.continuity.guards import is_cut
from siaga.continuity.models import Dependency
from siaga.continuity.standing import may_begin
from siaga.continuity.table import RECORDING
from siaga.journal.act import Actor, Outcome, Refused
from siaga.journal.heard import heard_of
from siaga.kit import ids
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import Refusal, TemporaryFault
from siaga.people.models import Resident
from siaga.people.moving.standing import recorded_before

from . import acts, rules
from .devices.device import ABOUT, CaptureDevice
from .devices.simulated import SimulatedScanner
from .facts import Exemption
from .iso19794 import Eye
from .models import Record, Session
from .packet import Packet

FINGER_LABELS = {
    1: "ibu jari kanan",
    2: "telunjuk kanan",
    3: "jari tengah kanan",
    4: "jari manis kanan",
    5: "kelingking kanan",
    6: "ibu jari kiri",
    7: "telunjuk kiri",
    8: "jari tengah kiri",
    9: "jari manis kiri",
    10: "kelingking kiri",
}
EYE_LABELS = {"R": "iris kanan", "L": "iris kiri"}
GOOD, LEAST = 60, 30  # quality of a finger: below GOOD better taken again, below LEAST the centre may not read it


class Content(msgspec.Struct, kw_only=True):
    """What has been captured so far. exceptions: part ("jari 3", "iris kiri", "tanda tangan") -> reason."""

    photo: bytes = b""
    background: str = ""
    signature: bytes = b""
    agreed: bytes = b""
    fingers: dict[int, bytes] = {}
    finger_quality: dict[int, int] = {}
    irises: dict[str, bytes] = {}
    iris_quality: dict[str, int] = {}
    exceptions: dict[str, str] = {}
    left_handed: bool = False
    approval: str = ""
    person: str = ""
    attempts: int = 0


def opened(node: Node, session: Session) -> Content:
    box = bytes(session.sealed)
    return msgspec.msgpack.decode(node.keys.at_rest().decrypt(box), type=Content) if box else Content()


@contextmanager
def changing(node: Node, id: UUID) -> Iterator[Content]:
    """The draft's content, kept when the block ends; two tabs take turns. Raises Session.DoesNotExist if it is finished."""
    with transaction.atomic():
        session = Session.objects.select_for_update().get(id=id, done=False)
        content = opened(node, session)
        yield content
        session.sealed = bytes(node.keys.at_rest().encrypt(msgspec.msgpack.encode(content)))
        session.parts = _told(content)
        session.save(update_fields=["sealed", "parts"])


def _told(c: Content) -> dict[str, Any]:
    """What may be read without opening the draft: which parts are there."""
    parts: dict[str, Any] = {f"jari {p}": {"quality": q} for p, q in sorted(c.finger_quality.items())}
    parts |= {EYE_LABELS[e]: {"quality": q} for e, q in sorted(c.iris_quality.items())}
    parts |= {part: {"exception": reason} for part, reason in sorted(c.exceptions.items())}
    return parts | {name: {} for name in ("photo", "signature", "agreed") if getattr(c, name)}


def link_up(node: Node) -> bool:
    """Whether recordings of other offices could be known here; at a service point: by its office."""
    if node.point:
        heard = heard_of(node.home)
        return heard is not None and heard.answers
    down = Dependency.objects.filter(name=PUSAT, state="terputus").exists()
    return not down and not is_cut(PUSAT) and node.devices.get(PUSAT) is not None


def may_start(node: Node, nik: str, approval: str = "") -> tuple[Resident | None, Refusal | None]:
    """The resident, and why a recording may not begin now."""
    resident = Resident.objects.filter(nik=nik).first()
    if resident is None:
        return None, acts.UNKNOWN
    earlier = Record.objects.filter(nik=nik, current=True, office=node.id).first()
    today = node.clock.today()
    no = rules.may_record(
        resident, today, earlier, link_up=link_up(node), zone=node.clock.zone, permanent_change=approval
    )
    if no is None and earlier is None and not approval and recorded_before([nik]):
        no = rules.RECORDED_ELSEWHERE
    return resident, no or may_begin(node, RECORDING, kept=Session.objects.filter(nik=nik, done=False).exists())


def start(node: Node, officer: Actor, nik: str, approval: str = "") -> UUID | Refusal:
    """Begin a recording, or go on with the one that lies open for this person."""
    _resident, no = may_start(node, nik, approval)
    if no is not None:
        return no
    with transaction.atomic():
        Resident.objects.select_for_update().get(nik=nik)
        under_way = Session.objects.filter(nik=nik, done=False).values_list("id", flat=True).first()
        if under_way is not None:
            return under_way
        made = Session.objects.create(id=ids.fresh(), nik=nik, operator=officer.id, started_at=node.clock.now())
    if approval:
        with changing(node, made.id) as c:
            c.approval = approval
    return made.id


def scanner(node: Node) -> CaptureDevice | None:
    return cast("CaptureDevice | None", node.devices.get("scanner"))


def simulated(node: Node) -> bool:
    """Whether whoever sits before the scanner has to be told to it."""
    device = scanner(node)
    return device is not None and device.name == SimulatedScanner.name


def take_fingers(node: Node, id: UUID, nik: str, positions: list[int]) -> list[int]:
    """Capture these fingers anew; returns those that the device did not get. Raises TemporaryFault when it is not there."""
    device = _device(node)
    with changing(node, id) as c:
        c.attempts += 1
        got = device.fingers(c.person or nik, positions, nonce=f"{id}/{c.attempts}")
        for capture in got:
            c.fingers[capture.position] = capture.record
            c.finger_quality[capture.position] = capture.quality
            c.exceptions.pop(f"jari {capture.position}", None)
    return sorted(set(positions) - {g.position for g in got})


def take_irises(node: Node, id: UUID, nik: str, eyes: list[Eye]) -> None:
    device = _device(node)
    with changing(node, id) as c:
        c.attempts += 1
        for capture in device.irises(c.person or nik, eyes, nonce=f"{id}/{c.attempts}"):
            c.irises[capture.eye] = capture.record
            c.iris_quality[capture.eye] = capture.quality
            c.exceptions.pop(EYE_LABELS[capture.eye], None)


def _device(node: Node) -> CaptureDevice:
    device = scanner(node)
    if device is None:
        raise TemporaryFault("Alat rekam tidak terpasang di kantor ini", about=ABOUT)
    return device


def missing(c: Content) -> list[Refusal]:
    """What has to be captured, or excepted with a reason, before the recording can be finished."""
    wanting = []
    if not c.agreed and "tanda tangan" not in c.exceptions:
        wanting.append(_lacks("data", "Biodata belum ditandatangani oleh warga sebagai benar."))
    if not c.photo:
        wanting.append(_lacks("foto", "Foto belum ada."))
    if not c.signature and "tanda tangan" not in c.exceptions:
        wanting.append(_lacks("ttd", "Tanda tangan belum ada. Bila tidak dapat menandatangani, catat alasannya."))
    fingers = [p for p in FINGER_LABELS if p not in c.fingers and f"jari {p}" not in c.exceptions]
    if fingers:
        message = "Jari ke-%(which)s belum diambil. Bila tidak dapat direkam, catat alasannya."
        wanting.append(_lacks("jari", message, which=", ".join(map(str, fingers))))
    if [e for e, label in EYE_LABELS.items() if e not in c.irises and label not in c.exceptions]:
        wanting.append(_lacks("iris", "Iris belum lengkap. Bila tidak dapat direkam, catat alasannya."))
    return wanting


def _lacks(field: str, message: str, **params: object) -> Refusal:
    return Refusal(f"recording.lacks_{field}", message, field, params=params)


def finish(node: Node, officer: Actor, id: UUID, key: UUID) -> Outcome:
    """The draft becomes the person's recording. Done.value: the record's id."""
    session = Session.objects.filter(id=id, done=False).first()
    if session is None:
        # a repeated click: the act knows that its form was sent before
        return acts.again(node, officer, key)
    c = opened(node, session)
    if wanting := missing(c):
        return Refused(tuple(wanting))
    name = Resident.objects.filter(nik=session.nik).values_list("nama", flat=True).first() or ""
    packet = Packet(
        nik=session.nik,
        nama=name,
        photo=c.photo,
        signature=c.signature,
        fingers=c.fingers,
        irises=c.irises,
        left_handed=c.left_handed,
        agreed=c.agreed,
    )
    return acts.record(
        node,
        officer,
        packet,
        quality=min(c.finger_quality.values(), default=0),
        exceptions=[Exemption(part, reason) for part, reason in sorted(c.exceptions.items())],
        link_up=link_up(node),
        permanent_change=c.approval,
        session=id,
        key=key,
    )
