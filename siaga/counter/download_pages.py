"""The holder's own copy: the signed file of a paper, for who has the receipt's code and knows whose paper it is. No account, no script.

Two things are asked for: the code of the receipt, and the NIK of the holder or applicant, or what the QR on the paper says. A wrong second
thing is counted as a guessed code is, so that a receipt found on the floor opens nothing.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from siaga.accounts import attempts
from siaga.accounts.access import Request, public, viewed
from siaga.documents.listing import title_of
from siaga.documents.models import Document
from siaga.documents.presenting import pdf_of

from . import receipts
from .downloads import papers_of
from .models import Visit
from .public_pages import plain_code, unknown


@public
@never_cache
@require_http_methods(["GET", "POST"])
def download(request: Request, code: str, document: UUID) -> HttpResponse:
    """Ask for the second thing, then give the file as it was signed."""
    now, caller = request.node.clock.now(), attempts.address(request)
    plain = plain_code(code)
    visit = Visit.objects.filter(code=plain).first() if plain else None
    paper = next((d for d in papers_of(request.node, visit) if d.id == document), None) if visit else None
    context = {"office_name": request.node.name, "code": receipts.grouped(plain) if plain else "", "paper": paper}
    if paper is not None:
        context["title"] = title_of(paper.kind)
    if attempts.too_many(attempts.RECEIPTS, caller, now):
        return attempts.late(render(request, "counter/download.html", context | {"late": attempts.refusal(now)}), now)
    if paper is None:
        attempts.count(attempts.RECEIPTS, caller, now)
        return unknown(request, code)
    if request.method != "POST":
        return render(request, "counter/download.html", context)
    assert visit is not None
    if not _proven(paper, visit.applicant, request.POST.get("bukti", "")):
        attempts.count(attempts.RECEIPTS, caller, now)
        wrong = _("Bukan NIK pemilik dokumen ini atau pemohonnya, dan bukan isi kode QR-nya. Periksa lalu ketik lagi.")
        return render(request, "counter/download.html", context | {"wrong": wrong}, status=422)
    viewed(request, paper.holder or paper.subject, "unduhan oleh pemegang tanda terima")
    answer = HttpResponse(pdf_of(request.node, paper), content_type="application/pdf")
    name = "".join(c if c.isalnum() else "-" for c in f"{paper.kind}-{paper.number}")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


def _proven(paper: Document, applicant: str, typed: str) -> bool:
    """typed: the NIK of the holder or of who applied, in any grouping, or the text of the paper's QR."""
    said = "".join(typed.split()).replace(".", "").replace("-", "")
    known = {paper.holder, applicant} - {""}
    return said in known or (bool(paper.claim) and typed.strip() == paper.claim)
