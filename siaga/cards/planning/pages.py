"""The plan for the head of office: today's course beside another one, the stock alarm, the posted target, where to put printers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from siaga.accounts.access import Request, allow
from siaga.accounts.exports import csv_answer
from siaga.accounts.officer_pages import key_of
from siaga.journal.act import Refused
from siaga.planner.forecast import HORIZON
from siaga.planner.told import BIND_TEXTS, CAUSE_TEXTS
from siaga.shell.templatetags.siaga_ui import angka, tanggal

from ..blangko.rules import KTP
from ..blangko.supply_acts import request_blangko
from ..models import BlangkoRequest, TargetWeek
from ..page_parts import areas_of, class_label, tell
from . import target as targets
from .forms import TargetForm, WishForm
from .gather import Gathered, gather
from .plan import impossible
from .what_if import Alarm, Change, Course, Wish, alarm, by_kecamatan, changes, course, day_of

looking = allow("kepala", "bendahara", purpose="rencana cetak")
heading = allow("kepala", purpose="rencana cetak")


@dataclass(frozen=True, slots=True)
class Row:
    klass: str
    waiting: int
    earlier: int
    later: int
    mean: float | None
    binds: str


@looking
def plan(request: Request) -> HttpResponse:
    """GET with what is supposed; `format=csv` gives the two curves."""
    found = gather(request.node)
    form = WishForm(request.GET or None, today=found.today)
    cause = impossible(found)
    context: dict[str, Any] = {
        "form": form,
        "target_form": TargetForm(),
        "waiting": len(found.orders),
        "stock": found.stock,
        "asked": BlangkoRequest.objects.filter(office=request.node.id, item=KTP, state="diminta").first(),
    }
    context |= {"cause": _(CAUSE_TEXTS[cause]) if cause else "", "alarm": alarm(request.node, found), "chart": None}
    context |= _target(request)
    shipment = form.is_bound and form.is_valid() and bool(form.cleaned_data["blangko"])
    if found.orders and (not cause or (cause == "empty" and shipment)):  # what is supposed may be all that there is
        now, then = _courses(request, found, form)
        if request.GET.get("format") == "csv":
            return csv_answer(request, "rencana", *_table(found, now, then))
        context |= _compared(found, now, then) | {"supposed": _supposed(form) if then is not now else ""}
    if form.is_bound and form.is_valid() and form.cleaned_data["sebar"]:
        rows = by_kecamatan(request.node, form.cleaned_data["sebar"])
        names = areas_of(code for code, _n, _p in rows)
        context["spread"] = [(names.get(code, code), n, printers) for code, n, printers in rows]
    return render(request, "cards/planning/plan.html", context)


def _supposed(form: WishForm) -> str:
    """What the second course is of: without it a saved picture or a printed page says nothing."""
    said, wish = form.cleaned_data, form.wish(1)
    more = {"n": angka(wish.printers), "m": angka(wish.per_printer)}
    parts = [
        _("%(n)s printer tambahan, masing-masing %(m)s kartu sehari") % more if wish.printers else "",
        _("%(n)s blangko tambahan") % {"n": angka(wish.blangko)} if wish.blangko else "",
        _("tiba %(d)s") % {"d": tanggal(said["blangko_tanggal"])} if wish.blangko and said["blangko_tanggal"] else "",
        _("lembur %(n)s persen") % {"n": angka(said["lembur"])} if wish.overtime else "",
        _("%(n)s hari kerja terhenti") % {"n": angka(wish.outage_days)} if wish.outage_days else "",
    ]
    return ", ".join(filter(None, parts))


def _courses(request: Request, found: Gathered, form: WishForm) -> tuple[Course, Course]:
    now = course(request.node, found, Wish())
    if not (form.is_bound and form.is_valid()):
        return now, now
    arrives = form.cleaned_data["blangko_tanggal"]
    wish = form.wish(found.calendar.number(arrives) if arrives else 1)
    return now, now if wish.empty else course(request.node, found, wish)


def _compared(found: Gathered, now: Course, then: Course) -> dict[str, Any]:
    rows = changes(found, now, then)
    same = then is now
    return {
        "rows": [_row(row) for row in rows],
        "same": same,
        "now_ends": _ends(found, now),
        "then_ends": None if same else _ends(found, then),
        "no_gain": not same and not any(row.earlier or row.later for row in rows),
        "chart": _chart(found, now, None if same else then),
    }


def _row(row: Change) -> Row:
    return Row(class_label(row.klass), row.waiting, row.earlier, row.later, row.mean, _(BIND_TEXTS[row.binds]))


def _ends(found: Gathered, made: Course) -> tuple[date | None, date | None]:
    return day_of(found, made.ends[0]), day_of(found, made.ends[1])


def _chart(found: Gathered, now: Course, then: Course | None) -> dict[str, Any]:
    """Until the longer of both has ended, at most the horizon. Days as seconds since 1970, as uPlot takes them."""
    shown = [made for made in (now, then) if made is not None]
    moves = [
        int(np.flatnonzero(np.diff(left))[-1])
        for made in shown
        for left in (made.left, made.left_late)
        if np.diff(left).any()
    ]
    last = min(HORIZON, max([10, *moves]) + 5)  # behind the last change there is nothing to see
    seconds = [int(_noon(found.calendar.day(n) if n else found.today)) for n in range(last + 1)]
    lines = [made.left[: last + 1].tolist() for made in shown]
    late = [shown[-1].left_early[: last + 1].tolist(), shown[-1].left_late[: last + 1].tolist()]
    return {"days": seconds, "lines": lines, "band": late, "names": [_("Seperti sekarang"), _("Jika")][: len(shown)]}


def _noon(day: date) -> float:
    return (day - date(1970, 1, 1)).days * 86400.0 + 43200


def _table(found: Gathered, now: Course, then: Course) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    head = (
        _("Hari kerja"),
        _("Menunggu, seperti sekarang"),
        _("Menunggu, jika"),
        _("Jika: lebih baik"),
        _("Jika: lebih buruk"),
    )
    days = range(len(now.left))
    rows: list[tuple[object, ...]] = [
        (
            found.calendar.day(n) if n else found.today,
            int(now.left[n]),
            int(then.left[n]),
            int(then.left_early[n]),
            int(then.left_late[n]),
        )
        for n in days
    ]
    return head, rows


def _target(request: Request) -> dict[str, Any]:
    row = targets.posted(request.node)
    is_head = "kepala" in request.actor.roles
    if row is None:
        return {"posted": None, "is_head": is_head}
    weeks = list(TargetWeek.objects.filter(target=row.id).order_by("day", "id"))
    first = next((w.expected for w in weeks if w.expected), None)
    told = [(w.day, w.chance, w.expected, (w.expected - first).days if w.expected and first else None) for w in weeks]
    return {"posted": row, "weeks": told, "is_head": is_head}


@heading
@require_POST
def post_target(request: Request) -> HttpResponse:
    form = TargetForm(request.POST)
    if not form.is_valid():
        for name, errors in form.errors.items():
            messages.error(request, f"{form[name].label}: {errors[0]}")
        return redirect("cards:plan")
    said = form.cleaned_data
    outcome = targets.post(request.node, request.actor, said["target"], note=said["note"], key=key_of(request))
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
    else:
        messages.success(request, _("Tanggal sasaran ditetapkan dan tercatat."))
    return redirect("cards:plan")


@looking
@require_POST
def ask(request: Request) -> HttpResponse:
    """The request whose numbers the alarm has worked out."""
    wanted: Alarm = alarm(request.node, gather(request.node))
    outcome = request_blangko(request.node, request.actor, wanted.ask, key=key_of(request))
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
        return redirect("cards:plan")
    messages.success(request, _("Permintaan dikirim ke pusat."))
    return redirect(reverse("cards:fetches"))
