"""What must hold of an office's signatures after a story, and the hash of its tables."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from django.db import connection

from siaga.documents.apply import ELECTRONIC, WAITING, WET
from siaga.documents.models import Document
from siaga.documents.presenting import pdf_of
from siaga.documents.signing import validate_pdf
from siaga.journal.models import JournalFact
from siaga.journal.verify import tables_hash
from siaga.kit.node import Node
from siaga.roles.kinds import FACT_TABLES

# A P-256 signature draws a nonce and a sealed file a key: each time it is another file, by design.
FILE_COLUMNS = ("blob", "pdf_sha")
SIGNED, COUNTERSIGNED = "documents.signed", "documents.counter_signed"


def signed_once(node: Node, root: x509.Certificate, made: int, at: datetime) -> list[str]:
    """What is not as it must be, in words; the node is entered. Each paper is signed on record once; each one signed by hand is
    countersigned once, in the order of its register, which has no hole; the signer made these signatures and no other (`made`); each
    file's signature is good.
    """
    signed, counted = _documents(node, SIGNED), _documents(node, COUNTERSIGNED)
    papers = list(Document.objects.filter(office=node.id).exclude(state=WAITING).order_by("made_at", "id"))
    wet = [str(d.id) for d in sorted((d for d in papers if d.state == WET), key=lambda d: (d.wet_year, d.wet_serial))]
    by_key = [d for d in papers if d.state == ELECTRONIC]
    found = [f"ditandatangani {n} kali: {d}" for d, n in Counter(signed).items() if n != 1]
    if sorted(signed) != sorted([*wet, *(str(d.id) for d in by_key)]):
        found.append("yang tercatat ditandatangani bukan yang ditandatangani")
    if counted != wet:
        found.append(
            f"{len(wet)} dokumen basah, {len(counted)} menyusul elektronik, atau tidak menurut urutan register"
        )
    serials = sorted(d.wet_serial for d in papers if d.wet_serial is not None)
    if serials != list(range(1, len(serials) + 1)):
        found.append("register tanda tangan basah berlubang atau berulang")
    if made != len(by_key) + len(counted):
        found.append(f"{made} tanda tangan dibuat untuk {len(by_key) + len(counted)} dokumen")
    for d in (d for d in papers if d.blob):
        proof = validate_pdf(pdf_of(node, d), [root], at)
        if proof is None or not proof.good:
            found.append(f"tanda tangan pada {d.number} tidak sah")
    return [f"signed_once {node.id}: {what}" for what in found]


def _documents(node: Node, kind: str) -> list[str]:
    """Of which papers this was said, in the order of saying."""
    rows = JournalFact.objects.filter(kind=kind, chain=node.chain).order_by("seq")
    return [json.loads(body)["document"] for body in rows.values_list("body", flat=True)]


def papers_hash(nodes: Sequence[Node]) -> str:
    """SHA-256 (hex) over all tables of facts of all nodes, but for the names of signed files."""
    names = [f.column for f in Document._meta.concrete_fields if f.column and f.column not in FILE_COLUMNS]
    columns, parts = ", ".join(names), list[str]()
    for node in nodes:
        with node, connection.cursor() as cur:
            cur.execute(f"SELECT t::text FROM (SELECT {columns} FROM {Document._meta.db_table} ORDER BY id) t")
            parts.extend(str(row) for (row,) in cur.fetchall())
            parts.append(tables_hash([m for m in FACT_TABLES if m is not Document]))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
