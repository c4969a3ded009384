"""The work list of who stands at the printers: look at each card, say what is there, put it where the page says."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from siaga.accounts.access import Request, allow, viewed
from siaga.accounts.officer_pages import key_of
from siaga.cards import line, print_acts
from siaga.cards.models import PrintOrder, SpoiledCard
from siaga.cards.page_parts import answer_form, names_of, order_rows, sieved, tell
from siaga.journal import blobs
from siaga.journal.act import Actor, Refused
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault
from siaga.shell.fields import uuids_of

from .acts import MOST, pass_good, to_check

PER_PAGE = 50
MOST_DIGITS = 18  # of a NIK and of a blangko's number
JUST_NOW = 12  # cards shown with the place where they belong
checking = allow("pencetakan", "kepala", purpose="pemeriksaan mutu kartu")


class SpoiledForm(forms.Form):
    reason = forms.CharField(
        label=lazy("Alasan"), max_length=200, help_text=lazy("Misalnya luntur, terlipat, salah data, cip rusak.")
    )
    photo = forms.FileField(
        label=lazy("Foto kartu yang rusak"),
        required=False,
        help_text=lazy("Boleh dikosongkan. JPEG atau PNG; tersimpan tersegel di kantor ini."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png", "capture": "environment"}),
    )


def count_to_check(node: Node, actor: Actor) -> int:
    """For the rail."""
    return to_check(node).count()


@checking
def check(request: Request) -> HttpResponse:
    """Cards that are out by their printers' word; below, where the last ones were put."""
    node = request.node
    page = Paginator(sieved(request, to_check(node)), PER_PAGE).get_page(request.GET.get("page"))
    orders = list(page)
    rows = [
        replace(row, since=o.out_at or o.state_since)
        for row, o in zip(order_rows(orders, lambda o: None), orders, strict=True)
    ]
    context = {
        "rows": rows,
        "page": page,
        "bulk_url": reverse("cards:pass_good"),
        "bulk_label": _("Baik, taruh di rak"),
        "placed": just_placed(node),
        "total": to_check(node).count(),
    }
    return render(request, "cards/quality/check.html", context)


def just_placed(node: Node) -> list[tuple[str, str, str]]:
    """Shelf, name and NIK of today's last cards."""
    midnight = datetime.combine(node.clock.today(), time.min, ZONES[node.clock.zone])
    shelf = line.held(node).filter(state=line.SHELF, printed_at__gte=midnight).exclude(box="")
    rows = list(shelf.order_by("-printed_at", "box", "slot")[:JUST_NOW])
    names = names_of(row.nik for row in rows)
    return [(row.shelf, names.get(row.nik, ""), row.nik) for row in rows]


@checking
@require_POST
def good(request: Request) -> HttpResponse:
    """The chosen cards, or the one whose NIK was typed or scanned from the card itself."""
    node = request.node
    typed, serial = (
        "".join(c for c in request.POST.get(field, "") if c.isdigit())[:MOST_DIGITS] for field in ("nik", "seri")
    )
    if request.POST.get("seri", "").strip() and not serial:
        messages.error(
            request, _("Nomor seri itu tidak berisi angka. Tulis yang tercetak pada kartunya, atau kosongkan.")
        )
        return redirect("cards:check")
    if "nik" in request.POST:
        order = line.held(node).filter(state=line.AT_THE_PRINTER, nik=typed).first() if typed else None
        if order is None:
            messages.error(request, _("NIK ini tidak ada di antara kartu yang sedang dicetak. Periksa angkanya."))
            return redirect("cards:check")
        chosen = [order.id]
    else:
        chosen = uuids_of(request.POST.getlist("pilih")[:MOST])
    outcome = pass_good(node, request.actor, chosen, serial=int(serial or 0), key=key_of(request))
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
        return redirect("cards:check")
    places = outcome.value
    if len(places) == 1:
        ((order_id, shelf),) = places.items()
        name = next(iter(names_of(PrintOrder.objects.filter(id=order_id).values_list("nik", flat=True)).values()), "")
        messages.success(request, _("%(name)s: taruh di rak %(shelf)s.") % {"name": name, "shelf": shelf})
    else:
        text = ngettext(
            "%(n)d kartu baik. Taruh menurut daftar di bawah.",
            "%(n)d kartu baik. Taruh menurut daftar di bawah.",
            len(places),
        )
        messages.success(request, text % {"n": len(places)})
    return redirect("cards:check")


@checking
def nothing_there(request: Request, id: UUID) -> HttpResponse:
    """No card came out, or none is where it should lie. GET asks: of a card that does lie there a second one would be printed."""
    row = get_object_or_404(PrintOrder, id=id)
    back = _back(row)
    if request.method != "POST":
        viewed(request, row.nik)
        context = {
            "question": _("Benar tidak ada kartu %(name)s?") % {"name": _name(row)},
            "consequence": _(
                "Satu blangko kembali ke persediaan dan kartunya dicetak lagi. Bila kartunya ada tetapi rusak, bukukan rusak."
            ),
            "confirm_label": _("Tidak ada kartu"),
            "cancel_url": back,
        }
        return render(request, "shell/confirm.html", context)
    says = "printer melaporkan selesai, kartu tidak ada" if row.out_at is not None else ""
    outcome = print_acts.not_printed(request.node, request.actor, id, says, key=key_of(request))
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
    else:
        messages.success(request, _("Blangko kembali; kartu ada lagi di tempatnya dalam antrean."))
    return redirect(back)


def _back(row: PrintOrder) -> str:
    """Where whoever looks at a card came from: the list of those that are out, else the card's own page."""
    out = row.out_at is not None and row.state == line.AT_THE_PRINTER
    return reverse("cards:check") if out else reverse("cards:order", args=[row.id])


def _name(row: PrintOrder) -> str:
    return names_of([row.nik]).get(row.nik, row.nik)


@allow("pencetakan", "kepala", "loket")
def spoiled(request: Request, id: UUID) -> HttpResponse:
    """GET and POST of "this card is spoiled"; found wrong on the shelf it is printed again first."""
    row = get_object_or_404(PrintOrder, id=id)
    first = row.state == line.SHELF and bool(request.GET.get("salah"))  # its holder stands at the counter
    back = _back(row)

    def book(data: dict[str, object], key: UUID) -> print_acts.Outcome:
        photo = data["photo"].read() if data.get("photo") else b""  # type: ignore[attr-defined]
        reason = str(data["reason"])
        return print_acts.mark_spoiled(request.node, request.actor, id, reason, first=first, photo=photo, key=key)

    return answer_form(
        request,
        SpoiledForm(request.POST or None, request.FILES or None),
        book,
        lambda value: back,
        title=_("Kartu rusak: %(name)s") % {"name": _name(row)},
        intro=_(
            "Satu blangko dibukukan rusak. Kartunya dicetak lagi sebelum semua orang lain; data yang salah dibetulkan dahulu."
        )
        if first
        else _("Satu blangko dibukukan rusak. Orangnya kembali ke tempatnya semula dalam antrean."),
        submit=_("Bukukan rusak"),
        cancel=back,
        said=_("Dibukukan rusak; kartunya dicetak lagi paling dahulu.")
        if first
        else _("Dibukukan rusak; kartu dicetak ulang menurut antrean."),
    )


@checking
@require_GET
def photo(request: Request, id: UUID) -> HttpResponse:
    """Of a spoiled card."""
    row = get_object_or_404(SpoiledCard, id=id)
    viewed(request, row.nik)
    if not row.photo:
        return HttpResponse(status=404)
    try:
        content = blobs.unseal(blobs.read(request.node, row.photo), request.node.keys)
    except PermanentFault:
        return HttpResponse(status=404)
    return HttpResponse(content, content_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})
