"""The pick-up shelf, handing over by the ladder, replacement, and the cards taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from siaga.accounts.access import Request, allow, viewed
from siaga.accounts.exports import csv_answer
from siaga.accounts.officer_pages import key_of
from siaga.journal.act import Refused
from siaga.kit.node import Node
from siaga.kit.refusal import Fault
from siaga.people.biodata import of_card_age
from siaga.people.models import Resident
from siaga.shell.values import Deed, Who

from . import handover_acts as acts
from . import handover_rules as rules
from . import identity, line, replacement_acts
from .capturing import captured, ladder
from .forms import CameBackForm, HandOverForm, ReplaceForm
from .handover_rules import Proxy
from .history import lines_of
from .models import OldCard, PrintOrder, ValidSuket
from .page_parts import REASONS, answer_form, kecamatan_choices, minute, names_of, order_rows, sieved, tell

PER_PAGE = 50
counter = allow("loket", "verifikator", "kepala", purpose="penyerahan kartu")


@counter
def shelf(request: Request) -> HttpResponse:
    """Cards to be collected, the longest there first."""
    query = sieved(request, line.held(request.node).filter(state=line.SHELF)).order_by("printed_at", "id")
    if request.GET.get("format") == "csv":
        rows = order_rows(list(query), lambda o: None)
        head = (_("NIK"), _("Nama"), _("Rak"), _("Dicetak"), _("Kelurahan"))
        told = ((r.nik, r.name, r.shelf, minute(request.node, r.since), r.area) for r in rows)
        return csv_answer(request, "rak-pengambilan", head, told)
    page = Paginator(query, PER_PAGE).get_page(request.GET.get("page"))
    rows = order_rows(list(page), lambda o: Deed(_("Serahkan"), reverse("cards:handover_order", args=[o.id])))
    context = {"rows": rows, "page": page, "export": True, "kecamatan": kecamatan_choices(request.node.wilayah)}
    if "kepala" in request.actor.roles and not request.node.point:  # minutes are the office's
        context |= {"bulk_url": reverse("cards:lost"), "bulk_label": _("Hilang atau hancur")}
    return render(request, "cards/shelf.html", context)


@counter
@require_GET
def handover(request: Request, nik: str) -> HttpResponse:
    """From a person's page to their card on the shelf."""
    row = PrintOrder.objects.filter(nik=nik, state=line.SHELF).first()
    if row is None:
        waiting = (
            PrintOrder.objects.filter(nik=nik).exclude(state__in=("batal", "ditarik")).order_by("-joined_at").first()
        )
        messages.info(request, _("Belum ada kartu di rak pengambilan untuk NIK ini."))
        return redirect("cards:order", waiting.id) if waiting else redirect("cards:shelf")
    return redirect("cards:handover_order", row.id)


@counter
def handover_order(request: Request, id: UUID) -> HttpResponse:
    """Photo and ladder; each step is a form of its own."""
    row = get_object_or_404(PrintOrder, id=id)
    if row.state != line.SHELF:
        return redirect("cards:order", id)
    viewed(request, row.nik)
    if request.method == "POST" and (answer := _take(request, row)) is not None:
        return answer
    person = get_object_or_404(Resident, nik=row.nik)
    packet = identity.packet_or_none(request.node, row)
    held = identity.held_parts(packet)
    tried = acts.tried(row)
    old = acts.must_return(row)
    suket = ValidSuket.objects.filter(nik=row.nik, office=request.node.id).first()
    context = {
        "who": Who(
            name=person.nama, nik=row.nik, born=person.tanggal_lahir, birthplace=person.tempat_lahir,
            photo_url=reverse("cards:photo", args=[id]) if packet and packet.photo else "",
        ),
        "row": row,
        "state": _("Siap diambil, rak %(s)s") % {"s": row.shelf} if row.shelf else _("Siap diambil"),
        "steps": rules.steps(tried, held),
        "tried": [_(rules.METHOD_LABELS[m]) for m in rules.METHOD_LABELS if m in tried],
        **ladder(request, held),
        "supervisor": bool(rules.SUPERVISORS & request.actor.roles),
        "old_card": old,
        "suket": suket,
        "family": _proxies(request.node, person),
        "history": lines_of(request.node, f"pesanan/{row.id}"),
    }  # fmt: skip
    return render(request, "cards/handover.html", context)


def _proxies(node: Node, holder: Resident) -> list[Resident]:
    """Who of the family may take the card."""
    family = (
        Resident.objects.filter(no_kk=holder.no_kk, status="aktif").exclude(nik=holder.nik).order_by("tanggal_lahir")
    )
    return [r for r in family if of_card_age(r.tanggal_lahir, r.status_kawin, node.clock.today())]


def _take(request: Request, row: PrintOrder) -> HttpResponse | None:
    form = HandOverForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(e) for e in errors))
        return None
    data = form.cleaned_data
    method = data["method"]
    try:
        capture = captured(request, row.nik, data) if method in rules.CHECKED else None
    except (Fault, ValueError):
        messages.error(
            request, _("Pemindai tidak menjawab atau jari itu tidak ada. Ulangi, atau minta keputusan atasan.")
        )
        return None
    proxy = Proxy(data["proxy_nik"], data["letter"]) if method == rules.PROXY else None
    outcome = acts.hand_over(
        request.node, request.actor, row.id, method, capture, reason=data["reason"], proxy=proxy,
        old_card_taken=data["old_card_taken"], suket_taken=data["suket_taken"], key=key_of(request),
    )  # fmt: skip
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
        return redirect("cards:handover_order", row.id)
    messages.success(request, _("Kartu diserahkan."))
    return redirect("cards:order", row.id)


@allow("verifikator", "kepala", purpose="penyerahan kartu")
def came_back(request: Request, id: UUID) -> HttpResponse:
    """Given to the wrong person, and brought back."""
    row = get_object_or_404(PrintOrder, id=id)
    viewed(request, row.nik)
    here = reverse("cards:order", args=[id])
    return answer_form(
        request,
        CameBackForm(request.POST or None),
        lambda data, key: acts.came_back(request.node, request.actor, id, data["why"], key=key),
        lambda shelf: here,
        title=_("Kartu kembali: %(name)s") % {"name": names_of([row.nik]).get(row.nik, row.nik)},
        intro=_(
            "Hanya bila kartunya ada di tangan Anda, misalnya karena diserahkan kepada orang yang salah. Kartunya kembali ke rak dan "
            "menunggu pemiliknya."
        ),
        submit=_("Kembalikan ke rak"),
        cancel=here,
        said=_("Kartu ada lagi di rak pengambilan."),
    )


@counter
@require_GET
def photo(request: Request, id: UUID) -> HttpResponse:
    """The recording's photo, for the face before the counter."""
    row = get_object_or_404(PrintOrder, id=id)
    packet = identity.packet_or_none(request.node, row)
    if packet is None or not packet.photo:
        raise Http404
    viewed(request, row.nik)
    kind = "image/png" if packet.photo.startswith(b"\x89PNG") else "image/jpeg"
    return HttpResponse(packet.photo, content_type=kind)


@allow("loket", "verifikator", "kepala", purpose="penggantian KTP-el")
def replace(request: Request, nik: str) -> HttpResponse:
    """Lost, damaged or out of date: straight to its class of the print list."""
    person = get_object_or_404(Resident, nik=nik)
    viewed(request, nik)
    return answer_form(
        request,
        ReplaceForm(request.POST or None),
        lambda data, key: replacement_acts.order_replacement(
            request.node, request.actor, nik, data["reason"], data["evidence"], card_taken=data["card_taken"], key=key
        ),
        lambda order: reverse("cards:order", args=[order]),
        title=_("Ganti KTP-el: %(name)s") % {"name": person.nama},
        intro=_("Tanpa perekaman baru. Gratis."),
        submit=_("Masukkan ke antrean cetak"),
        cancel=reverse("people:resident", args=[nik]),
        said=_("Kartu pengganti masuk antrean cetak."),
    )


@allow("loket", "verifikator", "kepala", "bendahara", "auditor", purpose="daftar kartu lama")
def old_cards(request: Request) -> HttpResponse:
    """Cards and sukets taken back, listed until they are destroyed with minutes."""
    gone = bool(request.GET.get("dimusnahkan"))
    query = OldCard.objects.exclude(minutes="") if gone else OldCard.objects.filter(minutes="")
    query = query.order_by("taken_at", "id")
    if sought := request.GET.get("cari", "").strip():
        query = query.filter(nik__startswith=sought.replace(" ", ""))
    if request.GET.get("format") == "csv":
        head = (_("NIK"), _("Jenis"), _("Alasan"), _("Ditarik"), _("Oleh"), _("Berita acara"))
        told = ((c.nik, c.what, c.reason, minute(request.node, c.taken_at), c.taken_by, c.minutes) for c in query)
        return csv_answer(request, "kartu-lama", head, told)
    page = Paginator(query, PER_PAGE).get_page(request.GET.get("page"))
    names = names_of(c.nik for c in page)
    rows = [
        {"pk": c.id, "card": c, "name": names.get(c.nik, ""), "reason": REASONS.get(c.reason, c.reason)} for c in page
    ]
    context = {"rows": rows, "page": page, "export": True, "gone": gone}
    if not gone and request.actor.roles & {"kepala", "bendahara"}:
        context |= {"bulk_url": reverse("cards:destroy"), "bulk_label": _("Musnahkan yang dipilih")}
    return render(request, "cards/old_cards.html", context)
