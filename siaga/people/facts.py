"""What may be said of residents, families and deeds. Evolution: fields at the end, with a default (journal.facts)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from siaga.journal.facts import Body

from .biodata import Biodata, Family


class FamilyRegistered(Body, frozen=True):
    """A new kartu keluarga. replaces: the number that it takes the place of (the head changed)."""

    kind: ClassVar[str] = "people.family_registered"
    family: Family
    issued_on: date
    replaces: str = ""


class FamilyClosed(Body, frozen=True):
    """Its last member is gone, or another number took its place."""

    kind: ClassVar[str] = "people.family_closed"
    no_kk: str
    replaced_by: str = ""


class ResidentRegistered(Body, frozen=True):
    """A person with a NIK. reason: biodata_pertama | kelahiran | data_awal. minted_offline: the centre could not be asked."""

    kind: ClassVar[str] = "people.resident_registered"
    biodata: Biodata
    reason: str
    minted: bool = True
    minted_offline: bool = False


class BiodataChanged(Body, frozen=True):
    """Changed columns of one resident with what they were; the NIK never changes. reason: what moved the office to it."""

    kind: ClassVar[str] = "people.biodata_changed"
    nik: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str


class DeedRegistered(Body, frozen=True):
    """An entry of the civil register. niks: of whom it speaks, the holder of the extract first. deed: the event's answers as a mapping.

    What it changes of residents and families are facts of their own in the same act.
    """

    kind: ClassVar[str] = "people.deed_registered"
    number: str
    deed_kind: str
    niks: list[str]
    registered_on: date
    late: bool
    deed: dict[str, Any]


class DeedNoted(Body, frozen=True):
    """A marginal note (catatan pinggir): what has become of a deed since; it stands on every later extract.

    ends: "" while the deed goes on, else what it is from then on: digantikan or dibatalkan. data: what it says from then on, if other.
    """

    kind: ClassVar[str] = "people.deed_noted"
    number: str
    text: str
    on: date
    ends: str = ""
    data: dict[str, Any] | None = None


class FamilyMoved(Body, frozen=True):
    """Another address within the regency; the KK number stays. before, after: address columns."""

    kind: ClassVar[str] = "people.family_moved"
    no_kk: str
    before: dict[str, Any]
    after: dict[str, Any]


class DocumentDue(Body, frozen=True):
    """A life event asks for a paper. kind_code: of documents.kinds; about: keluarga/<no_kk> or akta/<number>.

    reason: "" for a life event; hilang, rusak or berubah where the same paper is made again.
    """

    kind: ClassVar[str] = "people.document_due"
    kind_code: str
    about: str
    holder: str
    reason: str = ""


class NikConfirmed(Body, frozen=True):
    """By the centre: this person has no other NIK."""

    kind: ClassVar[str] = "people.nik_confirmed"
    nik: str


class NikDoubted(Body, frozen=True):
    """By the centre, for the centre: these residents may be the same person; somebody has to compare them."""

    kind: ClassVar[str] = "people.nik_doubted"
    nik: str
    like: list[str]
