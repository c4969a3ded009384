"""Suket: the list with who gets a card when, giving one, renewing many at once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from siaga.accounts.access import Request, allow, viewed
from siaga.accounts.exports import csv_answer
from siaga.accounts.officer_pages import key_of
from siaga.documents.apply import WAITING
from siaga.documents.models import Document
from siaga.documents.over import OPEN
from siaga.journal.act import Refused
from siaga.people.models import Resident
from siaga.shell.templatetags.siaga_ui import told
from siaga.shell.values import place_refusals

from ..forms import SuketForm
from ..history import lines_of
from ..models import OpenOrder, Suket
from ..page_parts import answer_form, expected, names_of, tell
from ..planning import plan
from . import acts, bulk, rules
from .forms import REFUSED_LABELS, RenewalForm, ReplaceSuketForm

PER_PAGE = 50
OVER, SOON = "habis", "segera"
serving = allow("loket", "verifikator", "kepala", purpose="pelayanan suket")


@serving
def sukets(request: Request) -> HttpResponse:
    """The valid ones, the first to run out on top."""
    node = request.node
    query = Suket.objects.filter(office=node.id)
    state = request.GET.get("keadaan", rules.VALID)
    if state in (OVER, SOON):
        today = node.clock.today()
        last = today - timedelta(days=1) if state == OVER else today + timedelta(days=30)
        query = bulk.ending(node, last)
    elif state != "semua":
        query = query.filter(state=state)
    if sought := request.GET.get("cari", "").strip():
        query = query.filter(nik__startswith=sought.replace(" ", ""))
    query = query.order_by("valid_to", "number")
    if request.GET.get("format") == "csv":
        head = (_("Nomor"), _("NIK"), _("Terbit"), _("Berlaku sampai"), _("Keadaan"))
        return csv_answer(request, "suket", head, ((s.number, s.nik, s.issued_on, s.valid_to, s.state) for s in query))
    page = Paginator(query, PER_PAGE).get_page(request.GET.get("page"))
    niks = [s.nik for s in page]
    names = names_of(niks)
    orders = dict(OpenOrder.objects.filter(office=node.id, nik__in=niks).values_list("nik", "order"))
    when = plan.of_orders(node, orders.values())
    rows = [
        {
            "pk": s.number,
            "url": reverse("cards:suket_number", args=[s.number]),
            "s": s,
            "name": names.get(s.nik, ""),
            "card": expected(when.get(orders[s.nik]) if s.nik in orders else None),
            "over": s.valid_to < node.clock.today(),
        }
        for s in page
    ]
    context = {
        "rows": rows,
        "page": page,
        "export": True,
        "bulk_url": reverse("cards:renew_many"),
        "bulk_label": _("Perpanjang yang dipilih"),
        "may_order": bool({"kepala", "verifikator"} & request.actor.roles),
        "policy": acts.policy_in_force(node.clock.today(), node),
        "states": _states(),
        "state": state,
    }  # fmt: skip
    return render(request, "cards/suket/list.html", context)


def _states() -> list[tuple[str, str]]:
    return [
        (rules.VALID, _("Berlaku")),
        (SOON, _("Habis dalam 30 hari")),
        (OVER, _("Sudah habis")),
        (rules.RENEWED, _("Diperpanjang")),
        (rules.WITHDRAWN, _("Dicabut")),
        (rules.REVOKED, _("Dibatalkan")),
        (rules.REPLACED, _("Diganti")),
        ("semua", _("Semua")),
    ]


@serving
def suket(request: Request, nik: str) -> HttpResponse:
    """Give one to this person, if the policy in force allows."""
    person = get_object_or_404(Resident, nik=nik)
    viewed(request, nik)
    policy = acts.policy_in_force(request.node.clock.today(), request.node)
    intro = f"{policy.issuer}, {policy.number}. {policy.note}" if policy else _("Belum ada kebijakan suket.")
    form = SuketForm(request.POST or None)
    form.fields["urgent_for"].required = policy is not None and policy.rule == rules.URGENT
    return answer_form(
        request,
        form,
        lambda data, key: acts.issue(request.node, request.actor, nik, urgent_for=data["urgent_for"], key=key),
        lambda number: reverse("cards:suket_number", args=[number]),
        title=_("Suket untuk %(name)s") % {"name": person.nama},
        intro=intro,
        submit=_("Terbitkan suket"),
        cancel=reverse("people:resident", args=[nik]),
        said=_("Suket diterbitkan; suratnya menunggu tanda tangan."),
    )


@serving
def suket_number(request: Request, number: str) -> HttpResponse:
    """One suket; POST renews it."""
    row = get_object_or_404(Suket, number=number)
    viewed(request, row.nik)
    if request.method == "POST":
        need = request.POST.get("urgent_for", "")[:200]
        outcome = acts.renew(request.node, request.actor, number, urgent_for=need, key=key_of(request))
        if outcome:
            messages.success(request, _("Suket diperpanjang."))
            return redirect("cards:suket_number", outcome.value)  # type: ignore[union-attr]
        for refusal in outcome.refusals:  # type: ignore[union-attr]
            messages.error(request, told(refusal))
        return redirect("cards:suket_number", number)
    order = OpenOrder.objects.filter(office=row.office, nik=row.nik).values_list("order", flat=True).first()
    when = plan.of_orders(request.node, [order]) if order else {}
    policy = acts.policy_in_force(request.node.clock.today(), request.node)
    context = {
        "s": row,
        "asks_need": not row.urgent_for and policy is not None and policy.rule == rules.URGENT,
        "name": names_of([row.nik]).get(row.nik, row.nik),
        "order": order,
        "card": expected(when.get(order) if order else None),
        "history": lines_of(request.node, f"suket/{number}"),
    }
    return render(request, "cards/suket/one.html", context)


@serving
@require_POST
def renew_many(request: Request) -> HttpResponse:
    """Bulk renewal without a visit; each refusal is told with its number."""
    chosen = request.POST.getlist("pilih")
    outcome = acts.renew_many(request.node, request.actor, chosen, key=key_of(request))
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
        return redirect("cards:sukets")
    made, refused = outcome.value
    if made:
        messages.success(request, _("%(n)d suket diperpanjang.") % {"n": len(made)})
    for number, refusal in refused.items():
        messages.warning(request, f"{number}: {told(refusal)}")
    return redirect("cards:sukets")


@serving
@require_POST
def tell_holders(request: Request) -> HttpResponse:
    """A text to each chosen holder: until when the suket holds, when the card is expected."""
    outcome = bulk.tell_holders(request.node, request.actor, request.POST.getlist("pilih"), key=key_of(request))
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
        return redirect("cards:sukets")
    told_, silent = outcome.value
    messages.success(
        request, _("%(n)d pesan dibuat, %(s)d di antaranya tanpa nomor telepon.") % {"n": told_, "s": silent}
    )
    return redirect("cards:messages" if silent else "cards:sukets")


@serving
def replace(request: Request, number: str) -> HttpResponse:
    """Lost or damaged: the paper once more, with a new number."""
    row = get_object_or_404(Suket, number=number, office=request.node.id)
    viewed(request, row.nik)
    return answer_form(
        request,
        ReplaceSuketForm(request.POST or None),
        lambda data, key: acts.replace(request.node, request.actor, number, data["reason"], data["proof"], key=key),
        lambda made: reverse("cards:suket_number", args=[made]),
        title=_("Ganti suket %(n)s") % {"n": number},
        intro=_("Nomornya baru, masa berlakunya tetap. Suket yang lama tidak berlaku lagi."),
        submit=_("Terbitkan pengganti"),
        cancel=reverse("cards:suket_number", args=[number]),
        said=_("Pengganti suket dibuat; suratnya menunggu tanda tangan."),
    )


@allow("kepala", "verifikator", purpose="perpanjangan suket massal")
def renewal(request: Request) -> HttpResponse:
    """Order the renewal of all that end by a day, and see how far it is."""
    node, today = request.node, request.node.clock.today()
    form = RenewalForm(request.POST or None, initial={"until": today + timedelta(days=30)})
    if request.method == "POST" and form.is_valid():
        outcome = bulk.begin(node, request.actor, form.cleaned_data["until"], key=key_of(request))
        if not isinstance(outcome, Refused):
            messages.success(request, _("Perpanjangan massal dimulai dan berjalan sendiri."))
            return redirect("cards:renewal")
        place_refusals(form, outcome.refusals)
    row = bulk.last_round(node)
    context = {
        "form": form,
        "row": row,
        "left": bulk.left_of(row) if row else 0,
        "refused": [(_(REFUSED_LABELS.get(code, code)), n) for code, n in sorted(bulk.refused_of(row).items())] if row else [],
        "soon": bulk.ending(node, today + timedelta(days=30)).count(),
        "over": bulk.ending(node, today - timedelta(days=1)).count(),
        "unsigned": Document.objects.filter(OPEN, kind="suket", state=WAITING).count(),
        "submit_label": _("Perpanjang semuanya"),
    }  # fmt: skip
    return render(request, "cards/suket/renewal.html", context, status=422 if form.errors else 200)


@allow("kepala", "verifikator")
@require_POST
def stop_renewal(request: Request, id: UUID) -> HttpResponse:
    outcome = bulk.stop(request.node, request.actor, id, key=key_of(request))
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
    return redirect("cards:renewal")
