"""A stored document as it stands on paper: its content, the signature block as it is now, the QR; and the file itself."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

import msgspec

from siaga.documents.kind import Document as Content
from siaga.documents.kind import DocumentKind, Signature, SignatureState, restored
from siaga.documents.kinds import BY_CODE
from siaga.documents.render import render
from siaga.documents.signing import Signer, sign_document
from siaga.journal import blobs
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, Refusal

from .apply import WET
from .child_photos import with_photo
from .models import Document


def register_number(document: Document) -> str:
    """The entry in the register of wet signatures: "12/TTB/2026", "" for none."""
    return f"{document.wet_serial}/TTB/{document.wet_year}" if document.wet_serial else ""


def kind_of(document: Document) -> DocumentKind:
    """Raises PermanentFault for a kind that this program does not know (a newer node's)."""
    kind = BY_CODE.get(document.kind)
    if kind is None:
        raise PermanentFault(f"jenis dokumen {document.kind} belum dikenal program ini", about="dokumen")
    return kind


def presented(document: Document, *, state: SignatureState, name: str, on: date) -> Content:
    """The content with the signature block as given and the QR; everything else as it was issued."""
    kind = kind_of(document)
    try:
        data = restored(kind, document.data)
    except msgspec.ValidationError as e:
        raise PermanentFault(f"isi dokumen {document.number} tidak sesuai jenisnya: {e}", about="dokumen") from e
    block: Signature | None = getattr(data, "signature", None)
    if block is not None:
        role = f"{document.acting.capitalize()}. {block.role}" if document.acting else block.role
        given = {"state": state, "name": name, "on": on, "role": role, "register": register_number(document)}
        block = msgspec.structs.replace(block, **given)
        data = msgspec.structs.replace(data, signature=block)
    return msgspec.structs.replace(data, qr=document.claim)


def local_day(node: Node, at: datetime) -> date:
    return at.astimezone(ZONES[node.clock.zone]).date()


def drawn(node: Node, document: Document) -> bytes:
    """The PDF without an electronic signature: to be signed by hand (with its register number), or marked as not yet signed."""
    wet = document.state == WET and document.signed_at is not None
    on = local_day(node, document.signed_at if wet and document.signed_at else document.made_at)
    data = presented(document, state="basah" if wet else "belum", name=document.signer, on=on)
    return render(kind_of(document), with_photo(node, data), made_at=document.made_at)


def unsigned_pdf(node: Node, document: Document, name: str, at: datetime) -> bytes:
    """The PDF as it goes to be signed electronically: its block names the signer and the day; a paper signed wet keeps its own block."""
    if document.state == WET:
        return drawn(node, document)
    data = presented(document, state="elektronik", name=name, on=local_day(node, at))
    return render(kind_of(document), data, made_at=document.made_at)


def reason_of(document: Document) -> str:
    """What the signature says it was made for."""
    return f"{kind_of(document).title} {document.number}"


def signed_pdf(node: Node, document: Document, signer: Signer, name: str, at: datetime) -> bytes | Refusal:
    """The PDF signed electronically now; a paper signed wet keeps its block and gets the signature besides."""
    kind, pdf = kind_of(document), unsigned_pdf(node, document, name, at)
    return sign_document(kind, pdf, signer, reason=reason_of(document), location=node.name, at=at)


def keep(node: Node, pdf: bytes, at: datetime) -> tuple[str, str]:
    """Seal the final PDF to this node alone and keep it on its disk: (name of the sealed file, SHA-256 of the PDF)."""
    ref = blobs.put(node, blobs.seal(pdf, [node.keys.public]), at=at)
    return ref.sha, hashlib.sha256(pdf).hexdigest()


def pdf_of(node: Node, document: Document) -> bytes:
    """The final signed file if there is one, else the paper as it can be printed now.

    A signed file that is not on this node (a restored copy, the centre) is drawn again: without its electronic signature.
    """
    if document.blob and blobs.have(node, document.blob):
        return blobs.unseal(blobs.read(node, document.blob), node.keys)
    return drawn(node, document)
