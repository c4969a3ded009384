"""The print list, the confirmation that names the blangko, what is at the printers, one order's page."""

from __future__ import annotations

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
from siaga.kit.refusal import Refusal, TemporaryFault
from siaga.people.models import Resident
from siaga.shell.values import Deed, Who

from . import line, print_acts
from .figures import front_figures, troubled
from .forms import PrintForm, ReasonForm
from .history import lines_of
from .models import PrintOrder
from .order import CLASSES
from .page_parts import (
    JOB_STATES,
    PRINTER_REASONS,
    PRINTER_STATES,
    STATES,
    answer_form,
    class_label,
    expected,
    kecamatan_choices,
    minute,
    order_rows,
    sieved,
    tell,
)
from .print_ticks import TROUBLED

PER_PAGE = 50
printing = allow("pencetakan", "kepala", purpose="pencetakan kartu")
looking = allow("pencetakan", "kepala", "loket", "verifikator", "bendahara", purpose="antrean cetak")


def printer_states(request: Request) -> list[dict[str, object]]:
    """Every printer as it describes itself now; one that does not answer says so."""
    found: list[dict[str, object]] = []
    for name, printer in print_acts.printers(request.node).items():
        try:
            told = printer.state()
        except TemporaryFault:
            found.append({"name": name, "dot": "terputus", "says": _("tidak menjawab"), "queued": None})
            continue
        reasons = [str(PRINTER_REASONS.get(r, r)) for r in told.reasons]
        dot = "normal" if told.state != "stopped" and told.accepting else "tersendat"
        says = ", ".join([str(PRINTER_STATES[told.state]), *reasons])
        found.append({"name": name, "dot": dot, "says": says, "queued": told.queued})
    return found


@looking
def print_list(request: Request) -> HttpResponse:
    """In the lawful order, the reason of each place beside it."""
    node = request.node
    query = sieved(request, line.line(node, node.clock.today()))
    if request.GET.get("format") == "csv":
        rows = order_rows(list(query), lambda o: None)
        head = (_("NIK"), _("Nama"), _("Kelompok"), _("Direkam"), _("Kelurahan"))
        return csv_answer(
            "antrean-cetak", head, ((r.nik, r.name, r.klass, minute(node, r.recorded_at), r.area) for r in rows)
        )
    page = Paginator(query, PER_PAGE).get_page(request.GET.get("page"))
    orders = list(page)
    places = line.places(node, [o.id for o in orders])
    policy = line.policy_in_force(node.clock.today())
    context = {
        "rows": order_rows(orders, lambda o: None, place=lambda o: places.get(o.id, 0), says=lambda o: o.says),
        "page": page,
        "export": True,
        "policy": policy,
        "ranks": [" = ".join(class_label(k) for k in rank) for rank in policy.classes],
        "figures": front_figures(node),
        "may_print": bool({"pencetakan", "kepala"} & request.actor.roles),
        "form": PrintForm(printers=list(print_acts.printers(node))),
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
    form = PrintForm(given, printers=list(print_acts.printers(node)))
    if not form.is_valid():
        if given:
            tell_form(request, form)
        return redirect("cards:line")
    n, printer = form.cleaned_data["n"], form.cleaned_data["printer"]
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        outcome = print_acts.print_next(node, request.actor, n, printer, key=key_of(request))
        if not isinstance(outcome, Refused):
            sent = len(outcome.value)
            text = ngettext("%(n)d kartu dikirim ke %(p)s.", "%(n)d kartu dikirim ke %(p)s.", sent)
            messages.success(request, text % {"n": sent, "p": printer})
            return redirect("cards:at_printer")
        refusals = outcome.refusals
    figures = front_figures(node)
    n = min(n, figures.in_line) or n
    account = _("petugas") if figures.drawn else _("stok")
    context = {
        "question": _("Cetak %(n)d kartu dengan %(n)d blangko?") % {"n": n},
        "consequence": _(
            "%(n)d kartu pertama dalam antrean dikirim ke %(p)s. Blangko diambil dari %(a)s, sisanya %(left)d."
        )
        % {"n": n, "p": printer, "a": account, "left": max(0, (figures.drawn or figures.stock) - n)},
        "confirm_label": _("Cetak %(n)d kartu") % {"n": n},
        "cancel_url": reverse("cards:line"),
        "refusals": refusals,
        "fields": {"n": n, "printer": printer},
    }
    return render(request, "cards/confirm.html", context, status=422 if refusals else 200)


def tell_form(request: Request, form: PrintForm) -> None:
    for errors in form.errors.values():
        for text in errors:
            messages.error(request, str(text))


@looking
def at_printer(request: Request) -> HttpResponse:
    """What printers have of ours; what they gave up on stands first."""
    query = sieved(request, line.held(request.node).filter(state=line.AT_THE_PRINTER)).order_by(
        "state_since", "recorded_at", "id"
    )
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
    return render(request, "cards/at_printer.html", context)


@looking
def order(request: Request, id: UUID) -> HttpResponse:
    """One card that is owed: where it is, what it waits for, when it is expected, what happened to it."""
    row = get_object_or_404(PrintOrder, id=id)
    viewed(request, row.nik)
    person = Resident.objects.filter(nik=row.nik).first()
    estimate = line.estimates(request.node, [row.id]).get(row.id)
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
        "promised": expected(estimate),
        "place": line.place_of(request.node, row),
        "deed": deed,
        "job": JOB_STATES.get(job.state if job else "", "") if row.state == line.AT_THE_PRINTER else "",
        "history": lines_of(request.node, f"pesanan/{row.id}"),
        "may_print": bool(mine)
        and row.lent_to == line.hands(request.node)
        and row.state in (line.AT_THE_PRINTER, line.SHELF),
        "others": [p for p in print_acts.printers(request.node) if p != row.printer]
        if row.state == line.AT_THE_PRINTER
        else [],
    }
    return render(request, "cards/order.html", context)


@allow("pencetakan", "kepala", "loket")
def spoiled(request: Request, id: UUID) -> HttpResponse:
    """GET and POST of "this card is spoiled"; found wrong on the shelf it is printed again first."""
    row = get_object_or_404(PrintOrder, id=id)
    shelf = row.state == line.SHELF
    return answer_form(
        request,
        ReasonForm(request.POST or None),
        lambda data, key: print_acts.mark_spoiled(
            request.node, request.actor, id, data["reason"], first=shelf and bool(request.GET.get("salah")), key=key
        ),
        lambda value: reverse("cards:order", args=[id]),
        title=_("Kartu rusak"),
        intro=_("Satu blangko dibukukan rusak. Orangnya kembali ke tempatnya semula dalam antrean."),
        submit=_("Bukukan rusak"),
        cancel=reverse("cards:order", args=[id]),
        said=_("Dibukukan rusak; kartu dicetak ulang menurut antrean."),
    )


@printing
@require_POST
def not_printed(request: Request, id: UUID) -> HttpResponse:
    """No card came out: the blangko goes back."""
    outcome = print_acts.not_printed(request.node, request.actor, id, key=key_of(request))
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
    else:
        messages.success(request, _("Blangko kembali; kartu ada lagi di tempatnya dalam antrean."))
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
