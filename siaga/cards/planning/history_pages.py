"""The head of office sends the office's own history of cards as a CSV and sees how the planner's dates would have done.

Nothing of the file is kept: the refused rows go back to the browser, sealed, and come as a file when they are asked for.
"""

from __future__ import annotations

import gzip
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from siaga.accounts.access import Request, allow
from siaga.planner.backtest import Tally
from siaga.planner.own_history import FILE_TEXTS, ROW_TEXTS, BadFile, OwnHistory, read, refusals_file
from siaga.planner.record import Record
from siaga.planner.rounds import EVERY, inverted

from .. import line, order
from ..page_parts import class_label
from .forms import HistoryForm
from .held import backtested, class_names, warm_of

MOST_BYTES = 5_000_000  # more takes the time of everybody who is served by this process: `siaga planner backtest --csv`
MOST_ROUNDS = 60
LEAST_DAYS = 60  # working days from which dates can be held against anything
SHOWN = 20
SEALED = "siaga.rencana.ditolak"

heading = allow("kepala", purpose="uji rencana cetak")


@dataclass(frozen=True, slots=True)
class Row:
    """Shares in percent, widths and scores in working days; None: there was nothing to judge."""

    label: str
    bands: int
    inside: float | None
    late: float | None
    width: float | None
    undated: float | None
    crps: float | None
    rolling: float | None
    last_served: float | None


@heading
@never_cache
@require_http_methods(["GET", "POST"])
def history(request: Request) -> HttpResponse:
    form = HistoryForm(request.POST, request.FILES) if request.method == "POST" else HistoryForm()
    context: dict[str, Any] = {"form": form, "classes": list(order.CLASS_LABELS.values())}
    if request.method != "POST":
        return render(request, "cards/planning/history.html", context)
    if form.is_valid():
        file = form.cleaned_data["berkas"]
        if file.size > MOST_BYTES:
            form.add_error("berkas", _("Berkas ini lebih dari 5 MB. Kirim beberapa tahun terakhir saja."))
        else:
            try:
                context |= _judged(request, file.read())
            except BadFile as bad:
                form.add_error("berkas", _(FILE_TEXTS[str(bad.args[0])]))
    return render(request, "cards/planning/history.html", context, status=422 if form.errors else 200)


def _judged(request: Request, data: bytes) -> dict[str, Any]:
    """Raises BadFile."""
    today = request.node.clock.today()
    policy = line.policy_in_force(today)
    found = read(data, class_names(), tuple(policy.rank(klass) for klass in order.CLASSES), today)
    told: dict[str, Any] = {"found": found, "refused": len(found.refused), "sealed": _sealed(found)}
    told["refusals"] = [(row.line, _(ROW_TEXTS[row.code])) for row in found.refused[:SHOWN]]
    told["more"] = max(0, len(found.refused) - SHOWN)
    if found.record.days < LEAST_DAYS:
        return told | {"short": True}
    tallies = backtested(found.record, 0, _every(found.record))
    total = Tally()
    for tally in tallies:
        total.add(tally)
    labels = [class_label(klass) for klass in order.CLASSES]
    rows = [_row(label, tally) for label, tally in zip(labels, tallies, strict=True) if tally.scored]
    if not rows:
        return told | {"short": True}
    return told | {"rows": rows, "total": _row(_("Semua"), total), "passed": inverted(found.record)}


def _every(record: Record) -> int:
    return max(EVERY, -(-(record.days - warm_of(record)) // MOST_ROUNDS))


def _row(label: str, t: Tally) -> Row:
    return Row(
        label,
        t.n,
        inside=100 * t.inside / t.n if t.n else None,
        late=100 * t.late / t.n if t.n else None,
        width=t.width / t.n if t.n else None,
        undated=100 * t.undated / t.dates if t.dates else None,
        crps=t.crps / t.scored if t.scored else None,
        rolling=t.crps / t.rolling if t.rolling else None,
        last_served=t.crps / t.last_served if t.last_served else None,
    )


def _sealed(found: OwnHistory) -> str:
    """The file of refusals for the way to the browser and back; "" if every row was taken."""
    if not found.refused:
        return ""
    file = refusals_file(found, {code: _(text) for code, text in ROW_TEXTS.items()})
    return signing.dumps(urlsafe_b64encode(gzip.compress(file, mtime=0)).decode(), salt=SEALED)


@heading
@require_POST
def refused_rows(request: Request) -> HttpResponse:
    """The file that was offered; nothing that this program did not make itself."""
    try:
        text = signing.loads(request.POST.get("isi", ""), salt=SEALED, max_age=86400)
    except signing.BadSignature:
        messages.error(request, _("Berkas penolakan ini tidak berlaku lagi. Kirim riwayatnya sekali lagi."))
        return redirect("cards:plan_history")
    answer = HttpResponse(gzip.decompress(urlsafe_b64decode(text)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="riwayat-ditolak.csv"'
    return answer
