"""What may be said of papers. Evolution: fields at the end, with a default (journal.facts).

Every fact of a paper has the paper's own subject (keluarga/…, akta/…, suket/…), so that it waits with what it speaks of.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID

from siaga.journal.facts import Body


class DocumentIssued(Body, frozen=True):
    """A paper exists; its id is the fact's. data: `documents.kind.stored`; digest: SHA-256 of its content, hex.

    dues: the DueDocument rows that it answers. again_for: why the holder gets one more ("hilang, surat 12/2026"), "" otherwise.
    """

    kind: ClassVar[str] = "documents.issued"
    kind_code: str
    number: str
    about: str
    holder: str
    holder_name: str
    data: dict[str, Any]
    digest: str
    claim: str
    needs_signature: bool
    dues: list[UUID] = []
    again_for: str = ""


class DueDropped(Body, frozen=True):
    """Papers that fell due are not made, because what they would say no longer holds (the family is closed)."""

    kind: ClassVar[str] = "documents.due_dropped"
    dues: list[UUID]
    reason: str


class DocumentSigned(Body, frozen=True):
    """mode elektronik: `file` names the sealed final PDF on the issuing node's own disk (it does not travel), pdf_sha the
    SHA-256 of the PDF. mode basah: year and serial of the register of wet signatures. acting: a key of `signing_mode.ACTING_WORDS`.
    """

    kind: ClassVar[str] = "documents.signed"
    document: UUID
    mode: Literal["elektronik", "basah"]
    signer: str
    file: str = ""
    pdf_sha: str = ""
    year: int | None = None
    serial: int | None = None
    acting: str = ""


class DocumentCounterSigned(Body, frozen=True):
    """A paper signed wet has its electronic signature as well, now that TTE is back."""

    kind: ClassVar[str] = "documents.counter_signed"
    document: UUID
    signer: str
    file: str
    pdf_sha: str


class DocumentSuperseded(Body, frozen=True):
    """Another paper takes its place: "digantikan", never "palsu"."""

    kind: ClassVar[str] = "documents.superseded"
    document: UUID
    by: UUID


class DocumentEnded(Body, frozen=True):
    """It holds no longer, and nothing replaces it. reason: one clause for the citizen ("KTP-el sudah diserahkan")."""

    kind: ClassVar[str] = "documents.ended"
    document: UUID
    reason: str


class DocumentHandedOver(Body, frozen=True):
    kind: ClassVar[str] = "documents.handed_over"
    document: UUID
    to: str


class DocumentPrinted(Body, frozen=True):
    """It stood in a print file of many papers that was made whole. Said again each time."""

    kind: ClassVar[str] = "documents.printed"
    document: UUID


class DocumentUnprinted(Body, frozen=True):
    """What was printed is spoiled, or never came out: it is to be printed again."""

    kind: ClassVar[str] = "documents.unprinted"
    document: UUID


class SigningModeChosen(Body, frozen=True):
    """By the head of office while TTE is away. basah: sign by hand now; nanti: collect later. Both days included.

    kinds: codes of the kinds of document, none for all. collect_on: the day promised for what waits, with `nanti`.
    acting: with `basah`, by whom if not by the head: a key of `signing_mode.ACTING_WORDS`.
    """

    kind: ClassVar[str] = "documents.signing_mode_chosen"
    mode: Literal["basah", "nanti"]
    begins: date
    ends: date
    reason: str
    kinds: list[str] = []
    collect_on: date | None = None
    acting: str = ""


class KeyStated(Body, frozen=True):
    """This key speaks for this office, or was revoked: a signed statement (`checking.keylist.Statement`) that travels with the facts."""

    kind: ClassVar[str] = "documents.key_stated"
    machine: str
    office: str
    name: str
    key: str
    since: str
    revoked: str
    reason: str
    stated: str
    by: str
    signature: str


class CollectionPromised(Body, frozen=True):
    """The holder of a paper that waits for TTE is told when to collect it. Said again when the day is moved."""

    kind: ClassVar[str] = "documents.collection_promised"
    document: UUID
    on: date


class CollectionJudged(Body, frozen=True):
    """kept: the paper was signed by the evening of the day promised."""

    kind: ClassVar[str] = "documents.collection_judged"
    document: UUID
    on: date
    kept: bool
