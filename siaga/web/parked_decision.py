"""One parked fact: what it says, what holds here now, what would follow; put aside with a reason, or corrected by another fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from siaga.accounts.access import Request, allow, viewed
from siaga.accounts.officer_pages import key_of
from siaga.journal import parked as decisions
from siaga.journal.act import AlreadyDone, Outcome, Refused
from siaga.journal.models import JournalFact, Parked
from siaga.kit.node import Node
from siaga.shell.fields import offer
from siaga.shell.formats import local
from siaga.shell.values import place_refusals

from .links import page_of
from .parked_pages import DECIDE, PERSONS, PURPOSE, plain

LONGEST = 300  # characters of one value of a fact that are shown


class DecisionForm(forms.Form):
    """decision: dismiss | correct. by: the correcting fact, asked for only with `correct`."""

    decision = forms.ChoiceField(label=lazy("Keputusan"), widget=forms.RadioSelect, initial="dismiss")
    by = forms.ChoiceField(label=lazy("Catatan pembetulan"), required=False)
    reason = forms.CharField(
        label=lazy("Alasan"),
        max_length=400,
        help_text=lazy("Dengan kalimat. Tersimpan bersama nama Anda dan terbaca oleh pemeriksa."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, corrections: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        ways = [("dismiss", _("Kesampingkan: catatan ini tidak berlaku di sini"))]
        if corrections:
            ways.append(("correct", _("Sudah dibetulkan: catatan kantor ini yang berlaku")))
            offer(self, "by", [("", "—"), *corrections])
        else:
            del self.fields["by"]
        offer(self, "decision", ways)


@dataclass(frozen=True, slots=True)
class Behind:
    """One fact that waits behind this one: held = it would be understood."""

    kind: str
    place: str
    held: bool
    why: str


@dataclass(frozen=True, slots=True)
class Known:
    """A fact about the same subject that holds here."""

    at: datetime
    kind: str
    actor: str


@allow(*DECIDE, purpose=PURPOSE)
def one(request: Request, chain: str, seq: int) -> HttpResponse:
    """GET shows before and after; POST decides."""
    if request.method == "POST" and not Parked.objects.filter(chain=chain, seq=seq).exists():
        messages.info(request, _("Catatan ini tidak tertahan lagi."))
        return redirect("parked")
    row = get_object_or_404(Parked, chain=chain, seq=seq)
    fact = get_object_or_404(JournalFact, chain=chain, seq=seq)
    own = decisions.corrections(request.node, row.subject)
    labels = [(str(f.id), _fact_label(request.node, f)) for f in own]
    form = DecisionForm(request.POST or None, corrections=labels)
    if request.method == "POST" and form.is_valid():
        outcome = _decide(request, row, form)
        if not isinstance(outcome, Refused):
            messages.success(request, _("Keputusan tercatat. Yang menunggu di belakangnya sudah dicoba."))
            return redirect("parked")
        place_refusals(form, outcome.refusals)
    elif row.subject.startswith(PERSONS):
        viewed(request, row.subject)
    return render(
        request, "web/parked_one.html", _context(request, row, fact, form), status=422 if form.errors else 200
    )


def _decide(request: Request, row: Parked, form: DecisionForm) -> Outcome | None:
    data, node, key = form.cleaned_data, request.node, key_of(request)
    try:
        if data["decision"] == "correct":
            by = UUID(data["by"]) if data.get("by") else UUID(int=0)
            return decisions.correct(node, request.actor, row.chain, row.seq, by, data["reason"], key=key)
        return decisions.dismiss(node, request.actor, row.chain, row.seq, data["reason"], key=key)
    except AlreadyDone:
        return None


def _context(request: Request, row: Parked, fact: JournalFact, form: DecisionForm) -> dict[str, object]:
    why, todo = plain(row.reason)
    held = JournalFact.objects.filter(subject=row.subject, lsn__isnull=False).order_by("-lsn")[:10]
    zone = request.node.clock.zone
    return {
        "row": row,
        "why": why,
        "todo": todo,
        "at": local(fact.at, zone),
        "actor": fact.actor,
        "says": said(fact.body),
        "held": [Known(local(f.at, zone), f.kind, f.actor) for f in held],
        "behind": [
            Behind(p.kind, f"{p.chain} · {p.seq}", not p.reason, plain(p.reason)[0] if p.reason else "")
            for p in decisions.prospects(request.node, row.chain, row.seq)
        ],
        "subject_url": page_of(row.subject),
        "form": form,
        "submit_label": _("Catat keputusan"),
        "cancel_url": reverse("parked"),
    }


def said(body: str) -> list[tuple[str, str]]:
    """The fields of a fact as it came: (name, value as text), long values cut. Whatever the bytes are, this shows something."""
    try:
        fields = msgspec.json.decode(body)
    except msgspec.MsgspecError:
        return [("", body[:LONGEST])]
    if not isinstance(fields, dict):
        return [("", str(fields)[:LONGEST])]
    texts = ((k, v if isinstance(v, str) else msgspec.json.encode(v).decode()) for k, v in fields.items())
    return [(str(k), v[:LONGEST]) for k, v in texts]


def _fact_label(node: Node, f: JournalFact) -> str:
    return f"{local(f.at, node.clock.zone):%d-%m-%Y %H.%M} · {f.kind} · {f.actor}"
