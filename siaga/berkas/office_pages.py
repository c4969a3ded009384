"""How this office works with case files: said by its head, with a reason that stays on record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from siaga.accounts.access import Request, allow
from siaga.journal.act import Refused
from siaga.people.event_pages import key_of
from siaga.people.peristiwa import BY_CODE, PERISTIWA
from siaga.shell.fields import TanggalField, offer
from siaga.shell.values import place_refusals

from . import office_acts
from .steps import DEED_WORDS, HEAD, KIND_WORDS, SECTION, USUAL, VERIFY
from .told_history import rules_lines


class RulesForm(forms.Form):
    small = forms.BooleanField(
        label=lazy("Kantor kecil: petugas boleh memeriksa berkas yang diajukannya sendiri"),
        required=False,
        help_text=lazy("Hanya bila satu petugas yang bertugas. Setiap pemeriksaan seperti itu dicatat demikian."),
    )
    scans = forms.BooleanField(
        label=lazy("Setiap persyaratan wajib dipindai atau difoto"),
        required=False,
        help_text=lazy("Tanpa ini, menandai dokumen yang sudah dilihat cukup."),
    )
    alasan = forms.CharField(label=lazy("Alasan"), max_length=300)


STEP_CHOICES = (
    (VERIFY,),
    (VERIFY, SECTION),
    (VERIFY, HEAD),
    (VERIFY, SECTION, HEAD),
)


def steps_words(steps: Sequence[str]) -> str:
    return " → ".join(_(DEED_WORDS[s]) for s in steps)


def event_words(code: str) -> str:
    return _(KIND_WORDS[code]) if code in KIND_WORDS else _(BY_CODE[code].title) if code in BY_CODE else code


class StepsForm(forms.Form):
    peristiwa = forms.ChoiceField(label=lazy("Peristiwa"))
    langkah = forms.ChoiceField(label=lazy("Langkah persetujuan"))
    mulai = TanggalField(label=lazy("Berlaku mulai"))
    alasan = forms.CharField(label=lazy("Alasan"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        events = [(code, event_words(code)) for code in (*KIND_WORDS, *(e.code for e in PERISTIWA if e.asked))]
        offer(self, "peristiwa", [("", _("Pilih")), *events])
        steps = [(",".join(s), steps_words(s)) for s in STEP_CHOICES]
        offer(self, "langkah", [("", _("Pilih")), *steps])


@allow("kepala")
def office_steps(request: Request) -> HttpResponse:
    """Whose hands the cases of an event go through, from a day on."""
    form = StepsForm(request.POST or None, initial={"mulai": request.node.clock.today()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        outcome = office_acts.set_steps(
            request.node,
            request.actor,
            [said["peristiwa"]],
            said["langkah"].split(","),
            said["mulai"],
            said["alasan"],
            key=key_of(request),
        )
        if not isinstance(outcome, Refused):
            messages.success(
                request, _("Langkah persetujuan tersimpan. Berkas yang sudah diajukan tetap pada langkahnya.")
            )
            return redirect("berkas:steps")
        place_refusals(form, outcome.refusals)
    policies = [*USUAL, *office_acts.policies_of(request.node)]
    rows = [(p.since, [event_words(e) for e in p.events], steps_words(p.steps)) for p in reversed(policies)]
    context = {"form": form, "rows": rows, "submit_label": _("Simpan langkah"), "cancel_url": reverse("berkas:rules")}
    return render(request, "berkas/steps.html", context, status=422 if form.errors else 200)


@allow("kepala")
def office_rules(request: Request) -> HttpResponse:
    now = office_acts.rules_of(request.node)
    form = RulesForm(request.POST or None, initial={"small": now.small, "scans": now.scans})
    if request.method == "POST" and form.is_valid():
        outcome = office_acts.set_rules(
            request.node,
            request.actor,
            small=form.cleaned_data["small"],
            scans=form.cleaned_data["scans"],
            reason=form.cleaned_data["alasan"],
            key=key_of(request),
        )
        if not isinstance(outcome, Refused):
            messages.success(request, _("Aturan berkas tersimpan dan berlaku sekarang."))
            return redirect("berkas:rules")
        place_refusals(form, outcome.refusals)
    context = {
        "form": form,
        "submit_label": _("Simpan aturan"),
        "cancel_url": reverse("berkas:all"),
        "history": rules_lines(request.node),
    }
    return render(request, "berkas/rules.html", context, status=422 if form.errors else 200)
