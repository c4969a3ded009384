"""The page on which a month's register of deeds becomes a book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siaga.accounts.access import Request, allow, viewed
from siaga.accounts.officer_pages import key_of
from siaga.journal.act import Refused
from siaga.kit.node import Node
from siaga.people.models import Akta
from siaga.shell.fields import offer
from siaga.shell.values import place_refusals

from .book import CODE, KIND_WORDS, about, issue_book, months_until
from .listing import Row, row_of, without_data
from .models import Document
from .over import OPEN
from .wording import MONTHS


@dataclass(frozen=True, slots=True)
class Book:
    """One month and kind. made: the book that holds, None: not printed yet."""

    month: date
    title: str
    kind: str
    words: str
    count: int
    made: Row | None


class BookForm(forms.Form):
    jenis = forms.ChoiceField(label=gettext_lazy("Register akta"))
    bulan = forms.ChoiceField(label=gettext_lazy("Bulan"))

    def __init__(self, months: list[date], *args: Any) -> None:
        super().__init__(*args)
        offer(self, "jenis", [(code, _(words)) for code, words in KIND_WORDS.items()])
        offer(self, "bulan", [(f"{m:%Y-%m}", _month(m)) for m in months])


@allow("kepala", "verifikator", purpose="register dokumen")
def books(request: Request) -> HttpResponse:
    """What each finished month holds, and its book; a month without an entry of a kind may have a book too (nihil)."""
    months = months_until(request.node, request.node.clock.today())
    form = BookForm(months, request.POST or None)
    if request.method == "POST" and form.is_valid():
        viewed(request, "register/dokumen")
        day = date.fromisoformat(f"{form.cleaned_data['bulan']}-01")
        outcome = issue_book(request.node, request.actor, form.cleaned_data["jenis"], day, key=key_of(request))
        if not isinstance(outcome, Refused):
            messages.success(request, _("Buku register dibuat dan menunggu tanda tangan kepala kantor."))
            return redirect("documents:document", outcome.value)
        place_refusals(form, outcome.refusals)
    context = {"form": form, "books": books_of(request.node, months), "none": not months}
    return render(request, "documents/books.html", context, status=422 if form.errors else 200)


def books_of(node: Node, months: list[date]) -> list[Book]:
    """Of each month the kinds with entries or a book, newest month first."""
    counted = (
        Akta.objects.filter(office=node.id, registered_on__gte=months[-1] if months else node.clock.today())
        .annotate(month=TruncMonth("registered_on"))
        .values_list("month", "kind")
        .annotate(n=Count("number"))
    )
    counts = {(month, kind): n for month, kind, n in counted}
    held = without_data(Document.objects.filter(OPEN, kind=CODE, office=node.id))
    made = {d.subject: row_of(d) for d in held.order_by("made_at", "id")}
    found = []
    for month in months:
        for kind, words in KIND_WORDS.items():
            row = made.get(about(kind, month))
            if row or counts.get((month, kind)):
                found.append(Book(month, _month(month), kind, _(words), counts.get((month, kind), 0), row))
    return found


def _month(month: date) -> str:
    return f"{_(MONTHS[month.month - 1])} {month.year}"
