"""The worklist of facts that were received but could not be understood (`journal.intake`): try again, correct, or put aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from siaga.accounts.access import Request, allow, viewed
from siaga.accounts.officer_pages import key_of
from siaga.journal import parked as decisions
from siaga.journal.act import AlreadyDone, Refused
from siaga.journal.intake import BEHIND
from siaga.journal.models import Parked
from siaga.shell.values import Deed

from .links import page_of

RETRY = ("teknisi", "operator_pusat")
DECIDE = ("verifikator", "kepala", "operator_pusat")
WHO = ("teknisi", *DECIDE)
PURPOSE = "pemeriksaan catatan yang tertahan"
PERSONS = ("penduduk/", "keluarga/")
MOST_SUBJECTS = 200  # tried at one press; the rest at the next

# The first word of a reason as `intake` keeps it -> (why in plain words, what to do).
PARKED_WORDS = {
    "UnknownKind": (
        "Catatan ini dari program yang lebih baru.",
        "Perbarui program di sini, lalu tekan “Coba lagi”.",
    ),
    "MissingRow": (
        "Catatan ini mengubah sesuatu yang belum ada di sini.",
        "Tunggu catatan pendahulunya, lalu tekan “Coba lagi”. Bila tidak kunjung datang, catat yang benar dan tandai sebagai pembetulan.",
    ),
    "BadBody": (
        "Isi catatan ini tidak sesuai bentuknya.",
        "Minta pengirimnya mencatat lagi dengan benar, lalu kesampingkan yang ini.",
    ),
    "PermanentFault": (
        "Isi catatan ini tidak masuk akal bagi program.",
        "Minta pengirimnya mencatat lagi dengan benar, lalu kesampingkan yang ini.",
    ),
    "IntegrityError": (
        "Catatan ini bertentangan dengan yang sudah ada di sini, misalnya nomor yang sama.",
        "Bandingkan keduanya, catat yang benar, lalu tandai sebagai pembetulan.",
    ),
    "UniqueViolation": (
        "Catatan ini bertentangan dengan yang sudah ada di sini, misalnya nomor yang sama.",
        "Bandingkan keduanya, catat yang benar, lalu tandai sebagai pembetulan.",
    ),
    "menunggu": (
        "Menunggu catatan sebelumnya dari pokok yang sama.",
        "Selesaikan catatan yang terdahulu; yang ini menyusul sendiri.",
    ),
    "": ("Catatan ini belum dapat dipahami.", "Tekan “Coba lagi”; bila tetap, hubungi teknisi dengan teks sebabnya."),
}


def plain(reason: str) -> tuple[str, str]:
    """(why, what to do) for a reason as it is kept: "MissingRow: satu baris …"."""
    first = reason.replace(":", " ").split(" ")[0]
    why, todo = PARKED_WORDS.get(first, PARKED_WORDS[""])
    return _(why), _(todo)


@dataclass(frozen=True, slots=True)
class Row:
    """One parked fact. link: the page of its subject, url: where it is decided; "" where there is none."""

    chain: str
    seq: int
    kind: str
    subject: str
    why: str
    todo: str
    reason: str
    since: datetime
    link: str
    url: str
    deed: Deed | None


@allow(*WHO, purpose=PURPOSE)
@require_GET
def parked(request: Request) -> HttpResponse:
    """Oldest first."""
    query = Parked.objects.order_by("since", "chain", "seq")
    if text := request.GET.get("cari", "").strip():
        query = query.filter(Q(subject__icontains=text) | Q(kind__icontains=text) | Q(reason__icontains=text))
    page = Paginator(query, 50).get_page(request.GET.get("page"))
    rows = []
    for p in page:
        if p.subject.startswith(PERSONS):
            viewed(request, p.subject)
        rows.append(_row(request, p))
    may_retry = bool(request.actor.roles & set(RETRY))
    return render(request, "web/parked.html", {"rows": rows, "page": page, "may_retry": may_retry})


def _row(request: Request, p: Parked) -> Row:
    may_decide = p.reason != BEHIND and bool(request.actor.roles & set(DECIDE))
    url = reverse("parked_one", args=[p.chain, p.seq]) if may_decide else ""
    deed = Deed(_("Putuskan"), url) if may_decide else None
    if request.actor.roles & set(RETRY):
        deed = Deed(_("Coba lagi"), reverse("parked_retry", args=[p.chain, p.seq]), "post")
    why, todo = plain(p.reason)
    return Row(p.chain, p.seq, p.kind, p.subject, why, todo, p.reason, p.since, page_of(p.subject), url, deed)


@allow(*RETRY)
@require_POST
def retry_one(request: Request, chain: str, seq: int) -> HttpResponse:
    """The facts of this fact's subject, in their order."""
    row = get_object_or_404(Parked, chain=chain, seq=seq)
    return _told(request, [row.subject])


@allow(*RETRY)
@require_POST
def retry_all(request: Request) -> HttpResponse:
    found = dict.fromkeys(Parked.objects.order_by("since", "chain", "seq").values_list("subject", flat=True))
    return _told(request, list(found)[:MOST_SUBJECTS])


def _told(request: Request, subjects: list[str]) -> HttpResponse:
    try:
        outcome = decisions.try_again(request.node, request.actor, subjects, key=key_of(request))
    except AlreadyDone:
        outcome = None
    if isinstance(outcome, Refused):
        messages.error(request, " ".join(_(r.message) for r in outcome.refusals))
    elif left := Parked.objects.filter(subject__in=subjects).count():
        messages.warning(request, _("Masih tertahan: %(n)d. Sebabnya ada di daftar.") % {"n": left})
    else:
        messages.success(request, _("Catatan itu sudah dipahami dan berlaku."))
    return redirect("parked")
