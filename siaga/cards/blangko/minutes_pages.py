"""Where minutes are made: of old cards that are burnt, and of the count of blangko."""

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
from siaga.accounts.officer_pages import key_of
from siaga.documents.kinds.berita_acara import Witness
from siaga.journal.act import Outcome, Refused
from siaga.shell.fields import uuids_of
from siaga.shell.values import place_refusals

from .. import line, lost_acts
from ..models import OldCard, PrintOrder
from . import book, minutes_acts, rules
from .day_pages import item_of

MINUTES = ("kepala", "bendahara")


class MinutesForm(forms.Form):
    place = forms.CharField(label=lazy("Tempat"), max_length=120)
    saksi_1 = forms.CharField(label=lazy("Saksi pertama"), max_length=100)
    peran_1 = forms.CharField(label=lazy("Jabatan saksi pertama"), max_length=100)
    saksi_2 = forms.CharField(label=lazy("Saksi kedua"), max_length=100)
    peran_2 = forms.CharField(label=lazy("Jabatan saksi kedua"), max_length=100)

    def witnesses(self) -> list[Witness]:
        said = self.cleaned_data
        return [Witness(name=said[f"saksi_{n}"], role=said[f"peran_{n}"]) for n in (1, 2)]


@allow(*MINUTES, purpose="berita acara")
def destroy(request: Request) -> HttpResponse:
    """The chosen old cards are burnt: who saw it, and where. Comes from the list with what was chosen there."""
    chosen = uuids_of(request.POST.getlist("pilih"))
    cards = OldCard.objects.filter(id__in=chosen, minutes="").order_by("taken_at", "id")
    if request.method != "POST" or not cards:
        messages.error(request, _("Pilih kartu yang dimusnahkan pada daftarnya."))
        return redirect("cards:old_cards")
    form = MinutesForm(request.POST if "place" in request.POST else None, initial=_where(request))
    if form.is_bound and form.is_valid():
        ids = [card.id for card in cards]
        outcome = minutes_acts.destroy(
            request.node, request.actor, ids, form.cleaned_data["place"], form.witnesses(), key=key_of(request)
        )
        if (done := _settled(request, form, outcome)) is not None:
            return done
    return _page(request, form, _("Musnahkan kartu lama"), "cards:old_cards", list(cards))


class LostForm(MinutesForm):
    reason = forms.CharField(
        label=lazy("Kejadian"),
        max_length=200,
        help_text=lazy("Misalnya: kebakaran gudang 22 November 2026, laporan polisi LP/12."),
    )
    field_order = ("reason",)


@allow("kepala", purpose="berita acara")
def lost(request: Request) -> HttpResponse:
    """The chosen cards are on the shelf no more: burnt, drowned, stolen. Comes from the shelf with what was chosen there."""
    chosen = uuids_of(request.POST.getlist("pilih"))
    cards = line.held(request.node).filter(id__in=chosen, state=line.SHELF).order_by("nik")
    if request.method != "POST" or not cards:
        messages.error(request, _("Pilih kartu yang hilang atau hancur pada daftar rak."))
        return redirect("cards:shelf")
    form = LostForm(request.POST if "place" in request.POST else None, initial=_where(request))
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        outcome = lost_acts.lose(
            request.node, request.actor, [card.id for card in cards], said["reason"], said["place"], form.witnesses(),
            key=key_of(request),
        )  # fmt: skip
        if (done := _settled(request, form, outcome, "cards:shelf")) is not None:
            return done
    return _page(request, form, _("Kartu hilang atau hancur"), "cards:shelf", list(cards), lost=True)


@allow(*MINUTES)
def count(request: Request) -> HttpResponse:
    """The book of blangko as it stands, before two witnesses."""
    form = MinutesForm(request.POST or None, initial=_where(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["place"]
        outcome = minutes_acts.count_minutes(request.node, request.actor, said, form.witnesses(), key=key_of(request))
        if (done := _settled(request, form, outcome, "cards:ledger")) is not None:
            return done
    return _page(request, form, _("Berita acara stok blangko"), "cards:ledger", [])


@allow(*MINUTES)
def burn(request: Request) -> HttpResponse:
    """All spoiled blanks of an item are burnt before two witnesses."""
    item = item_of(request)
    form = MinutesForm(request.POST or None, initial=_where(request))
    if request.method == "POST" and form.is_valid():
        place, seen = form.cleaned_data["place"], form.witnesses()
        outcome = minutes_acts.burn_blanks(request.node, request.actor, place, seen, item=item, key=key_of(request))
        if (done := _settled(request, form, outcome, "cards:ledger")) is not None:
            return done
    n = book.balances(request.node.desk, item).get(rules.SPOILED, 0)
    reasons = book.spoiled_since(request.node, item)
    return _page(request, form, _("Musnahkan blangko rusak"), "cards:ledger", [], burnt=n, reasons=reasons)


def _settled(
    request: Request, form: MinutesForm, outcome: Outcome, back: str = "cards:old_cards"
) -> HttpResponse | None:
    if isinstance(outcome, Refused):
        place_refusals(form, outcome.refusals)
        return None
    messages.success(request, _("Berita acara dibuat dan menunggu tanda tangan kepala kantor."))
    if "kepala" in request.actor.roles:
        return redirect("documents:document", outcome.value)
    return redirect(back)


def _page(
    request: Request, form: MinutesForm, title: str, back: str, cards: Sequence[OldCard | PrintOrder], **more: Any
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "title": title,
        "cards": cards,
        "submit_label": _("Buat berita acara"),
        "cancel_url": reverse(back),
        **more,
    }
    return render(request, "cards/minutes.html", context, status=422 if form.errors else 200)


def _where(request: Request) -> dict[str, str]:
    return {"place": _("kantor %(name)s") % {"name": request.node.name}}
