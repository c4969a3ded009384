"""The origin's pages: a SKPWNI is issued, shown, taken back, renewed; the list of all that are on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from siaga.accounts.access import Request, allow, viewed
from siaga.journal.act import Actor, Done, Outcome
from siaga.kit.node import Node
from siaga.people import register
from siaga.people.codes import SHDK
from siaga.people.event_pages import advise, key_of
from siaga.people.models import DueDocument, Resident
from siaga.people.today_pages import PER_PAGE
from siaga.people.ways import SERVE, address
from siaga.shell.formats import lang_of
from siaga.shell.templatetags.siaga_ui import told
from siaga.wilayah.find import area_name, find, path_name

from .facts import ARRIVED, RENEWED, RETURNED
from .leaving import ask_recall, renew, take_back
from .letter import KIND_TEXTS, Letter
from .models import Move, MoveEnd, MoveRefusal, Recall

PURPOSE = "perpindahan"


@allow(*SERVE)
@require_GET
def leave_from_person(request: Request, nik: str) -> HttpResponse:
    """The form of the family, with this person chosen."""
    row = register.person(nik)
    if row is None:
        raise Http404
    return redirect(f"{reverse('berkas:family_event', args=[row.no_kk, 'pindah_keluar'])}?pilih={nik}")


@allow(*SERVE)
@require_GET
def areas(request: Request) -> JsonResponse:
    """Villages of the whole country by the beginnings of their names: `[{"code", "name", "path"}]`."""
    found = find(request.GET.get("q", "")[:80], 4, None, on=request.node.clock.today(), limit=12)
    return JsonResponse([{"code": a.code, "name": a.name, "path": a.path} for a in found], safe=False)


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One SKPWNI in the list. late: it ran out and nobody knows where they are."""

    number: str
    name: str
    others: int
    where: str
    state: str
    until: date
    late: bool
    url: str
    deed: Any = None


@allow(*SERVE, purpose=PURPOSE)
@require_GET
def moves(request: Request) -> HttpResponse:
    """Those that somebody has to look at first: ran out, refused by the centre, on the way; then what is settled."""
    rows = Move.objects.order_by("-issued_on", "-number")
    if words := request.GET.get("cari", "").strip():
        rows = rows.filter(Q(number__icontains=words) | Q(niks__contains=[words.replace(" ", "")]))
    which = request.GET.get("arah", "")
    if which in ("keluar", "datang"):
        here = {"office": request.node.id} if which == "keluar" else {"destination": request.node.id}
        rows = rows.filter(**here)
    if request.GET.get("keadaan", "jalan") == "jalan" and not words:
        rows = (
            rows.exclude(number__in=MoveEnd.objects.values("number"))
            .filter(withdrawn="")
            .order_by("valid_until", "number")
        )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    ends = MoveEnd.objects.in_bulk([m.number for m in page])
    today = request.node.clock.today()
    refused = {r.number: r for r in MoveRefusal.objects.filter(office=request.node.id).order_by("at")}
    listed = [_row(request.node, m, ends.get(m.number), refused.get(m.number), today) for m in page]
    context = {
        "rows": listed,
        "page": page,
        "refused": [(r.number, refusal_words(r, today)) for r in sorted(refused.values(), key=lambda r: r.at)[-20:]],
        "keadaan": request.GET.get("keadaan", "jalan"),
        "arah": which,
    }
    return render(request, "people/moves.html", context)


def _row(node: Node, m: Move, end: MoveEnd | None, refused: MoveRefusal | None, today: date) -> MoveRow:
    letter = msgspec.convert(m.letter, Letter)
    first = letter.head or letter.movers[0]
    away = m.destination if m.office == node.id else m.office
    toward = _("ke %(place)s") if m.office == node.id else _("dari %(place)s")
    late = end is None and not m.withdrawn and letter.expired(today)
    return MoveRow(
        number=m.number,
        name=first.nama,
        others=len(letter.movers) - 1,
        where=toward % {"place": area_name(away, today) or away},
        state=state_words(m, end, refused, today),
        until=m.valid_until,
        late=late,
        url=reverse("people:move", args=[m.number]),
    )


def refusal_words(refused: MoveRefusal, today: date) -> str:
    """Our word about a SKPWNI came after another office's: what holds, and what to do."""
    place = area_name(refused.winner, today) or refused.winner
    words = _(
        "Menurut pusat mereka penduduk %(place)s, bukan penduduk di sini. KK dan KTP-el mereka diurus di sana; beri tahu pemohon."
    )
    return words % {"place": place}


def state_words(m: Move, end: MoveEnd | None, refused: MoveRefusal | None, today: date) -> str:
    """Where a SKPWNI stands, for the officer. refused: the centre's no to what this office said of it."""
    if refused is not None:
        return _("menurut pusat: penduduk %(place)s") % {"place": area_name(refused.winner, today) or refused.winner}
    if end is None:
        if m.withdrawn:
            return _("ditarik kembali oleh kantor asal")
        return _("habis masa berlaku, belum ada kabar") if today > m.valid_until else _("dalam perjalanan")
    if end.how == ARRIVED:
        return _("sudah datang") if end.settled else _("sudah datang, menunggu kantor asal memastikan")
    return {RETURNED: _("kembali, tidak dipakai"), RENEWED: _("diganti SKPWNI baru")}.get(end.how, end.how)


def count_late(node: Node, actor: Actor) -> int:
    """For the rail: SKPWNI of this office that ran out without news."""
    ran_out = Move.objects.filter(office=node.id, valid_until__lt=node.clock.today())
    return ran_out.exclude(number__in=MoveEnd.objects.values("number")).count()


@allow(*SERVE, purpose=PURPOSE)
@require_GET
def move(request: Request, number: str) -> HttpResponse:
    """One SKPWNI: who, where to, how it stands, what may be done with it here."""
    end = MoveEnd.objects.filter(number=number).first()
    row = Move.objects.filter(number=number).first() or _as_shown(end)
    if row is None:
        raise Http404
    letter = msgspec.convert(row.letter, Letter)
    for nik in letter.niks:
        viewed(request, nik)
    refused = MoveRefusal.objects.filter(number=number, office=request.node.id).order_by("at").last()
    today, language = request.node.clock.today(), lang_of(request.LANGUAGE_CODE)
    ours = row.office == request.node.id
    here = set(Resident.objects.filter(nik__in=letter.niks).values_list("nik", flat=True))
    context = {
        "letter": letter,
        "row": row,
        "end": end,
        "state": state_words(row, end, refused, today),
        "late": end is None and letter.expired(today),
        "ours": ours,
        "running": end is None and not row.withdrawn,
        "recall": Recall.objects.filter(number=number).first(),
        "refused": refusal_words(refused, today) if refused else "",
        "kind": _(KIND_TEXTS[letter.move]),
        "reason": _(letter.reason) if letter.reason else "-",
        "destination": path_name(letter.address.kode_wilayah, today) or area_name(row.destination, today),
        "origin": area_name(row.office, today) or row.office,
        "movers": [(m, SHDK.label(m.shdk, language) if m.shdk else "-", m.nik in here) for m in letter.movers],
        "due": DueDocument.objects.filter(subject=f"skpwni/{number}", made=False).exists(),
        "papers_url": address("documents:due", letter.applicant) if ours else "",
    }
    return render(request, "people/move.html", context)


def _as_shown(end: MoveEnd | None) -> Move | None:
    """Received on the paper alone: the centre has not told this office of the letter (yet), but it was shown here."""
    if end is None or not end.letter:
        return None
    w = msgspec.convert(end.letter, Letter)
    return Move(
        number=w.number, office=w.origin, destination=w.destination, letter=end.letter, valid_until=w.valid_until
    )


@allow(*SERVE, purpose=PURPOSE)
@require_POST
def end_move(request: Request, number: str) -> HttpResponse:
    """`tindakan`: kembali, perbarui or tanya."""
    paper = bool(request.POST.get("lembar"))
    node, actor, key = request.node, request.actor, key_of(request)
    what = request.POST.get("tindakan", "")
    if what == "tanya":
        return _answered(
            request, ask_recall(node, actor, number, key=key), number, _("Pusat ditanya; jawabannya datang sendiri.")
        )
    if what == "perbarui":
        outcome = renew(node, actor, number, paper=paper, key=key)
        after = str(outcome.value) if isinstance(outcome, Done) else number
        return _answered(request, outcome, after, _("SKPWNI diperbarui: nomor baru, berlaku 30 hari."))
    outcome = take_back(node, actor, number, paper=paper, key=key)
    return _answered(request, outcome, number, _("Mereka kembali menjadi penduduk kantor ini."))


def _answered(request: Request, outcome: Outcome, number: str, words: str) -> HttpResponse:
    if isinstance(outcome, Done):
        messages.success(request, words)
        advise(request, outcome.warnings)
    else:
        for r in outcome.refusals:
            messages.error(request, told(r))
    return redirect("people:move", number)
