"""Papers that fall due: `documents` makes them from here."""

from __future__ import annotations

from siaga.journal.act import Act

from .facts import DocumentDue
from .models import DueDocument


def record_due(act: Act, kind_code: str, about: str, holder: str, reason: str = "") -> None:
    """A paper falls due. One KK that still waits to be made shows this change as well; who asks for another gets one."""
    waiting = DueDocument.objects.filter(subject=about, kind=kind_code, made=False)
    if not reason and kind_code == "kk" and waiting.exists():
        return
    act.record(DocumentDue(kind_code=kind_code, about=about, holder=holder, reason=reason), subject=about)
