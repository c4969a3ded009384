"""The print list, the confirmation that names the blangko, what is at the printers, one order's page."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from siaga.accounts.access import Request, allow, viewed
from siaga.accounts.exports import csv_answer
from siaga.accounts.officer_pages import key_of
from siaga.journal.act import Refused
from siaga.kit.refusal import Refusal
from siaga.people.models import Resident
from siaga.shell.values import Deed, Who

from . import line, print_acts
from .blangko import book
from .blangko.rules import KTP
from .figures import front_figures, troubled
from .fleet.pages import Shown, shown
from .fleet.state import presses
from .forms import PrintForm
from .handover_rules import SUPERVISORS
from .history import lines_of
from .models import Precedence, PrintOrder
from .order import CLASSES, GROUND_LABELS
from .page_parts import (
    JOB_STATES,
    STATES,
    class_label,
    kecamatan_choices,
    minute,
    order_rows,
    sieved,
    tell,
)
from .planning import plan, words
from .precedence import give_precedence
from .print_ticks import TROUBLED
from .public.explaining import explained
from .quality.acts import to_check

PER_PAGE = 50
printing = allow("pencetakan", "kepala", purpose="pencetakan kartu")
looking = allow("pencetakan", "kepala", "loket", "verifikator", "bendahara", purpose="antrean cetak")


def printer_states(request: Request) -> list[Shown]:
    """Every printer as it answered last; nobody waits for one that is silent."""
    return [shown(press, {}) for press in presses(request.node)]


def choices(request: Request) -> list[tuple[str, str]]:
    """All of them together first, where there is more than one."""
    names = [(name, name) for name in print_acts.printers(request.node)]
    return [(print_acts.ANY, _("Semua printer")), *names] if len(names) > 1 else names


@looking
def print_list(request: Request) -> HttpResponse:
    """In the lawful order, the reason of each place beside it."""
    node = request.node
    query = sieved(request, line.line(node, node.clock.today()))
    if request.GET.get("format") == "csv":
        rows = order_rows(list(query), lambda o: None)
        head = (_("NIK"), _("Nama"), _("Kelompok"), _("Direkam"), _("Kelurahan"))
        return csv_answer(
            request,
            "antrean-cetak",
            head,
            ((r.nik, r.name, r.klass, minute(node, r.recorded_at), r.area) for r in rows),
        )
    page = Paginator(query, PER_PAGE).get_page(request.GET.get("page"))
    orders = list(page)
    places = line.places(node, [o.id for o in orders])
    policy = line.policy_in_force(node.clock.today())
    rows = order_rows(orders, lambda o: None, place=lambda o: places.get(o.id, 0), says=lambda o: o.says)
    context = {  # a card that was spoiled does not begin to wait anew
        "rows": [replace(row, since=o.joined_at) for row, o in zip(rows, orders, strict=True)],
        "page": page,
        "export": True,
        "preceded": {
            str(id)
            for id in Precedence.objects.filter(order__in=[o.id for o in orders]).values_list("order", flat=True)
        },
        "policy": policy,
        "ranks": [" = ".join(class_label(k) for k in rank) for rank in policy.classes],
        "figures": front_figures(node),
        "may_print": bool({"pencetakan", "kepala"} & request.actor.roles),
        "form": PrintForm(printers=choices(request)),
        "printers": printer_states(request),
        "kecamatan": kecamatan_choices(node.wilayah),
        "kelompok": [(k, class_label(k)) for k in CLASSES],
    }
    return render(request, "cards/line.html", context)


@printing
def print_cards(request: Request) -> HttpResponse:
    """GET asks, naming cards and blangko; POST sends them to the printer."""
    node = request.node
    given = request.POST if request.method == "POST" else request.GET
    form = PrintForm(given, printers=choices(request))
    if not form.is_valid():
        if given:
            tell_form(request, form)
        return redirect("cards:line")
    n, printer = form.cleaned_data["n"], form.cleaned_data["printer"]
    named = _("semua printer") if printer == print_acts.ANY else printer
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        outcome = print_acts.print_next(node, request.actor, n, printer, key=key_of(request))
        if not isinstance(outcome, Refused):
            sent = len(outcome.value)
            text = ngettext("%(n)d kartu dikirim ke %(p)s.", "%(n)d kartu dikirim ke %(p)s.", sent)
            messages.success(request, text % {"n": sent, "p": named})
            return redirect("cards:at_printer")
        refusals = outcome.refusals
    figures = front_figures(node)
    have, in_store = book.within_reach(node, request.actor.id, KTP)
    if not have and not refusals:
        text = (
            _("Laci Anda kosong. Minta bendahara mengisinya (Pengeluaran pagi). Urutan tidak berubah.")
            if figures.stock
            else _("Blangko sedang habis. Urutan tidak berubah.")
        )
        messages.error(request, text)
        return redirect("cards:line")
    n = min(n, figures.in_line, have) or n
    account = _("gudang") if in_store else _("laci")
    context = {
        "question": _("Cetak %(n)d kartu dengan %(n)d blangko?") % {"n": n},
        "consequence": _(
            "%(n)d kartu pertama dalam antrean dikirim ke %(p)s. Blangko diambil dari %(a)s, sisanya %(left)d."
        )
        % {"n": n, "p": named, "a": account, "left": max(0, have - n)},
        "confirm_label": _("Cetak %(n)d kartu") % {"n": n},
        "cancel_url": reverse("cards:line"),
        "refusals": refusals,
        "fields": {"n": n, "printer": printer},
    }
    return render(request, "cards/confirm.html", context, status=422 if refusals else 200)


def tell_form(request: Request, form: PrintForm) -> None:
    for name, errors in form.errors.items():
        for text in errors:
            messages.error(request, f"{form[name].label}: {text}")


@looking
def at_printer(request: Request) -> HttpResponse:
    """What printers have of ours; what they gave up on stands first."""
    lying = line.held(request.node).filter(state=line.AT_THE_PRINTER, out_at__isnull=True)
    query = sieved(request, lying).order_by("state_since", "recorded_at", "id")
    orders = list(query)
    jobs = print_acts.jobs_of(orders)
    bad = {o.id for o in orders if (j := jobs.get(o.job)) and j.state in TROUBLED}
    orders.sort(key=lambda o: o.id not in bad)
    page = Paginator(orders, PER_PAGE).get_page(request.GET.get("page"))
    rows = order_rows(
        list(page),
        lambda o: None,
        job=lambda o: str(JOB_STATES.get(jobs[o.job].state if o.job in jobs else "", "")),
        says=lambda o: jobs[o.job].says if o.job in jobs else "",
        trouble=lambda o: o.id in bad,
    )
    context = {"rows": rows, "page": page, "printers": printer_states(request), "troubled": troubled()}
    context["may_print"] = bool({"pencetakan", "kepala"} & request.actor.roles)
    context["to_check"] = to_check(request.node).count()
    return render(request, "cards/at_printer.html", context)


@looking
def order(request: Request, id: UUID) -> HttpResponse:
    """One card that is owed: where it is, what it waits for, when it is expected, what happened to it."""
    row = get_object_or_404(PrintOrder, id=id)
    viewed(request, row.nik)
    person = Resident.objects.filter(nik=row.nik).first()
    told = plan.of_orders(request.node, [row.id]).get(row.id)
    mine = {"pencetakan", "kepala"} & request.actor.roles
    job = print_acts.jobs_of([row]).get(row.job)
    deed = None
    if row.state == line.SHELF and row.lent_to == line.hands(request.node) and "loket" in request.actor.roles:
        deed = Deed(_("Serahkan"), reverse("cards:handover_order", args=[row.id]))
    context = {
        "who": Who(name=person.nama if person else row.nik, nik=row.nik, born=person.tanggal_lahir if person else None),
        "row": row,
        "klass": class_label(row.klass),
        "state": STATES[row.state],
        "promised": str(words.of_expected(told)) if told else "",
        "place": line.place_of(request.node, row),
        "point": line.points_called(request.node, {row.lent_to} - {"", line.hands(request.node)}).get(row.lent_to, ""),
        "deed": deed,
        "job": _job_words(row, job.state if job else ""),
        "precedence": Precedence.objects.filter(order=row.id).first(),
        "grounds": [(code, _(label)) for code, label in GROUND_LABELS.items()],
        "may_precede": "kepala" in request.actor.roles and row.state == line.WAITING and not row.first,
        "ahead": explained(request.node, row),
        "history": lines_of(request.node, f"pesanan/{row.id}"),
        "may_take_back": bool(SUPERVISORS & request.actor.roles)
        and (row.state, row.void, row.lent_to) == (line.HANDED, "", line.hands(request.node)),
        "may_print": bool(mine)
        and row.lent_to == line.hands(request.node)
        and row.state in (line.AT_THE_PRINTER, line.SHELF),
        "others": [p for p in print_acts.printers(request.node) if p != row.printer]
        if row.state == line.AT_THE_PRINTER and row.out_at is None
        else [],
    }
    return render(request, "cards/order.html", context)


def _job_words(row: PrintOrder, state: str) -> str:
    if row.state != line.AT_THE_PRINTER:
        return ""
    return _("keluar, menunggu diperiksa") if row.out_at is not None else str(JOB_STATES.get(state, ""))


@allow("kepala", purpose="mendahulukan kartu")
@require_POST
def precede(request: Request, id: UUID) -> HttpResponse:
    """Out of turn, by decision of the head of office."""
    ground, reason = request.POST.get("ground", ""), request.POST.get("reason", "")
    outcome = give_precedence(request.node, request.actor, id, ground, reason, key=key_of(request))
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
    else:
        messages.success(
            request, _("Kartu ini didahulukan. Jumlahnya diumumkan pada halaman antrean cetak, tanpa nama.")
        )
    return redirect("cards:order", id)


@printing
@require_POST
def move(request: Request, id: UUID) -> HttpResponse:
    """To another printer."""
    outcome = print_acts.move_job(request.node, request.actor, id, request.POST.get("printer", ""), key=key_of(request))
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
    else:
        messages.success(request, _("Kartu dipindahkan ke printer lain."))
    return redirect("cards:order", id)
