"""Names in five bits a letter and numbers in six, for claims that would be too long as text.

Both alphabets begin at 1; 0 fills up the last byte. A name of 60 letters (the most that Permendagri 73/2022 allows) takes 38 bytes,
a number of 40 characters 30.
"""

from __future__ import annotations

NAME = "ABCDEFGHIJKLMNOPQRSTUVWXYZ '.-,"
NUMBER = "".join(map(chr, range(0x21, 0x5F))) + " "  # "!" to "^", and the space
_NAME_BITS, _NUMBER_BITS = 5, 6


def pack_name(text: str) -> bytes | None:
    """In capitals, as papers print names; None if a letter has no place in the alphabet."""
    return _pack(text.upper(), NAME, _NAME_BITS)


def pack_number(text: str) -> bytes | None:
    """Exactly as it is written; None if a character (a small letter, for instance) has no place in the alphabet."""
    return _pack(text, NUMBER, _NUMBER_BITS)


def unpack_name(data: bytes) -> str:
    """ValueError for what `pack_name` does not make."""
    return _unpack(data, NAME, _NAME_BITS)


def unpack_number(data: bytes) -> str:
    """ValueError for what `pack_number` does not make."""
    return _unpack(data, NUMBER, _NUMBER_BITS)


def _pack(text: str, alphabet: str, bits: int) -> bytes | None:
    value = 0
    for letter in text:
        at = alphabet.find(letter)
        if at < 0:
            return None
        value = value << bits | at + 1
    used = len(text) * bits
    size = (used + 7) // 8
    return (value << (size * 8 - used)).to_bytes(size, "big")


def _unpack(data: bytes, alphabet: str, bits: int) -> str:
    count, value = len(data) * 8 // bits, int.from_bytes(data, "big")
    spare = len(data) * 8 - count * bits
    if value & ((1 << spare) - 1):
        raise ValueError("not packed by us")
    value >>= spare
    places = [value >> (bits * at) & ((1 << bits) - 1) for at in reversed(range(count))]
    while places and not places[-1]:
        places.pop()
    if not all(0 < place <= len(alphabet) for place in places):
        raise ValueError("not packed by us")
    return "".join(alphabet[place - 1] for place in places)
