"""Many papers of the register printed in one go: chosen, put into one file while a bar fills, opened, on record as printed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from siaga.accounts.access import Request, allow, viewed

from . import printing
from .listing import Row, row_of, seen_by, without_data
from .models import Document, PrintBatch

PRINT = ("loket", "verifikator", "kepala")


@allow(*PRINT, purpose="cetak dokumen")
@require_POST
def begin(request: Request) -> HttpResponse:
    """Of the chosen rows of the register, those that this officer may see and that may be printed."""
    chosen = [id for word in request.POST.getlist("pilih") if (id := _uuid(word))]
    seen = seen_by(Document.objects.filter(id__in=chosen, office=request.node.id), request.actor)
    may = set(seen.values_list("id", flat=True))
    batch = printing.begin(request.node, request.actor, [id for id in chosen if id in may])
    if not batch.documents:
        messages.error(
            request, _("Tidak ada yang dapat dicetak: dokumen belum ditandatangani, atau tidak berlaku lagi.")
        )
        return redirect("documents:register")
    for nik in sorted(set(Document.objects.filter(id__in=batch.documents).values_list("holder", flat=True)) - {""}):
        viewed(request, nik)
    return redirect("documents:batch", batch.id)


@allow(*PRINT)
@require_GET
def batch(request: Request, batch: UUID) -> HttpResponse:
    return render(request, "documents/batch.html", _context(_found(request, batch)))


@allow(*PRINT)
@require_POST
def go_on(request: Request, batch: UUID) -> HttpResponse:
    """The next few; the page asks again until the bar is full."""
    row = printing.go_on(request.node, request.actor, batch)
    if row is None:
        raise Http404
    return render(request, "documents/_batch.html", _context(row))


@allow(*PRINT)
@require_GET
@never_cache
def file(request: Request, batch: UUID) -> HttpResponse:
    row = _found(request, batch)
    if not row.pdf or row.done < len(row.documents):
        raise Http404
    answer = HttpResponse(bytes(row.pdf), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="dokumen-{row.at:%Y%m%d-%H%M}.pdf"'
    return answer


def _found(request: Request, batch: UUID) -> PrintBatch:
    row = PrintBatch.objects.filter(id=batch, by=request.actor.id).first()
    if row is None:
        raise Http404
    return row


def _context(row: PrintBatch) -> dict[str, object]:
    total = len(row.documents)
    return {
        "batch": row,
        "total": total,
        "ready": row.done == total,
        "printed": row.done - len(row.skipped),
        "skipped": _skipped(row),
    }


def _skipped(row: PrintBatch) -> list[tuple[Row, str]]:
    found = without_data(Document.objects.filter(id__in=list(row.skipped)))
    return [(row_of(d), row.skipped[str(d.id)]) for d in found.order_by("made_at", "id")]


def _uuid(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None
