"""The fleet: each printer, its state in plain words, today's cards of its capacity, the ribbon, and what is to be done."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from siaga.accounts.access import Request, allow
from siaga.accounts.officer_pages import key_of
from siaga.cards.blangko import book
from siaga.cards.blangko import rules as ledger
from siaga.cards.line import AT_THE_PRINTER
from siaga.cards.models import FleetPrinter, PrintOrder
from siaga.cards.page_parts import PRINTER_REASONS, answer_form, areas_of, kecamatan_choices, tell
from siaga.cards.quality.acts import to_check
from siaga.journal import points
from siaga.journal.act import Refused
from siaga.kit.node import Node
from siaga.shell.fields import offer
from siaga.shell.templatetags.siaga_ui import angka

from . import acts, rules
from .rules import Press
from .state import presses

LOW = 50  # cards: time to lay a new ribbon ready
STATES = {
    rules.READY: ("normal", lazy("siap")),
    rules.BUSY: ("normal", lazy("sedang mencetak")),
    rules.UNKNOWN: ("entah", lazy("belum ditanya")),
    rules.STOPPED: ("tersendat", lazy("berhenti")),
    rules.SILENT: ("terputus", lazy("tidak menjawab")),
    rules.RESTED: ("tersendat", lazy("diistirahatkan")),
    rules.LYING: ("tersendat", lazy("mengaku selesai tanpa kartu")),
}
ADVICE = {
    rules.SILENT: lazy("Periksa listrik dan kabelnya. Kartu yang belum sampai ke printer ini sudah dialihkan sendiri."),
    rules.LYING: lazy("Periksa pita dan penarik kartunya, coba cetak, lalu tekan “Pakai lagi”."),
    rules.RESTED: lazy("Tekan “Pakai lagi” bila sudah selesai."),
    rules.STOPPED: lazy("Lihat layar printernya. Kartu yang belum tercetak dialihkan sendiri ke printer lain."),
}
REASON_ADVICE = {
    "media-empty": lazy("Isi blangko di printer."),
    "media-jam": lazy("Keluarkan kartu yang tersangkut, lalu bukukan kartunya di daftar “Di printer”."),
    "marker-supply-empty": lazy("Ganti pitanya, lalu tekan “Pita diganti”."),
    "cover-open": lazy("Tutup penutup printernya sampai terkunci."),
    "paused": lazy("Tekan tombol lanjut di printer."),
}
managing = allow("pencetakan", "kepala", purpose="pengelolaan printer")
looking = allow("pencetakan", "kepala", "bendahara", purpose="pengelolaan printer")


@dataclass(frozen=True, slots=True)
class Shown:
    press: Press
    site: str
    dot: str
    says: str
    todo: str


class SettingsForm(forms.Form):
    site = forms.ChoiceField(
        label=lazy("Tempat"), required=False,
        help_text=lazy("Printer di kecamatan hanya mencetak kartu warga kecamatan itu."),
    )  # fmt: skip
    per_day = forms.IntegerField(label=lazy("Kemampuan sehari (kartu)"), help_text=lazy("Biasanya 250 sampai 1.000."))
    ribbon = forms.IntegerField(label=lazy("Satu pita cukup untuk (kartu)"), help_text=lazy("Biasanya 500."))


class RibbonForm(forms.Form):
    roll = forms.CharField(
        label=lazy("Nomor pada pita baru"), max_length=80, required=False, help_text=lazy("Boleh dikosongkan.")
    )


class RestForm(forms.Form):
    why = forms.CharField(label=lazy("Mengapa diistirahatkan"), max_length=200)


def shown(press: Press, sites: dict[str, str]) -> Shown:
    dot, word = STATES[press.condition]
    reasons = [str(PRINTER_REASONS.get(r, r)) for r in press.reasons]
    extra = [press.says] if press.condition == rules.RESTED else reasons
    return Shown(
        press, sites.get(press.site, press.site), dot, ", ".join(filter(None, [str(word), *extra])), _todo(press)
    )


def _todo(press: Press) -> str:
    for reason in press.reasons:
        if reason in REASON_ADVICE:
            return str(REASON_ADVICE[reason])
    if not press.usable:
        return str(ADVICE[press.condition])
    if press.ribbon_left <= 0:
        return _("Menurut hitungan pitanya habis. Ganti, lalu tekan “Pita diganti”.")
    if press.ribbon_left <= LOW:
        return _("Siapkan pita baru.")
    return _("Kemampuan hari ini sudah terpakai; kartu baru dibagi ke printer lain.") if press.left == 0 else ""


@looking
def fleet(request: Request) -> HttpResponse:
    """All printers of this machine, then what service points have said of theirs."""
    node = request.node
    now = presses(node)
    sites = areas_of(p.site for p in now if p.site)
    had = ledger.folded(book.balances(node.desk, ledger.RIBBON))
    ribbons = had.get(ledger.STOCK, 0) + had.get(ledger.OPERATOR, 0)
    context = {
        "printers": [shown(p, sites) for p in now],
        "done": sum(p.done for p in now),
        "capacity": sum(p.per_day for p in now if p.usable),
        "usable": sum(p.usable for p in now),
        "to_check": to_check(node).count(),
        "ribbons": ribbons,
        "lasts": sum(p.ribbon for p in now) // len(now) * ribbons if now else 0,
        "points": _of_points(node),
        "may_manage": bool(acts.WHO & request.actor.roles),
    }
    return render(request, "cards/fleet/fleet.html", context)


def _of_points(node: Node) -> list[tuple[str, FleetPrinter, int]]:
    """Service point, printer, cards with it: as its point told it last."""
    if node.point:
        return []
    names = {p.name: p.kecamatan for p in points.of_office(node.id)}
    areas = areas_of(code.replace(".", "") for code in names.values())
    held = dict(
        PrintOrder.objects.filter(state=AT_THE_PRINTER, lent_to__in=list(names))
        .order_by()
        .values_list("lent_to")
        .annotate(n=Count("id", filter=Q(out_at__isnull=True)))
    )
    rows = FleetPrinter.objects.filter(desk__in=list(names)).order_by("desk", "name")
    return [(areas.get(names[r.desk].replace(".", ""), r.desk), r, held.get(r.desk, 0)) for r in rows]


@managing
def settings(request: Request, name: str) -> HttpResponse:
    """Where it stands and what it manages."""
    node = request.node
    press = next((p for p in presses(node) if p.name == name), Press(name))
    form = SettingsForm(
        request.POST or None, initial={"site": press.site, "per_day": press.per_day, "ribbon": press.ribbon}
    )
    places = [(code.replace(".", ""), label) for code, label in kecamatan_choices(node.wilayah)]
    offer(form, "site", [("", _("Kantor")), *places])
    return answer_form(
        request,
        form,
        lambda data, key: acts.describe(node, request.actor, name, **data, key=key),
        lambda value: reverse("cards:fleet"),
        title=name,
        submit=_("Simpan"),
        cancel=reverse("cards:fleet"),
        said=_("Tersimpan."),
    )


@managing
def rest(request: Request, name: str) -> HttpResponse:
    """Give it no more cards."""
    return answer_form(
        request,
        RestForm(request.POST or None),
        lambda data, key: acts.rest(request.node, request.actor, name, data["why"], key=key),
        lambda value: reverse("cards:fleet"),
        title=_("Istirahatkan %(p)s") % {"p": name},
        intro=_("Printer ini tidak diberi kartu lagi. Kartu yang belum dicetaknya dialihkan sendiri ke printer lain."),
        submit=_("Istirahatkan"),
        cancel=reverse("cards:fleet"),
        said=_("Printer diistirahatkan."),
    )


@managing
def ribbon(request: Request, name: str) -> HttpResponse:
    """A new roll is in: which one, and out of which ribbons."""
    node = request.node
    n, in_store = book.within_reach(node, request.actor.id, ledger.RIBBON)
    left = _("Di gudang %(n)s pita.") if in_store else _("Di tangan Anda %(n)s pita.")
    return answer_form(
        request,
        RibbonForm(request.POST or None),
        lambda data, key: acts.change_ribbon(node, request.actor, name, roll=data["roll"], key=key),
        lambda value: reverse("cards:fleet"),
        title=_("Pita diganti: %(p)s") % {"p": name},
        intro=_("Satu pita dikeluarkan dari buku, dan hitungan kartunya dimulai lagi.") + " " + left % {"n": angka(n)},
        submit=_("Pita sudah diganti"),
        cancel=reverse("cards:fleet"),
        said=_("%(p)s: hitungan pita dimulai lagi.") % {"p": name},
    )


@managing
@require_POST
def back(request: Request, name: str) -> HttpResponse:
    """It works again."""
    outcome = acts.bring_back(request.node, request.actor, name, key=key_of(request))
    if isinstance(outcome, Refused):
        tell(request, outcome.refusals)
    else:
        messages.success(request, _("%(p)s dipakai lagi.") % {"p": name})
    return redirect("cards:fleet")
