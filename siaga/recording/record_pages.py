"""Work lists of recordings, and the page of one record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from siaga.accounts.access import Request, allow, in_area, viewed
from siaga.accounts.exports import csv_answer
from siaga.accounts.models import Officer
from siaga.journal import blobs
from siaga.journal.act import Refused
from siaga.journal.models import Blob, JournalFact
from siaga.kit import ids
from siaga.kit.refusal import PermanentFault
from siaga.people.models import Resident
from siaga.shell.stored import shown
from siaga.shell.templatetags.siaga_ui import told
from siaga.shell.values import Deed, HistoryLine
from siaga.wilayah.find import path_name

from . import acts, work
from .facts import StatusChanged
from .models import Record
from .packet import Packet, unseal
from .session_pages import who
from .status import LABELS_ID, Status

look = allow("perekaman", "loket", "verifikator", "pencetakan", "kepala", purpose="status rekaman")
act = allow("perekaman", "kepala", purpose="tindak lanjut rekaman")
WAITS = {
    Status.BIO_CAPTURED: "pengiriman ke pusat",
    Status.SENT_FOR_ENROLLMENT: "jawaban pusat",
    Status.RECEIVED_AT_CENTRAL: "pemeriksaan ketunggalan di pusat",
    Status.ADJUDICATE_RECORD: "keputusan petugas pusat",
    Status.ADJUDICATE_IN_PROCESS: "keputusan petugas pusat",
    Status.PRINT_READY_RECORD: "pencetakan kartu",
    Status.CARD_PRINTED: "pengambilan kartu",
}
MOST_EXPORTED = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    pk: str
    url: str
    name: str
    nik: str
    status: str
    says: str
    recorded_at: datetime
    since: datetime
    kecamatan: str
    deed: Deed | None


@look
def records(request: Request) -> HttpResponse:
    """By heap, kecamatan, NIK or name, all in the address; the oldest recording first."""
    node, officer = request.node, request.actor
    heap, area = request.GET.get("tumpukan", ""), request.GET.get("kecamatan", "")
    query = work.records(node, officer, heap, area, request.GET.get("cari", "").strip())
    if request.GET.get("format") == "csv":
        return csv_answer(request, "rekaman", _head(), _export(query[:MOST_EXPORTED]))
    page = Paginator(query, 50).get_page(request.GET.get("page"))
    found = list(page)
    names = dict(Resident.objects.filter(nik__in=[r.nik for r in found]).values_list("nik", "nama"))
    counts = work.counts(node, officer)
    areas = sorted(set(work.records(node, officer, "semua").order_by().values_list("kecamatan", flat=True).distinct()))
    today = node.clock.today()
    context = {
        "rows": [_row(r, names.get(r.nik, ""), _may_act(request)) for r in found],
        "page": page,
        "export": True,
        "heaps": [(h, counts[h.code]) for h in work.HEAPS],
        "heap": heap,
        "areas": [(a, path_name(a, today).split(",")[0]) for a in areas if a],
        "area": area,
        "kilobytes": work.bytes_to_go() // 1000,
    }
    return render(request, "recording/records.html", context)


def _may_act(request: Request) -> bool:
    return bool({"perekaman", "kepala"} & request.actor.roles)


def _head() -> tuple[str, ...]:
    return (_("Direkam"), "NIK", _("Nama"), _("Status"), _("Sejak"), _("Kelurahan"), _("Keterangan"))


def _export(found: Iterable[Record]) -> Iterable[tuple[object, ...]]:
    rows = list(found)
    names = dict(Resident.objects.filter(nik__in=[r.nik for r in rows]).values_list("nik", "nama"))
    for r in rows:
        at, since = r.recorded_at.isoformat(timespec="minutes"), r.status_since.isoformat(timespec="minutes")
        yield at, r.nik, names.get(r.nik, ""), r.status, since, r.kelurahan, r.says


def _row(r: Record, name: str, may_act: bool) -> Row:
    deed = _deed(r) if may_act else None
    url = reverse("recording:record", args=[r.id])
    label = _(LABELS_ID[r.status])
    return Row(str(r.id), url, name, r.nik, label, r.says, r.recorded_at, r.status_since, r.kecamatan, deed)


def _deed(r: Record) -> Deed | None:
    """The one thing to do next: a failure of the search is sent again, a failure of the recording is recorded again."""
    if r.status == Status.SEARCH_FAILURE_AT_CENTRAL:
        return Deed(_("Kirim ulang"), reverse("recording:resend", args=[r.id]), "post")
    if r.status in (Status.ENROLL_FAILURE_AT_CENTRAL, Status.ENROLL_FAILURE_AT_REGIONAL):
        return Deed(_("Rekam ulang"), reverse("recording:start", args=[r.nik]))
    return None


def _record(request: Request, id: UUID) -> tuple[Record, Resident | None]:
    found = Record.objects.filter(id=id, office=request.node.id).first()
    if found is None or not in_area(request.actor, found.kelurahan):
        raise Http404
    return found, Resident.objects.filter(nik=found.nik).first()


@look
@never_cache
def record(request: Request, id: UUID) -> HttpResponse:
    found, resident = _record(request, id)
    if resident is None:
        raise Http404
    viewed(request, found.nik)
    on_line = Blob.objects.filter(sha=found.packet).exclude(wanted_by="").values_list("size", flat=True).first()
    context = {
        "record": found,
        "who": who(resident, reverse("recording:photo", args=[id])),
        "state": capfirst(_(LABELS_ID[found.status])),
        "waits_for": _(WAITS[Status(found.status)]) if Status(found.status) in WAITS else "",
        "waits_since": found.status_since,
        "deed": _deed(found) if _may_act(request) and found.current else None,
        "may_resend": found.status == Status.ENROLL_FAILURE_AT_CENTRAL and found.current and _may_act(request),
        "history": _history(found),
        "kilobytes": (on_line or 0) // 1000 + 1 if on_line else 0,
        "area": path_name(found.kelurahan, request.node.clock.today()),
    }
    return render(request, "recording/record.html", context)


def _history(found: Record) -> list[HistoryLine]:
    """The newest first, as on every other page."""
    facts = JournalFact.objects.filter(subject=f"rekaman/{found.id}", lsn__isnull=False).order_by("-at", "-lsn")
    rows = list(facts.values_list("at", "kind", "actor", "body", "chain"))
    names: dict[str, Any] = dict(
        Officer.objects.filter(username__in={r[2] for r in rows}).values_list("username", "name")
    )
    return [
        HistoryLine(at, *_told(kind, body, chain, names.get(actor, actor))) for at, kind, actor, body, chain in rows
    ]


def _told(kind: str, body: str, chain: str, by: str) -> tuple[str, str]:
    by = _("pusat") if chain.startswith("pusat") else by
    if kind == StatusChanged.kind:
        b = msgspec.json.decode(body, type=StatusChanged)
        return _(LABELS_ID.get(b.status, b.status)) + (f": {shown(b.says)}" if b.says else ""), by
    if kind == "recording.packet_resealed":
        return _("paket disegel ulang agar dapat dibaca pusat"), by
    return _("direkam"), by


@act
@require_POST
def resend(request: Request, id: UUID) -> HttpResponse:
    _record(request, id)
    try:
        key = UUID(request.POST.get("kunci", ""))
    except ValueError:
        key = ids.fresh()
    outcome = acts.resend(request.node, request.actor, id, key=key)
    if isinstance(outcome, Refused):
        for no in outcome.refusals:
            messages.error(request, told(no))
    else:
        messages.success(request, _("Dikirim ulang ke pusat."))
    return redirect("recording:record", id)


def _packet(request: Request, found: Record, purpose: str) -> Packet:
    viewed(request, found.nik, purpose)
    try:
        return unseal(blobs.read(request.node, found.packet), request.node.keys)
    except PermanentFault as e:
        raise Http404 from e


@look
@never_cache
def photo(request: Request, id: UUID) -> HttpResponse:
    found, _resident = _record(request, id)
    return HttpResponse(_packet(request, found, "foto rekaman").photo, content_type="image/jpeg")
