"""The treasurer's day: hand out in the morning, take back at closing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from siaga.accounts.access import Request, allow
from siaga.accounts.models import Officer
from siaga.accounts.officer_pages import key_of
from siaga.journal.act import Refused
from siaga.journal.points import of_office
from siaga.kit.node import Node, point_of
from siaga.shell.templatetags.siaga_ui import angka
from siaga.shell.values import place_refusals

from ..forms import MILLION
from ..page_parts import tell
from . import book, closing_acts, day_acts, rules, serials
from .closing_acts import Back
from .forms import ITEM_LABELS, DrawerForm, SerialsField
from .serials import Ranges

PRINTERS = "pencetakan"


@dataclass(frozen=True, slots=True)
class Drawer:
    """One operator's drawer as the book has it. account: "" where nothing was ever handed out."""

    officer: str
    name: str
    account: str
    amount: int
    numbers: Ranges
    fields: tuple[forms.BoundField, ...] = ()
    form: DrawerForm | None = None

    @property
    def text(self) -> str:
        return serials.text_of(self.numbers)


def item_of(request: Request) -> str:
    item = request.GET.get("barang", rules.KTP)
    if item not in rules.ITEMS:
        raise Http404
    return item


def drawers(node: Node, item: str) -> list[Drawer]:
    """Operators who print, and whoever holds something; what was handed out to all together last."""
    people = dict(Officer.objects.filter(active=True, roles__contains=PRINTERS).values_list("username", "name"))
    now, held = book.balances(node.desk, item), book.held(node, item)
    holders = {a.partition("/")[2] for a, n in now.items() if a.startswith(f"{rules.OPERATOR}/") and n}
    people |= dict(Officer.objects.filter(username__in=holders).values_list("username", "name"))
    people |= {who: who for who in holders - set(people)}
    rows = [
        Drawer(who, name, rules.drawer(who), now.get(rules.drawer(who), 0), held.get(rules.drawer(who), ()))
        for who, name in sorted(people.items(), key=lambda pair: pair[1])
    ]
    if n := now.get(rules.OPERATOR, 0):
        rows.append(Drawer("", _("Bersama"), rules.OPERATOR, n, held.get(rules.OPERATOR, ())))
    return rows


class MorningForm(forms.Form):
    """Two fields for each operator."""

    def __init__(self, data: Any, officers: list[Drawer]) -> None:
        super().__init__(data)
        for d in officers:
            label = {"name": d.name}
            self.fields[f"jumlah_{d.officer}"] = forms.IntegerField(
                label=_("Jumlah untuk %(name)s") % label, min_value=0, max_value=MILLION, required=False
            )
            self.fields[f"seri_{d.officer}"] = SerialsField(label=_("Nomor seri untuk %(name)s") % label, help_text="")

    def shares(self, officers: list[Drawer]) -> list[day_acts.Share]:
        said = self.cleaned_data
        return [
            day_acts.Share(d.officer, said[f"jumlah_{d.officer}"] or 0, said[f"seri_{d.officer}"]) for d in officers
        ]


@allow("bendahara")
def morning(request: Request) -> HttpResponse:
    """Hand out to every drawer in one go."""
    node, item = request.node, item_of(request)
    officers = [d for d in drawers(node, item) if d.officer]
    form = MorningForm(request.POST or None, officers)
    if form.is_bound and form.is_valid():
        outcome = day_acts.hand_out(node, request.actor, form.shares(officers), item=item, key=key_of(request))
        if not isinstance(outcome, Refused):
            messages.success(request, _("%(n)s diserahkan ke laci petugas.") % {"n": angka(outcome.value)})
            return redirect(f"{reverse('cards:morning')}?barang={item}")
        place_refusals(form, outcome.refusals)
    now, held = book.balances(node.desk, item), book.held(node, item)
    rows = [
        Drawer(
            d.officer, d.name, d.account, d.amount, d.numbers, (form[f"jumlah_{d.officer}"], form[f"seri_{d.officer}"])
        )
        for d in officers
    ]
    context = {
        "form": form,
        "officers": rows,
        "stock": now.get(rules.STOCK, 0),
        "numbers": serials.text_of(held.get(rules.STOCK, ())),
        "points": [] if node.point else [(p.kecamatan, point_of(p.name)) for p in of_office(node.id) if not p.ended],
        **items(item),
    }
    return render(request, "cards/morning.html", context, status=422 if form.errors else 200)


def items(item: str) -> dict[str, Any]:
    return {"item": item, "items": ITEM_LABELS.items(), "item_label": ITEM_LABELS[item]}


@allow("bendahara")
def closing(request: Request) -> HttpResponse:
    """Every drawer that is not empty, with what the book expects in it."""
    node, item = request.node, item_of(request)
    full = [d for d in drawers(node, item) if d.amount > 0]
    if request.method == "POST" and "semua" in request.POST:
        outcome = closing_acts.close_all(node, request.actor, item=item, key=key_of(request))
        if isinstance(outcome, Refused):
            tell(request, outcome.refusals)
        else:
            messages.success(request, _("%(n)s kembali ke gudang.") % {"n": angka(outcome.value)})
        return redirect(f"{reverse('cards:closing')}?barang={item}")
    wrong: DrawerForm | None = None
    chosen = next((d for d in full if d.account == request.POST.get("laci")), None)
    if request.method == "POST" and chosen is not None:
        wrong = DrawerForm(request.POST, prefix=chosen.officer or "bersama")
        if wrong.is_valid() and _closed(request, chosen, item, wrong):
            return redirect(f"{reverse('cards:closing')}?barang={item}")
    elif request.method == "POST":
        messages.error(request, _("Laci ini sudah kosong menurut buku. Muat ulang halamannya."))
    rows = [
        Drawer(d.officer, d.name, d.account, d.amount, d.numbers, (), wrong if wrong and d is chosen else _expected(d))
        for d in full
    ]
    ready = any(serials.size(d.numbers) in (0, d.amount) for d in full)
    context = {"drawers": rows, "all_ready": ready, **items(item)}
    return render(request, "cards/drawers.html", context, status=422 if wrong and wrong.errors else 200)


def _expected(d: Drawer) -> DrawerForm:
    """By the book: all of it comes back, and the lowest numbers were used first."""
    used = max(0, serials.size(d.numbers) - d.amount)
    left = serials.minus(d.numbers, serials.take(d.numbers, used))
    first = {"returned": d.amount, "spoiled": 0, "serials": serials.text_of(left)}
    return DrawerForm(prefix=d.officer or "bersama", initial=first)


def _closed(request: Request, d: Drawer, item: str, form: DrawerForm) -> bool:
    said = form.cleaned_data
    back = Back(said["returned"], said["spoiled"] or 0, said["serials"], said["note"], said["berita_acara"])
    outcome = closing_acts.close_drawer(request.node, request.actor, d.account, back, item=item, key=key_of(request))
    if isinstance(outcome, Refused):
        place_refusals(form, outcome.refusals)
        return False
    messages.success(request, _("Laci %(name)s sudah ditutup.") % {"name": d.name})
    return True
