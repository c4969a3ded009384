"""The head of office signs a batch with the far service: what is about to be signed, the passphrase once, how far it is."""

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
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from siaga.accounts.access import Request, allow
from siaga.journal.act import Refused
from siaga.shell.fields import uuids_of
from siaga.shell.templatetags.siaga_ui import told

from . import acts, signing_batch, signing_worker
from .listing import title_of
from .models import SigningBatch
from .signing_acts import to_countersign, waiting

STATE_WORDS = {
    signing_batch.RUNNING: "Sedang ditandatangani",
    signing_batch.AWAITING: "Menunggu TTE",
    signing_batch.PAUSED: "Dijeda",
    signing_batch.WRONG: "Frasa sandi salah. Berhenti; tidak dicoba lagi.",
    signing_batch.UNKNOWN: "Layanan TTE tidak mengenal penanda tangan ini. Berhenti.",
    signing_batch.FINISHED: "Selesai",
    signing_batch.STOPPED: "Dihentikan",
}
DOTS = {
    signing_batch.RUNNING: "normal",
    signing_batch.FINISHED: "normal",
    signing_batch.WRONG: "terputus",
    signing_batch.UNKNOWN: "terputus",
}
TURNS = {"jeda": signing_batch.PAUSED, "lanjut": signing_batch.RUNNING, "henti": signing_batch.STOPPED}


class Phrase(forms.Form):
    frasa = forms.CharField(
        label=gettext_lazy("Frasa sandi TTE"),
        max_length=200,
        strip=False,
        help_text=gettext_lazy("Satu kali untuk seluruh daftar. Hanya diingat selama penandatanganan, tidak disimpan."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Isi frasa sandi TTE Anda.")},
    )


@allow("kepala")
@sensitive_post_parameters("frasa")
@never_cache
def new(request: Request) -> HttpResponse:
    """What is about to be signed, by kind; then the passphrase. From the queue: those that were chosen, else all that wait."""
    node = request.node
    open_one = signing_batch.open_batch(node)
    if open_one is not None and signing_worker.alive(open_one.id):
        return redirect("documents:signing", open_one.id)
    chosen = _chosen(request)
    found = _summary(request, chosen)
    if not found["total"]:  # nobody is asked for a passphrase that signs nothing
        messages.info(request, _("Tidak ada dokumen yang menunggu tanda tangan."))
        return redirect("documents:queue")
    form = Phrase(request.POST if "frasa" in request.POST else None)
    if form.is_valid():
        outcome = signing_batch.begin(node, request.actor, chosen)
        if not isinstance(outcome, Refused):
            signing_worker.start(node, outcome.value, form.cleaned_data["frasa"])
            return redirect("documents:signing", outcome.value)
        for refusal in outcome.refusals:
            messages.error(request, told(refusal))
        return redirect("documents:queue")
    context = {
        "form": form,
        "chosen": chosen or [],
        "status": acts.signer_status(node),
        "submit_label": _("Tanda tangani"),
        "cancel_url": reverse("documents:queue"),
        **found,
    }
    return render(request, "documents/signing_new.html", context, status=422 if form.errors else 200)


def _chosen(request: Request) -> list[UUID] | None:
    """None: all."""
    return uuids_of(request.POST.getlist("pilih")) or None


def _summary(request: Request, chosen: list[UUID] | None) -> dict[str, Any]:
    """How many of which kind."""
    kinds: dict[str, int] = {}
    node = request.node
    for rows in (waiting(node), to_countersign(node)):
        for id, kind in rows.values_list("id", "kind"):
            if chosen is None or id in chosen:
                kinds[kind] = kinds.get(kind, 0) + 1
    return {"total": sum(kinds.values()), "kinds": [(title_of(code), n) for code, n in sorted(kinds.items())]}


@allow("kepala")
@require_GET
@never_cache
def batch(request: Request, batch: UUID) -> HttpResponse:
    """How far it is; the passphrase again if it is not held any more."""
    return _shown(request, batch, Phrase(), "documents/signing.html")


@allow("kepala")
@require_GET
@never_cache
def part(request: Request, batch: UUID) -> HttpResponse:
    """Only what changes by itself."""
    return _shown(request, batch, Phrase(), "documents/_signing.html")


def _found(batch: UUID) -> SigningBatch:
    row = SigningBatch.objects.filter(id=batch).defer("documents").first()
    if row is None:
        raise Http404
    return row


def _shown(request: Request, batch: UUID, form: Phrase, template: str, status: int = 200) -> HttpResponse:
    row = _found(batch)
    held = signing_worker.alive(batch)
    is_open = row.state in signing_batch.OPEN
    ask = row.state in (signing_batch.WRONG, signing_batch.UNKNOWN) or (is_open and not held)
    words = _(STATE_WORDS[row.state])
    if is_open and not held:
        words = _("Berhenti: frasa sandi tidak lagi diingat. Masukkan lagi untuk melanjutkan.")
    context = {
        "batch": row,
        "held": held and is_open,
        "ask": ask,
        "partial": template == "documents/_signing.html",
        "form": form,
        "state": words,
        "dot": DOTS.get(row.state, "tersendat") if held or not is_open else "tersendat",
        "settled": row.done + row.aside,
        "left": row.total - row.done - row.aside,
        "submit_label": _("Lanjutkan"),
    }
    return render(request, template, context, status=status)


@allow("kepala")
@require_POST
def turn(request: Request, batch: UUID, what: str) -> HttpResponse:
    """Pause, go on, stop. What is being signed at this moment is finished first."""
    if what not in TURNS:
        raise Http404
    signing_batch.turn(_found(batch).id, TURNS[what], request.node)
    return redirect("documents:signing", batch)


@allow("kepala")
@require_POST
@sensitive_post_parameters("frasa")
def phrase(request: Request, batch: UUID) -> HttpResponse:
    """The passphrase once more: after a wrong one, or because the process that held it ended."""
    row, form = _found(batch), Phrase(request.POST)
    if not form.is_valid():
        return _shown(request, row.id, form, "documents/signing.html", status=422)
    if not signing_worker.alive(row.id):
        signing_batch.take_up(row.id, request.node)
        signing_worker.start(request.node, row.id, form.cleaned_data["frasa"])
    return redirect("documents:signing", row.id)
