"""The page on which a second extract is asked for: lost or damaged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siaga.accounts.access import Request, allow, viewed
from siaga.accounts.officer_pages import key_of
from siaga.journal.act import Refused
from siaga.shell.fields import offer
from siaga.shell.values import place_refusals

from .again import LOST, REASON_WORDS, issue_again, may_be_again
from .listing import row_of
from .making import BUILDERS
from .pages import found_or_404


class AgainForm(forms.Form):
    reason = forms.ChoiceField(label=gettext_lazy("Kutipan yang lama"))
    proof = forms.CharField(
        label=gettext_lazy("Nomor surat kehilangan dari kepolisian"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Wajib bila hilang. Kutipan yang rusak diserahkan kembali ke loket."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        offer(self, "reason", [(code, _(words)) for code, words in REASON_WORDS.items()])
        self.fields["reason"].initial = LOST


@allow("loket", "verifikator", "kepala", purpose="kutipan kedua")
def again(request: Request, document: UUID) -> HttpResponse:
    """Kutipan kedua dan seterusnya."""
    row = found_or_404(request, document)
    if not may_be_again(request.node, row) or row.kind not in BUILDERS:
        raise Http404
    if row.holder:
        viewed(request, row.holder)
    form = AgainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        outcome = issue_again(
            request.node, request.actor, document, said["reason"], said["proof"], BUILDERS, key=key_of(request)
        )
        if not isinstance(outcome, Refused):
            messages.success(request, _("Kutipan baru dibuat dan menunggu tanda tangan. Yang lama tidak berlaku lagi."))
            return redirect("documents:document", outcome.value)
        place_refusals(form, outcome.refusals)
    context = {
        "form": form,
        "row": row_of(row),
        "submit_label": _("Buat kutipan baru"),
        "cancel_url": reverse("documents:document", args=[document]),
    }
    return render(request, "documents/again.html", context, status=422 if form.errors else 200)
