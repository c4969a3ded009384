"""At the centre: NIKs that offices minted without a line and whose owners resemble somebody; a person compares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from siaga.accounts.access import Request, allow, viewed
from siaga.journal.act import Actor, Refused
from siaga.kit.node import Node
from siaga.shell.templatetags.siaga_ui import told
from siaga.shell.values import Deed

from . import register
from .biodata import Biodata
from .event_pages import key_of
from .foreign import found
from .models import NikConfirmation, NikDoubt
from .pages import PER_PAGE
from .ticks import confirm_nik

WHO = ("operator_pusat", "adjudikator")
PURPOSE = "pemeriksaan biodata ganda"


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """A resident and those who resemble them."""

    person: Biodata
    like: tuple[Biodata, ...]
    at: datetime
    url: str
    deed: Deed


def unsettled() -> QuerySet[NikDoubt]:
    """Oldest first."""
    return NikDoubt.objects.exclude(Exists(NikConfirmation.objects.filter(nik=OuterRef("nik")))).order_by("at", "nik")


def count_doubts(node: Node, actor: Actor) -> int:
    return unsettled().count()


@allow(*WHO, purpose=PURPOSE)
@require_GET
def doubts(request: Request) -> HttpResponse:
    page = Paginator(unsettled(), PER_PAGE).get_page(request.GET.get("page"))
    niks = {n for d in page for n in (d.nik, *d.like)}
    guests = found.persons(niks)
    known = guests | register.persons(niks)
    rows = []
    for d in page:
        viewed(request, d.nik)
        deed = Deed(_("Orang yang berbeda: pastikan NIK"), reverse("people:confirm", args=[d.nik]), "post")
        like = tuple(known[n] for n in d.like if n in known)
        rows.append(
            DoubtRow(
                known[d.nik],
                like,
                d.at,
                reverse("people:guest" if d.nik in guests else "people:resident", args=[d.nik]),
                deed,
            )
        )
    return render(request, "people/doubts.html", {"rows": rows, "page": page})


@allow(*WHO, purpose=PURPOSE)
@require_POST
def confirm(request: Request, nik: str) -> HttpResponse:
    outcome = confirm_nik(request.node, request.actor, nik, key=key_of(request))
    if isinstance(outcome, Refused):
        for r in outcome.refusals:
            messages.error(request, told(r))
    else:
        messages.success(request, _("NIK dipastikan; kantornya diberi tahu."))
    return redirect("people:doubts")
