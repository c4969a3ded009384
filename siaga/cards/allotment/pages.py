"""The centre's page of the allotment: choose, compare, decide, ship; and the one that every office reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from siaga.accounts.access import Request, allow
from siaga.accounts.exports import csv_answer
from siaga.accounts.officer_pages import key_of
from siaga.journal.act import Refused
from siaga.journal.models import Peer
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import Refusal
from siaga.planner.allotment import RULE_LABELS, RULES, Reason
from siaga.planner.loans import Loan
from siaga.shell.templatetags.siaga_ui import angka, told

from ..blangko import book, rules
from ..models import Allotment, BlangkoLoan, BlangkoRequest
from ..page_parts import areas_of, tell
from . import acts, reckoning
from .forms import DivideForm, LetterForm
from .reckoning import Country, Division

operator = allow("operator_pusat")
DAYS = 20  # working days, until somebody asks for others


@dataclass(frozen=True, slots=True)
class Row:
    office: str
    name: str
    province: str
    prr: int
    stock: int
    need: int
    given: int
    reason: str
    others: tuple[int, ...] = ()
    state: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """One rule beside the best. lost, waits: percent of cards less, of days waited more; without: offices that lack and get nothing."""

    rule: str
    label: str
    cards: int
    lost: float
    waited: int
    waits: float
    without: int
    least: int


@dataclass(frozen=True, slots=True)
class Journey:
    lender: str
    borrower: str
    amount: int
    inside: bool
    asked: bool = False


@operator
def index(request: Request) -> HttpResponse:
    """GET with amount, rule, days; `format=csv` gives the table."""
    node = request.node
    found = reckoning.country(node)
    first = {"jumlah": _in_store(node) or "", "aturan": "prr", "batas": DAYS, "kiriman": DAYS}
    form = DivideForm(request.GET if "jumlah" in request.GET else None, initial=first)
    d = found.numbers
    context: dict[str, Any] = {"form": form, "latest": acts.latest(), "store": _in_store(node)}
    context |= {"offices": len(found.offices), "prr": int(d.prr.sum()), "need": int(d.need.sum())}
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        made = {rule: reckoning.divide(found, rule, said["jumlah"], said["batas"], said["kiriman"]) for rule in RULES}
        chosen = made[said["aturan"]]
        rows = _rows(found, chosen, made)
        if request.GET.get("format") == "csv":
            return _csv(request, rows, [_(RULE_LABELS[r]) for r in made])
        context |= {
            "rows": rows, "compared": [_compared(found, x) for x in made.values()], "chosen": chosen.rule,
            "label": _(RULE_LABELS[chosen.rule]), "limit": chosen.limit, "given": int(chosen.shares.amounts.sum()),
            "left": said["jumlah"] - int(chosen.shares.amounts.sum()), "labels": [_(RULE_LABELS[r]) for r in made],
            "journeys": _journeys(found.names, found.provinces, chosen.loans), "horizon": chosen.horizon,
            "seen": reckoning.print_of(found, chosen), "said": said,
        }  # fmt: skip
    return render(request, "cards/allotment/index.html", context, status=422 if form.errors else 200)


def _in_store(node: Node) -> int:
    return book.balances(PUSAT, rules.KTP).get(rules.STOCK, 0) if node.id == PUSAT else 0


def _rows(found: Country, chosen: Division, made: dict[str, Division]) -> list[Row]:
    d, provinces = found.numbers, areas_of(found.provinces)
    columns = [x.shares.amounts.tolist() for x in made.values()]
    return [
        Row(
            found.offices[i], found.names[i], provinces.get(found.provinces[i], found.provinces[i]), int(d.prr[i]),
            int(d.stock[i]), int(d.need[i]), int(chosen.shares.amounts[i]), _said(chosen.reasons[i]),
            tuple(column[i] for column in columns),
        )
        for i in range(len(found.offices))
    ]  # fmt: skip


def _said(reason: Reason) -> str:
    return _(reason.text) % {name: angka(n) for name, n in reason.params.items()}


def _compared(found: Country, x: Division) -> Compared:
    lacking = found.numbers.need > 0
    got = x.shares.amounts[lacking]
    return Compared(
        x.rule, _(RULE_LABELS[x.rule]), x.worth.cards,
        round(100 * (1 - x.worth.cards / x.limit.cards), 1) if x.limit.cards else 0.0, x.worth.waited,
        round(100 * (x.worth.waited / x.limit.waited - 1), 1) if x.limit.waited else 0.0,
        int((got == 0).sum()), int(got.min()) if len(got) else 0,
    )  # fmt: skip


def _journeys(names: Iterable[str], provinces: Iterable[str], loans: list[Loan]) -> list[Journey]:
    called, place = list(names), list(provinces)
    return [
        Journey(called[x.lender], called[x.borrower], x.amount, place[x.lender] == place[x.borrower]) for x in loans
    ]


def _csv(request: Request, rows: list[Row], labels: list[str]) -> HttpResponse:
    head = [
        _("Kode"),
        _("Kantor"),
        _("Provinsi"),
        "PRR",
        _("Stok dan kiriman"),
        _("Kekurangan"),
        _("Jatah"),
        _("Alasan"),
    ]
    lines = ([r.office, r.name, r.province, r.prr, r.stock, r.need, r.given, r.reason, *r.others] for r in rows)
    return csv_answer(request, "penjatahan", [*head, *labels], lines)


@operator
@require_POST
def decide(request: Request) -> HttpResponse:
    """On record for all offices; then shipped at once to those that have asked."""
    form = DivideForm(request.POST)
    back = reverse("cards:allotment")
    if not form.is_valid():
        return redirect(back)
    said = form.cleaned_data
    outcome = acts.decide(
        request.node, request.actor, said["aturan"], said["jumlah"], said["batas"], said["kiriman"],
        seen=request.POST.get("dilihat", ""), key=key_of(request),
    )  # fmt: skip
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
        asked = "&".join(f"{name}={said[name]}" for name in form.fields)
        return redirect(f"{back}?{asked}")
    messages.success(request, _("Penjatahan ditetapkan; semua kantor membacanya pada pertukaran berikutnya."))
    _ship(request, outcome.value)
    return redirect("cards:allotment_one", outcome.value)


@operator
@require_POST
def ship(request: Request, id: UUID) -> HttpResponse:
    """To those that have asked since."""
    _ship(request, id)
    return redirect("cards:allotment_one", id)


def _ship(request: Request, id: UUID) -> None:
    _tell_sent(request, acts.ship_all(request.node, request.actor, id), _("Kiriman dibukukan untuk %(n)s kantor."))


@operator
@require_POST
def answer(request: Request, id: UUID) -> HttpResponse:
    """The loans that were asked for and proposed, by one letter of the province."""
    form = LetterForm(request.POST)
    if form.is_valid():
        done = acts.answer_loans(request.node, request.actor, id, form.cleaned_data["letter"])
        _tell_sent(request, done, _("Pinjaman disetujui untuk %(n)s kantor."))
    else:
        messages.error(request, _("Isi nomor surat provinsi."))
    return redirect("cards:allotment_one", id)


def _tell_sent(request: Request, done: acts.Sent | Refusal, text: str) -> None:
    if isinstance(done, Refusal):
        tell(request, [done])
        return
    messages.success(request, text % {"n": angka(len(done.offices))})
    names = dict(Peer.objects.filter(id__in=[o for o, _r in done.refused]).values_list("id", "name"))
    for office, refusal in done.refused[:5]:
        messages.error(request, f"{names.get(office, office)}: {told(refusal)}")


@allow("operator_pusat", "bendahara", "kepala", "auditor")
def one(request: Request, id: UUID) -> HttpResponse:
    """An allotment on record, for the centre and for every office; its own line first."""
    row = get_object_or_404(Allotment, id=id)
    at_centre = request.node.id == PUSAT
    d, reasons = reckoning.told(row)
    names = dict(Peer.objects.values_list("id", "name"))
    called = [names.get(o, o) for o in row.offices]
    gone = acts.shipped(row) if at_centre else {}
    asked = set(BlangkoRequest.objects.filter(state="diminta", item=rules.KTP).values_list("office", flat=True))
    rows = [
        Row(
            o, called[i], "", row.prr[i], row.stock[i], int(d.need[i]), row.given[i], _said(reasons[i]) if reasons else "",
            state=_state(row.given[i], gone.get(o), o in asked) if at_centre else "",
        )
        for i, o in enumerate(row.offices)
    ]  # fmt: skip
    if request.GET.get("format") == "csv":
        return _csv(request, rows, [])
    wants = set(BlangkoLoan.objects.filter(state="diminta", item=rules.KTP).values_list("office", flat=True))
    journeys = [
        Journey(called[i], called[j], n, row.offices[i][:2] == row.offices[j][:2], row.offices[j] in wants)
        for i, j, n in row.loans
        if at_centre or request.node.id in (row.offices[i], row.offices[j])
    ]
    latest = acts.latest()
    context = {
        "a": row, "label": _(RULE_LABELS.get(row.rule, row.rule)), "given": sum(row.given), "rows": rows,
        "journeys": journeys, "at_centre": at_centre, "holds": latest is not None and latest.id == row.id,
        "own": next((r for r in rows if r.office == request.node.id), None), "letter_form": LetterForm(),
        "ready": sum(1 for r in rows if r.given and r.office in asked and not gone.get(r.office)),
        "answerable": any(x.asked for x in journeys), "acts": "operator_pusat" in request.actor.roles and at_centre,
    }  # fmt: skip
    return render(request, "cards/allotment/one.html", context)


def _state(given: int, gone: bool | None, asked: bool) -> str:
    if not given:
        return ""
    return _("sudah dikirim") if gone else _("siap dikirim") if asked else _("menunggu permintaan kantor")
