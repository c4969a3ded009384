"""The technician's list of facts that were received but could not be understood (`journal.intake`), to be tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from siaga.accounts.access import Request, allow, viewed
from siaga.journal.intake import retry
from siaga.journal.models import Parked
from siaga.shell.values import Deed

from .links import page_of

WHO = ("teknisi", "operator_pusat")
PURPOSE = "pemeriksaan catatan yang tertahan"
PERSONS = ("penduduk/", "keluarga/")
MOST_SUBJECTS = 200  # tried at one press; the rest at the next


@dataclass(frozen=True, slots=True)
class Row:
    """One parked fact. url: the page of its subject, "" where there is none."""

    chain: str
    seq: int
    kind: str
    subject: str
    reason: str
    since: datetime
    url: str
    deed: Deed


@allow(*WHO, purpose=PURPOSE)
@require_GET
def parked(request: Request) -> HttpResponse:
    """Oldest first."""
    query = Parked.objects.order_by("since", "chain", "seq")
    if text := request.GET.get("cari", "").strip():
        query = query.filter(Q(subject__icontains=text) | Q(kind__icontains=text) | Q(reason__icontains=text))
    page = Paginator(query, 50).get_page(request.GET.get("page"))
    rows = []
    for p in page:
        if p.subject.startswith(PERSONS):
            viewed(request, p.subject)
        again = Deed(_("Coba lagi"), reverse("parked_retry", args=[p.chain, p.seq]), "post")
        rows.append(Row(p.chain, p.seq, p.kind, p.subject, p.reason, p.since, page_of(p.subject), again))
    return render(request, "web/parked.html", {"rows": rows, "page": page})


@allow(*WHO)
@require_POST
def retry_one(request: Request, chain: str, seq: int) -> HttpResponse:
    """The facts of this fact's subject, in their order."""
    row = get_object_or_404(Parked, chain=chain, seq=seq)
    return _told(request, [row.subject])


@allow(*WHO)
@require_POST
def retry_all(request: Request) -> HttpResponse:
    found = dict.fromkeys(Parked.objects.order_by("since", "chain", "seq").values_list("subject", flat=True))
    return _told(request, list(found)[:MOST_SUBJECTS])


def _told(request: Request, subjects: list[str]) -> HttpResponse:
    left = sum(retry(request.node, subject) for subject in subjects)
    if left:
        messages.warning(request, _("Masih tertahan: %(n)d. Sebabnya ada di daftar.") % {"n": left})
    else:
        messages.success(request, _("Catatan itu sudah dipahami dan berlaku."))
    return redirect("parked")
