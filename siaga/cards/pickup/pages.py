"""The shelf as work: who is to be told, who comes when, what nobody fetched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from siaga.accounts.access import Request, allow, viewed
from siaga.accounts.exports import csv_answer
from siaga.accounts.officer_pages import key_of
from siaga.journal.act import Outcome, Refused
from siaga.shell.fields import uuids_of
from siaga.shell.values import Deed

from ..models import PrintOrder
from ..page_parts import answer_form, kecamatan_choices, minute, names_of, sieved, tell
from . import acts, letters, rules
from .forms import HoursForm, SlotForm

PER_PAGE = 50
counter = allow("loket", "verifikator", "kepala", purpose="pengambilan kartu")


def heap_words() -> dict[str, str]:
    return {
        "belum": _("Belum diberitahu"),
        "diberitahu": _("Menunggu waktunya"),
        "lewat": _("Lewat waktunya"),
        "diantar": _("Sedang diantar"),
        "disimpan": _("Disimpan"),
        "ditarik": _("Pemilik tidak di sini lagi"),
    }


@counter
def index(request: Request) -> HttpResponse:
    """One heap of the shelf, the longest there first."""
    node, words, heaps = request.node, heap_words(), acts.heaps(request.node)
    heap = request.GET.get("tumpukan", "")
    if heap not in words:
        heap = next((h for h in ("belum", "ditarik", "lewat") if heaps[h].exists()), "diberitahu")
    query: Any = sieved(request, heaps[heap]).order_by("printed_at", "id")
    if request.GET.get("format") == "csv":
        head = (_("NIK"), _("Rak"), _("Dicetak"), _("Waktu"), _("Kelurahan"))
        told = (
            (o.nik, o.shelf, minute(node, o.printed_at), o.slot_at and minute(node, o.slot_at), o.kelurahan)
            for o in query
        )
        return csv_answer(request, f"pengambilan-{heap}", head, told)
    page = Paginator(query, PER_PAGE).get_page(request.GET.get("page"))
    names = names_of(o.nik for o in page)
    serve = _("Serahkan")
    rows = [
        {
            "pk": o.id,
            "url": reverse("cards:order", args=[o.id]),
            "o": o,
            "name": names.get(o.nik, ""),
            "deed": Deed(serve, reverse("cards:handover_order", args=[o.id]))
            if heap not in ("ditarik", "diantar")
            else None,
        }
        for o in page
    ]
    context = {
        "rows": rows,
        "page": page,
        "export": True,
        "heap": heap,
        "heaps": [(code, label, heaps[code].count()) for code, label in words.items()],
        "bulk_url": reverse("cards:pickup_tell") if heap in ("belum", "lewat", "diberitahu", "ditarik") else "",
        "batch": request.GET.get("surat", ""),
        "batches": letters.batches_of_today(node),
        "kecamatan": kecamatan_choices(node.wilayah),
    }
    return render(request, "cards/pickup/index.html", context)


def _bulk(request: Request, act: Callable[[list[UUID], UUID], Outcome]) -> Outcome:
    outcome = act(uuids_of(request.POST.getlist("pilih")), key_of(request))
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
    return outcome


@counter
@require_POST
def tell_owners(request: Request) -> HttpResponse:
    """Each chosen owner gets an hour, a letter and a text."""
    outcome = _bulk(request, lambda ids, key: acts.tell(request.node, request.actor, ids, key=key))
    if isinstance(outcome, Refused):
        return redirect("cards:pickup")
    batch, n, silent = outcome.value
    messages.success(
        request, _("%(n)d pemilik diberitahu, %(s)d tanpa nomor telepon. Cetak suratnya.") % {"n": n, "s": silent}
    )
    return redirect(f"{reverse('cards:pickup')}?tumpukan=diberitahu&surat={batch}")


@counter
@require_GET
def print_letters(request: Request, batch: UUID) -> HttpResponse:
    pdf = letters.letters_of(request.node, batch)
    if pdf is None:
        raise Http404
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="pemberitahuan-pengambilan.pdf"'
    return answer


@counter
@require_POST
def store(request: Request) -> HttpResponse:
    place = request.POST.get("tempat", "")[:40]
    outcome = _bulk(request, lambda ids, key: acts.store(request.node, request.actor, ids, place, key=key))
    if not isinstance(outcome, Refused):
        messages.success(request, _("%(n)d kartu disimpan di %(p)s.") % {"n": outcome.value, "p": place})
    return redirect(f"{reverse('cards:pickup')}?tumpukan=lewat")


@counter
@require_POST
def withdraw(request: Request) -> HttpResponse:
    outcome = _bulk(request, lambda ids, key: acts.withdraw_gone(request.node, request.actor, ids, key=key))
    if not isinstance(outcome, Refused):
        messages.success(
            request, _("%(n)d kartu ditarik; ada di daftar kartu lama untuk dimusnahkan.") % {"n": outcome.value}
        )
    return redirect(f"{reverse('cards:pickup')}?tumpukan=ditarik")


@counter
def another_hour(request: Request, id: UUID) -> HttpResponse:
    """The owner has asked for another hour."""
    row = get_object_or_404(PrintOrder, id=id)
    viewed(request, row.nik)
    node = request.node
    free = rules.open_slots(acts.hours_of(node), node.clock.today(), acts.booked(node, but=[id]))
    return answer_form(
        request,
        SlotForm(request.POST or None, slots=free),
        lambda data, key: acts.another_hour(node, request.actor, id, datetime.fromisoformat(data["slot"]), key=key),
        lambda order: f"{reverse('cards:pickup')}?tumpukan=diberitahu",
        title=_("Waktu lain untuk %(name)s") % {"name": names_of([row.nik]).get(row.nik, row.nik)},
        submit=_("Simpan waktu"),
        cancel=reverse("cards:pickup"),
        said=_("Waktu pengambilan diganti."),
    )


@allow("kepala")
def hours(request: Request) -> HttpResponse:
    """What the counter manages."""
    now = msgspec.structs.asdict(acts.hours_of(request.node))
    now |= {name: f"{now[name]:%H:%M}" for name in ("opens", "shuts")}
    return answer_form(
        request,
        HoursForm(request.POST or None, initial=now),
        lambda data, key: acts.set_hours(request.node, request.actor, rules.Hours(**data), key=key),
        lambda done: reverse("cards:pickup"),
        title=_("Jam pengambilan"),
        intro=_("Waktu yang sudah diberikan kepada warga tidak berubah."),
        submit=_("Simpan"),
        cancel=reverse("cards:pickup"),
        said=_("Jam pengambilan disimpan."),
    )
