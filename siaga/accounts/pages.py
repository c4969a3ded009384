"""The door, and an officer's own account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from siaga.journal.act import Refused
from siaga.shell.values import place_refusals

from . import acts, doors
from .access import Request, allow, public
from .forms import LoginForm, LoketForm, PasswordForm, PinForm, TakeOverForm
from .models import Officer

BACKEND = "siaga.accounts.doors.Backend"


def begin(request: Request, officer: Officer) -> None:
    """A fresh session for this officer; its ten hours start now."""
    if request.user.is_authenticated:
        logout(request)
    login(request, officer, BACKEND)
    request.session["masuk"] = request.node.clock.now().isoformat()


def safe_next(request: Request) -> str:
    """Where to go on, if it is a page of ours; else the front page."""
    to = request.POST.get("next") or request.GET.get("next") or ""
    fine = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return to if fine else reverse("home")


@public
@never_cache
@sensitive_post_parameters()
def sign_in(request: Request) -> HttpResponse:
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = doors.enter(request.node, form.cleaned_data["username"], form.cleaned_data["password"])
        if isinstance(found, Officer):
            begin(request, found)
            return redirect("accounts:password" if found.must_change else safe_next(request))
        place_refusals(form, [found])
    return _door(request, form, next=safe_next(request))


@public
@require_POST
def sign_out(request: Request) -> HttpResponse:
    logout(request)
    return redirect("login")


@allow()
@never_cache
@sensitive_post_parameters()
def take_over(request: Request) -> HttpResponse:
    """Another officer goes on in this browser, by PIN."""
    form = TakeOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = doors.take_over(request.node, form.cleaned_data["username"], form.cleaned_data["pin"])
        if isinstance(found, Officer):
            begin(request, found)
            messages.success(request, _("Sekarang bekerja sebagai %(name)s.") % {"name": found.name})
            return redirect("home")
        place_refusals(form, [found])
    return _door(request, form, template="accounts/take_over.html", submit_label=_("Ganti petugas"))


@allow()
def me(request: Request) -> HttpResponse:
    """Own roles, counter number, password and PIN."""
    officer = Officer.objects.get(username=request.actor.id)
    form = LoketForm(request.POST or None, initial={"loket": officer.loket})
    if request.method == "POST" and form.is_valid():
        Officer.objects.filter(pk=officer.pk).update(loket=form.cleaned_data["loket"])
        messages.success(request, _("Nomor loket disimpan."))
        return redirect("accounts:me")
    return render(request, "accounts/me.html", {"form": form, "officer": officer, "duties": acts.duties(officer)})


@allow()
@never_cache
@sensitive_post_parameters()
def password(request: Request) -> HttpResponse:
    officer = Officer.objects.get(username=request.actor.id)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        return _changed(request, form, acts.change_password(request.node, officer, data["old"], data["new"]))
    return _own(request, form, _("Ganti kata sandi"), 422 if form.errors else 200)


@allow()
@never_cache
@sensitive_post_parameters()
def pin(request: Request) -> HttpResponse:
    officer = Officer.objects.get(username=request.actor.id)
    form = PinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        return _changed(request, form, acts.change_pin(request.node, officer, data["password"], data["pin"]))
    return _own(request, form, _("Ganti PIN"), 422 if form.errors else 200)


def _changed(request: Request, form: PasswordForm | PinForm, outcome: Officer | Refused) -> HttpResponse:
    if isinstance(outcome, Refused):
        place_refusals(form, outcome.refusals)
        title = _("Ganti PIN") if isinstance(form, PinForm) else _("Ganti kata sandi")
        return _own(request, form, title, 422)
    begin(request, outcome)  # the change ended every session of the officer, this one included
    messages.success(request, _("Sudah diganti. Sesi Anda di komputer lain ditutup."))
    return redirect("accounts:me")


def _own(request: Request, form: PasswordForm | PinForm, title: str, status: int) -> HttpResponse:
    context = {"form": form, "title": title, "submit_label": _("Simpan"), "cancel_url": reverse("accounts:me")}
    return render(request, "accounts/own_form.html", context, status=status)


def _door(
    request: Request, form: LoginForm | TakeOverForm, template: str = "shell/login.html", **context: str
) -> HttpResponse:
    context["office_name"] = request.node.name
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
