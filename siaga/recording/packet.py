"""The packet of one recording: everything captured, sealed so that only the recording office and the centre can open it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from siaga.journal import blobs
from siaga.kit.keys import CannotOpen, Keys, PublicKeys

from .iso19794 import FingerTemplate, decode_finger

VERSION = 1


class Packet(msgspec.Struct, frozen=True, kw_only=True):
    """photo: JPEG. signature: PNG ("" where the person cannot sign). fingers: position -> ISO/IEC 19794-2 record.
    irises: "L"/"R" -> our container. agreed: PNG of the signature under "my biodata are right".
    Evolution: new fields at the end with a default."""

    version: int = VERSION
    nik: str
    nama: str
    photo: bytes
    signature: bytes = b""
    fingers: dict[int, bytes] = {}
    irises: dict[str, bytes] = {}
    left_handed: bool = False
    agreed: bytes = b""

    def templates(self) -> dict[int, FingerTemplate]:
        """Raises iso19794.TemplateError for a hostile record."""
        return {position: decode_finger(record) for position, record in self.fingers.items()}


def seal(packet: Packet, readers: Sequence[PublicKeys]) -> bytes:
    return blobs.seal(msgspec.msgpack.encode(packet), readers)


def unseal(blob: bytes, keys: Keys) -> Packet:
    """Raises CannotOpen for what was sealed to others or is damaged."""
    try:
        return msgspec.msgpack.decode(blobs.unseal(blob, keys), type=Packet)
    except msgspec.MsgspecError as e:
        raise CannotOpen("isi paket perekaman rusak") from e
