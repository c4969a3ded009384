"""The chip of one card, before it is printed: no card without a chip that was read back."""

from __future__ import annotations

from siaga.cards.face import card_of, packet_of
from siaga.cards.models import PrintOrder
from siaga.kit.node import Node

from .card import write
from .content import ChipData, pack, small_photo, small_signature, two_fingers


def write_chip(node: Node, order: PrintOrder, printer: str) -> None:
    """Where the printer has a station for chips (node.devices["encoders"], by printer). A printer without one is taken to write chips by
    itself, or to have none.

    Raises ChipFault (the blangko is no good), PermanentFault (the data do not fit), TemporaryFault (ask again).
    """
    encoder = node.devices.get("encoders", {}).get(printer)
    if encoder is not None:
        write(encoder.contact(order.job), pack(chip_of(node, order), node.keys))


def chip_of(node: Node, order: PrintOrder) -> ChipData:
    """What the chip of this order says: the same as the card's face, and two fingers."""
    face = card_of(node, order, specimen=bool(node.devices.get("specimen", True)))
    packet = packet_of(node, order)
    return ChipData(
        nik=face.nik,
        nama=face.name,
        tempat_lahir=face.birth_place,
        tanggal_lahir=face.birth_date,
        jenis_kelamin=face.sex,
        golongan_darah=face.blood,
        alamat=face.address,
        rt=face.rt,
        rw=face.rw,
        kelurahan=face.kelurahan,
        kecamatan=face.kecamatan,
        agama=face.religion,
        status_kawin=face.marital,
        pekerjaan=face.occupation,
        kewarganegaraan=face.citizenship,
        diterbitkan=face.issued_on,
        photo=small_photo(face.photo),
        signature=small_signature(face.signature_image),
        fingers=two_fingers(packet.fingers) if packet else {},
    )
