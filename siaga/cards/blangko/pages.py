"""The blangko ledger: accounts, the line that reconciles them, entries, the treasurer's forms, requests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
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
from ..forms import AmountForm, ReportForm
from ..models import BlangkoRequest, LedgerEntry, MonthReport
from ..page_parts import answer_form
from . import acts as ledger_acts
from . import rules as ledger_rules
from . import statement, supply_acts

PER_PAGE = 50
ACCOUNTS = {
    ledger_rules.STOCK: lazy("Stok di gudang"),
    ledger_rules.OPERATOR: lazy("Di petugas cetak"),
    ledger_rules.AT_PRINTER: lazy("Di printer"),
    ledger_rules.PRINTED: lazy("Tercetak baik"),
    ledger_rules.SPOILED: lazy("Rusak"),
    ledger_rules.TRANSIT: lazy("Dalam perjalanan"),
    ledger_rules.DIFFERENCE: lazy("Selisih hitung"),
    ledger_rules.OUTSIDE: lazy("Dari luar"),
}
KINDS = {
    "terima": lazy("Terima"),
    "kirim": lazy("Dikirim pusat"),
    "ambil": lazy("Dikeluarkan"),
    "kembali": lazy("Kembali"),
    "kirim_cetak": lazy("Ke printer"),
    "cetak": lazy("Tercetak"),
    "rusak": lazy("Rusak"),
    "opname": lazy("Hitung stok"),
    "pinjam": lazy("Dipinjamkan"),
    "titip": lazy("Titik layanan"),
}
DEEDS: dict[str, tuple[Any, Any, Any]] = {
    "terima": (lazy("Terima blangko"), lazy("Bukukan penerimaan"), lazy("Di luar permintaan: stok awal, atau pinjaman.")),
    "ambil": (lazy("Keluarkan untuk petugas"), lazy("Keluarkan"), lazy("Pengeluaran pagi kepada petugas cetak.")),
    "kembali": (lazy("Kembalikan ke gudang"), lazy("Kembalikan"), lazy("Sisa di petugas pada penutupan.")),
    "rusak": (lazy("Blangko rusak di gudang"), lazy("Bukukan rusak"), lazy("Tanpa kartu di atasnya: basah, sobek.")),
    "hitung": (
        lazy("Hitung stok"), lazy("Bukukan hitungan"), lazy("Tulis yang benar-benar ada di gudang. Selisih perlu berita acara.")
    ),
    "minta": (lazy("Minta blangko ke pusat"), lazy("Kirim permintaan"), lazy("Jumlah siap cetak (PRR) ikut dikirim.")),
}  # fmt: skip


@allow("bendahara", "kepala", "pencetakan", "auditor")
def ledger(request: Request) -> HttpResponse:
    """Accounts, entries and what may be booked."""
    node = request.node
    entries = LedgerEntry.objects.filter(office=node.desk).order_by("-at", "id")
    if kind := request.GET.get("jenis", ""):
        entries = entries.filter(kind=kind)
    if request.GET.get("format") == "csv":
        head = (_("Waktu"), _("Jenis"), _("Dari"), _("Ke"), _("Jumlah"), _("Keterangan"), _("Petugas"))
        rows = (_told(node, e) for e in entries.order_by("at", "id"))
        return csv_answer("buku-blangko", head, rows)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    now = line.balances(node)
    parts = line.used(node)
    treasurer = "bendahara" in request.actor.roles
    context = {
        "accounts": [(label, now.get(a, 0)) for a, label in ACCOUNTS.items() if a != ledger_rules.OUTSIDE],
        "parts": parts,
        "balanced": not statement.check_report(**parts),
        "figures": front_figures(node),
        "rows": [
            {"e": e, "kind": KINDS.get(e.kind, e.kind), "source": ACCOUNTS.get(e.source, e.source),
             "target": ACCOUNTS.get(e.target, e.target)}
            for e in page
        ],
        "page": page,
        "export": True,
        "kinds": KINDS.items(),
        "deeds": [(reverse("cards:ledger_deed", args=[d]), DEEDS[d][0]) for d in DEEDS] if treasurer else [],
        "treasurer": treasurer,
        "requests": BlangkoRequest.objects.filter(office=node.id).order_by("-at")[:8],
        "report": MonthReport.objects.filter(office=node.id).order_by("-month").first(),
    }  # fmt: skip
    return render(request, "cards/ledger.html", context)


def _told(node: Node, e: LedgerEntry) -> tuple[object, ...]:
    """One line of the book as its page words it, by the office's own clock."""
    at = e.at.astimezone(ZONES[node.clock.zone]).isoformat(timespec="minutes")
    words = (KINDS.get(e.kind, e.kind), ACCOUNTS.get(e.source, e.source), ACCOUNTS.get(e.target, e.target))
    return at, *(str(w) for w in words), e.amount, e.note, e.actor


@allow("bendahara")
def deed(request: Request, deed: str) -> HttpResponse:
    """One of the treasurer's bookings."""
    if deed not in DEEDS:
        raise Http404
    title, submit, intro = DEEDS[deed]

    def act(data: dict[str, Any], key: UUID) -> Outcome:
        return _book(request, deed, data, key)

    form = AmountForm(request.POST or None)
    if deed not in ("terima", "hitung"):
        del form.fields["berita_acara"]
    return answer_form(
        request, form, act, lambda value: reverse("cards:ledger"), title=title, submit=submit, intro=intro,
        cancel=reverse("cards:ledger"), said=_("Dibukukan."),
    )  # fmt: skip


def _book(request: Request, deed: str, data: dict[str, Any], key: UUID) -> Outcome:
    node, me, n, note = request.node, request.actor, data["amount"], data["note"]
    minutes = data.get("berita_acara", "")
    match deed:
        case "terima":
            return ledger_acts.receive(node, me, n, note, berita_acara=minutes, key=key)
        case "ambil":
            return ledger_acts.draw(node, me, n, note=note, key=key)
        case "kembali":
            return ledger_acts.give_back(node, me, n, note=note, key=key)
        case "rusak":
            return ledger_acts.spoil_blank(node, me, n, note, key=key)
        case "hitung":
            return ledger_acts.count_stock(node, me, n, note=note, berita_acara=minutes, key=key)
        case _:
            return supply_acts.request_blangko(node, me, n, key=key)


@allow("bendahara")
def receive_shipment(request: Request, id: UUID) -> HttpResponse:
    """Count what the centre sent."""
    row = get_object_or_404(BlangkoRequest, id=id, office=request.node.id)
    form = AmountForm(request.POST or None, initial={"amount": row.shipped})
    form.fields["amount"].label = _("Jumlah yang dihitung")
    return answer_form(
        request,
        form,
        lambda data, key: supply_acts.receive_shipment(
            request.node,
            request.actor,
            id,
            data["amount"],
            note=data["note"],
            berita_acara=data["berita_acara"],
            key=key,
        ),
        lambda value: reverse("cards:ledger"),
        title=_("Terima kiriman pusat"),
        intro=_("Pusat mengirim %(n)d blangko. Hitung, lalu tulis yang benar-benar datang.") % {"n": row.shipped},
        submit=_("Bukukan penerimaan"),
        cancel=reverse("cards:ledger"),
        said=_("Kiriman dibukukan."),
    )


@allow("bendahara", "kepala")
def report(request: Request) -> HttpResponse:
    """The month's report, filled in from the ledger; figures that cannot be are refused."""
    first = line.used(request.node) | {"month": request.node.clock.today()}
    return answer_form(
        request,
        ReportForm(request.POST or None, initial=first),
        lambda data, key: ledger_acts.report_month(request.node, request.actor, data.pop("month"), key=key, **data),
        lambda month: reverse("cards:ledger"),
        title=_("Laporan bulanan blangko"),
        intro=_("Diisi dari buku blangko. Diterima harus sama dengan tercetak, rusak, stok, perjalanan dan selisih."),
        submit=_("Simpan laporan"),
        cancel=reverse("cards:ledger"),
        said=_("Laporan disimpan."),
    )
