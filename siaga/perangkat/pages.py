"""The technician's page, and what goes out from it: the code by telephone, the support bundle, the runbook on paper."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from siaga.accounts.access import Request, allow

from . import bundle, checking, runbook
from .judging import Line, judge
from .readings import read
from .state_code import Misheard, code_of, decode, encode, words

WHO = ("teknisi", "kepala", "operator_pusat")
# Where a line is dealt with: its key -> URL name.
PAGES = {"parked": "parked", "second": "boxes", "facts": "continuity:page", "packets": "continuity:page"}


@dataclass(frozen=True, slots=True)
class Row:
    line: Line
    url: str


@allow(*WHO)
@never_cache
@require_GET
def page(request: Request) -> HttpResponse:
    readings = read(request.node)
    lines = judge(readings, request.node.clock.zone)
    context = {
        "rows": [Row(line, _url(PAGES.get(line.key, ""))) for line in lines],
        "code": encode(code_of(readings)),
        "down": sum(line.state == "terputus" for line in lines),
        "slow": sum(line.state == "tersendat" for line in lines),
        "may_check": bool(request.actor.roles & {"teknisi", "operator_pusat"}),
    }
    return render(request, "perangkat/page.html", context)


def _url(name: str) -> str:
    """ "" for a page that does not exist at this place."""
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:
        return ""


@allow("teknisi", "operator_pusat")
@require_POST
def check(request: Request) -> HttpResponse:
    checking.begin_again()
    messages.success(
        request, _("Pemeriksaan jurnal dimulai dari catatan pertama. Anda boleh meninggalkan halaman ini.")
    )
    return redirect("perangkat:page")


@allow(*WHO)
@never_cache
@require_GET
def support(request: Request) -> HttpResponse:
    """The bundle as a download."""
    node = request.node
    answer = HttpResponse(bundle.make(node), content_type="application/zip")
    name = f"bantuan-{node.chain.replace('/', '-')}-{node.clock.now():%Y%m%d-%H%M}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@allow(*WHO)
@require_GET
def code(request: Request) -> HttpResponse:
    """What somebody reads out by telephone, in words. `kode`: as typed."""
    typed = request.GET.get("kode", "")[:40]
    context: dict[str, object] = {"typed": typed}
    if typed:
        try:
            context["words"] = words(decode(typed))
        except Misheard as e:
            context["wrong"] = str(e)
    return render(request, "perangkat/code.html", context, status=422 if "wrong" in context else 200)


@allow(*WHO)
@require_GET
def sheet(request: Request) -> HttpResponse:
    """The runbook as one page of paper; Indonesian, whatever the reader's language: it hangs beside the machine."""
    context = {"title": runbook.TITLE, "intro": runbook.INTRO, "parts": runbook.PARTS, "office_name": request.node.name}
    return render(request, "perangkat/runbook.html", context)
