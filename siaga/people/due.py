"""Papers that fall due: `documents` makes them from here."""

from __future__ import annotations

import msgspec

from siaga.journal.act import Act

from .facts import DocumentDue
from .models import DueDocument


class DuePaper(msgspec.Struct, frozen=True, order=True):
    """A paper that a life event yields. kind: code of `documents.kinds`. about: its subject, akta/<number>, keluarga/<no_kk> …"""

    kind: str
    about: str


def record_due(act: Act, kind_code: str, about: str, holder: str, reason: str = "") -> DuePaper:
    """A paper falls due. One KK that still waits to be made shows this change as well; who asks for another gets one."""
    waiting = DueDocument.objects.filter(subject=about, kind=kind_code, made=False)
    if reason or kind_code != "kk" or not waiting.exists():
        act.record(DocumentDue(kind_code=kind_code, about=about, holder=holder, reason=reason), subject=about)
    return DuePaper(kind_code, about)
