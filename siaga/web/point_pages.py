"""Service points: at the office the list of them and what is lent to each; at a point, its own line and what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from siaga.accounts.access import Request, allow
from siaga.accounts.officer_pages import key_of
from siaga.cards import lending, line
from siaga.cards.blangko import book
from siaga.cards.blangko.day_pages import item_of
from siaga.cards.blangko.forms import ITEM_LABELS, SerialsField
from siaga.cards.blangko.rules import KTP, OPERATOR, SPOILED, STOCK
from siaga.cards.line import AT_THE_PRINTER, SHELF, WAITING
from siaga.cards.models import PrintOrder
from siaga.cards.page_parts import answer_form, tell
from siaga.journal import point_line, points
from siaga.journal.act import Refused
from siaga.journal.heard import heard_of
from siaga.journal.models import OfficePoint
from siaga.kit.node import PUSAT, Node, point_of
from siaga.roles import point_home
from siaga.shell.templatetags.siaga_ui import angka

WHO = ("kepala", "pencetakan", "bendahara", "teknisi")


class LendForm(forms.Form):
    n = forms.IntegerField(label=lazy("Jumlah kartu"), min_value=1, max_value=lending.MOST, initial=20)


class EntrustForm(forms.Form):
    item = forms.ChoiceField(label=lazy("Barang"), choices=list(ITEM_LABELS.items()), initial=KTP, required=False)
    amount = forms.IntegerField(label=lazy("Jumlah"), min_value=1)
    serials = SerialsField()
    note = forms.CharField(label=lazy("Keterangan"), max_length=200, required=False)


class CountForm(forms.Form):
    amount = forms.IntegerField(label=lazy("Jumlah yang dihitung"), min_value=0)
    note = forms.CharField(
        label=lazy("Keterangan"), max_length=200, required=False, help_text=lazy("Wajib bila ada selisih.")
    )
    berita_acara = forms.CharField(
        label=lazy("Nomor berita acara"), max_length=80, required=False, help_text=lazy("Wajib bila ada selisih.")
    )


class EndForm(forms.Form):
    reason = forms.CharField(
        label=lazy("Alasan"), max_length=200, help_text=lazy("Satu kalimat; tercatat dalam jurnal.")
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One point as its office knows it. heard: when it last spoke; behind: facts of the office that it did not hold then."""

    number: int
    name: str
    state: OfficePoint
    heard: datetime | None
    waiting: int
    printing: int
    shelf: int
    blangko: int
    coming: int


@allow(*WHO)
@never_cache
def service_points(request: Request) -> HttpResponse:
    """At the office: all points, and a one-time code for a new one (POST), shown in the answer and nowhere else."""
    node = request.node
    if node.id == PUSAT:
        raise Http404
    if node.point:
        return _here(request)
    makes = bool({"kepala", "teknisi"} & request.actor.roles)
    code = point_home.new_code(node, request.actor) if request.method == "POST" and makes else ""
    context = {
        "rows": [_row(node, p) for p in points.of_office(node.id)],
        "code": code,
        "own_url": request.build_absolute_uri("/").rstrip("/"),
        "makes": makes,
        "lends": bool(lending.LENDERS & request.actor.roles),
        "treasurer": "bendahara" in request.actor.roles,
        "ends": "kepala" in request.actor.roles,
        "coming": _coming(node),
    }
    return render(request, "web/points.html", context)


def _row(node: Node, p: OfficePoint) -> Row:
    heard = point_line.last_heard(p.name)
    cards = _cards(p.name)
    books = line.balances(node, p.name)
    return Row(
        number=point_of(p.name),
        name=line.point_words(node, p.kecamatan),
        state=p,
        heard=heard.at if heard else None,
        blangko=books.get(STOCK, 0) + books.get(OPERATOR, 0),
        coming=books.get("perjalanan", 0),
        **cards,
    )


def _cards(point: str) -> dict[str, int]:
    counted = {name: Count("id", filter=Q(state=state)) for name, state in
               (("waiting", WAITING), ("printing", AT_THE_PRINTER), ("shelf", SHELF))}  # fmt: skip
    return PrintOrder.objects.filter(lent_to=point).aggregate(**counted)


def _coming(node: Node) -> list[tuple[str, Any, int]]:
    """Item, its name, how many: what was entrusted to this desk and is not counted yet."""
    found = [(item, label, lending.on_their_way(node, item)) for item, label in ITEM_LABELS.items()]
    return [row for row in found if row[2] > 0]


def _here(request: Request) -> HttpResponse:
    """At a point: since when its office hears it, what is still to go, what it holds."""
    node = request.node
    heard = heard_of(node.home)
    books = line.balances(node)
    context = {
        "heard": heard,
        "since": datetime.fromtimestamp(heard.since / 1e6, UTC) if heard else None,
        "last": datetime.fromtimestamp(heard.at / 1e6, UTC) if heard and heard.at else None,
        "unsent": point_line.unsent(node),
        "packets": point_line.packets_to_go(node),
        "cards": _cards(node.chain),
        "blangko": books.get(STOCK, 0) + books.get(OPERATOR, 0),
        "goes_back": any(book.balances(node.desk, item).get(STOCK, 0) for item in ITEM_LABELS),
        "spoiled": [
            (item, label, n)
            for item, label in ITEM_LABELS.items()
            if (n := book.balances(node.desk, item).get(SPOILED, 0))
        ],
        "coming": _coming(node),
        "lends": bool(lending.LENDERS & request.actor.roles),
        "treasurer": "bendahara" in request.actor.roles,
    }
    return render(request, "web/point.html", context)


def _of_office(request: Request, number: int) -> OfficePoint:
    if request.node.point:
        raise Http404
    return get_object_or_404(OfficePoint, name=points.point_name(request.node.id, number), ended=None)


@allow(*sorted(lending.LENDERS))
def lend(request: Request, number: int) -> HttpResponse:
    """Cards of its kecamatan, the first in the lawful order."""
    p = _of_office(request, number)
    return _form(
        request,
        LendForm(request.POST or None),
        lambda data, key: lending.lend(request.node, request.actor, p.name, data["n"], key=key),
        title=_("Pinjamkan kartu ke %(name)s") % {"name": line.point_words(request.node, p.kecamatan)},
        intro=_("Kartu terdepan dari kecamatan ini. Kantor tidak mencetaknya sampai titik mengembalikannya."),
        submit=_("Pinjamkan"),
        said=_("Kartu dipinjamkan; titik layanan mencetaknya."),
    )


@allow("bendahara")
def entrust(request: Request, number: int = 0) -> HttpResponse:
    """Blangko to a point; at a point, back to the office."""
    here = request.node.point > 0
    target = request.node.id if here else _of_office(request, number).name
    return _form(
        request,
        EntrustForm(request.POST or None),
        lambda data, key: lending.entrust(
            request.node,
            request.actor,
            target,
            data["amount"],
            note=data["note"],
            item=data["item"] or KTP,
            numbers=data["serials"],
            key=key,
        ),  # fmt: skip
        title=_("Kembalikan blangko ke kantor") if here else _("Titipkan blangko ke titik layanan"),
        intro=_("Blangko keluar dari gudang di sini, dan dihitung oleh bendahara di sana."),
        submit=_("Bukukan"),
        said=_("Dibukukan."),
    )


@allow("bendahara")
@require_POST
def send_spoiled(request: Request) -> HttpResponse:
    """At a point: what is spoiled of the item that the address names goes to the office."""
    outcome = lending.send_spoiled(request.node, request.actor, item=item_of(request), key=key_of(request))
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
    else:
        messages.success(
            request,
            _("%(n)s yang rusak dibukukan ke kantor. Serahkan kepada bendaharanya.") % {"n": angka(outcome.value)},
        )
    return redirect("points")


@allow("bendahara")
def accept(request: Request) -> HttpResponse:
    """Count what came from the other end of the item that the address names."""
    item = item_of(request)
    coming = lending.on_their_way(request.node, item)
    return _form(
        request,
        CountForm(request.POST or None, initial={"amount": coming}),
        lambda data, key: lending.accept(
            request.node,
            request.actor,
            data["amount"],
            note=data["note"],
            berita_acara=data["berita_acara"],
            item=item,
            key=key,
        ),
        title=_("Terima titipan: %(item)s") % {"item": ITEM_LABELS[item]},
        intro=_("Dikirim %(n)d. Hitung, lalu tulis yang benar-benar datang.") % {"n": coming},
        submit=_("Bukukan penerimaan"),
        said=_("Dibukukan."),
    )


@allow("kepala")
def end(request: Request, number: int) -> HttpResponse:
    """Close a point, or hold it for dead."""
    p = _of_office(request, number)
    return _form(
        request,
        EndForm(request.POST or None),
        lambda data, key: lending.end(request.node, request.actor, p.name, data["reason"], key=key),
        title=_("Akhiri %(name)s") % {"name": line.point_words(request.node, p.kecamatan)},
        intro=_(
            "Kartu dan blangko pinjamannya kembali ke kantor menurut catatan terakhir. Yang sedang di printernya dibukukan "
            "rusak dan dicetak ulang. Tidak dapat dibatalkan: titik yang sama hanya dapat diterima lagi dengan kode baru."
        ),
        submit=_("Akhiri titik layanan"),
        said=_("Titik layanan diakhiri; kartunya kembali ke antrean kantor."),
    )


@allow(*sorted(lending.LENDERS))
@require_POST
def give_back(request: Request) -> HttpResponse:
    """At a point: what it has not printed goes back."""
    outcome = lending.give_back(request.node, request.actor, key=key_of(request))
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
    else:
        messages.success(request, _("%(n)d kartu dikembalikan ke kantor.") % {"n": outcome.value})
    return redirect("points")


def _form(request: Request, form: forms.Form, act: Any, **words: str) -> HttpResponse:
    return answer_form(
        request, form, act, lambda value: reverse("points"), cancel=reverse("points"), **words
    )  # fmt: skip
