"""What an officer sees of papers: a person's, one of them; printing and handing over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from siaga.accounts.access import Request, allow, viewed
from siaga.accounts.officer_pages import key_of
from siaga.journal.act import Refused
from siaga.people.history import lines_of_deed
from siaga.people.models import Akta
from siaga.shell.values import HistoryLine, Who, place_refusals

from . import acts
from .again import may_be_again
from .kinds import ON_BLANKS
from .listing import papers_of, row_of, seen_by, signed_by, whose
from .models import Document, Trouble
from .over import over
from .presenting import register_number

SERVE = ("loket", "verifikator", "kepala")


def found_or_404(request: Request, document: UUID) -> Document:
    row = seen_by(Document.objects.filter(id=document, office=request.node.id), request.actor).first()
    if row is None:
        raise Http404
    return row


@allow(*SERVE, purpose="dokumen")
@require_GET
def due(request: Request, nik: str) -> HttpResponse:
    """A person's papers: being made, waiting for a signature, ready to print; the list renews itself until all are ready."""
    return _papers(request, nik, "documents/due.html")


@allow(*SERVE, purpose="dokumen")
@require_GET
def due_part(request: Request, nik: str) -> HttpResponse:
    """Only the list, for the page that asks again. It leaves no second trace of the same look."""
    return _papers(request, nik, "documents/_papers.html", trace=False)


def _papers(request: Request, nik: str, template: str, *, trace: bool = True) -> HttpResponse:
    person = whose(nik)
    if person is None:
        raise Http404
    if trace:
        viewed(request, nik)
    found = papers_of(person, request.node)
    status = acts.signer_status(request.node)
    context = {
        "person": person,
        "papers": found,
        "status": status,
        "mode": acts.mode_now(request.node) if status.state != "siap" else None,
        "every": "2s" if status.state == "siap" else "15s",
    }
    return render(request, template, context)


@allow(*SERVE)
@require_GET
def deed(request: Request, number: str) -> HttpResponse:
    """The extract of a deed that holds: its page."""
    rows = seen_by(Document.objects.filter(subject=f"akta/{number}", office=request.node.id), request.actor)
    row = rows.order_by("superseded_by", "ended", "-made_at").first()
    if row is None:
        raise Http404
    return redirect("documents:document", row.id)


@allow(*SERVE, purpose="dokumen")
@require_GET
def document(request: Request, document: UUID) -> HttpResponse:
    return _page(request, found_or_404(request, document), HandOver())


def _page(request: Request, row: Document, form: forms.Form, status: int = 200) -> HttpResponse:
    if row.holder:
        viewed(request, row.holder)
    gone = over(request.node, row)
    shown = row_of(row, Trouble.objects.filter(id=row.id).values_list("says", flat=True).first() or "", over=gone)
    context: dict[str, Any] = {
        "row": shown,
        "form": form,
        "who": Who(name=row.holder_name or shown.title, nik=row.holder),
        "state": shown.state,
        "waits_for": _("tanda tangan") if shown.waiting else "",
        "waits_since": row.made_at,
        "history": _history(request, row),
        "replaced_by": _successor(row),
        "ended": gone,
        "may_hand": shown.printable and row.handed_at is None and (row.kind not in ON_BLANKS or row.printed_at),
        "may_be_again": may_be_again(request.node, row) and bool(request.actor.roles & set(SERVE)),
        "again_for": row.again_for,
    }
    return render(request, "documents/document.html", context, status=status)


def _history(request: Request, row: Document) -> list[HistoryLine]:
    """Of the paper; of an extract together with its deed's, entry, case file and marginal notes."""
    what, _slash, number = row.subject.partition("/")
    if what != "akta":
        return history_of(row)
    deed = Akta.objects.filter(number=number).first()
    niks = [n for n in (deed.nik, deed.nik_kedua) if n] if deed else []
    said = lines_of_deed(request.node, number, niks, request.siaga_cases(row.subject))
    return sorted([*history_of(row), *said], key=lambda line: line.at)


def _successor(row: Document) -> str:
    return reverse("documents:document", args=[row.superseded_by]) if row.superseded_by else ""


def history_of(row: Document) -> list[HistoryLine]:
    """From its making to the hand-over, oldest first."""
    again = _("Dibuat lagi, karena yang lama %(why)s") % {"why": row.again_for}
    lines = [HistoryLine(row.made_at, again if row.again_for else _("Dibuat"))]
    if row.printed_at:
        how = (
            _("Dicetak pada blangkonya")
            if row.kind in ON_BLANKS
            else _("Dicetak dalam satu berkas dengan dokumen lain")
        )
        lines.append(HistoryLine(row.printed_at, how))
    if row.signed_at and row.state == "basah":
        text = _("Tanda tangan basah, terdaftar nomor %(n)s") % {"n": register_number(row)}
        lines.append(HistoryLine(row.signed_at, text, signed_by(row)))
    elif row.signed_at:
        lines.append(HistoryLine(row.signed_at, _("Ditandatangani elektronik"), row.signer))
    if row.countersigned_at:
        lines.append(HistoryLine(row.countersigned_at, _("Ditandatangani elektronik juga, setelah TTE pulih")))
    if row.handed_at:
        lines.append(HistoryLine(row.handed_at, _("Diserahkan kepada %(to)s") % {"to": row.handed_to}))
    return sorted(lines, key=lambda line: line.at)


@allow(*SERVE, purpose="cetak dokumen")
@require_GET
@never_cache
def pdf(request: Request, document: UUID) -> HttpResponse:
    """The file as signed; before that, the print with its mark (not yet signed, or signed by hand and registered). Of a card on a blank:
    the list on which the blank is taken.
    """
    row = found_or_404(request, document)
    if row.kind in ON_BLANKS:
        return redirect(f"{reverse('cards:kia')}?cari={row.holder}")
    if row.holder:
        viewed(request, row.holder)
    answer = HttpResponse(acts.pdf_of(request.node, row), content_type="application/pdf")
    name = "".join(c if c.isalnum() else "-" for c in f"{row.kind}-{row.number}")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


class HandOver(forms.Form):
    to = forms.CharField(
        label=gettext_lazy("Diserahkan kepada"),
        max_length=100,
        help_text=gettext_lazy("Nama sesuai kartu identitas yang menerima."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@allow("loket", "verifikator")
def hand_over(request: Request, document: UUID) -> HttpResponse:
    row = found_or_404(request, document)
    if request.method != "POST":
        return redirect("documents:document", document)
    form = HandOver(request.POST)
    if form.is_valid():
        outcome = acts.hand_over(request.node, request.actor, document, form.cleaned_data["to"], key=key_of(request))
        if not isinstance(outcome, Refused):
            messages.success(request, _("Penyerahan dicatat."))
            return redirect("documents:document", document)
        place_refusals(form, outcome.refusals)
    return _page(request, row, form, status=422)
