"""The centre's pages: who waits for an answer, and the cases that a person decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from siaga.accounts.access import Request, allow, viewed
from siaga.accounts.exports import csv_answer
from siaga.journal import blobs
from siaga.journal.act import Refused
from siaga.journal.models import Peer
from siaga.kit import ids
from siaga.kit.refusal import PermanentFault
from siaga.people.codes import JENIS_KELAMIN
from siaga.people.models import Resident
from siaga.recording.drafts import FINGER_LABELS
from siaga.recording.models import Record
from siaga.recording.packet import unseal
from siaga.recording.status import Status
from siaga.shell import formats
from siaga.shell.values import Deed

from . import acts, counts
from .models import Case, Entry

watch = allow("operator_pusat", "adjudikator")
judge = allow("adjudikator", purpose="keputusan ketunggalan")


@dataclass(frozen=True, slots=True)
class QueueRow:
    pk: str
    url: str
    name: str
    waiting: int
    here: int
    first_timers: int
    oldest: datetime
    deed: Deed | None = None


@dataclass(frozen=True, slots=True)
class CaseRow:
    pk: str
    url: str
    name: str
    nik: str
    office: str
    opened_at: datetime
    state: str
    decision: str
    score: int
    deed: Deed


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two people beside each other. lines: (label, text, differs from the other)."""

    title: str
    photo_url: str
    lines: tuple[tuple[str, str, bool], ...]


@watch
def queue(request: Request) -> HttpResponse:
    """Records that wait, by office, the longest waiting first."""
    offices = counts.by_office(request.node)
    if request.GET.get("format") == "csv":
        head = (_("Kantor"), _("Menunggu"), _("Paket sudah di sini"), _("Pertama kali"), _("Terlama"))
        rows = ((o.office, o.waiting, o.here, o.first_timers, o.oldest.isoformat(timespec="minutes")) for o in offices)
        return csv_answer(request, "antrean-ketunggalan", head, rows)
    sought = request.GET.get("cari", "").strip().lower()
    shown = [
        QueueRow(o.office, "", o.name, o.waiting, o.here, o.first_timers, o.oldest)
        for o in offices
        if sought in o.name.lower() or sought in o.office
    ]
    context = {
        "rows": shown,
        "export": True,
        "waiting": sum(o.waiting for o in offices),
        "here": sum(o.here for o in offices),
        "cases": counts.open_cases(request.node),
        "gallery": Entry.objects.count(),
    }
    return render(request, "uniqueness/queue.html", context)


@watch
def cases(request: Request) -> HttpResponse:
    """Open cases, the oldest first; ?diputus=1 shows the decided ones instead."""
    decided = request.GET.get("diputus") == "1"
    query = Case.objects.filter(state="diputus" if decided else "terbuka").order_by("opened_at", "record")
    if sought := request.GET.get("cari", "").strip():
        digits = "".join(c for c in sought if c.isdigit())
        named = Resident.objects.filter(nama__icontains=sought).values("nik")
        query = query.filter(Q(nik__startswith=digits) if digits else Q(nik__in=named))
    if office := request.GET.get("kantor", ""):
        query = query.filter(office=office)
    if request.GET.get("format") == "csv":
        rows = query.values_list("opened_at", "office", "nik", "state", "decision", "decided_by", "note")[:100_000]
        head = (_("Dibuka"), _("Kantor"), "NIK", _("Keadaan"), _("Keputusan"), _("Oleh"), _("Alasan"))
        return csv_answer(request, "kasus-ketunggalan", head, rows)
    page = Paginator(query, 50).get_page(request.GET.get("page"))
    found = list(page)
    names = dict(Resident.objects.filter(nik__in=[c.nik for c in found]).values_list("nik", "nama"))
    offices = dict(Peer.objects.values_list("id", "name"))
    shown = [_case_row(c, names.get(c.nik, ""), offices.get(c.office, c.office)) for c in found]
    here = sorted(set(Case.objects.values_list("office", flat=True).distinct()))
    context = {
        "rows": shown,
        "page": page,
        "export": True,
        "decided": decided,
        "offices": [(o, offices.get(o, o)) for o in here],
    }
    return render(request, "uniqueness/cases.html", context)


def _case_row(c: Case, name: str, office: str) -> CaseRow:
    url = reverse("uniqueness:case", args=[c.record])
    score = c.candidates[0]["finger_score"] if c.candidates else 0
    word = {Status.PRINT_READY_RECORD: _("dua orang berbeda"), Status.DUPLICATE_RECORD: _("orang yang sama")}
    decision = word.get(Status(c.decision), "") if c.decision else ""
    deed = Deed(_("Putuskan") if c.state == "terbuka" else _("Lihat"), url)
    return CaseRow(str(c.record), url, name, c.nik, office, c.opened_at, c.state, decision, score, deed)


@judge
@never_cache
def case(request: Request, id: UUID) -> HttpResponse:
    """Both people beside each other; ?dengan=<record> chooses another candidate."""
    found = Case.objects.filter(record=id).first()
    if found is None or not found.candidates:
        raise Http404
    chosen = request.POST.get("dengan") or request.GET.get("dengan", "")
    other = next((c for c in found.candidates if str(c["record"]) == chosen), found.candidates[0])
    refusals: tuple[Any, ...] = ()
    note = request.POST.get("alasan", "").strip()[:400]
    if request.method == "POST":
        answer = acts.decide(
            request.node,
            request.actor,
            id,
            request.POST.get("keputusan", ""),
            note,
            other=UUID(str(other["record"])),
            key=_key(request),
        )
        if not isinstance(answer, Refused):
            messages.success(request, _("Keputusan tercatat dan dikirim ke kantor perekam."))
            return redirect("uniqueness:cases")
        refusals = answer.refusals
    viewed(request, found.nik)
    viewed(request, other["nik"])
    left, right = _sides(found, other, request.node.clock.zone)
    context = {
        "case": found,
        "sides": (left, right),
        "other": other,
        "candidates": found.candidates,
        "fingers": [
            (_(FINGER_LABELS[int(p)]), s) for p, s in sorted(other["fingers"].items(), key=lambda x: int(x[0]))
        ],
        "refusals": refusals,
        "note": note,
    }
    return render(request, "uniqueness/case.html", context, status=422 if refusals else 200)


def _key(request: Request) -> UUID:
    try:
        return UUID(request.POST.get("kunci", ""))
    except ValueError:
        return ids.fresh()


def _sides(found: Case, other: dict[str, Any], zone: str) -> tuple[Side, Side]:
    niks = (found.nik, str(other["nik"]))
    people = {p.nik: p for p in Resident.objects.filter(nik__in=niks)}
    records = {str(r.id): r for r in Record.objects.filter(id__in=[found.record, other["record"]])}
    offices: dict[str, str] = dict(Peer.objects.values_list("id", "name"))
    pair = [
        _lines(people.get(nik), nik, records.get(str(r)), offices, zone)
        for nik, r in zip(niks, (found.record, other["record"]), strict=True)
    ]
    titles = (_("Rekaman yang diperiksa"), _("Sudah ada dalam ketunggalan"))
    ids_ = (found.record, UUID(str(other["record"])))
    left, right = (
        Side(
            title,
            reverse("uniqueness:photo", args=[found.record, of]),
            tuple((label, text, text != theirs[1]) for (label, text), theirs in zip(mine, others, strict=True)),
        )
        for title, of, mine, others in zip(titles, ids_, pair, reversed(pair), strict=True)
    )
    return left, right


def _lines(p: Resident | None, nik: str, r: Record | None, offices: dict[str, str], zone: str) -> list[tuple[str, str]]:
    english = formats.lang_of(get_language()) == "en"
    sex = JENIS_KELAMIN.get(p.jenis_kelamin, (p.jenis_kelamin,) * 2)[english] if p else "–"
    return [
        (_("Nama"), p.nama if p else "–"),
        ("NIK", formats.nik(nik)),
        (_("Jenis kelamin"), sex),
        (_("Tempat lahir"), p.tempat_lahir if p else "–"),
        (_("Tanggal lahir"), f"{p.tanggal_lahir:%d-%m-%Y}" if p else "–"),
        (_("Nama ibu"), (p.nama_ibu if p else "") or "–"),
        (_("Nama ayah"), (p.nama_ayah if p else "") or "–"),
        (_("Direkam"), f"{formats.local(r.recorded_at, zone):%d-%m-%Y}" if r else "–"),
        (_("Kantor"), offices.get(r.office, r.office) if r else "–"),
    ]


@judge
@never_cache
def photo(request: Request, id: UUID, record: UUID) -> HttpResponse:
    """The photo out of a packet: only of the two sides of a case, and it leaves a trace."""
    found = Case.objects.filter(record=id).first()
    if found is None or str(record) not in {str(found.record), *(str(c["record"]) for c in found.candidates)}:
        raise Http404
    row = Record.objects.filter(id=record).first()
    if row is None:
        raise Http404
    viewed(request, row.nik, "foto rekaman untuk keputusan ketunggalan")
    try:
        packet = unseal(blobs.read(request.node, row.packet), request.node.keys)
    except PermanentFault as e:
        raise Http404 from e
    return HttpResponse(packet.photo, content_type="image/jpeg")
