"""Scans on their way into a draft: added, turned, shown again to the one who scans."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from siaga.accounts.access import Request, allow, viewed
from siaga.kit.refusal import Refusal
from siaga.people.peristiwa import BY_CODE
from siaga.people.ways import SERVE
from siaga.shell.templatetags.siaga_ui import told

from . import drafts
from .models import Draft, DraftSheet
from .scans import JPEG, Scan, scan_from, size_refused


def sheets_of(draft: Draft | None, need: int) -> list[DraftSheet]:
    return list(draft.sheets.filter(need=need).order_by("place").defer("sealed")) if draft else []


def need_of(request: Request) -> int | None:
    """Which paper `lembar` speaks of: "tambah:2", "putar:2:<sheet>"."""
    parts = request.POST.get("lembar", "").split(":")
    return int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() and len(parts[1]) < 3 else None


def sheets_sent(request: Request, draft: Draft) -> list[Refusal]:
    """Files of this request into the draft, and the one deed on a sheet. What is wrong is told at its paper."""
    wrong: list[Refusal] = []
    for name in sorted(request.FILES):
        need = name.removeprefix("berkas_")
        if need.isdecimal() and len(need) < 3:
            wrong += _added(request, draft, int(need), f"syarat_{need}", name)
    parts = request.POST.get("lembar", "").split(":")
    if len(parts) == 3 and (sheet := _uuid(parts[2])):
        drafts.change(request.node, draft, parts[0], sheet)
    return wrong


def _added(request: Request, draft: Draft, need: int, field: str, name: str) -> list[Refusal]:
    wrong: list[Refusal] = []
    scans: list[Scan] = []
    for file in request.FILES.getlist(name)[:50]:
        found = size_refused(file.size or 0, field) or scan_from(file.read(), field)
        if isinstance(found, Refusal):
            wrong.append(found)
        else:
            scans.append(found)
    if scans and (no := drafts.add(request.node, draft, need, scans, instead=_uuid(request.POST.get("ganti", "")))):
        wrong.append(no)
    return wrong


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def part(request: Request, draft: Draft, wrong: list[Refusal]) -> HttpResponse:
    """For the script: the sheets of one paper, and what was wrong with the last."""
    need = need_of(request)
    assert need is not None
    context = {"sheets": sheets_of(draft, need), "need": need, "wrong": [told(r) for r in wrong]}
    return render(request, "berkas/_sheets.html", context, status=422 if wrong else 200)


@allow(*SERVE, purpose="scan persyaratan")
@never_cache
def draft_sheet(request: Request, id: UUID) -> HttpResponse:
    """One sheet of the officer's own draft."""
    sheet = DraftSheet.objects.filter(id=id, draft__officer=request.actor.id).select_related("draft").first()
    if sheet is None:
        raise Http404
    viewed(request, subject_of(sheet.draft.event, sheet.draft.about))
    return sheet_answer(sheet.mime, drafts.content_of(request.node, sheet))


def subject_of(code: str, about: str) -> str:
    """Whose data were looked at, as the trail names them."""
    asked = BY_CODE[code].asked
    if not about:
        return "berkas/baru"
    if asked is not None and asked.about == "skpwni":
        return f"kepindahan/{about}"
    return about if asked is not None and asked.about == "penduduk" else f"keluarga/{about}"


def sheet_answer(mime: str, content: bytes) -> HttpResponse:
    """Shown within the page, never run: a PDF without scripts in a viewer of the browser."""
    answer = HttpResponse(content, content_type=mime)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Disposition"] = f'inline; filename="lembar.{"jpg" if mime == JPEG else "pdf"}"'
    return answer
