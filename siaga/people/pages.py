"""Finding people and looking at them: search while typing, a resident, a family."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from siaga.accounts.access import Request, allow, viewed
from siaga.continuity.standing import may_begin
from siaga.continuity.table import LOOKUP, SERVICE_WORDS
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import Refusal
from siaga.people.biodata import of_card_age
from siaga.people.codes import DISABILITAS, JENIS_KELAMIN, NUMBERED, SHDK
from siaga.people.find import LIMIT, find_residents, understand
from siaga.people.foreign.found import find_guests
from siaga.people.models import Akta, DueDocument, Family, NikConfirmation, Resident
from siaga.people.moving.standing import last_move
from siaga.people.peristiwa import OF_A_FAMILY
from siaga.shell.formats import day, lang_of
from siaga.shell.values import Paper, Related, Standing, Who
from siaga.wilayah.find import find, path_name

from . import ways
from .columns import label
from .history import DEED_WORDS, DOCUMENT_WORDS, lines_of
from .ways import SERVE, address

LOOK = ("loket", "verifikator", "kepala_bidang", "perekaman", "pencetakan", "kepala", "operator_pusat")
BUTTONS = ("kelahiran", "anggota_baru")  # of a family: the others are in its menu
STATES = {
    "aktif": gettext_lazy("Aktif"),
    "meninggal": gettext_lazy("Meninggal"),
    "pindah": gettext_lazy("Pindah"),
    "ditutup": gettext_lazy("NIK ditutup"),
}
PER_PAGE = 50
MOST_TYPED = 100
IF_GIVEN = ("no_akta_kawin", "tanggal_kawin", "no_akta_cerai", "tanggal_cerai", "no_paspor")


def is_office(node: Node) -> bool:
    return node.id != PUSAT


@allow(*LOOK, purpose="pencarian")
@require_GET
def search(request: Request) -> HttpResponse:
    """The whole page; without a script the form does the same by Enter. A full NIK that is here opens its page."""
    context = _told(request)
    found = context["found"]
    guests = context["guests"]
    if not found and len(guests) == 1 and guests[0].nik == understand(context["asked"]).number:
        return redirect("people:guest", guests[0].nik)
    if len(found) == 1 and found[0].nik == understand(context["asked"]).number:
        return redirect("people:resident", found[0].nik)
    return render(request, "people/search.html", context)


@allow(*LOOK, purpose="pencarian")
@require_GET
def search_part(request: Request) -> HttpResponse:
    """Only the answers, while typing."""
    return render(request, "people/_answers.html", _told(request))


def _told(request: Request) -> dict[str, Any]:
    """The answers; that they were shown, and for what was typed, stands in the trail."""
    context = _answers(request)
    if context["found"] or context["guests"]:
        typed = "".join(c for c in context["asked"] if c.isprintable())
        viewed(request, f"pencarian/{typed[:MOST_TYPED]}")
    return context


def _answers(request: Request) -> dict[str, Any]:
    asked = request.GET.get("q", "").strip()
    no = may_begin(request.node, LOOKUP) if asked else None
    found = find_residents(asked, wilayah=request.actor.wilayah) if asked and no is None else []
    mine = request.node.id if is_office(request.node) else ""
    guests = find_guests(asked, office=mine, wilayah=request.actor.wilayah) if asked and no is None else []
    return {
        "no": no,
        "guests": guests,
        "asked": asked,
        "found": found,
        "many": len(found) == LIMIT,
        "states": STATES,
        "office": is_office(request.node),
    }


def not_now(request: Request, no: Refusal) -> HttpResponse:
    """The table of outages lets nobody be looked up now: why, and what the citizen leaves with."""
    context = {"base": "shell/base.html", "what": _(SERVICE_WORDS[LOOKUP]), "refused": no}
    return render(request, "shell/error.html", context, status=503)


@allow(*LOOK, purpose="pelayanan")
@require_GET
def resident(request: Request, nik: str) -> HttpResponse:
    row = Resident.objects.filter(nik=nik).first()
    if row is None:
        raise Http404
    if no := may_begin(request.node, LOOKUP):
        return not_now(request, no)
    viewed(request, nik)
    home = Family.objects.filter(no_kk=row.no_kk).first()
    language = lang_of(request.LANGUAGE_CODE)
    ktp = _standing(request, row)
    deed, others = ways.of_person(request, row, ktp) if is_office(request.node) else (None, [])
    context = {
        "row": row,
        "home": home,
        "who": who(request.node, row, home, language, ktp.photo_url if ktp else ""),
        "state": STATES.get(row.status, row.status),
        "pairs": pairs_of(row, language),
        "deed": deed,
        "others": others,
        "ktp": ktp,
        "history": lines_of(request.node, f"penduduk/{nik}", request.siaga_cases(f"penduduk/{nik}")),
        "papers": _papers(row, language),
        "applications": request.siaga_applications(nik),
        "related": _related(row, language),
        "uncertain": _uncertain(row),
        "move": last_move(nik),
    }
    return render(request, "people/resident.html", context)


def _standing(request: Request, row: Resident) -> Standing | None:
    """Recording and cards lie on floors below: the middleware hands in who can say. None for a child never recorded."""
    ask = getattr(request, "siaga_ktp", None)
    if not ask or row.status != "aktif" or not is_office(request.node):
        return None
    found: Standing = ask(row.nik)
    grown = of_card_age(row.tanggal_lahir, row.status_kawin, request.node.clock.today())
    return found if grown or found.next != "recording:start" else None


def who(node: Node, row: Resident, home: Family | None, language: str, photo_url: str = "") -> Who:
    place = path_name(home.kode_wilayah, node.clock.today()) if home else ""
    where = f"{home.alamat}, RT {home.rt}/RW {home.rw}, {place}" if home else ""
    name = " ".join(part for part in (row.gelar_depan, row.nama) if part)
    return Who(
        name=f"{name}, {row.gelar_belakang}" if row.gelar_belakang else name,
        nik=row.nik,
        born=row.tanggal_lahir,
        birthplace=row.tempat_lahir,
        sex=JENIS_KELAMIN[row.jenis_kelamin][language == "en"],
        address=where,
        photo_url=photo_url,
        provisional=_uncertain(row),
    )


def _uncertain(row: Resident) -> bool:
    """Minted while the centre could not be asked, and not confirmed since."""
    return row.minted_offline and not NikConfirmation.objects.filter(nik=row.nik).exists()


def pairs_of(row: Any, language: str) -> list[tuple[str, str]]:
    """The rest of the biodata as (title, words)."""
    chosen = {codes.field: getattr(row, codes.field) for codes in NUMBERED}
    found = [
        (_(codes.title.capitalize()), codes.label(chosen[codes.field], language) if chosen[codes.field] else "-")
        for codes in NUMBERED
    ]
    disability = DISABILITAS.get(row.disabilitas, (row.disabilitas, row.disabilitas))[language == "en"]
    return [
        *found,
        (_("Kewarganegaraan"), row.kewarganegaraan),
        (_("Penyandang disabilitas"), disability),
        (_("Ibu"), row.nama_ibu or "-"),
        (_("Ayah"), row.nama_ayah or "-"),
        (_("Nomor akta kelahiran"), row.no_akta_lahir or "-"),
        *((label(name), _written(value, language)) for name in IF_GIVEN if (value := getattr(row, name))),
    ]


def _written(value: str | date, language: str) -> str:
    return day(value, language) if isinstance(value, date) else value


def _papers(row: Resident, language: str) -> list[Paper]:
    deeds = Akta.objects.filter(Q(nik=row.nik) | Q(nik_kedua=row.nik)).order_by("registered_on", "number")
    found = [
        Paper(f"{_(DEED_WORDS.get(d.kind, d.kind))} {d.number}", address("documents:deed", d.number)) for d in deeds
    ]
    due = DueDocument.objects.filter(holder=row.nik, made=False).order_by("at")
    return found + [
        Paper(_(DOCUMENT_WORDS.get(d.kind, d.kind)), address("documents:due", row.nik), _("perlu dibuat")) for d in due
    ]


def _related(row: Resident, language: str) -> list[Related]:
    others = Resident.objects.filter(no_kk=row.no_kk).exclude(nik=row.nik).order_by("shdk", "tanggal_lahir")
    return [
        Related(r.nama, SHDK.label(r.shdk, language), r.nik, reverse("people:resident", args=[r.nik])) for r in others
    ]


@allow(*LOOK, purpose="pelayanan")
@require_GET
def family(request: Request, no_kk: str) -> HttpResponse:
    row = Family.objects.filter(no_kk=no_kk).first()
    if row is None:
        raise Http404
    if no := may_begin(request.node, LOOKUP):
        return not_now(request, no)
    viewed(request, f"keluarga/{no_kk}")
    language = lang_of(request.LANGUAGE_CODE)
    members = Resident.objects.filter(no_kk=no_kk).order_by("shdk", "tanggal_lahir", "nik")
    context = {
        "home": row,
        "place": path_name(row.kode_wilayah, request.node.clock.today()),
        "members": [(m, SHDK.label(m.shdk, language), STATES.get(m.status, m.status)) for m in members],
        "serves": row.status == "aktif" and is_office(request.node) and bool(set(SERVE) & request.actor.roles),
        "events": [
            (reverse("berkas:family_event", args=[no_kk, e.code]), _(e.title))
            for e in OF_A_FAMILY
            if e.code not in BUTTONS
        ],
        "due": DueDocument.objects.filter(subject=f"keluarga/{no_kk}", made=False).order_by("at"),
        "due_url": address("documents:due", row.nik_kepala),
        "history": lines_of(request.node, f"keluarga/{no_kk}", request.siaga_cases(f"keluarga/{no_kk}")),
    }
    return render(request, "people/family.html", context)


@allow(*SERVE)
@require_GET
def areas(request: Request) -> JsonResponse:
    """Villages of this office by the beginnings of their names: `[{"code", "name", "path"}]`."""
    node: Node = request.node
    found = find(request.GET.get("q", "")[:80], 4, node.wilayah or None, on=node.clock.today(), limit=12)
    return JsonResponse([{"code": a.code, "name": a.name, "path": a.path} for a in found], safe=False)
