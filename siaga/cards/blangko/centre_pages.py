"""At the centre: requests for blangko with the numbers behind them, shipments with serials, the centre's own store."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from siaga.accounts.access import Request, allow
from siaga.journal.models import Peer
from siaga.kit.node import PUSAT
from siaga.shell.values import Deed

from ..models import BlangkoRequest
from ..page_parts import answer_form
from . import acts, book, rules, supply_acts
from .day_pages import item_of
from .forms import ITEM_LABELS, AmountForm, DeclineForm

operator = allow("operator_pusat")
STATES = {
    "diminta": lazy("menunggu dikirim"),
    "dikirim": lazy("dikirim"),
    "diterima": lazy("diterima"),
    "ditolak": lazy("ditolak"),
}


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
            "item": ITEM_LABELS.get(r.item, r.item),
            "state": STATES.get(r.state, r.state),
            "deed": Deed(_("Kirim"), reverse("cards:ship", args=[r.id])) if r.state == "diminta" else None,
        }
        for r in page
    ]
    own = [(label, book.balances(PUSAT, item).get(rules.STOCK)) for item, label in ITEM_LABELS.items()]
    store = [(label, n) for label, n in own if n is not None]
    return render(
        request, "cards/requests.html", {"rows": rows, "page": page, "store": store, "items": ITEM_LABELS.items()}
    )


@operator
def ship(request: Request, id: UUID) -> HttpResponse:
    """How many go on their way, and which."""
    row = get_object_or_404(BlangkoRequest, id=id)
    form = AmountForm(
        request.POST or None,
        initial={"amount": min(row.amount, row.prr) or row.amount if row.item == rules.KTP else row.amount},
    )
    del form.fields["berita_acara"]

    return answer_form(
        request,
        form,
        lambda data, key: supply_acts.ship(
            request.node, request.actor, id, data["amount"], note=data["note"], numbers=data["serials"], key=key
        ),
        lambda office: reverse("cards:requests"),
        title=_("Kirim blangko ke %(o)s") % {"o": _name_of(row.office)},
        intro=_("Diminta %(a)d; siap cetak %(p)d; stok %(s)d pada saat permintaan.")
        % {"a": row.amount, "p": row.prr, "s": row.stock},
        submit=_("Kirim"),
        cancel=reverse("cards:requests"),
        said=_("Kiriman dibukukan; kantor menerimanya pada pertukaran berikutnya."),
    )


@operator
def decline(request: Request, id: UUID) -> HttpResponse:
    """Nothing is sent, and why."""
    row = get_object_or_404(BlangkoRequest, id=id)
    return answer_form(
        request,
        DeclineForm(request.POST or None),
        lambda data, key: supply_acts.decline(request.node, request.actor, id, data["why"], key=key),
        lambda office: reverse("cards:requests"),
        title=_("Tolak permintaan %(o)s") % {"o": _name_of(row.office)},
        intro=_("Kantor membaca alasannya dan dapat meminta lagi."),
        submit=_("Tolak permintaan"),
        cancel=reverse("cards:requests"),
        said=_("Permintaan ditolak; kantor mengetahuinya pada pertukaran berikutnya."),
    )


def _name_of(office: str) -> str:
    return Peer.objects.filter(id=office).values_list("name", flat=True).first() or office


@operator
def receive(request: Request) -> HttpResponse:
    """Into the centre's own store; from then on nothing is shipped that is not there."""
    form = AmountForm(request.POST or None)
    del form.fields["berita_acara"]
    return answer_form(
        request,
        form,
        lambda data, key: acts.receive(
            request.node,
            request.actor,
            data["amount"],
            data["note"],
            item=item_of(request),
            numbers=data["serials"],
            key=key,
        ),
        lambda entry: reverse("cards:requests"),
        title=f"{_('Terima di gudang pusat')}: {ITEM_LABELS[item_of(request)]}",
        intro=_("Sesudah penerimaan pertama, kiriman ke kantor tidak dapat melebihi isi gudang pusat."),
        submit=_("Bukukan penerimaan"),
        cancel=reverse("cards:requests"),
        said=_("Dibukukan."),
    )
