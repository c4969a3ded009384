"""Making, reading, copying and printing a notice."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siaga.accounts.access import Request, allow, in_area
from siaga.continuity.models import Outage
from siaga.continuity.standing import down_now
from siaga.documents.render import render as render_document
from siaga.journal.act import Refused
from siaga.kit import ids
from siaga.shell.fields import offer
from siaga.shell.formats import local

from . import acts, paper, wording
from .areas import names_of
from .models import Notice
from .pages import READERS, asked_outage
from .waiting import who_waits

MAKERS = ("kepala", "verifikator", "loket")


class NoticeForm(forms.Form):
    """area: the kecamatan and kelurahan in which somebody waits; "" the whole jurisdiction."""

    audience = forms.ChoiceField(label=gettext_lazy("Untuk siapa"), widget=forms.RadioSelect)
    area = forms.ChoiceField(label=gettext_lazy("Wilayah"), required=False)

    def __init__(self, *args: object, areas: dict[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        chosen = [(code, _(label)) for code, label in wording.AUDIENCE_LABELS.items()]
        offer(self, "audience", chosen)
        offer(self, "area", [("", _("Seluruh wilayah")), *areas.items()])


def areas_of(request: Request, outage: Outage | None) -> dict[str, str]:
    """Codes and names to choose from: kecamatan, then their kelurahan."""
    waiting = who_waits(request.node, outage, down=down_now()).within(request.actor.wilayah)
    codes = {c for g in waiting.groups for c in (g.kecamatan, g.kelurahan) if c}
    names = names_of(codes)
    return {c: names[c] if len(c) <= 6 else f"— {names[c]}" for c in sorted(codes)}


@allow(*MAKERS)
def make(request: Request) -> HttpResponse:
    outage = asked_outage(request)
    form = NoticeForm(request.POST or None, areas=areas_of(request, outage), initial={"audience": "kelurahan"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        outcome = acts.make_notice(
            request.node, request.actor, data["audience"], data["area"], outage=outage, key=_key(request)
        )
        if isinstance(outcome, Refused):
            for no in outcome.refusals:
                form.add_error(no.field if no.field in form.fields else None, _(no.message))
        else:
            return redirect("incidents:notice", outcome.value)
    context = {"form": form, "submit_label": _("Buat pemberitahuan"), "cancel_url": reverse("incidents:page")}
    return render(request, "incidents/make.html", context, status=422 if form.errors else 200)


def _key(request: Request) -> UUID:
    try:
        return UUID(request.POST.get("kunci", ""))
    except ValueError:
        return ids.fresh()


def _found(request: Request, id: UUID) -> Notice:
    found = Notice.objects.filter(id=id).first()
    if found is None or not in_area(request.actor, found.area):
        raise Http404(_("Pemberitahuan ini tidak ada."))
    return found


@allow(*READERS)
def notice(request: Request, id: UUID) -> HttpResponse:
    found = _found(request, id)
    context = {"notice": found, "audience": _(wording.AUDIENCE_LABELS[found.audience])}
    return render(request, "incidents/notice.html", context)


@allow(*READERS)
def pdf(request: Request, id: UUID) -> HttpResponse:
    """The same words and numbers on paper, dated as the notice, so that it is the same file every time."""
    found, zone = _found(request, id), request.node.clock.zone
    content = render_document(paper.NOTICE, paper.content_of(request.node, found), made_at=found.at)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = (
        f'inline; filename="pemberitahuan-{local(found.at, zone):%Y%m%d}-{str(found.id)[:8]}.pdf"'
    )
    return answer
