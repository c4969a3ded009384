"""The work list of children's cards: those to be printed, those that lie ready."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from pyhanko.pdf_utils.writer import PdfFileWriter

from siaga.accounts.access import Request, allow, viewed
from siaga.accounts.officer_pages import key_of
from siaga.cards.blangko import book
from siaga.cards.blangko import rules as ledger
from siaga.cards.models import KiaCard
from siaga.cards.page_parts import answer_form, names_of, tell
from siaga.documents.listing import seen_by
from siaga.documents.models import Document
from siaga.documents.pages import SERVE
from siaga.documents.presenting import pdf_of
from siaga.documents.printing import put_pages
from siaga.journal.act import Actor, Refused
from siaga.kit.node import Node
from siaga.people.models import Resident
from siaga.shell.fields import uuids_of

from . import acts
from .acts import MOST
from .apply import PRINTED

PER_PAGE = 50
TO_PRINT, READY = "cetak", "siap"
HEAPS = {TO_PRINT: lazy("Menunggu dicetak"), READY: lazy("Sudah dicetak")}
printing = allow("pencetakan", "loket", "verifikator", "kepala", purpose="pencetakan KIA")


class SpoiledForm(forms.Form):
    reason = forms.CharField(
        label=lazy("Alasan"), max_length=200, help_text=lazy("Misalnya luntur, terpotong, terlipat.")
    )


@dataclass(frozen=True, slots=True)
class Row:
    pk: UUID
    url: str
    name: str
    nik: str
    since: datetime
    printed: bool
    says: str
    file: str


def count_to_print(node: Node, actor: Actor) -> int:
    """For the rail."""
    return seen_by(acts.to_print(node), actor).count()


@printing
@require_GET
def cards(request: Request) -> HttpResponse:
    """To be printed, or printed and not handed over; what was printed a moment ago has its file on top."""
    node, heap = request.node, request.GET.get("tumpukan", "")
    query = seen_by(acts.owed(node).defer("data", "claim"), request.actor)
    if sought := request.GET.get("cari", "").strip():
        digits = sought.replace(" ", "")
        query = query.filter(Q(holder__startswith=digits) if digits.isdigit() else Q(holder__in=_named(sought)))
    elif heap not in HEAPS:
        heap = TO_PRINT
    if heap in HEAPS:
        query = query.filter(printed_at__isnull=heap == TO_PRINT)
    page = Paginator(query, PER_PAGE).get_page(request.GET.get("page"))
    blanks, in_stock = book.within_reach(node, request.actor.id, ledger.KIA)
    context = {
        "rows": _rows(list(page), request.actor),
        "page": page,
        "heap": heap,
        "heaps": HEAPS.items(),
        "fresh": _link(found) if (found := _asked(request)) else "",
        "fresh_n": len(found),
        "waiting": acts.to_print(node).count(),
        "blanks": blanks,
        "in_stock": in_stock,
    }
    if heap == TO_PRINT:
        context |= {"bulk_url": reverse("cards:kia_print"), "bulk_label": _("Cetak yang dipilih")}
    return render(request, "cards/kia/list.html", context)


def _named(sought: str) -> QuerySet[Resident, str]:
    return Resident.objects.filter(nama__icontains=sought.upper()).values_list("nik", flat=True)


def _rows(documents: list[Document], actor: Actor) -> list[Row]:
    """Who only prints has no page of the document."""
    failed = dict(KiaCard.objects.filter(document__in=[d.id for d in documents]).values_list("document", "says"))
    names, opens = names_of(d.holder for d in documents), bool(actor.roles & set(SERVE))
    return [
        Row(d.id, reverse("documents:document", args=[d.id]) if opens else "", names.get(d.holder, ""), d.holder, d.printed_at or d.made_at,
            d.printed_at is not None, failed.get(d.id, ""), _link([d.id]))
        for d in documents
    ]  # fmt: skip


def _link(documents: list[UUID]) -> str:
    return f"{reverse('cards:kia_file')}?{urlencode({'d': [str(id) for id in documents]}, doseq=True)}"


def _asked(request: Request) -> list[UUID]:
    return uuids_of(request.GET.getlist("d"))[:MOST]


@printing
@require_POST
def print_chosen(request: Request) -> HttpResponse:
    """A blank for each of the chosen cards; their file is then one click away."""
    chosen = uuids_of(request.POST.getlist("pilih"))
    seen = seen_by(Document.objects.filter(id__in=chosen), request.actor).values_list("id", flat=True)
    may = set(seen)
    outcome = acts.print_cards(request.node, request.actor, [id for id in chosen if id in may], key=key_of(request))
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
        return redirect("cards:kia")
    n = len(outcome.value)
    text = ngettext("%(n)d blangko KIA diambil.", "%(n)d blangko KIA diambil.", n)
    messages.success(request, text % {"n": n})
    query = urlencode({"tumpukan": READY, "d": [str(id) for id in outcome.value]}, doseq=True)
    return redirect(f"{reverse('cards:kia')}?{query}")


@printing
@require_GET
@never_cache
def file(request: Request) -> HttpResponse:
    """The cards as one file, a page each: only those for which a blank was taken."""
    wanted = _asked(request)
    printed = KiaCard.objects.filter(document__in=wanted, state=PRINTED).values("document")
    rows = {d.id: d for d in seen_by(acts.owed(request.node).filter(id__in=printed), request.actor)}
    if not rows:
        raise Http404
    writer = PdfFileWriter()
    for id in wanted:
        if id in rows:
            viewed(request, rows[id].holder)
            put_pages(writer, pdf_of(request.node, rows[id]))
    out = io.BytesIO()
    writer.write(out)
    answer = HttpResponse(out.getvalue(), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="kia-{len(rows)}.pdf"'
    return answer


@printing
def spoiled(request: Request, id: UUID) -> HttpResponse:
    """The card is bad: its blank is lost."""
    row = seen_by(acts.owed(request.node).filter(id=id), request.actor).first()
    if row is None:
        raise Http404
    return answer_form(
        request,
        SpoiledForm(request.POST or None),
        lambda data, key: acts.spoiled(request.node, request.actor, id, data["reason"], key=key),
        lambda value: f"{reverse('cards:kia')}?cari={row.holder}",
        title=_("KIA rusak: %(name)s") % {"name": names_of([row.holder]).get(row.holder, row.holder)},
        intro=_("Satu blangko KIA dibukukan rusak. Kartunya menunggu dicetak lagi."),
        submit=_("Bukukan rusak"),
        cancel=f"{reverse('cards:kia')}?tumpukan={READY}",
        said=_("Dibukukan rusak. Cetak lagi kartunya."),
    )


@printing
def nothing_there(request: Request, id: UUID) -> HttpResponse:
    """No card came out. GET asks: of a card that does lie there a second one would be printed."""
    row = seen_by(acts.owed(request.node).filter(id=id), request.actor).first()
    if row is None:
        raise Http404
    if request.method != "POST":
        viewed(request, row.holder)
        context = {
            "question": _("Benar tidak ada KIA %(name)s?")
            % {"name": names_of([row.holder]).get(row.holder, row.holder)},
            "consequence": _(
                "Satu blangko KIA kembali dan kartunya menunggu dicetak lagi. Bila kartunya ada tetapi rusak, bukukan rusak."
            ),
            "confirm_label": _("Tidak ada kartu"),
            "cancel_url": f"{reverse('cards:kia')}?tumpukan={READY}",
        }
        return render(request, "shell/confirm.html", context)
    outcome = acts.not_printed(request.node, request.actor, id, key=key_of(request))
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
    else:
        messages.success(request, _("Blangko kembali. Kartunya menunggu dicetak lagi."))
    return redirect("cards:kia")
