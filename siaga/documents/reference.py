"""The sheet of all documents as Markdown, made from the registry: `siaga dokumen > docs/dokumen.md`."""

from __future__ import annotations

from collections.abc import Iterator

from .kind import DocumentKind
from .kinds import KINDS

PICTURES = "pictures"
HEAD = """# Documents

Made by `siaga dokumen` from `siaga/documents/kinds/`; the pictures by `python tests/documents/goldens_documents.py docs`.
Invented people, specimens all. A KTP-el and a KIA are never signed as documents (Permendagri 104/2019); a receipt is handed out at once.
Every other one is signed, electronically or, while TTE is away, by hand and registered, and carries a QR that verifies with no network.
"""


def picture_of(kind: DocumentKind) -> str:
    """The picture's file name."""
    return f"dokumen-{kind.code.replace('_', '-')}.png"


def text() -> str:
    return "\n".join([HEAD, *_table(), *(line for kind in KINDS for line in _section(kind))])


def _table() -> Iterator[str]:
    yield "| code | document | paper | signed | QR |"
    yield "|---|---|---|---|---|"
    for kind in KINDS:
        name = f"[{kind.title}](#{kind.title.lower().replace(' ', '-')})"
        yield f"| `{kind.code}` | {name} | {kind.paper} | {_yes(kind.signed)} | {_yes(bool(kind.claim_number))} |"
    yield ""


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _section(kind: DocumentKind) -> Iterator[str]:
    yield f"## {kind.title}"
    yield ""
    yield f"`{kind.code}` · {kind.paper} · {kind.legal_basis}"
    yield ""
    yield f"![{kind.title}]({PICTURES}/{picture_of(kind)})"
    yield ""
