"""The finger at the hearing: one step of the ladder after the other, each a form of its own."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from siaga.accounts.access import Request, allow, viewed
from siaga.accounts.officer_pages import key_of
from siaga.journal.act import Refused
from siaga.kit.refusal import Fault

from .. import handover_rules as ladder_rules
from .. import identity
from ..capturing import captured, ladder
from ..forms import HandOverForm
from ..page_parts import names_of, tell
from . import acts, proving, rules
from .models import DuplicateAnswer, DuplicateCase

serving = allow("verifikator", "kepala", purpose="rekaman ganda")


def told(case: DuplicateCase) -> str:
    """What the fingers said, in one sentence."""
    found = acts.tries(case)
    if good := next((c for c in reversed(found) if c.matched), None):
        return _("%(how)s cocok dengan rekaman ini.") % {"how": _(ladder_rules.METHOD_LABELS[good.method])}
    if found:
        return _("Sudah diperiksa, tidak cocok dengan rekaman ini.")
    return _("Jari belum diperiksa.")


@serving
def fingers(request: Request, id: UUID) -> HttpResponse:
    """Tiles of what may be tried now."""
    case = acts.open_cases(request.node).filter(record=id).first()
    if case is None:
        raise Http404
    viewed(request, case.nik)
    answer = DuplicateAnswer.objects.filter(record=id).first()
    if rules.may(acts.standing_of(case, answer), "hear"):
        return redirect("duplicates:case", id)
    if request.method == "POST" and (went := _compared(request, case)) is not None:
        return went
    held = identity.held_parts(identity.packet_or_none(request.node, case))
    tried = proving.failed(acts.tries(case))
    context = {
        "row": case,
        "name": names_of([case.nik]).get(case.nik, case.nik),
        "steps": [s for s in ladder_rules.steps(tried, held) if s in ladder_rules.CHECKED],
        "tried": [_(ladder_rules.METHOD_LABELS[m]) for m in ladder_rules.CHECKED if m in tried],
        **ladder(request, held),
    }
    return render(request, "cards/duplicates/fingers.html", context)


def _compared(request: Request, case: DuplicateCase) -> HttpResponse | None:
    form = HandOverForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Pilih cara pemeriksaan dari daftar."))
        return None
    data = form.cleaned_data
    try:
        capture = captured(request, case.nik, data)
    except (Fault, ValueError, KeyError):
        messages.error(
            request, _("Pemindai tidak menjawab atau jari itu tidak ada. Ulangi, atau tulis alasan keputusan Anda.")
        )
        return redirect("duplicates:hear", case.record)
    outcome = proving.compare(request.node, request.actor, case.record, data["method"], capture, key=key_of(request))
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
    elif outcome.value:
        messages.success(request, _("Cocok dengan rekaman ini."))
        return redirect("duplicates:hear", case.record)
    else:
        messages.warning(
            request, _("Tidak cocok dengan rekaman. Bersihkan jari lalu ulangi, atau lanjutkan ke cara berikutnya.")
        )
    return redirect("duplicates:fingers", case.record)
