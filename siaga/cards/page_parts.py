"""What the pages of cards share: rows of orders with names, CSV, one way to answer a form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from siaga.accounts.access import Request
from siaga.accounts.officer_pages import key_of
from siaga.journal.act import Outcome, Refused
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people.models import Resident
from siaga.planner.told import Expected
from siaga.shell.formats import local
from siaga.shell.templatetags.siaga_ui import told
from siaga.shell.values import Deed, place_refusals
from siaga.wilayah.models import Area

from .models import PrintOrder
from .order import CLASS_LABELS
from .planning import words

STATES = {
    "menunggu": lazy("Dalam antrean cetak"),
    "dikirim": lazy("Di printer"),
    "tercetak": lazy("Siap diambil"),
    "diserahkan": lazy("Sudah diserahkan"),
    "batal": lazy("Batal"),
    "ditarik": lazy("Ditarik dari rak"),
}
REASONS = {
    "baru": lazy("Kartu pertama"),
    "hilang": lazy("Hilang"),
    "rusak": lazy("Rusak"),
    "ubah_data": lazy("Perubahan data"),
    "bencana": lazy("Korban bencana"),
    "suket_prr": lazy("Pemegang suket"),
}
PRINTER_STATES = {"idle": lazy("siap"), "processing": lazy("sedang mencetak"), "stopped": lazy("berhenti")}
PRINTER_REASONS = {
    "media-empty": lazy("blangko di printer habis"),
    "media-jam": lazy("kartu macet"),
    "marker-supply-low": lazy("pita hampir habis"),
    "marker-supply-empty": lazy("pita habis"),
    "cover-open": lazy("tutupnya terbuka"),
    "paused": lazy("dijeda"),
}
JOB_STATES = {
    "": lazy("menunggu dikirim ke printer"),
    "baru": lazy("menunggu dikirim ke printer"),
    "ditawarkan": lazy("sedang dikirim ke printer"),
    "ditarik": lazy("sedang dialihkan ke printer lain"),
    "diterima": lazy("diterima printer"),
    "dicetak": lazy("sedang dicetak"),
    "berhenti": lazy("printer berhenti"),
    "macet": lazy("printer menyerah: periksa kartunya"),
    "galat": lazy("tidak dapat dikirim: periksa datanya"),
}


@dataclass(frozen=True, slots=True)
class OrderRow:
    pk: str
    url: str
    deed: Deed | None
    nik: str
    name: str
    klass: str
    reason: str
    area: str
    kelurahan: str
    recorded_at: datetime
    since: datetime
    place: int = 0
    first: bool = False
    attempt: int = 0
    printer: str = ""
    job: str = ""
    says: str = ""
    trouble: bool = False
    shelf: str = ""


def names_of(niks: Iterable[str]) -> dict[str, str]:
    return dict(Resident.objects.filter(nik__in=list(niks)).values_list("nik", "nama"))


def areas_of(codes: Iterable[str]) -> dict[str, str]:
    return dict(Area.objects.filter(code__in=set(codes), valid_to__isnull=True).values_list("code", "name"))


def order_rows(orders: Sequence[PrintOrder], deed: Callable[[PrintOrder], Deed | None], **more: Any) -> list[OrderRow]:
    """more: column -> a function of the order."""
    names = names_of(o.nik for o in orders)
    areas = areas_of(o.kelurahan for o in orders)
    return [
        OrderRow(
            pk=str(o.id),
            url=reverse("cards:order", args=[o.id]),
            deed=deed(o),
            nik=o.nik,
            name=names.get(o.nik, ""),
            klass=class_label(o.klass),
            reason=str(REASONS.get(o.reason, o.reason)),
            area=areas.get(o.kelurahan, o.kelurahan),
            kelurahan=o.kelurahan,
            recorded_at=o.recorded_at,
            since=o.state_since,
            first=o.first,
            attempt=o.attempt,
            printer=o.printer,
            shelf=o.shelf,
            **{name: make(o) for name, make in more.items()},
        )
        for o in orders
    ]


def minute(node: Node, at: datetime) -> str:
    """For a spreadsheet: the office's own clock, with its distance from UTC."""
    return local(at, node.clock.zone).isoformat(timespec="minutes")


def class_label(klass: str) -> str:
    return _(CLASS_LABELS[klass]) if klass in CLASS_LABELS else klass


def expected(said: Expected | None) -> str:
    """When, as everybody is told, or what has to come first; "" for who is not in line."""
    return words.of_expected(said).when if said else ""


def sieved(request: Request, orders: QuerySet[PrintOrder]) -> QuerySet[PrintOrder]:
    """Only the officer's area, and what the filters in the URL say."""
    area = request.actor.wilayah.replace(".", "")
    if area:
        orders = orders.filter(kelurahan__startswith=area)
    if kecamatan := request.GET.get("kecamatan", ""):
        orders = orders.filter(kecamatan=kecamatan)
    if klass := request.GET.get("kelompok", ""):
        orders = orders.filter(klass=klass)
    if sought := request.GET.get("cari", "").strip():
        digits = sought.replace(" ", "")
        if digits.isdigit():
            orders = orders.filter(nik__startswith=digits)
        else:
            orders = orders.filter(nik__in=Resident.objects.filter(nama__icontains=sought.upper()).values("nik"))
    return orders


def kecamatan_choices(node_wilayah: str) -> list[tuple[str, str]]:
    rows = Area.objects.filter(level=3, code__startswith=node_wilayah, valid_to__isnull=True).order_by("code")
    return list(rows.values_list("code", "name"))


def answer_form(
    request: Request,
    form: forms.Form,
    act: Callable[[dict[str, Any], UUID], Outcome],
    done: Callable[[Any], str],
    *,
    title: str,
    submit: str,
    cancel: str,
    said: str,
    intro: str = "",
    **context: Any,
) -> HttpResponse:
    """Show a form; on a valid POST do the act and go on to `done(value)`, or show every refusal at its field."""
    if request.method == "POST" and form.is_valid():
        outcome = act(form.cleaned_data, key_of(request))
        if not isinstance(outcome, Refused):
            messages.success(request, said)
            return redirect(done(outcome.value))
        place_refusals(form, outcome.refusals)
    context |= {"form": form, "title": title, "intro": intro, "submit_label": submit, "cancel_url": cancel}
    return render(request, "cards/form.html", context, status=422 if form.errors else 200)


def tell(request: Request, refusals: Iterable[Refusal]) -> None:
    """Refusals of a button, as messages on the page that it came from."""
    for refusal in refusals:
        messages.error(request, told(refusal))
