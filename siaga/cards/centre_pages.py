"""At the centre: requests for blangko with the numbers behind them, shipments, circulars."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from siaga.accounts.access import Request, allow
from siaga.journal.act import Outcome
from siaga.journal.models import Peer
from siaga.shell.values import Deed

from . import order as order_rules
from . import policy_acts
from .blangko import supply_acts
from .forms import AmountForm, PrintPolicyForm, SuketPolicyForm
from .models import BlangkoRequest, PrintPolicy, SuketPolicy
from .page_parts import answer_form, class_label

operator = allow("operator_pusat")


@operator
def requests(request: Request) -> HttpResponse:
    """Open ones first, the oldest on top."""
    query = BlangkoRequest.objects.order_by("state", "at", "id")
    if request.GET.get("semua") != "1":
        query = query.filter(state="diminta")
    page = Paginator(query, 50).get_page(request.GET.get("page"))
    names = dict(Peer.objects.values_list("id", "name"))
    rows = [
        {
            "r": r,
            "office": names.get(r.office, r.office),
            "deed": Deed(_("Kirim"), reverse("cards:ship", args=[r.id])) if r.state == "diminta" else None,
        }
        for r in page
    ]
    return render(request, "cards/requests.html", {"rows": rows, "page": page})


@operator
def ship(request: Request, id: UUID) -> HttpResponse:
    """How many go on their way."""
    row = get_object_or_404(BlangkoRequest, id=id)
    form = AmountForm(request.POST or None, initial={"amount": min(row.amount, row.prr) or row.amount})
    del form.fields["berita_acara"]
    return answer_form(
        request,
        form,
        lambda data, key: supply_acts.ship(request.node, request.actor, id, data["amount"], note=data["note"], key=key),
        lambda office: reverse("cards:requests"),
        title=_("Kirim blangko ke %(o)s") % {"o": row.office},
        intro=_("Diminta %(a)d; siap cetak %(p)d; stok %(s)d pada saat permintaan.")
        % {"a": row.amount, "p": row.prr, "s": row.stock},
        submit=_("Kirim"),
        cancel=reverse("cards:requests"),
        said=_("Kiriman dibukukan; kantor menerimanya pada pertukaran berikutnya."),
    )


@operator
def policies(request: Request) -> HttpResponse:
    """Every circular, the latest first."""
    prints = [
        {"p": p, "ranks": [" = ".join(class_label(k) for k in rank) for rank in p.classes]}
        for p in PrintPolicy.objects.order_by("-valid_from", "number")
    ]
    context = {"prints": prints, "sukets": SuketPolicy.objects.order_by("-valid_from", "number")}
    return render(request, "cards/policies.html", context)


@operator
def print_policy(request: Request) -> HttpResponse:
    """A circular that orders the print list."""
    form = PrintPolicyForm(request.POST or None)

    def act(data: dict[str, Any], key: UUID) -> Outcome:
        policy = order_rules.Policy(
            number=data["number"], issued_on=data["issued_on"], issuer=data["issuer"], valid_from=data["valid_from"],
            valid_to=data["valid_to"], classes=form.classes(), inside=data["inside"],
        )  # fmt: skip
        return policy_acts.issue_print_policy(request.node, request.actor, policy, key=key)

    return answer_form(
        request, form, act, lambda number: reverse("cards:policies"), title=_("Surat edaran urutan cetak"),
        submit=_("Terbitkan untuk semua kantor"), cancel=reverse("cards:policies"), said=_("Surat edaran diterbitkan."),
        intro=_("Angka yang sama berarti satu antrean; kosong berarti sesudah semuanya."),
    )  # fmt: skip


@operator
def suket_policy(request: Request) -> HttpResponse:
    """A circular on the suket."""
    return answer_form(
        request,
        SuketPolicyForm(request.POST or None),
        lambda data, key: policy_acts.issue_suket_policy(request.node, request.actor, key=key, **data),
        lambda number: reverse("cards:policies"),
        title=_("Surat edaran suket"),
        submit=_("Terbitkan untuk semua kantor"),
        cancel=reverse("cards:policies"),
        said=_("Surat edaran diterbitkan."),
    )
