"""The boxes of an office: the office's page of its second box, and the one page of a box that is not the office."""

from __future__ import annotations

from datetime import UTC, datetime

from django import forms
from django.db.models import F, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from siaga.accounts import doors
from siaga.accounts.access import Request, allow, public
from siaga.accounts.acts import actor_of
from siaga.accounts.forms import LoginForm
from siaga.accounts.models import Officer
from siaga.continuity.dependencies import BACKUP
from siaga.continuity.models import Dependency
from siaga.continuity.strip import shown_state
from siaga.journal import boxes
from siaga.journal.act import Refused
from siaga.journal.heard import heard_of
from siaga.journal.models import Blob, Head, Parked
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import PermanentFault, Refusal
from siaga.roles import standby
from siaga.roles.home import Home, Settings
from siaga.shell.values import place_refusals

from . import current, errors

WHO = ("kepala", "teknisi")
NOT_YOURS = Refusal("box.who", "Hanya kepala kantor atau teknisi yang dapat menjadikan kotak ini kantor.")


class TakeOverForm(LoginForm):
    """Who takes over shows a password of the office: its accounts are here already."""

    reason = forms.CharField(label=gettext_lazy("Apa yang terjadi dengan server kantor"), max_length=300)
    force = forms.BooleanField(label=gettext_lazy("Ambil alih juga bila server kantor masih menjawab"), required=False)


@allow(*WHO)
@never_cache
def boxes_of_office(request: Request) -> HttpResponse:
    """At the office: its second box, and a one-time code for a new one (POST), shown in the answer and nowhere else."""
    node = request.node
    if node.id == PUSAT:
        raise Http404
    code = standby.new_code(node, request.actor) if request.method == "POST" else ""
    settings = _settings(node)
    held = Dependency.objects.filter(name=BACKUP).first()
    taken = boxes.taken(node.id)
    by = Officer.objects.filter(username=taken.actor).first() if taken else None
    context = {
        "taken": taken,
        "taken_by": by.name if by else _("perintah di mesin itu"),
        "code": code,
        "second": settings.cadangan if settings else None,
        "own_url": request.build_absolute_uri("/").rstrip("/"),
        "state": shown_state(held) if held else "",
        "since": held.since if held else None,
        "says": _(held.says) if held and held.says else "",
    }
    return render(request, "web/boxes.html", context)


@public
@never_cache
@sensitive_post_parameters()
def this_box(request: Request) -> HttpResponse:
    """On a box that is not the office: what it holds, since when; POST: it becomes the office."""
    node = request.node
    if current.serving_box(node) == node.box:
        return redirect("home")
    if node.box < current.serving_box(node):
        return elsewhere(request)
    form = TakeOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not (found := _take_over(node, form)):
            current.ask_again(node)
            return redirect("home")
        place_refusals(form, found)
    return _second(request, form, 422 if form.errors else 200)


def _take_over(node: Node, form: TakeOverForm) -> tuple[Refusal, ...]:
    """Why not; empty: it is the office now."""
    data = form.cleaned_data
    officer = doors.enter(node, data["username"], data["password"])
    if not isinstance(officer, Officer):
        return (officer,)
    if not set(WHO) & set(officer.roles):
        return (NOT_YOURS,)
    outcome = standby.take_over(node, actor_of(officer), data["reason"], force=data["force"])
    return outcome.refusals if isinstance(outcome, Refused) else ()


def elsewhere(request: Request) -> HttpResponse:
    """Any page of a box that is not the office: where the office is."""
    node = request.node
    serving = current.serving_box(node)
    if errors.wants_json(request):
        what = _("Perangkat ini bukan kantor")
        why = _("Kantor dilayani oleh kotak %(n)s.") % {"n": serving}
        return errors.problem(request, 503, what, why, _("Hubungi alamat kotak itu."), code="not-the-office")
    if node.box > serving:
        return _second(request, TakeOverForm(), 503)
    address = boxes.address_of(node.id, serving)
    taken = boxes.taken(node.id)
    context = {"office_name": node.name, "serving": serving, "address": address, "since": taken and taken.at}
    context["zone"] = node.clock.zone
    return render(request, "web/box_replaced.html", context, status=503)


def _second(request: Request, form: TakeOverForm, status: int) -> HttpResponse:
    node = request.node
    settings, heard = _settings(node), heard_of(node.home)
    blobs = Blob.objects
    context = {
        "office_name": node.name,
        "form": form,
        "box": node.box,
        "office_url": settings.kantor.url if settings and settings.kantor else "",
        "facts": Head.objects.aggregate(n=Sum("seq"))["n"] or 0,
        "parked": Parked.objects.count(),
        "files": blobs.filter(have=F("size")).count(),
        "lacking": blobs.filter(have__lt=F("size")).count(),
        "heard": heard,
        "since": datetime.fromtimestamp(heard.since / 1e6, UTC) if heard else None,
        "last": datetime.fromtimestamp(heard.at / 1e6, UTC) if heard and heard.at else None,
        "zone": node.clock.zone,
    }
    return render(request, "web/box_second.html", context, status=status)


def _settings(node: Node) -> Settings | None:
    """Of node.json; None for a node of a drill, which has none."""
    try:
        return Home.open(node.home).settings
    except PermanentFault:
        return None
