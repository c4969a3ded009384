"""The register of machines and devices: list, form, one device with its history, CSV."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from siaga.accounts.access import Request, allow
from siaga.accounts.exports import csv_answer
from siaga.accounts.models import Officer
from siaga.accounts.officer_pages import key_of
from siaga.journal.act import AlreadyDone, Outcome, Refused
from siaga.kit.node import Node
from siaga.shell.fields import TanggalField, offer
from siaga.shell.values import place_refusals

from . import acts, rules
from .models import Equipment, EquipmentStep

WHO = ("teknisi", "kepala")


class EquipmentForm(forms.Form):
    what = forms.ChoiceField(label=lazy("Jenis"))
    name = forms.CharField(label=lazy("Nama"), max_length=80, help_text=lazy("Misalnya “Printer 2” atau “Loket 3”."))
    serial = forms.CharField(label=lazy("Nomor seri"), max_length=80)
    place = forms.CharField(label=lazy("Tempat"), max_length=80)
    day = TanggalField(label=lazy("Ada sejak"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        chosen = [(code, _(label)) for code, label in rules.KIND_LABELS.items()]
        offer(self, "what", chosen)


class StepForm(forms.Form):
    """step: one that may follow, or "moved" with the new place as text."""

    step = forms.ChoiceField(label=lazy("Apa yang terjadi"), widget=forms.RadioSelect)
    day = TanggalField(label=lazy("Tanggal"))
    text = forms.CharField(
        label=lazy("Keterangan"),
        max_length=300,
        required=False,
        help_text=lazy("Apa yang rusak, siapa yang dihubungi, nomor laporannya; untuk pindah: tempat yang baru."),
    )

    def __init__(self, *args: object, state: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        ways = [(step, _(rules.STEP_LABELS[step])) for step in rules.FOLLOWS[state]]
        if state != rules.RETIRED:
            ways.append((rules.MOVED, _("Pindah tempat")))
        offer(self, "step", ways)


@dataclass(frozen=True, slots=True)
class Row:
    pk: str
    kind: str
    name: str
    serial: str
    place: str
    state: str
    state_on: date
    url: str
    deed: None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a device's history."""

    day: date
    text: str
    said: str
    by: str
    at: datetime


@allow(*WHO)
def listed(request: Request) -> HttpResponse:
    """Broken ones first, then by kind and name. Filters: `cari`, `keadaan`."""
    query = Equipment.objects.filter(office=request.node.id)
    if text := request.GET.get("cari", "").strip():
        query = query.filter(Q(name__icontains=text) | Q(serial__icontains=text) | Q(place__icontains=text))
    state = request.GET.get("keadaan", "")
    query = query.filter(state=state) if state in rules.STATE_LABELS else query.exclude(state=rules.RETIRED)
    ordered = sorted(query, key=lambda e: (e.state == rules.IN_USE, e.state_on, e.kind, e.name, e.serial))
    if request.GET.get("format") == "csv":
        head = (_("Jenis"), _("Nama"), _("Nomor seri"), _("Tempat"), _("Keadaan"), _("Sejak"))
        rows = ((r.kind, r.name, r.serial, r.place, r.state, r.state_on.isoformat()) for r in map(_row, ordered))
        return csv_answer(request, "perangkat", head, rows)
    page = Paginator(ordered, 50).get_page(request.GET.get("page"))
    states = [(code, _(label)) for code, label in rules.STATE_LABELS.items()]
    context = {"rows": [_row(e) for e in page], "page": page, "export": True, "states": states, "state": state}
    return render(request, "perangkat/list.html", context)


def _row(e: Equipment) -> Row:
    kind, state = _(rules.KIND_LABELS.get(e.kind, e.kind)), _(rules.STATE_LABELS.get(e.state, e.state))
    return Row(str(e.pk), kind, e.name, e.serial, e.place, state, e.state_on, reverse("perangkat:one", args=[e.pk]))


@allow(*WHO)
def new(request: Request) -> HttpResponse:
    form = EquipmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        said = (d["what"], d["name"], d["serial"], d["place"], d["day"])
        outcome = _done(lambda: acts.add(request.node, request.actor, *said, key=key_of(request)))
        if not isinstance(outcome, Refused):
            messages.success(request, _("Perangkat dicatat."))
            return redirect("perangkat:list")
        place_refusals(form, outcome.refusals)
    context = {"form": form, "submit_label": _("Catat perangkat"), "cancel_url": reverse("perangkat:list")}
    return render(request, "perangkat/new.html", context, status=422 if form.errors else 200)


def _done(act: Callable[[], Outcome]) -> Outcome | None:
    """None: the same form was sent before."""
    try:
        return act()
    except AlreadyDone:
        return None


@allow(*WHO)
def one(request: Request, id: UUID) -> HttpResponse:
    """The device, its history, and the next step."""
    found = Equipment.objects.filter(office=request.node.id, id=id).first()
    if found is None:
        raise Http404(_("Perangkat ini tidak ada di daftar."))
    form = StepForm(request.POST or None, state=found.state, initial={"day": request.node.clock.today()})
    if request.method == "POST" and form.is_valid():
        outcome = _take(request, id, form)
        if not isinstance(outcome, Refused):
            messages.success(request, _("Tercatat."))
            return redirect("perangkat:one", id)
        place_refusals(form, outcome.refusals)
    context = {
        "thing": found,
        "row": _row(found),
        "history": _history(request.node, id),
        "form": form if rules.FOLLOWS[found.state] else None,
        "submit_label": _("Catat"),
        "cancel_url": reverse("perangkat:list"),
    }
    return render(request, "perangkat/one.html", context, status=422 if form.errors else 200)


def _take(request: Request, id: UUID, form: StepForm) -> Outcome | None:
    d, node, actor, key = form.cleaned_data, request.node, request.actor, key_of(request)
    if d["step"] == rules.MOVED:
        return _done(lambda: acts.move(node, actor, id, d["text"], key=key))
    return _done(lambda: acts.step(node, actor, id, d["step"], d["day"], d["text"], key=key))


def _history(node: Node, id: UUID) -> list[Told]:
    """Newest first."""
    steps = list(EquipmentStep.objects.filter(equipment=id).order_by("-at", "-id"))
    names = dict(Officer.objects.filter(username__in={s.actor for s in steps}).values_list("username", "name"))
    words = {**rules.STEP_LABELS, rules.MOVED: "Pindah tempat"}
    return [Told(s.day, _(words.get(s.step, s.step)), s.text, names.get(s.actor, s.actor), s.at) for s in steps]
