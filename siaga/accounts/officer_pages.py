"""The head of office (at the centre: the operator) gives, changes and closes accounts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from siaga.journal.act import Refused
from siaga.kit import ids
from siaga.shell.values import Deed, place_refusals

from . import acts
from .access import Request, allow
from .exports import csv_answer
from .forms import OfficerForm
from .models import Officer
from .roles import labels

manager = allow("kepala", "operator_pusat")


@dataclass(frozen=True, slots=True)
class Row:
    pk: str
    name: str
    duties: str
    wilayah: str
    active: bool
    locked: bool
    url: str
    deed: Deed


def key_of(request: Request) -> UUID:
    """The form's idempotency key; a form without one is a new deed."""
    try:
        return UUID(request.POST.get("kunci", ""))
    except ValueError:
        return ids.fresh()


@manager
def officers(request: Request) -> HttpResponse:
    sought = request.GET.get("cari", "").strip()
    query = Officer.objects.order_by("name", "username")
    if sought:
        query = query.filter(Q(name__icontains=sought) | Q(username__icontains=sought))
    if request.GET.get("tutup") != "1":
        query = query.filter(active=True)
    if request.GET.get("format") == "csv":
        rows = ((o.username, o.name, labels(o.roles), o.wilayah, _("ya") if o.active else _("tidak")) for o in query)
        head = (_("Nama pengguna"), _("Nama"), _("Tugas"), _("Wilayah"), _("Aktif"))
        return csv_answer(request, "petugas", head, rows)
    page = Paginator(query, 50).get_page(request.GET.get("page"))
    now = request.node.clock.now()
    shown = [_row(officer, bool(officer.locked_until and officer.locked_until > now)) for officer in page]
    return render(request, "accounts/officers.html", {"rows": shown, "page": page, "export": True})


def _row(officer: Officer, locked: bool) -> Row:
    url = reverse("accounts:officer", args=[officer.username])
    duties = labels(officer.roles)
    return Row(
        officer.username, officer.name, duties, officer.wilayah, officer.active, locked, url, Deed(_("Ubah"), url)
    )


@manager
@never_cache
def add(request: Request) -> HttpResponse:
    """A new account; its first password is shown once, to be changed at the first entry."""
    form = OfficerForm(request.POST or None, place=acts.place(request.node))
    if request.method == "POST" and form.is_valid():
        data, secret = form.cleaned_data, acts.first_password()
        outcome = acts.create_officer(
            request.node,
            request.actor,
            data["username"],
            data["name"],
            data["roles"],
            data["wilayah"],
            secret,
            must_change=True,
            key=key_of(request),
        )
        if not isinstance(outcome, Refused):
            return _secret(request, Officer.objects.get(username=outcome.value), secret)
        place_refusals(form, outcome.refusals)
    return _form(request, form, _("Tambah petugas"), _("Buat akun"))


@manager
def officer(request: Request, username: str) -> HttpResponse:
    found = get_object_or_404(Officer, username=username)
    first = {"name": found.name, "roles": found.roles, "wilayah": found.wilayah}
    form = OfficerForm(request.POST or None, initial=first, place=acts.place(request.node), new=False)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        outcome = acts.change_officer(
            request.node, request.actor, username, data["name"], data["roles"], data["wilayah"], key=key_of(request)
        )
        if not isinstance(outcome, Refused):
            messages.success(request, _("Perubahan disimpan dan berlaku sekarang."))
            return redirect("accounts:officers")
        place_refusals(form, outcome.refusals)
    return _form(request, form, found.name, _("Simpan"), found)


@manager
def activate(request: Request, username: str) -> HttpResponse:
    """Close an account, or open a closed one."""
    found = get_object_or_404(Officer, username=username)
    context = {
        "question": (_("Tutup akun %(name)s?") if found.active else _("Buka lagi akun %(name)s?"))
        % {"name": found.name},
        "consequence": _("Sesinya berakhir sekarang juga dan ia tidak dapat masuk lagi. Catatan kerjanya tetap ada.")
        if found.active
        else _("Ia dapat masuk lagi dengan kata sandi lamanya."),
        "confirm_label": _("Tutup akun") if found.active else _("Buka akun"),
        "cancel_url": reverse("accounts:officer", args=[username]),
    }
    if request.method == "POST":
        outcome = acts.set_active(request.node, request.actor, username, not found.active, key=key_of(request))
        if not isinstance(outcome, Refused):
            messages.success(request, _("Akun ditutup.") if found.active else _("Akun dibuka lagi."))
            return redirect("accounts:officers")
        return render(request, "shell/confirm.html", context | {"refusals": outcome.refusals}, status=422)
    return render(request, "shell/confirm.html", context)


@manager
@never_cache
def reset(request: Request, username: str) -> HttpResponse:
    """A new first password, shown once."""
    found = get_object_or_404(Officer, username=username)
    context = {
        "question": _("Buat kata sandi baru untuk %(name)s?") % {"name": found.name},
        "consequence": _("Kata sandi dan PIN lamanya tidak berlaku lagi. Kata sandi baru hanya ditampilkan satu kali."),
        "confirm_label": _("Buat kata sandi baru"),
        "cancel_url": reverse("accounts:officer", args=[username]),
    }
    if request.method == "POST":
        made = acts.reset_password(request.node, request.actor, username)
        if isinstance(made, str):
            return _secret(request, found, made)
        return render(request, "shell/confirm.html", context | {"refusals": made.refusals}, status=422)
    return render(request, "shell/confirm.html", context)


def _secret(request: Request, whose: Officer, secret: str) -> HttpResponse:
    return render(request, "accounts/secret.html", {"officer": whose, "secret": secret})


def _form(request: Request, form: OfficerForm, title: str, label: str, whose: Officer | None = None) -> HttpResponse:
    context = {"form": form, "title": title, "submit_label": label, "whose": whose}
    context["cancel_url"] = reverse("accounts:officers")
    return render(request, "accounts/officer_form.html", context, status=422 if form.errors else 200)
