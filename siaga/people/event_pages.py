"""What the pages of all life events share: the key of a form, what is said besides, how it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from siaga.accounts.access import Request
from siaga.kit import ids
from siaga.kit.refusal import Refusal
from siaga.shell.templatetags.siaga_ui import told

from .forms import RuledForm

BAD = 422


def key_of(request: Request) -> UUID:
    """The form's idempotency key; a form without one (or with rubbish) is a form of its own."""
    try:
        return UUID(request.POST.get("kunci", ""))
    except ValueError:
        return ids.fresh()


def advise(request: Request, warnings: Sequence[Refusal]) -> None:
    for warning in warnings:
        messages.warning(request, told(warning))


def event_form(
    request: Request, template: str, form: RuledForm, title: str, back: str, draft: str, more: dict[str, Any]
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "groups": form.groups(),  # type: ignore[attr-defined]
        "draft": draft,
        "submit_label": title,
        "cancel_url": back,
        **more,
    }
    return render(request, template, context, status=BAD if form.errors else 200)
