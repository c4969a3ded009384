"""The blangko ledger: accounts of an item, the line that reconciles them, entries, what the treasurer may book."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from siaga.accounts.access import Request, allow
from siaga.accounts.exports import csv_answer
from siaga.journal.act import Outcome
from siaga.kit.clock import ZONES
from siaga.kit.node import Node

from .. import line
from ..figures import front_figures
from ..forms import ReportForm
from ..models import BlangkoRequest, LedgerEntry, MonthReport
from ..page_parts import answer_form
from . import acts, book, rules, serials, statement, supply_acts
from .day_pages import item_of, items
from .forms import ITEM_LABELS, AmountForm
from .words import ACCOUNT_LABELS, KIND_LABELS, account_label

PER_PAGE = 50
REFUSAL_SHOWN = timedelta(days=30)
DEEDS: dict[str, tuple[Any, Any, Any]] = {
    "terima": (
        lazy("Terima di luar permintaan"),
        lazy("Bukukan penerimaan"),
        lazy("Stok awal. Kiriman pusat diterima pada daftar permintaan."),
    ),
    "ambil": (
        lazy("Keluarkan untuk semua"),
        lazy("Keluarkan"),
        lazy("Untuk semua petugas cetak bersama. Per petugas: pengeluaran pagi."),
    ),
    "kembali": (
        lazy("Kembalikan ke gudang"),
        lazy("Kembalikan"),
        lazy("Dari yang dikeluarkan untuk semua petugas bersama."),
    ),
    "rusak": (lazy("Rusak di gudang"), lazy("Bukukan rusak"), lazy("Tanpa kartu di atasnya: basah, sobek.")),
    "hitung": (
        lazy("Hitung stok"),
        lazy("Bukukan hitungan"),
        lazy("Tulis yang benar-benar ada di gudang. Selisih perlu berita acara."),
    ),
    "minta": (
        lazy("Minta ke pusat"),
        lazy("Kirim permintaan"),
        lazy("Jumlah siap cetak (PRR) ikut dikirim. Suratnya menunggu tanda tangan kepala kantor."),
    ),
}
WITH_MINUTES = ("terima", "hitung")
WITHOUT_SERIALS = ("minta",)
OFFICE_ONLY = ("terima", "minta")  # a service point has what its office entrusts to it


@allow("bendahara", "kepala", "pencetakan", "auditor")
def ledger(request: Request) -> HttpResponse:
    """Accounts, entries and what may be booked."""
    node, item = request.node, item_of(request)
    entries = LedgerEntry.objects.filter(office=node.desk, item=item).order_by("-at", "id")
    if kind := request.GET.get("jenis", ""):
        entries = entries.filter(kind=kind)
    if request.GET.get("format") == "csv":
        head = (_("Waktu"), _("Jenis"), _("Dari"), _("Ke"), _("Jumlah"), _("Nomor seri"), _("Keterangan"), _("Oleh"))
        rows = (_told(node, e) for e in entries.order_by("at", "id"))
        return csv_answer(request, "buku-blangko", head, rows)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    now = rules.folded(book.balances(node.desk, item))
    ktp = item == rules.KTP
    parts = line.used(node) if ktp else statement.parts_of(now)
    treasurer = "bendahara" in request.actor.roles
    context = {
        "accounts": [(label, now.get(a, 0)) for a, label in ACCOUNT_LABELS.items() if a in now or a == rules.STOCK],
        "parts": parts,
        "balanced": not statement.check_report(**parts),
        "figures": front_figures(node) if ktp else None,
        "rows": [_row(e) for e in page],
        "page": page,
        "export": True,
        "kinds": KIND_LABELS.items(),
        "deeds": [(_deed_url(d, item), DEEDS[d][0]) for d in DEEDS if not (node.point and d in OFFICE_ONLY)]
        if treasurer
        else [],
        "at_office": not node.point,
        "treasurer": treasurer,
        "burns": bool({"bendahara", "kepala"} & request.actor.roles) and not node.point and now.get(rules.SPOILED, 0),
        "open_requests": [] if node.point else _unsettled(node),
        "report": MonthReport.objects.filter(office=node.id).order_by("-month").first(),
        **items(item),
    }
    return render(request, "cards/ledger.html", context)


def _row(e: LedgerEntry) -> dict[str, Any]:
    return {
        "e": e,
        "kind": KIND_LABELS.get(e.kind, e.kind),
        "source": account_label(e.source),
        "target": account_label(e.target),
        "serials": serials.text_of(serials.of_pairs(e.serials)),
    }


def _unsettled(node: Node) -> QuerySet[BlangkoRequest]:
    """What was asked of the centre and not counted here; a refusal for as long as somebody may not have read it."""
    lately = node.clock.now() - REFUSAL_SHOWN
    mine = BlangkoRequest.objects.filter(office=node.id)
    return mine.exclude(state="diterima").exclude(state="ditolak", at__lt=lately)


def _told(node: Node, e: LedgerEntry) -> tuple[object, ...]:
    """One line of the book as its page words it, by the office's own clock."""
    at = e.at.astimezone(ZONES[node.clock.zone]).isoformat(timespec="minutes")
    words = (KIND_LABELS.get(e.kind, e.kind), account_label(e.source), account_label(e.target))
    return at, *(str(w) for w in words), e.amount, serials.text_of(serials.of_pairs(e.serials)), e.note, e.actor


def _deed_url(deed: str, item: str) -> str:
    return f"{reverse('cards:ledger_deed', args=[deed])}?barang={item}"


@allow("bendahara")
def deed(request: Request, deed: str) -> HttpResponse:
    """One of the treasurer's bookings."""
    if deed not in DEEDS:
        raise Http404
    title, submit, intro = DEEDS[deed]

    def act(data: dict[str, Any], key: UUID) -> Outcome:
        return _book(request, deed, data, key)

    form = AmountForm(request.POST or None)
    if deed not in WITH_MINUTES:
        del form.fields["berita_acara"]
    if deed == "rusak":
        form.fields["note"].required = True
    if deed == "hitung":
        form.fields["note"].help_text = _("Wajib bila ada selisih.")
    if deed in WITHOUT_SERIALS:
        del form.fields["serials"], form.fields["note"]
    item = item_of(request)
    back = f"{reverse('cards:ledger')}?barang={item}"
    title = f"{title}: {ITEM_LABELS[item]}"
    return answer_form(
        request, form, act, lambda value: back, title=title, submit=submit, intro=intro, cancel=back,
        said=_("Permintaan dikirim ke pusat.") if deed == "minta" else _("Dibukukan."),
    )  # fmt: skip


def _book(request: Request, deed: str, data: dict[str, Any], key: UUID) -> Outcome:
    node, me, n, note, item = request.node, request.actor, data["amount"], data.get("note", ""), item_of(request)
    minutes, numbers = data.get("berita_acara", ""), data.get("serials", ())
    match deed:
        case "terima":
            return acts.receive(node, me, n, note, berita_acara=minutes, item=item, numbers=numbers, key=key)
        case "ambil":
            return acts.draw(node, me, n, note=note, item=item, numbers=numbers, key=key)
        case "kembali":
            return acts.give_back(node, me, n, note=note, item=item, numbers=numbers, key=key)
        case "rusak":
            return acts.spoil_blank(node, me, n, note, item=item, numbers=numbers, key=key)
        case "hitung":
            return acts.count_stock(node, me, n, note=note, berita_acara=minutes, item=item, numbers=numbers, key=key)
        case _:
            return supply_acts.request_blangko(node, me, n, item=item, key=key)


@allow("bendahara", "kepala")
def report(request: Request) -> HttpResponse:
    """The month's report, filled in from the ledger; figures that cannot be are refused."""
    first = line.used(request.node) | {"month": request.node.clock.today()}
    return answer_form(
        request,
        ReportForm(request.POST or None, initial=first),
        lambda data, key: acts.report_month(request.node, request.actor, data.pop("month"), key=key, **data),
        lambda month: reverse("cards:ledger"),
        title=_("Laporan bulanan blangko"),
        intro=_("Diisi dari buku blangko. Diterima harus sama dengan tercetak, rusak, stok, perjalanan dan selisih."),
        submit=_("Simpan laporan"),
        cancel=reverse("cards:ledger"),
        said=_("Laporan disimpan."),
    )
