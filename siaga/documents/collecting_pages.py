"""The notice for citizens: when papers that wait for TTE can be collected. Counts only; no name and no number."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from siaga.accounts.access import Request, public

from . import collecting
from .listing import title_of


@public
@require_GET
def notice(request: Request) -> HttpResponse:
    kept, broken = collecting.judged(request.node)
    rows = [(row, title_of(row.kind)) for row in collecting.posted(request.node)]
    context = {"rows": rows, "kept": kept, "broken": broken, "office_name": request.node.name}
    return render(request, "documents/collecting.html", context)
