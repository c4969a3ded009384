"""What somebody has asked for and is still waiting for, shown at their own page."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from siaga.accounts.access import Request
from siaga.shell.values import Paper

from . import receipts
from .list_pages import LOOK
from .models import Application, Visit
from .standing import load_stages

MOST = 20


def person(request: Request, nik: str) -> list[Paper]:
    """The open applications for this person, the newest first, and those they made for somebody who has no number yet."""
    visits = Visit.objects.filter(applicant=nik)
    theirs = Q(nik=nik) | Q(nik="", visit__in=visits.values("id"))
    rows = list(Application.objects.filter(theirs, state="terbuka").order_by("-opened_at", "id")[:MOST])
    if not rows:
        return []
    told = receipts.lines(request.node, rows, load_stages(request.node, rows), officer=True)
    reads = bool(request.actor.roles & set(LOOK))
    return [Paper(m.service, reverse("counter:application", args=[m.id]) if reads else "", m.sentence) for m in told]
