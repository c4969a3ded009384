"""The recording desk: begin for a resident, capture part by part, finish. Every part is kept when it is taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from siaga.accounts.access import Request, allow, in_area, viewed
from siaga.journal.act import Refused
from siaga.kit import ids
from siaga.kit.refusal import Refusal, TemporaryFault
from siaga.people.codes import JENIS_KELAMIN
from siaga.people.models import Family, Resident
from siaga.shell.fields import CameraField, DrawnField
from siaga.shell.formats import lang_of
from siaga.shell.templatetags.siaga_ui import told
from siaga.shell.values import Deed, Who

from . import drafts, rules, stepper
from .models import Record, Session
from .session_steps import STEPS

desk = allow("perekaman", purpose="perekaman KTP-el")


class Agree(forms.Form):
    benar = DrawnField(label=lazy("Tanda tangan warga: biodata di atas benar"))


class Photo(forms.Form):
    foto = CameraField(label=lazy("Foto wajah"))


class Sign(forms.Form):
    ttd = DrawnField(label=lazy("Tanda tangan untuk kartu"))


@dataclass(frozen=True, slots=True)
class DraftRow:
    pk: str
    url: str
    name: str
    nik: str
    since: Any
    by: str
    parts: int
    deed: Deed


@desk
@never_cache
def index(request: Request) -> HttpResponse:
    """Recordings under way, the oldest first, and a field to begin a new one."""
    sought = "".join(c for c in request.GET.get("nik", "") if c.isdigit())
    strange = len(sought) == 16
    if strange and _known(request, sought) is not None:
        return redirect("recording:start", sought)
    rows = list(Session.objects.filter(done=False).order_by("started_at", "id")[:200])
    people = dict(Resident.objects.filter(nik__in=[s.nik for s in rows]).values_list("nik", "nama"))
    shown = [_draft_row(s, people.get(s.nik, "")) for s in rows]
    context = {
        "rows": shown,
        "wrong_nik": request.GET.get("nik", ""),
        "strange": strange,
        "simulated": drafts.simulated(request.node),
    }
    return render(request, "recording/drafts.html", context)


def _draft_row(s: Session, name: str) -> DraftRow:
    url = reverse("recording:session", args=[s.id])
    return DraftRow(str(s.id), url, name, s.nik, s.started_at, s.operator, len(s.parts), Deed(_("Lanjutkan"), url))


@desk
@never_cache
def start(request: Request, nik: str) -> HttpResponse:
    """Who it is, whether a recording may begin, and what has to be known before."""
    resident = _resident(request, nik)
    approval = request.POST.get("persetujuan", "").strip()[:60]
    if request.method == "POST":
        made = drafts.start(request.node, request.actor, nik, approval)
        if not isinstance(made, Refusal):
            return redirect(reverse("recording:session", args=[made]), permanent=False)
    _who_it_is, no = drafts.may_start(request.node, nik, approval)
    viewed(request, nik)
    up = drafts.link_up(request.node)
    context = {
        "who": who(resident),
        "no": no,
        "again": no is not None and no.code == "recording.already_recorded",
        "notes": rules.recording_notes(link_up=up),
        "background": rules.photo_background(resident.tanggal_lahir),
        "approval": approval,
    }
    return render(request, "recording/start.html", context, status=422 if request.method == "POST" else 200)


def _known(request: Request, nik: str) -> Resident | None:
    """Of this office and of the officer's own area."""
    found = Resident.objects.filter(nik=nik).first()
    if found is None:
        return None
    area = Family.objects.filter(no_kk=found.no_kk).values_list("kode_wilayah", flat=True).first() or ""
    return found if in_area(request.actor, area) else None


def _resident(request: Request, nik: str) -> Resident:
    if found := _known(request, nik):
        return found
    raise Http404


def who(r: Resident, photo_url: str = "") -> Who:
    english = lang_of(get_language()) == "en"
    sex = JENIS_KELAMIN.get(r.jenis_kelamin, (r.jenis_kelamin,) * 2)[english]
    return Who(
        name=r.nama,
        nik=r.nik,
        born=r.tanggal_lahir,
        birthplace=r.tempat_lahir,
        sex=sex,
        photo_url=photo_url,
        provisional=r.minted_offline,
    )


def _open(request: Request, id: UUID) -> tuple[Session, Resident]:
    session = Session.objects.filter(id=id, done=False).first()
    if session is None:
        raise Http404
    return session, _resident(request, session.nik)


@desk
@never_cache
def session(request: Request, id: UUID, wrong: tuple[Refusal, ...] = ()) -> HttpResponse:
    """The one page with all steps; of one that was sealed, come back to by the browser's button, the record it became."""
    if over := Session.objects.filter(id=id, done=True).values_list("nik", flat=True).first():
        return redirect("recording:record", Record.objects.filter(nik=over).latest("recorded_at").id)
    draft, resident = _open(request, id)
    viewed(request, draft.nik)
    c = drafts.opened(request.node, draft)
    family = Family.objects.filter(no_kk=resident.no_kk).first()
    photo_url = reverse("recording:draft_photo", args=[id]) if c.photo else ""
    device = drafts.scanner(request.node)
    fingers = stepper.fingers_of(c)
    context = {
        "session": draft,
        "who": who(resident, photo_url),
        "resident": resident,
        "family": family,
        "draft": c,
        "steps": stepper.steps_of(c, wrong),
        "right_hand": fingers[:5],
        "left_hand": fingers[5:],
        "eyes": stepper.eyes_of(c),
        "agree": Agree(),
        "photo": Photo(),
        "sign": Sign(),
        "unable": c.exceptions.get("tanda tangan", ""),
        "simulated": drafts.simulated(request.node),
        "device": device.name if device is not None else "",
        "background": rules.photo_background(resident.tanggal_lahir),
        "missing": drafts.missing(c),
        "refusals": wrong,
        "notes": rules.recording_notes(link_up=drafts.link_up(request.node)),
    }
    return render(request, "recording/session.html", context, status=422 if wrong else 200)


@desk
def take(request: Request, id: UUID, step: str) -> HttpResponse:
    """One step's form. What could be taken is kept at once; what could not is told on the page.

    That page has this address: reloaded or come back to, it is the session again.
    """
    if request.method != "POST":
        return redirect("recording:session", id)
    draft, resident = _open(request, id)
    act = STEPS.get(step)
    if act is None:
        raise Http404
    try:
        no = act(request, draft, resident)
        goes_on = stepper.after(step, drafts.opened(request.node, Session.objects.get(id=id)))
    except TemporaryFault:
        no = Refusal(
            "recording.device",
            "Alat rekam tidak menjawab. Periksa kabelnya lalu ulangi; yang sudah diambil tersimpan.",
            step,
        )
    except Session.DoesNotExist:
        raise Http404 from None
    if no is not None:
        return session(request, id, (no,))
    return redirect(reverse("recording:session", args=[id]) + f"#{goes_on}")


@desk
@require_POST
def finish(request: Request, id: UUID) -> HttpResponse:
    """Seal and store; what is lacking is listed, each with a way to its step."""
    try:
        key = UUID(request.POST.get("kunci", ""))
    except ValueError:
        key = ids.fresh()
    if Session.objects.filter(id=id, done=False).exists():
        _draft, _who = _open(request, id)
        with drafts.changing(request.node, id) as c:
            c.left_handed = request.POST.get("kidal") == "1"
    outcome = drafts.finish(request.node, request.actor, id, key)
    if isinstance(outcome, Refused):
        if not Session.objects.filter(id=id, done=False).exists():
            messages.info(request, told(outcome.refusals[0]))
            return redirect("recording:index")
        return session(request, id, outcome.refusals)
    messages.success(request, _("Perekaman tersimpan dan dikirim ke pusat begitu tersambung."))
    for note in outcome.warnings:
        messages.warning(request, told(note))
    return redirect("recording:record", outcome.value)


@desk
@require_POST
def discard(request: Request, id: UUID) -> HttpResponse:
    """A recording that is not going to be finished: what was captured is forgotten."""
    _open(request, id)
    Session.objects.filter(id=id, done=False).delete()
    messages.info(request, _("Perekaman yang belum selesai dibuang."))
    return redirect("recording:index")


@desk
@never_cache
def draft_photo(request: Request, id: UUID) -> HttpResponse:
    draft, _who = _open(request, id)
    c = drafts.opened(request.node, draft)
    if not c.photo:
        raise Http404
    return HttpResponse(c.photo, content_type="image/jpeg")
