"""Suket: the list with who gets a card when, giving one, renewing many at once."""

from __future__ import annotations

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
from siaga.people.models import Resident
from siaga.shell.templatetags.siaga_ui import told

from .. import line
from ..forms import SuketForm
from ..history import lines_of
from ..models import OpenOrder, Suket
from ..page_parts import answer_form, expected, names_of
from . import acts, rules

PER_PAGE = 50
serving = allow("loket", "verifikator", "kepala", purpose="pelayanan suket")


@serving
def sukets(request: Request) -> HttpResponse:
    """The valid ones, the first to run out on top."""
    node = request.node
    query = Suket.objects.filter(office=node.id)
    state = request.GET.get("keadaan", rules.VALID)
    query = query.filter(state=state) if state != "semua" else query
    if sought := request.GET.get("cari", "").strip():
        query = query.filter(nik__startswith=sought.replace(" ", ""))
    query = query.order_by("valid_to", "number")
    if request.GET.get("format") == "csv":
        head = (_("Nomor"), _("NIK"), _("Terbit"), _("Berlaku sampai"), _("Keadaan"))
        return csv_answer("suket", head, ((s.number, s.nik, s.issued_on, s.valid_to, s.state) for s in query))
    page = Paginator(query, PER_PAGE).get_page(request.GET.get("page"))
    niks = [s.nik for s in page]
    names = names_of(niks)
    orders = dict(OpenOrder.objects.filter(office=node.id, nik__in=niks).values_list("nik", "order"))
    when = line.estimates(node, orders.values())
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
        "policy": acts.policy_in_force(node.clock.today(), node),
        "states": [(rules.VALID, _("Berlaku")), (rules.RENEWED, _("Diperpanjang")), (rules.WITHDRAWN, _("Dicabut")),
                   (rules.REVOKED, _("Dibatalkan")), ("semua", _("Semua"))],
        "state": state,
    }  # fmt: skip
    return render(request, "cards/suket/list.html", context)


@serving
def suket(request: Request, nik: str) -> HttpResponse:
    """Give one to this person, if the policy in force allows."""
    person = get_object_or_404(Resident, nik=nik)
    viewed(request, nik)
    policy = acts.policy_in_force(request.node.clock.today(), request.node)
    intro = f"{policy.issuer}, {policy.number}. {policy.note}" if policy else _("Belum ada kebijakan suket.")
    return answer_form(
        request,
        SuketForm(request.POST or None),
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
        outcome = acts.renew(request.node, request.actor, number, key=key_of(request))
        if outcome:
            messages.success(request, _("Suket diperpanjang."))
            return redirect("cards:suket_number", outcome.value)  # type: ignore[union-attr]
        for refusal in outcome.refusals:  # type: ignore[union-attr]
            messages.error(request, told(refusal))
        return redirect("cards:suket_number", number)
    order = OpenOrder.objects.filter(office=row.office, nik=row.nik).values_list("order", flat=True).first()
    when = line.estimates(request.node, [order]) if order else {}
    context = {
        "s": row,
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
    made, refused = [], {}
    if chosen:
        made, refused = acts.renew_many(request.node, request.actor, chosen, key=key_of(request)).value  # type: ignore[union-attr]
    messages.success(request, _("%(n)d suket diperpanjang.") % {"n": len(made)})
    for number, refusal in refused.items():
        messages.warning(request, f"{number}: {told(refusal)}")
    return redirect("cards:sukets")
