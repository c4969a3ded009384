"""Cases of two NIKs at the office: the list, one case with its one next step, the forms of the steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from siaga.accounts.access import Request, allow, viewed
from siaga.accounts.exports import csv_answer
from siaga.accounts.officer_pages import key_of
from siaga.documents.kinds.pernyataan_nik import PERNYATAAN_NIK
from siaga.documents.models import Document
from siaga.documents.render import render as draw
from siaga.journal.act import Refused
from siaga.people.models import Resident
from siaga.shell.values import Deed, Paper, Who

from ..history import lines_of
from ..page_parts import answer_form, names_of, tell
from . import acts, following, papers, proving_pages, rules
from .forms import HearForm, SummonForm
from .models import DuplicateAnswer, DuplicateCase

PER_PAGE = 50
serving = allow("verifikator", "kepala", purpose="rekaman ganda")
OURS, AT_CENTRE, DONE, ALL = "kerjakan", "pusat", "selesai", "semua"


@dataclass(frozen=True, slots=True)
class Row:
    pk: UUID
    url: str
    name: str
    nik: str
    other: str
    state: str
    late: bool
    when: datetime | None
    since: datetime
    deed: Deed | None


def cases(node_id: str, heap: str) -> QuerySet[DuplicateCase]:
    """heap: what the office has to do, what waits at the centre, what is over."""
    answered = DuplicateAnswer.objects.filter(record=OuterRef("record"))
    current = answered.filter(n=OuterRef("n"))
    query = DuplicateCase.objects.filter(office=node_id).annotate(
        closed=Exists(answered.filter(verdict=rules.CLOSED)),
        back=Exists(current.filter(verdict=rules.RETURN)),
        settled=Exists(current.exclude(verdict__in=[rules.RETURN, rules.CLOSED])),
    )
    sent = Q(state=rules.STATED)
    over = Q(closed=True) | (sent & Q(settled=True))
    if heap == OURS:
        return query.exclude(over).filter(~sent | Q(back=True))
    if heap == AT_CENTRE:
        return query.exclude(over).filter(sent, back=False)
    return query.filter(over) if heap == DONE else query


def count_todo(node_id: str) -> int:
    return cases(node_id, OURS).count()


@serving
def index(request: Request) -> HttpResponse:
    """Who has to be summoned or heard first: those whose appointment is nearest, then the longest waiting."""
    node = request.node
    heap = request.GET.get("tumpukan", OURS)
    query = cases(node.id, heap).order_by(F("when").asc(nulls_last=True), "found_at", "record")
    if sought := request.GET.get("cari", "").strip():
        digits = sought.replace(" ", "")
        named = Resident.objects.filter(nama__icontains=sought.upper()).values("nik")
        query = query.filter(Q(nik__startswith=digits) if digits.isdigit() else Q(nik__in=named))
    if request.GET.get("format") == "csv":
        head = (_("NIK"), _("NIK yang lain"), _("Keadaan"), _("Ditemukan"), _("Waktu kedatangan"))
        rows = ((c.nik, c.other_nik, c.state, c.found_at.isoformat(), c.when or "") for c in query)
        return csv_answer(request, "rekaman-ganda", head, rows)
    page = Paginator(query, PER_PAGE).get_page(request.GET.get("page"))
    found = list(page)
    told, names = acts.answers_of(found), names_of(c.nik for c in found)
    now = node.clock.now()
    context = {
        "rows": [_row(c, told.get(c.record), names.get(c.nik, ""), now) for c in found],
        "page": page,
        "export": True,
        "heap": heap,
        "heaps": [(OURS, _("Perlu dikerjakan")), (AT_CENTRE, _("Menunggu pusat")), (DONE, _("Selesai")), (ALL, _("Semua"))],
        "headless": [(c, names_of([c.nik]).get(c.nik, c.nik), Resident.objects.get(nik=c.nik).no_kk)
                     for c in following.closed_without_head(node)],
    }  # fmt: skip
    return render(request, "cards/duplicates/index.html", context)


def _row(c: DuplicateCase, answer: DuplicateAnswer | None, name: str, now: datetime) -> Row:
    state = acts.standing_of(c, answer)
    late = rules.missed(state, c.when, now)
    words = _("Tidak datang") if late else _(rules.STATE_LABELS[state])
    url = reverse("duplicates:case", args=[c.record])
    return Row(c.record, url, name, c.nik, c.other_nik, words, late, c.when, c.found_at, _deed(c, state, late))


def _deed(c: DuplicateCase, state: str, late: bool) -> Deed | None:
    """The next step, one for each state."""
    if state == rules.FOUND or late:
        return Deed(_("Panggil"), reverse("duplicates:summon", args=[c.record]))
    if state in (rules.SUMMONED, rules.RETURNED):
        return Deed(_("Catat kedatangan"), reverse("duplicates:hear", args=[c.record]))
    if state == rules.HEARD:
        return Deed(_("Sudah ditandatangani: kirim"), reverse("duplicates:send", args=[c.record]), "post")
    return None


def case_or_404(request: Request, id: UUID) -> DuplicateCase:
    found = acts.open_cases(request.node).filter(record=id).first()
    if found is None:
        raise Http404
    viewed(request, found.nik)
    return found


@serving
@require_GET
def case(request: Request, id: UUID) -> HttpResponse:
    """Both NIKs, what was said, and the step that is next."""
    row = case_or_404(request, id)
    answer = DuplicateAnswer.objects.filter(record=id).first()
    state = acts.standing_of(row, answer)
    people = acts.holders([row])
    person, late = people.get(row.nik), rules.missed(state, row.when, request.node.clock.now())
    letters = Document.objects.filter(kind=papers.SUMMONS, subject=f"ganda/{id}").order_by("-made_at")
    listed = [Paper(f"{_('Surat panggilan')} {d.number}", reverse("documents:document", args=[d.id])) for d in letters]
    if row.statement:
        url = reverse("duplicates:statement", args=[id])
        listed.insert(0, Paper(f"{_('Surat pernyataan')} {row.statement}", url))
    context = {
        "row": row,
        "who": Who(person.nama, row.nik, person.tanggal_lahir, person.tempat_lahir) if person else Who(row.nik, row.nik),
        "state": _("Tidak datang pada waktunya") if late else _(rules.STATE_LABELS[state]),
        "waits_for": _("jawaban pusat") if state == rules.STATED else "",
        "waits_since": row.stated_at,
        "deed": _deed(row, state, late),
        "may_hear": late or state == rules.FOUND,
        "may_summon": state in (rules.SUMMONED, rules.RETURNED) and not late,
        "heard": state == rules.HEARD,
        "fingers": proving_pages.told(row),
        "may_compare": rules.may(state, "hear") is None,
        "other": people.get(row.other_nik),
        "same": row.nik == row.other_nik,
        "claim": _(rules.CLAIM_LABELS[row.claim]) if row.claim else "",
        "cause": _(rules.CAUSE_LABELS[row.cause]) if row.cause else "",
        "answer": answer if answer and (answer.n == row.n or answer.verdict == rules.CLOSED) else None,
        "papers": listed,
        "history": lines_of(request.node, f"ganda/{id}"),
    }  # fmt: skip
    return render(request, "cards/duplicates/case.html", context)


@serving
def summon(request: Request, id: UUID) -> HttpResponse:
    row = case_or_404(request, id)
    times = rules.free_times(request.node.clock.today(), acts.appointments(request.node, but=id))
    form = SummonForm(request.POST or None, times=times)
    return answer_form(
        request,
        form,
        lambda data, key: acts.summon(request.node, request.actor, id, *form.when(), key=key),
        lambda letter: reverse("documents:document", args=[letter]),
        title=_("Panggil %(name)s") % {"name": names_of([row.nik]).get(row.nik, row.nik)},
        intro=_("Surat panggilan dibuat dan masuk antrean tanda tangan."),
        submit=_("Buat surat panggilan"),
        cancel=reverse("duplicates:case", args=[id]),
        said=_("Panggilan dicatat. Cetak suratnya setelah ditandatangani."),
    )


@serving
def hear(request: Request, id: UUID) -> HttpResponse:
    row = case_or_404(request, id)
    names = names_of([row.nik, row.other_nik])
    form = HearForm(request.POST or None, nik=row.nik, other=row.other_nik, names=names)
    return answer_form(
        request,
        form,
        lambda data, key: acts.hear(
            request.node,
            request.actor,
            id,
            acts.Hearing(
                data["claim"],
                data.get("keeps", ""),
                data["cause"],
                data["told"],
                data["proof"],
                bool(data.get("card_taken")),
                data["unproven"],
            ),
            key=key,
        ),
        lambda record: reverse("duplicates:case", args=[record]),
        title=_("Kedatangan %(name)s") % {"name": names.get(row.nik, row.nik)},
        intro=_("Warga sendiri yang memilih NIK. Jelaskan: NIK yang tidak dipilih ditutup untuk selamanya.")
        + " "
        + proving_pages.told(row),
        submit=_("Buat surat pernyataan"),
        cancel=reverse("duplicates:case", args=[id]),
        said=_("Cetak surat pernyataan, minta warga menandatanganinya, lalu kirim ke pusat."),
    )


@serving
@require_POST
def send(request: Request, id: UUID) -> HttpResponse:
    case_or_404(request, id)
    outcome = acts.send_statement(request.node, request.actor, id, key=key_of(request))
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
    else:
        messages.success(request, _("Pernyataan dikirim ke pusat; bila jalur terputus, menyusul sendiri."))
    return redirect("duplicates:case", id)


@serving
@require_GET
def statement(request: Request, id: UUID) -> HttpResponse:
    """The statement to print, two copies."""
    row = case_or_404(request, id)
    if not row.statement:
        raise Http404
    pdf = draw(PERNYATAAN_NIK, papers.statement_of(request.node, row), made_at=request.node.clock.now())
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="pernyataan-nik.pdf"'
    return answer
