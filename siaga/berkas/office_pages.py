"""How this office works with case files: said by its head, with a reason that stays on record."""

from __future__ import annotations

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
from siaga.shell.values import place_refusals

from . import acts
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
    alasan = forms.CharField(label=lazy("Alasan"), max_length=300, required=False)


@allow("kepala")
def office_rules(request: Request) -> HttpResponse:
    now = acts.rules_of(request.node)
    form = RulesForm(request.POST or None, initial={"small": now.small, "scans": now.scans})
    if request.method == "POST" and form.is_valid():
        outcome = acts.set_rules(
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
