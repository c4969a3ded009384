"""Statements at the centre: the list, both people beside each other, the adjudicator's answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from siaga.accounts.access import Request, allow, viewed
from siaga.accounts.officer_pages import key_of
from siaga.journal import blobs
from siaga.journal.act import Refused
from siaga.journal.models import Peer
from siaga.kit.refusal import PermanentFault
from siaga.people.models import Resident
from siaga.recording.models import Record
from siaga.recording.packet import unseal
from siaga.recording.status import LABELS_ID
from siaga.shell import formats
from siaga.shell.values import Deed, place_refusals

from ..page_parts import names_of
from . import centre, rules
from .forms import AnswerForm
from .models import DuplicateAnswer, DuplicateCase

watch = allow("operator_pusat", "adjudikator")
judge = allow("adjudikator", purpose="pernyataan NIK ganda")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two. lines: (label, text, differs). chosen: the NIK that the citizen keeps."""

    title: str
    photo_url: str
    lines: tuple[tuple[str, str, bool], ...]
    chosen: bool


@watch
def index(request: Request) -> HttpResponse:
    """Statements that wait for an answer, the first sent first; ?dijawab=1 the last answers."""
    done = request.GET.get("dijawab") == "1"
    ids: Any = centre.ended().values_list("record", flat=True)[:1000] if done else centre.waiting(1000)
    page = Paginator(list(ids), 50).get_page(request.GET.get("page"))
    found = DuplicateCase.objects.in_bulk(list(page))
    answers = DuplicateAnswer.objects.in_bulk(list(page))
    offices = dict(Peer.objects.values_list("id", "name"))
    names = names_of(c.nik for c in found.values())
    rows = [
        {
            "pk": c.record,
            "url": reverse("duplicates:answer", args=[c.record]),
            "name": names.get(c.nik, ""),
            "c": c,
            "office": offices.get(c.office, c.office),
            "claim": _(rules.CLAIM_LABELS[c.claim]) if c.claim else "",
            "answer": answers.get(c.record) if done else None,
            "deed": Deed(_("Lihat") if done else _("Jawab"), reverse("duplicates:answer", args=[c.record])),
        }
        for id in page
        if (c := found.get(id))
    ]
    return render(request, "cards/duplicates/statements.html", {"rows": rows, "page": page, "done": done})


@judge
@never_cache
def answer(request: Request, id: UUID) -> HttpResponse:
    case = DuplicateCase.objects.filter(record=id).first()
    if case is None:
        raise Http404
    given = DuplicateAnswer.objects.filter(record=id).first()
    waits = rules.standing(case.state, case.n, given) == rules.STATED
    form = AnswerForm(request.POST or None, claim=case.claim)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        outcome = centre.answer(
            request.node, request.actor, id, data["verdict"], data["says"], key=key_of(request)
        )  # fmt: skip
        if not isinstance(outcome, Refused):
            messages.success(request, _("Jawaban tercatat dan dikirim ke kantor."))
            return redirect("duplicates:statements")
        place_refusals(form, outcome.refusals)
    pair = centre.pair_of(case)
    viewed(request, case.nik)
    viewed(request, case.other_nik)
    context = {
        "case": case,
        "form": form,
        "sides": _sides(pair, request.node.clock.zone),
        "waits": waits,
        "given": given,
        "verdict": _(rules.VERDICT_LABELS[given.verdict]) if given and given.verdict in rules.VERDICT_LABELS else "",
        "claim": _(rules.CLAIM_LABELS[case.claim]) if case.claim else "",
        "cause": _(rules.CAUSE_LABELS[case.cause]) if case.cause else "",
        "submit_label": _("Jawab"),
    }
    return render(request, "cards/duplicates/answer.html", context, status=422 if form.errors else 200)


def _sides(pair: centre.Pair, zone: str) -> tuple[Side, ...]:
    offices = dict(Peer.objects.values_list("id", "name"))
    mine = _lines(pair.person, pair.case.nik, pair.record, offices, zone)
    theirs = _lines(pair.other_person, pair.case.other_nik, pair.other, offices, zone)
    both = (
        (_("Rekaman yang ganda"), pair.record, mine, theirs, pair.case.nik),
        (_("Direkam lebih dahulu"), pair.other, theirs, mine, pair.case.other_nik),
    )
    return tuple(
        Side(
            title,
            reverse("duplicates:photo", args=[pair.case.record, record.id]) if record else "",
            tuple((label, text, text != across[1]) for (label, text), across in zip(here, there, strict=True)),
            pair.case.claim == rules.ONE and nik == pair.case.keeps,
        )
        for title, record, here, there, nik in both
    )


def _lines(p: Resident | None, nik: str, r: Record | None, offices: dict[str, str], zone: str) -> list[tuple[str, str]]:
    return [
        (_("Nama"), p.nama if p else "–"),
        ("NIK", formats.nik(nik)),
        (_("Tempat lahir"), p.tempat_lahir if p else "–"),
        (_("Tanggal lahir"), f"{p.tanggal_lahir:%d-%m-%Y}" if p else "–"),
        (_("Nama ibu"), (p.nama_ibu if p else "") or "–"),
        (_("Domisili"), offices.get(p.office, p.office) if p else "–"),
        (
            _("Direkam"),
            f"{formats.local(r.recorded_at, zone):%d-%m-%Y}, {offices.get(r.office, r.office)}" if r else "–",
        ),
        (_("Status rekaman"), _(LABELS_ID[r.status]) if r else "–"),
    ]


@judge
@never_cache
def photo(request: Request, id: UUID, record: UUID) -> HttpResponse:
    """Out of a packet: only of the two sides of a case, and it leaves a trace."""
    case = DuplicateCase.objects.filter(record=id).first()
    pair = centre.pair_of(case) if case else None
    row = next((r for r in (pair.record, pair.other) if r and r.id == record), None) if pair else None
    if row is None:
        raise Http404
    viewed(request, row.nik, "foto rekaman untuk pernyataan NIK ganda")
    try:
        packet = unseal(blobs.read(request.node, row.packet), request.node.keys)
    except PermanentFault as e:
        raise Http404 from e
    return HttpResponse(packet.photo, content_type="image/jpeg")
