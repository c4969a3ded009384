"""Loans between districts: at an office what it borrowed and lent, at the centre what waits for an answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from siaga.accounts.access import Request, allow
from siaga.journal.act import Outcome
from siaga.journal.models import Peer
from siaga.kit.node import PUSAT
from siaga.shell.values import Deed

from ..models import Balance, BlangkoLoan
from ..page_parts import answer_form
from . import loan_acts, rules, serials
from .forms import ITEM_LABELS, BackForm, LoanForm, ReceiptForm, RuleForm, SendForm
from .shipments import Counted

STATE_LABELS = {
    "diminta": lazy("menunggu jawaban pusat"),
    "disetujui": lazy("disetujui, belum dikirim"),
    "ditolak": lazy("ditolak"),
    "dikirim": lazy("dalam perjalanan"),
    "diterima": lazy("dipinjam"),
    "dikembalikan": lazy("dalam perjalanan pulang"),
    "lunas": lazy("lunas"),
}


@allow("bendahara", "kepala", "auditor", "operator_pusat")
def loans(request: Request) -> HttpResponse:
    """The newest first; at the centre those of all offices."""
    node = request.node
    found = BlangkoLoan.objects.order_by("-at", "id")
    if node.id != PUSAT:
        found = found.filter(Q(office=node.id) | Q(lender=node.id))
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    names = dict(Peer.objects.values_list("id", "name"))
    rows = [
        {
            "loan": loan,
            "item": ITEM_LABELS.get(loan.item, loan.item),
            "borrower": names.get(loan.office, loan.office),
            "lender": names.get(loan.lender, loan.lender),
            "state": STATE_LABELS.get(loan.state, loan.state),
            "deed": _deed(request, loan),
        }
        for loan in page
    ]
    asks = node.id != PUSAT and "bendahara" in request.actor.roles
    return render(request, "cards/loans.html", {"rows": rows, "page": page, "asks": asks})


def _deed(request: Request, loan: BlangkoLoan) -> Deed | None:
    """What this officer may do with it now."""
    node, roles = request.node, request.actor.roles
    if node.id == PUSAT:
        return Deed(_("Jawab"), reverse("cards:loan_rule", args=[loan.id])) if loan.state == "diminta" else None
    if "bendahara" not in roles:
        return None
    lends = loan.lender == node.id
    if loan_acts.coming(node, loan)[0]:
        return Deed(_("Terima"), reverse("cards:loan_count", args=[loan.id]))
    if lends and loan.state == "disetujui":
        return Deed(_("Kirim"), reverse("cards:loan_send", args=[loan.id]))
    if not lends and loan.state == "diterima":
        return Deed(_("Kembalikan"), reverse("cards:loan_back", args=[loan.id]))
    return None


def _loan(request: Request, id: UUID, **want: str) -> BlangkoLoan:
    return get_object_or_404(BlangkoLoan, id=id, **want)


@allow("bendahara")
def ask(request: Request) -> HttpResponse:
    """Ask for a loan."""
    return answer_form(
        request, LoanForm(request.POST or None),
        lambda data, key: loan_acts.ask(
            request.node, request.actor, data["amount"], data["note"], item=data["item"], key=key
        ),
        lambda loan: reverse("cards:loans"), title=_("Pinjam dari kabupaten/kota lain"),
        intro=_("Lewat provinsi: pusat menunjuk kantor yang meminjamkan dengan nomor surat provinsi."),
        submit=_("Kirim permintaan pinjaman"), cancel=reverse("cards:loans"), said=_("Permintaan pinjaman dicatat."),
    )  # fmt: skip


@allow("operator_pusat")
def rule(request: Request, id: UUID) -> HttpResponse:
    """Who lends, how many, by which letter; or refused."""
    row = _loan(request, id)
    form = RuleForm(request.POST or None, offices=_lenders(row), initial={"amount": row.amount})
    return answer_form(
        request, form,
        lambda data, key: loan_acts.rule_on(
            request.node, request.actor, id, data["lender"], data["amount"], data["letter"], key=key
        ),
        lambda lender: reverse("cards:loans"), title=_("Pinjaman untuk kantor %(o)s") % {"o": row.office},
        intro=_("Diminta %(n)d: %(why)s") % {"n": row.amount, "why": row.reason}, submit=_("Simpan jawaban"),
        cancel=reverse("cards:loans"), said=_("Jawaban disimpan; kedua kantor menerimanya pada pertukaran berikutnya."),
    )  # fmt: skip


def _lenders(row: BlangkoLoan) -> list[tuple[str, str]]:
    """Offices with something in store, the most first."""
    stock = Balance.objects.filter(item=row.item, account=rules.STOCK, amount__gt=0).exclude(
        office__in=[row.office, PUSAT]
    )
    names = dict(Peer.objects.values_list("id", "name"))
    found = stock.order_by("-amount", "office").values_list("office", "amount")[:50]
    return [(office, f"{names[office]} ({n})") for office, n in found if office in names]


@allow("bendahara")
def send(request: Request, id: UUID) -> HttpResponse:
    """What was granted leaves the store."""
    row = _loan(request, id, lender=request.node.id)
    return answer_form(
        request, SendForm(request.POST or None),
        lambda data, key: loan_acts.send(request.node, request.actor, id, numbers=data["serials"], key=key),
        lambda n: reverse("cards:loans"), title=_("Kirim pinjaman ke kantor %(o)s") % {"o": row.office},
        intro=_("Sebanyak %(n)d, menurut surat %(s)s.") % {"n": row.amount, "s": row.letter}, submit=_("Kirim"),
        cancel=reverse("cards:loans"), said=_("Pinjaman dibukukan keluar."),
    )  # fmt: skip


@allow("bendahara")
def give_back(request: Request, id: UUID) -> HttpResponse:
    """All of it goes back to the lender, or a part."""
    row = _loan(request, id, office=request.node.id)
    left = row.sent - row.returned
    return answer_form(
        request, BackForm(request.POST or None, initial={"amount": left}),
        lambda data, key: loan_acts.give_back(
            request.node, request.actor, id, data["amount"], numbers=data["serials"], key=key
        ),
        lambda n: reverse("cards:loans"), title=_("Kembalikan pinjaman ke kantor %(o)s") % {"o": row.lender},
        intro=_("Masih dipinjam %(left)d dari %(n)d. Boleh sebagian; nomor serinya boleh lain.") % {"left": left, "n": row.sent},
        submit=_("Kembalikan"), cancel=reverse("cards:loans"), said=_("Pengembalian dibukukan keluar."),
    )  # fmt: skip


@allow("bendahara")
def count(request: Request, id: UUID) -> HttpResponse:
    """What came, or came home, is counted."""
    row = _loan(request, id)
    if request.node.id not in (row.office, row.lender):
        raise Http404
    sent, named = loan_acts.coming(request.node, row)
    first = {"amount": sent, "damaged": 0, "serials": serials.text_of(named)}

    def act(data: dict[str, Any], key: UUID) -> Outcome:
        said = (
            data["amount"],
            data["damaged"] or 0,
            data["note"],
            data["berita_acara"],
            data["serials"],
            data["broken"],
        )
        return loan_acts.count(request.node, request.actor, id, Counted(*said), key=key)

    return answer_form(
        request, ReceiptForm(request.POST or None, initial=first), act, lambda gap: reverse("cards:loans"),
        title=_("Terima pinjaman"),
        intro=_("Dikirim %(n)d blangko. Hitung, lalu tulis yang benar-benar datang.") % {"n": sent},
        submit=_("Bukukan penerimaan"), cancel=reverse("cards:loans"), said=_("Dibukukan."),
    )  # fmt: skip
