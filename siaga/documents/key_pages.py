"""Whose key speaks for which office, and how a stolen machine's key is revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from siaga.accounts.access import Request, allow
from siaga.journal.act import Refused
from siaga.journal.models import Peer
from siaga.kit.keys import PublicKeys
from siaga.kit.node import PUSAT, Node, office_of
from siaga.shell.fields import TanggalField
from siaga.shell.values import place_refusals

from . import publishing
from .models import KeyStatement

answerable = allow("operator_pusat", "kepala")


@dataclass(frozen=True, slots=True)
class Row:
    """One machine. own: the one that is asked. revoked: the first day of which its codes are refused, "" for none. stated: whether the
    centre vouched for its key, as far as known here."""

    machine: str
    office: str
    fingerprint: str
    since: datetime
    own: bool
    revoked: str
    reason: str
    stated: bool


class RevokeForm(forms.Form):
    sejak = TanggalField(label=gettext_lazy("Dicabut sejak tanggal"))
    sebab = forms.CharField(
        label=gettext_lazy("Sebab"), max_length=200, help_text=gettext_lazy("Misalnya: laptop titik layanan dicuri")
    )


def machines(node: Node) -> list[Row]:
    """At the centre all, at an office its own."""
    peers = Peer.objects.order_by("id")
    mine, ended = node.keys.public.verify, publishing.revoked_since()
    said = {(s.key, s.by): s for s in KeyStatement.objects.all()}
    centre = {key for key, by in said if _is_centres(by)}
    reasons = {key: s.reason for (key, _by), s in sorted(said.items()) if s.revoked}
    names = {p.id: p.name for p in peers}
    return [
        Row(
            machine=p.id,
            office=names.get(office_of(p.id), p.name),
            fingerprint=PublicKeys(bytes(p.verify_key), bytes(p.seal_key)).fingerprint(),
            since=p.admitted_at,
            own=bytes(p.verify_key) == mine,
            revoked=ended.get(bytes(p.verify_key).hex(), ""),
            reason=reasons.get(bytes(p.verify_key).hex(), ""),
            stated=bytes(p.verify_key).hex() in centre,
        )
        for p in peers
        if node.id == PUSAT or office_of(p.id) == node.id
    ]


def _is_centres(key: str) -> bool:
    return Peer.objects.filter(id=PUSAT, verify_key=bytes.fromhex(key)).exists()


@answerable
@require_GET
def keys(request: Request) -> HttpResponse:
    context = {"rows": machines(request.node), "list": request.build_absolute_uri(reverse("documents:keys"))}
    return render(request, "documents/keys.html", context)


@answerable
def revoke(request: Request, machine: str) -> HttpResponse:
    row = next((r for r in machines(request.node) if r.machine == machine), None)
    if row is None or row.own:
        raise Http404
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        key = UUID(request.POST["kunci"])
        answer = publishing.revoke(request.node, request.actor, machine, said["sejak"], said["sebab"], key=key)
        if isinstance(answer, Refused):
            place_refusals(form, answer.refusals)
        else:
            messages.success(request, _("Kunci dicabut. Kode dari mesin itu ditolak begitu daftar kunci diambil lagi."))
            return redirect("documents:key_list")
    context = {
        "form": form,
        "row": row,
        "question": _("Cabut kunci mesin %(machine)s?") % {"machine": machine},
        "confirm_label": _("Cabut kunci"),
        "cancel_url": reverse("documents:key_list"),
    }
    return render(request, "documents/revoke.html", context, status=422 if form.errors else 200)
