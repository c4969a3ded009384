"""The head of office's queue: what waits for a signature, and what to do about it while TTE is away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from siaga.accounts.access import Request, allow
from siaga.accounts.models import Officer
from siaga.accounts.officer_pages import key_of
from siaga.journal.act import Actor, Refused
from siaga.kit.node import Node
from siaga.shell.fields import TanggalField, offer
from siaga.shell.templatetags.siaga_ui import told
from siaga.shell.values import Deed, place_refusals

from . import acts, collecting
from .kinds import KINDS
from .listing import Row, row_of, title_of, without_data
from .models import Document, SigningMode, Surplus, Trouble
from .signing_acts import to_countersign, waiting
from .signing_batch import needs_passphrase, open_batch
from .signing_mode import ACTING_WORDS, MODE_WORDS, modes_now

PER_PAGE = 50
SHOWN_BEFORE = 10


def waiting_count(node: Node, actor: Actor) -> int:
    """For the rail."""
    return waiting(node).count()


@allow("kepala")
@require_GET
def queue(request: Request) -> HttpResponse:
    """Oldest first. While TTE works the list empties itself; without it the head chooses: by hand now, or collect later."""
    node = request.node
    query = waiting(node)
    if text := request.GET.get("cari", "").strip():
        query = query.filter(holder_name__icontains=text) | query.filter(number__iexact=text)
    page = Paginator(without_data(query), PER_PAGE).get_page(request.GET.get("page"))
    status, modes = acts.signer_status(node), modes_now(node)
    by_hand = wet_kinds(modes) if status.state != "siap" else frozenset()
    wet = bool(by_hand)
    far = needs_passphrase(node)
    bulk_url = reverse("documents:wet") if wet else reverse("documents:signing_new") if far else ""
    context: dict[str, Any] = {
        "rows": rows_of(list(page), by_hand),
        "page": page,
        "total": page.paginator.count,
        "status": status,
        "mode": modes[0] if modes else None,
        "modes": [(row, mode_words(row), titles(row)) for row in ruling(modes)],
        "to_countersign": to_countersign(node).count(),
        "before": choices_before(node),
        "posted": collecting.posted(node),
        **dict(zip(("kept", "broken"), collecting.judged(node), strict=True)),
        "far": far,
        "batch": open_batch(node) if far else None,
        "surplus": surplus(),
        "bulk_url": bulk_url,
        "bulk_label": _("Daftarkan tanda tangan basah") if wet else _("Tanda tangani yang dipilih"),
    }
    return render(request, "documents/queue.html", context)


def wet_kinds(modes: Sequence[SigningMode]) -> frozenset[str]:
    """The kinds of document for which signing by hand holds now: for each the choice made last."""
    holds: dict[str, str] = {}
    for row in modes:
        for code in row.kinds or [k.code for k in KINDS if k.signed]:
            holds.setdefault(code, row.mode)
    return frozenset(code for code, mode in holds.items() if mode == "basah")


def ruling(modes: Sequence[SigningMode]) -> list[SigningMode]:
    """Without those that a later choice has taken the place of for each of their kinds. modes: the choice made last first."""
    every = {k.code for k in KINDS if k.signed}
    found, taken = [], set[str]()
    for row in modes:
        mine = set(row.kinds) or every
        found += [row] if mine - taken else []
        taken |= mine
    return found


def mode_words(row: SigningMode) -> str:
    """What was chosen, and who signs if not the head himself."""
    words = _(MODE_WORDS.get(row.mode, row.mode))
    return f"{words} · {_(ACTING_WORDS[row.acting])}" if row.acting in ACTING_WORDS else words


def titles(row: SigningMode) -> str:
    """For which papers a choice is."""
    return ", ".join(title_of(code) for code in row.kinds) or _("semua dokumen")


def rows_of(found: list[Document], by_hand: frozenset[str]) -> list[Row]:
    says = dict(Trouble.objects.filter(id__in=[d.id for d in found]).values_list("id", "says"))
    rows = []
    for d in found:
        deed = Deed(_("Coba lagi"), reverse("documents:try_again", args=[d.id]), "post") if d.id in says else None
        if d.kind in by_hand:
            deed = Deed(_("Tanda tangan basah"), reverse("documents:wet_one", args=[d.id]), "post")
        rows.append(row_of(d, says.get(d.id, ""), deed))
    return rows


def surplus() -> dict[str, Any]:
    """Papers that the service may have signed more often than once: how many, how many signatures, the latest of them."""
    extra = dict(Surplus.objects.order_by("-at", "id").values_list("id", "extra")[:SHOWN_BEFORE])
    found = {d.id: d for d in without_data(Document.objects.filter(id__in=extra))}
    told = Surplus.objects.aggregate(papers=Count("id"), signatures=Sum("extra"))
    return told | {"rows": [(row_of(found[id], "", None), n) for id, n in extra.items() if id in found]}


def choices_before(node: Node) -> list[tuple[SigningMode, str, str, str]]:
    rows = SigningMode.objects.filter(office=node.id).order_by("-at", "id")[:SHOWN_BEFORE]
    names = dict(Officer.objects.filter(username__in={r.by for r in rows}).values_list("username", "name"))
    return [(r, mode_words(r), titles(r), names.get(r.by, r.by)) for r in rows]


@allow("kepala")
@require_POST
def wet(request: Request) -> HttpResponse:
    """Enter the chosen ones in the register of wet signatures."""
    return _wet(request, [id for text in request.POST.getlist("pilih") if (id := _uuid(text))])


@allow("kepala")
@require_POST
def wet_one(request: Request, document: UUID) -> HttpResponse:
    return _wet(request, [document])


def _wet(request: Request, chosen: list[UUID]) -> HttpResponse:
    outcome = acts.sign_wet_many(request.node, request.actor, chosen, key=key_of(request))
    if isinstance(outcome, Refused):
        for refusal in outcome.refusals:
            messages.error(request, told(refusal))
        return redirect("documents:queue")
    n = len(outcome.value)
    if n == 1:
        messages.success(request, _("Terdaftar. Cetak lembarnya, lalu tanda tangani."))
        return redirect("documents:document", outcome.value[0])
    messages.success(request, _("%(n)s dokumen terdaftar. Cetak dari register, lalu tanda tangani.") % {"n": n})
    return redirect(reverse("documents:register") + "?keadaan=basah")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@allow("kepala", "teknisi")
@require_POST
def try_again(request: Request, document: UUID) -> HttpResponse:
    """A paper that was put aside goes back in line."""
    acts.try_again(document)
    messages.success(request, _("Dimasukkan lagi ke antrean."))
    return redirect("documents:queue" if "kepala" in request.actor.roles else "home")


class Choice(forms.Form):
    mode = forms.ChoiceField(
        label=gettext_lazy("Selama TTE terputus"),
        choices=[(code, gettext_lazy(words)) for code, words in MODE_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Pilih salah satu.")},
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Untuk"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tidak ada yang dipilih: semua dokumen."),
    )
    begins = TanggalField(label=gettext_lazy("Mulai"))
    ends = TanggalField(label=gettext_lazy("Sampai dan dengan"))
    collect_on = TanggalField(
        label=gettext_lazy("Dapat diambil tanggal"),
        required=False,
        help_text=gettext_lazy("Untuk yang diambil nanti: dijanjikan kepada warga dan diumumkan."),
    )
    acting = forms.ChoiceField(
        label=gettext_lazy("Yang menandatangani dengan tangan"),
        required=False,
        choices=[("", gettext_lazy("Kepala kantor sendiri"))]
        + [(code, gettext_lazy(words)) for code, words in ACTING_WORDS.items()],
        help_text=gettext_lazy("Pada lembarnya tertulis Plh. atau Plt. di depan jabatan."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=300,
        help_text=gettext_lazy("Masuk ke register, misalnya: TTE BSrE tidak menjawab sejak pagi."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "kinds", [(k.code, _(k.title)) for k in KINDS if k.signed])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("mode") == "nanti" and not data.get("collect_on") and "collect_on" not in self.errors:
            self.add_error("collect_on", _("Isi tanggal yang dijanjikan kepada warga."))
        return data


@allow("kepala")
def choose(request: Request) -> HttpResponse:
    """Sign by hand now, or collect later, for a period."""
    today = request.node.clock.today()
    form = Choice(request.POST or None, initial={"begins": today, "ends": today})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        outcome = acts.choose_mode(
            request.node,
            request.actor,
            data["mode"],
            data["begins"],
            data["ends"],
            data["reason"],
            kinds=data["kinds"],
            collect_on=data["collect_on"],
            acting=data["acting"],
            key=key_of(request),
        )
        if not isinstance(outcome, Refused):
            messages.success(request, _("Pilihan dicatat."))
            return redirect("documents:queue")
        place_refusals(form, outcome.refusals)
    context = {"form": form, "submit_label": _("Catat pilihan"), "cancel_url": reverse("documents:queue")}
    return render(request, "documents/choose.html", context, status=422 if form.errors else 200)
