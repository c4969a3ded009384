"""Texts that go out: what was sent, what waits, and what an officer copies by hand because no number is known."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from siaga.accounts.access import Request, allow, viewed

from ..models import Message
from ..page_parts import names_of
from .acts import FAILED, SENT, WAITING, told_by_hand

PER_PAGE = 50


telling = allow("loket", "verifikator", "kepala", purpose="pesan kepada warga")


@telling
@require_POST
def told(request: Request, id: UUID) -> HttpResponse:
    """This one was told by hand."""
    row = get_object_or_404(Message, id=id)
    viewed(request, row.nik)
    if told_by_hand(request.node, id, request.actor.name or request.actor.id):
        messages.success(request, _("Dicatat sebagai sudah disampaikan."))
    return redirect("cards:messages")


@telling
def index(request: Request) -> HttpResponse:
    """Those that do not go out by themselves first; then by age."""
    chosen = request.GET.get("keadaan", "tanpa_nomor")
    query = Message.objects.all()
    if chosen == "tanpa_nomor":
        query = query.filter(state=WAITING, to="")
    elif chosen != "semua":
        query = query.filter(state=chosen).exclude(state=WAITING, to="")
    if sought := request.GET.get("cari", "").strip():
        query = query.filter(nik__startswith=sought.replace(" ", ""))
    page = Paginator(query.order_by("-made_at", "id"), PER_PAGE).get_page(request.GET.get("page"))
    names = names_of(m.nik for m in page)
    words = {WAITING: _("Menunggu dikirim"), SENT: _("Terkirim"), FAILED: _("Gagal")}
    rows = [
        {
            "pk": m.id,
            "m": m,
            "name": names.get(m.nik, ""),
            "state": words[m.state],
            "by_hand": m.state == FAILED or (m.state == WAITING and not m.to),
        }
        for m in page
    ]
    states = [("tanpa_nomor", _("Tanpa nomor telepon")), *words.items(), ("semua", _("Semua"))]
    return render(
        request, "cards/messages.html", {"rows": rows, "page": page, "states": states, "state": chosen}
    )  # fmt: skip
