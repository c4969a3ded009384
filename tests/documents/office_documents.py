"""An office with people, and a TTE that can be taken away."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from siaga.documents.certificates import make_office_pki
from siaga.documents.models import Document
from siaga.documents.signing import LocalSigner, SignerDown, SignerStatus
from siaga.documents.ticks import office_ticks
from siaga.journal.act import Actor
from siaga.kit.node import Node
from siaga.kit.refusal import TemporaryFault
from siaga.roles.office import PAPERS
from tests.people.samples_people import BIRTH, a_family, made
from tests.people.samples_people import born as register_birth

HEAD_NAME = "Dra. Ratna Contoh Wulandari"
HEAD = Actor("kepala", HEAD_NAME, frozenset({"kepala"}))
CLERK = Actor("loket", "Petugas Loket", frozenset({"loket"}))
TICKS = office_ticks(PAPERS)
KEY, CHAIN = make_office_pki(HEAD_NAME, "Kota Administrasi Jakarta Utara", datetime(2026, 1, 1, tzinfo=UTC))


@dataclass
class Tte:
    """A real signer behind a switch; counts what it signed."""

    inner: LocalSigner = field(default_factory=lambda: LocalSigner(KEY, CHAIN))
    up: bool = True
    signed: int = 0

    @property
    def chain(self) -> Any:
        return self.inner.chain

    def status(self, at: datetime) -> SignerStatus:
        return self.inner.status(at) if self.up else SignerStatus("terputus", "", "TTE tidak menjawab")

    def sign_pdf(self, pdf: bytes, *, reason: str, location: str, at: datetime) -> bytes:
        if not self.up:
            raise SignerDown("TTE tidak menjawab")
        self.signed += 1
        return self.inner.sign_pdf(pdf, reason=reason, location=location, at=at)


def with_tte(node: Node) -> Tte:
    node.devices["signer"] = tte = Tte()
    return tte


def born(node: Node, **changes: Any) -> tuple[str, str]:
    """A child of a registered couple: (NIK of the child, No. KK). The birth makes an akta and a KK fall due."""
    no_kk, father, mother = a_family(node)
    return another_birth(node, no_kk, father, mother, **changes), no_kk


def another_birth(node: Node, no_kk: str, father: str, mother: str, **changes: Any) -> str:
    birth = msgspec.structs.replace(BIRTH, nik_ibu=mother, nik_ayah=father, **changes)
    return made(register_birth(node, birth, no_kk)).nik["anak"]


def tick(node: Node) -> int:
    """All due work of documents, as an office takes it: until nothing is left, or what is down stops it."""
    done = 0
    for each in TICKS:
        try:
            while did := each(node, node.clock.now()):
                done += did
        except TemporaryFault:
            pass
    return done


def by_kind(kind: str) -> list[Document]:
    return list(Document.objects.filter(kind=kind).order_by("made_at", "id"))


def the(kind: str) -> Document:
    (found,) = by_kind(kind)
    return found
