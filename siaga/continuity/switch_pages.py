"""The training switches: cutting a thing for real, after being asked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from siaga.accounts.access import Request, allow
from siaga.journal.act import Refused
from siaga.kit import ids
from siaga.kit.node import PUSAT

from . import acts
from .dependencies import BY_NAME, Dependency, at
from .strip import what_goes_on


@allow("kepala", "teknisi", "operator_pusat")
def switch(request: Request, name: str) -> HttpResponse:
    """GET asks, naming what stops and what goes on; POST turns. `diputus`: "1" cuts, "0" puts back."""
    dependency = BY_NAME.get(name)
    centre = request.node.id == PUSAT
    if dependency is None or not dependency.switch or dependency not in at(centre):
        raise Http404(_("Tidak ada sakelar latihan dengan nama ini."))
    if request.method == "POST":
        return _turn(request, dependency)
    cut = name not in acts.cuts()
    label = _(dependency.label)
    context = {
        "dependency": dependency,
        "cut": cut,
        "question": (_("Putus %(what)s untuk latihan?") if cut else _("Sambungkan lagi %(what)s?")) % {"what": label},
        "consequence": _consequence(dependency, cut, centre),
        "confirm_label": (_("Putus %(what)s") if cut else _("Sambungkan lagi %(what)s")) % {"what": label},
        "cancel_url": reverse("continuity:page"),
    }
    return render(request, "continuity/switch.html", context)


def _consequence(dependency: Dependency, cut: bool, centre: bool) -> str:
    if not cut:
        return _("Yang menunggu dilanjutkan sendiri; Anda tidak perlu melakukan apa pun.")
    if centre:
        return _("Bagian ini berhenti sungguh-sungguh untuk semua kantor sampai Anda menyambungkannya lagi.")
    really = _("Jalur ini diputus sungguh-sungguh, bukan pura-pura, sampai Anda menyambungkannya lagi.")
    return f"{really} {what_goes_on({dependency.name})}"


def _turn(request: Request, dependency: Dependency) -> HttpResponse:
    cut = request.POST.get("diputus") == "1"
    outcome = acts.turn_switch(request.node, request.actor, dependency.name, cut, key=_key(request))
    if isinstance(outcome, Refused):
        messages.warning(request, " ".join(_(r.message) for r in outcome.refusals))
    elif cut:
        messages.warning(request, _("LATIHAN: %(what)s diputus.") % {"what": _(dependency.label)})
    else:
        messages.success(request, _("%(what)s disambungkan lagi dan sedang diukur.") % {"what": _(dependency.label)})
    return redirect("continuity:page")


def _key(request: Request) -> UUID:
    try:
        return UUID(request.POST.get("kunci", ""))
    except ValueError:
        return ids.fresh()
