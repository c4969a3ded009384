"""Tutup hari: the day's figures, what is left, one signature; and the sheet that is printed and filed."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from siaga.accounts.access import Request, allow
from siaga.accounts.models import Officer
from siaga.journal.act import AlreadyDone, Refused
from siaga.shell.values import place_refusals

from . import acts
from .closing import FIGURE_WORDS, MUST_BE_ZERO, figures_of
from .forms import CloseForm
from .hall_pages import key_of
from .models import DayClose
from .tickets import local_day


@allow("loket", "kepala", "bendahara")
def closing(request: Request) -> HttpResponse:
    node = request.node
    day = local_day(node, node.clock.now())
    signed = DayClose.objects.filter(office=node.desk, day=day).first()
    if signed is not None:
        return redirect("counter:closed", f"{day}")
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = acts.close_day(node, request.actor, form.cleaned_data["reason"], key=key_of(request))
        except AlreadyDone:
            return redirect("counter:closed", f"{day}")
        if not isinstance(outcome, Refused):
            messages.success(request, _("Hari ditutup dan ditandatangani."))
            return redirect("counter:closed", f"{day}")
        place_refusals(form, outcome.refusals)
    made = figures_of(node, day)
    rows = [(_(FIGURE_WORDS[name]), n, name in made.left) for name, n in made.figures.items()]
    context = {"form": form, "rows": rows, "day": day, "left": [_(FIGURE_WORDS[name]) for name in made.left]}
    context |= {"blangko": made.figures["blangko_officers"], "treasurer": "bendahara" in request.actor.roles}
    context["before"] = list(
        DayClose.objects.filter(office=node.desk).order_by("-day").values_list("day", flat=True)[:10]
    )
    return render(request, "counter/closing.html", context, status=422 if form.errors else 200)


@allow("loket", "kepala", "bendahara", "auditor")
def closed(request: Request, day: str) -> HttpResponse:
    """The signed sheet of a day (yyyy-mm-dd), for the printer."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    row = get_object_or_404(DayClose, office=request.node.desk, day=on)
    names = [*(name for name in FIGURE_WORDS if name in row.figures), *sorted(row.figures.keys() - FIGURE_WORDS.keys())]
    rows = [(_(FIGURE_WORDS.get(name, name)), n := row.figures[name], name in MUST_BE_ZERO and n > 0) for name in names]
    name = Officer.objects.filter(username=row.officer).values_list("name", flat=True).first() or row.officer
    context = {"row": row, "rows": rows, "officer": name, "office_name": request.node.name}
    return render(request, "counter/closed.html", context)
