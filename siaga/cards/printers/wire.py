"""IPP messages to bytes and back (RFC 8010 §3), on pyipp's encoder and parser.

pyipp's parser trusts what it reads: a negative length makes it run in circles, an empty group or a group it does
not know shifts everything after it. `read` therefore walks the message first, refuses what is malformed and hands
pyipp only what it can digest. pyipp's message encoder drops attributes it has no tag for and knows one job a
message, so messages are put together here from its attribute encoder, each attribute with its tag.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyipp.enums import IppTag
from pyipp.parser import parse
from pyipp.serializer import construct_attribute

Attribute = tuple[str, IppTag, Any]
Group = tuple[IppTag, Sequence[Attribute]]

HEADER: Final = 8
MOST_REQUEST: Final = 256 * 1024
MOST_ANSWER: Final = 64 * 1024 * 1024
_DEEPEST: Final = 16
_BRACKETS: Final[dict[int, int]] = {IppTag.BEGIN_COLLECTION: 1, IppTag.END_COLLECTION: -1}
_GROUPS: Final = frozenset({IppTag.OPERATION, IppTag.JOB, IppTag.PRINTER, IppTag.UNSUPPORTED_GROUP})
_SIZES: Final[dict[int, int]] = {
    IppTag.INTEGER: 4,
    IppTag.ENUM: 4,
    IppTag.BOOLEAN: 1,
    IppTag.DATE: 11,
    IppTag.RESOLUTION: 9,
    IppTag.RANGE: 8,
}


class WireError(ValueError):
    """These bytes are no IPP message."""


@dataclass(frozen=True, slots=True)
class Message:
    """code: the operation of a request, the status of an answer. Values are as pyipp reads them: a set of one is
    no list."""

    version: tuple[int, int]
    code: int
    request_id: int
    operation: dict[str, Any]
    jobs: list[dict[str, Any]]
    printers: list[dict[str, Any]]
    document: bytes


def write(
    version: tuple[int, int], code: int, request_id: int, groups: Iterable[Group], document: bytes = b""
) -> bytes:
    """A request or an answer; the order of groups and attributes is kept (RFC 8011 §4.1.4 asks for it)."""
    parts = [struct.pack(">bbhi", *version, code, request_id)]
    for tag, attributes in groups:
        parts.append(bytes([tag]))
        parts += [_attribute(*attribute) for attribute in attributes]
    parts += [bytes([IppTag.END]), document]
    return b"".join(parts)


def _attribute(name: str, tag: IppTag, value: Any) -> bytes:
    """pyipp's encoder knows integers, booleans and text; ranges and resolutions (RFC 8010 §3.9) are packed here."""
    layout = {IppTag.RANGE: ">ii", IppTag.RESOLUTION: ">iib"}.get(tag)
    if layout is None:
        encoded: bytes = construct_attribute(name, value, tag)
        return encoded
    packed, label = struct.pack(layout, *value), name.encode()
    return struct.pack(">bh", tag, len(label)) + label + struct.pack(">h", len(packed)) + packed


def header(raw: bytes) -> tuple[tuple[int, int], int, int]:
    """Version, code and request id: all that is needed to answer even a broken request. Raises WireError."""
    if len(raw) < HEADER:
        raise WireError("shorter than its header")
    major, minor, code, request_id = struct.unpack_from(">BBHi", raw)
    return (major, minor), code, request_id


def read(raw: bytes, most: int = MOST_REQUEST) -> Message:
    """Read a message whose attributes take at most `most` bytes. Raises WireError, and nothing else, on anything
    malformed."""
    version, code, request_id = header(raw)
    attributes, document = _walk(raw, most)
    try:
        parsed = parse(raw[:HEADER] + attributes)
    except Exception as error:  # whatever a parser written for friendly printers trips over
        raise WireError(f"attributes cannot be read: {error!r}") from error
    return Message(
        version, code, request_id, parsed["operation-attributes"], parsed["jobs"], parsed["printers"], raw[document:]
    )


def _walk(raw: bytes, most: int) -> tuple[bytes, int]:
    """Check every length; return the attributes without empty or unknown groups, and where the document begins."""
    kept: list[bytes] = []
    pos, group, depth = HEADER, 0, 0
    while True:
        if pos >= len(raw) or pos - HEADER > most:
            raise WireError("no end of attributes")
        tag = raw[pos]
        if tag < 0x10:
            if depth:
                raise WireError("a collection is left open")
            if tag == IppTag.END:
                kept.append(bytes([tag]))
                return b"".join(kept), pos + 1
            if tag == 0:
                raise WireError("reserved group")
            group, pos, fresh = tag, pos + 1, True
            continue
        if not group:
            raise WireError("an attribute before any group")
        pos, start = _attribute_end(raw, pos, tag, fresh), pos
        depth += {IppTag.BEGIN_COLLECTION: 1, IppTag.END_COLLECTION: -1}.get(
            IppTag(tag) if tag in _BRACKETS else None, 0
        )
        if not 0 <= depth <= _DEEPEST:
            raise WireError("collections nested wrongly")
        if group in _GROUPS:
            kept += [bytes([group])] if fresh else []
            kept.append(raw[start:pos])
        fresh = False


def _attribute_end(raw: bytes, pos: int, tag: int, first: bool) -> int:
    """Where the attribute at `pos` ends (RFC 8010 §3.1.4: tag, name length, name, value length, value)."""
    name_at = pos + 3
    name_length = _length(raw, pos + 1)
    if first and not name_length:
        raise WireError("a value without an attribute")
    value_at = name_at + name_length + 2
    value_length = _length(raw, value_at - 2)
    if _SIZES.get(tag, value_length) != value_length:
        raise WireError(f"a value of tag {tag:#x} with {value_length} bytes")
    end = value_at + value_length
    if end > len(raw):
        raise WireError("a value runs past the end")
    if tag in (IppTag.TEXT_LANG, IppTag.NAME_LANG):
        inner = value_at + 2 + _length(raw, value_at)
        if inner + 2 + _length(raw, inner) != end:
            raise WireError("text with language of the wrong size")
    return end


def _length(raw: bytes, pos: int) -> int:
    """A SIGNED-SHORT that counts bytes (RFC 8010 §3.1): never negative."""
    if pos + 2 > len(raw):
        raise WireError("cut off inside a length")
    length = int.from_bytes(raw[pos : pos + 2], "big")
    if length > 0x7FFF:
        raise WireError("a negative length")
    return length


def many(value: Any) -> list[Any]:
    """The values of a 1setOf that pyipp gave back as one value, a list, or not at all."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
