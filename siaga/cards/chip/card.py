"""The conversation with a chip: ISO/IEC 7816-4 commands over whatever reader stands behind `Contact` (ISO/IEC 14443 in a card's case).

Everything is read back and compared. The header goes last, so that a chip torn out of the field half way never reads as a whole one.
"""

from __future__ import annotations

from typing import Final, Protocol

from siaga.kit.refusal import PermanentFault, TemporaryFault

from .content import HEADER

FILE: Final = b"\x01\x01"  # the elementary file of ours
SELECT: Final = b"\x00\xa4\x02\x0c\x02" + FILE
PIECE: Final = 0xE0  # bytes of one command: below the short length of 255
OK: Final = b"\x90\x00"


class Contact(Protocol):
    """A card in the field of a reader."""

    def transceive(self, command: bytes) -> bytes:
        """The response with its two status bytes. Raises TemporaryFault(about="printer") when reader or card is not there."""
        ...


class Encoder(Protocol):
    """The station of a printer that writes chips."""

    def contact(self, job: str) -> Contact:
        """The blangko that this job is printed on: asked again for the same job, the same card. Raises TemporaryFault."""
        ...


class ChipFault(PermanentFault):
    """This chip does not hold what was written: its blangko is no good, and the card is not printed on it."""

    def __init__(self, says: str) -> None:
        super().__init__(f"cip tidak dapat diverifikasi: {says}", about="kartu")


def write(contact: Contact, content: bytes) -> None:
    """Write the chip and prove that it holds `content`. A chip that holds it already is left as it is.

    Raises ChipFault where the chip does not verify, TemporaryFault where reader or card went away: ask again.
    """
    _select(contact)
    if _holds(contact, content):
        return
    _update(contact, HEADER.size, content[HEADER.size :])
    _update(contact, 0, content[: HEADER.size])
    if read(contact, len(content)) != content:
        raise ChipFault("isi yang dibaca kembali berbeda")


def read(contact: Contact, size: int) -> bytes:
    """The first `size` bytes. Raises ChipFault for a chip that gives fewer."""
    found = bytearray()
    while len(found) < size:
        want = min(PIECE, size - len(found))
        answer = contact.transceive(bytes([0x00, 0xB0, len(found) >> 8, len(found) & 0xFF, want]))
        if answer[-2:] != OK or len(answer) != want + 2:
            raise ChipFault(f"membaca {len(found)}: {answer[-2:].hex()}")
        found += answer[:-2]
    return bytes(found)


def _select(contact: Contact) -> None:
    answer = contact.transceive(SELECT)
    if answer[-2:] != OK:
        raise ChipFault(f"berkas tidak ada: {answer[-2:].hex()}")


def _holds(contact: Contact, content: bytes) -> bool:
    """Asked by the header first: writing takes half a minute, reading all of an empty chip nearly as long."""
    try:
        return read(contact, HEADER.size) == content[: HEADER.size] and read(contact, len(content)) == content
    except ChipFault:
        return False


def _update(contact: Contact, offset: int, data: bytes) -> None:
    for at in range(0, len(data), PIECE):
        piece, place = data[at : at + PIECE], offset + at
        answer = contact.transceive(bytes([0x00, 0xD6, place >> 8, place & 0xFF, len(piece)]) + piece)
        if answer != OK:
            raise ChipFault(f"menulis {place}: {answer.hex()}")


def missing(job: str) -> TemporaryFault:
    return TemporaryFault(f"kartu untuk {job} tidak ada di medan pembaca cip", about="printer")
