"""At the centre: circulars."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from siaga.accounts.access import Request, allow
from siaga.journal.act import Outcome

from . import order as order_rules
from . import policy_acts
from .forms import RULE_LABELS, PrintPolicyForm, SuketPolicyForm
from .models import PrintPolicy, SuketPolicy
from .page_parts import answer_form, class_label

operator = allow("operator_pusat")


@operator
def policies(request: Request) -> HttpResponse:
    """Every circular, the latest first."""
    prints = [
        {"p": p, "ranks": [" = ".join(class_label(k) for k in rank) for rank in p.classes]}
        for p in PrintPolicy.objects.order_by("-valid_from", "number")
    ]
    sukets = [(p, RULE_LABELS.get(p.rule, p.rule)) for p in SuketPolicy.objects.order_by("-valid_from", "number")]
    context = {"prints": prints, "sukets": sukets}
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
