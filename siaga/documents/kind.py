"""What every document is made of: a frozen struct of content, a view for the template, a row in the registry.

The *content* of a document is its struct without what is added to the paper later (signature block, QR, watermark).
Its canonical JSON is attached to the PDF and its SHA-256 stands in the QR claim, so that a paper counter-signed later
keeps its claim.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal, TypeAlias

import msgspec

NOT_CONTENT = frozenset({"signature", "qr", "specimen", "blank"})

SignatureState: TypeAlias = Literal["elektronik", "basah", "belum", "tangan"]


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """The signature block as it is printed. The cryptographic signature itself is `siaga.documents.signing`'s.

    state: elektronik (signed in the PDF), basah (signed by hand on the printed paper and registered), belum (not yet
    signed), tangan (room for a hand and a stamp: an announcement, which is never registered). register: the number of
    the wet signature's entry in the register, "" for none. nip: the officer's 18 digits, "" to leave out.
    """

    state: SignatureState
    name: str
    role: str
    on: date
    place: str
    nip: str = ""
    register: str = ""


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """The issuing office as the head of the paper names it."""

    name: str  # "Suku Dinas Kependudukan dan Pencatatan Sipil"
    region: str  # "Kota Administrasi Jakarta Utara": the regency or city, with its kind
    province: str
    address: str = ""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all contents. qr: the text that the QR carries, "" for none. specimen: print the watermark of
    demonstrations. LATER: fields that this program did not always have; empty they are no content, so that a paper made
    before them keeps its claim.
    """

    LATER: ClassVar[frozenset[str]] = frozenset()

    qr: str = ""
    specimen: bool = False


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One row of the registry.

    claim_number: the kind's number inside a QR claim, never reused; 0 for kinds that carry no claim. view: content →
    plain values (str, int, bool, list, dict) for the template; images stay `bytes`. template: file name of the typst
    template beside the kinds. signed: False for KTP-el (and KIA), which are never signed as documents (Permendagri
    104/2019). paper: size as a person says it. legal_basis: the rule that asks for the document. on_blank: printed on a
    numbered blank out of the book of blangko, so that its file is opened only by who took one.
    """

    code: str
    title: str
    struct: type[Document]
    view: Callable[[Any], dict[str, Any]]
    template: str
    signed: bool
    paper: str
    legal_basis: str
    claim_number: int
    on_blank: bool = False


def _plain(value: Any) -> Any:
    """Bytes become the hash of what they show: an attached record must not carry the photograph twice."""
    if isinstance(value, bytes):
        return {"sha256": hashlib.sha256(value).hexdigest()} if value else None
    if isinstance(value, msgspec.Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value


def content(data: Document) -> bytes:
    """Canonical JSON (UTF-8, keys sorted, dates as ISO 8601, images as their SHA-256) of the document's content."""
    fields = {
        name: _plain(value)
        for name in data.__struct_fields__
        if name not in NOT_CONTENT and ((value := getattr(data, name)) or name not in data.LATER)
    }
    return msgspec.json.encode(fields, order="sorted")


def stored(data: Document) -> dict[str, Any]:
    """All fields as JSON values (dates ISO 8601, images base64), from which `restored` makes the same struct again."""
    fields: dict[str, Any] = msgspec.to_builtins(data)
    return fields


def restored(kind: DocumentKind, fields: dict[str, Any]) -> Document:
    """The struct of this kind from what `stored` gave. Raises msgspec.ValidationError for anything else."""
    return msgspec.convert(fields, kind.struct)


def digest(data: Document) -> bytes:
    """SHA-256 of `content`, 32 bytes; the QR claim carries the first 16."""
    return hashlib.sha256(content(data)).digest()
