"""An arrival: the SKPWNI is shown and proven, then its form, a case file like any other. Nothing of it needs a line to anybody."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from siaga.accounts.access import Request, allow, viewed
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people import register
from siaga.people.biodata import Biodata
from siaga.people.event_pages import BAD
from siaga.people.moving.arriving import told_letter
from siaga.people.moving.arriving_rules import check_letter, check_people
from siaga.people.moving.forms import MOST_PEOPLE, Held, PersonForm, ShowForm, TypedForm
from siaga.people.moving.letter import Letter, offices_of
from siaga.people.moving.models import Move, MoveEnd
from siaga.people.moving.showing import Shown, letter_in, letter_typed
from siaga.people.moving.standing import known_move
from siaga.people.peristiwa.pindah import PINDAH_DATANG
from siaga.people.ways import SERVE
from siaga.shell.formats import local
from siaga.shell.values import place_refusals
from siaga.wilayah.find import area_name

from . import drafts
from .form_pages import Begun, form_url, served
from .models import Berkas
from .steps import RETURNED

PURPOSE = "pindah datang"
CODE = PINDAH_DATANG.code


@allow(*SERVE, purpose=PURPOSE)
@never_cache
@require_http_methods(["GET", "POST"])
def arrivals(request: Request) -> HttpResponse:
    """First the letter: one that was told by the centre, or its file, or its code and what is typed from the paper."""
    if request.method == "GET":
        number = request.GET.get("nomor", "")
        return _to_form(request, number) if number and told_letter(number) else _show(request, ShowForm())
    if request.POST.get("langkah") == "ketik":
        return _typed(request)
    form = ShowForm(request.POST, request.FILES)
    return _proven(request, form) if form.is_valid() else _show(request, form)


@allow(*SERVE, purpose=PURPOSE)
@never_cache
def arrival(request: Request, number: str) -> HttpResponse:
    """The form of everybody on a letter that was shown here, or that the centre told."""
    held = _held(request, number)
    if held is None:
        messages.info(
            request, _("Tunjukkan dahulu SKPWNI-nya: pindai kode QR-nya, ketik nomornya, atau pilih berkasnya.")
        )
        return redirect("berkas:arrivals")
    for nik in held.letter.niks:
        viewed(request, nik)
    no = check_letter(held.letter, known_move(request.node, number), held.shown_on)
    if no and request.method != "POST":
        return _show(request, ShowForm(initial={"kode": number}), no)
    return served(request, Begun(PINDAH_DATANG, number, None, None, held))


def _to_form(request: Request, number: str) -> HttpResponse:
    """What was asked for at the counter is not lost on the way."""
    return redirect(form_url(CODE, number, request.GET.get(drafts.APPLICATION, "")))


def _held(request: Request, number: str) -> Held | None:
    """The letter as the centre told it, or as this officer's draft holds it."""
    draft = drafts.find(request.actor.id, CODE, number)
    before = Berkas.objects.filter(id=draft.berkas, state=RETURNED).first() if draft and draft.berkas else None
    # Who brought it in time is not late because we sent the case file back.
    shown_on = local(before.first_at, request.node.clock.zone).date() if before else request.node.clock.today()
    if letter := told_letter(number):
        return Held(letter, "pusat", shown_on)
    if draft is None or drafts.LETTER not in draft.values:
        return None
    letter = msgspec.json.decode(draft.values[drafts.LETTER], type=Letter)
    return Held(letter, draft.values[drafts.PROOF], shown_on)


def _show(request: Request, form: ShowForm, refusals: Sequence[Refusal] = ()) -> HttpResponse:
    if refusals and form.is_bound:
        place_refusals(form, [r.at(r.field if r.field in form.fields else "kode") for r in refusals])
    today = request.node.clock.today()
    coming = Move.objects.filter(destination=request.node.id, withdrawn="", valid_until__gte=today)
    coming = coming.exclude(number__in=MoveEnd.objects.values("number")).order_by("valid_until", "number")[:20]
    running = Berkas.objects.filter(event=CODE, office=request.node.id, about__in=[m.number for m in coming])
    cases = {b.about: b.id for b in running.exclude(state__in=("selesai", "dibatalkan"))}
    told = [
        (m.number, _first(m), len(m.niks), area_name(m.office, today) or m.office, m.valid_until, cases.get(m.number))
        for m in coming
    ]
    context = {
        "form": form,
        "coming": told,
        "application": request.GET.get(drafts.APPLICATION, ""),
        "refusals": () if form.is_bound else refusals,
        "submit_label": _("Periksa SKPWNI"),
        "multipart": True,
    }
    return render(request, "berkas/arrivals.html", context, status=BAD if form.errors else 200)


def _first(m: Move) -> str:
    movers = m.letter["movers"]
    return str(next((p["nama"] for p in movers if p["shdk"] == 1), movers[0]["nama"]))


def _proven(request: Request, form: ShowForm) -> HttpResponse:
    code, upload = form.cleaned_data.get("kode", "").strip(), form.cleaned_data.get("berkas")
    typed = "".join(code.split()).upper()
    if not code and upload is None:
        lacks = Refusal("move.nothing", "Pindai kode QR SKPWNI, ketik nomornya, atau pilih berkasnya.", "kode")
        return _show(request, form, [lacks])
    if offices_of(typed):
        if told_letter(typed):
            return _to_form(request, typed)
        unknown = Refusal(
            "move.not_told",
            "SKPWNI ini belum disampaikan pusat. Pindai kode QR pada lembarnya, atau pilih berkas PDF-nya: itu cukup.",
            "kode",
        )
        return _show(request, form, [unknown])
    shown = request.siaga_skpwni(code=code, pdf=upload.read() if upload is not None else b"")
    if isinstance(shown, Refusal):
        return _show(request, form, [shown])
    if told_letter(shown.number):
        return _to_form(request, shown.number)
    if no := _letter_refused(request.node, _bare(shown)):
        return _show(request, form, no)
    if shown.content is None:
        return _typing(request, shown, int(form.cleaned_data.get("orang") or 1))
    inside = letter_in(shown)
    return _show(request, form, [inside]) if isinstance(inside, Refusal) else _kept(request, inside, "berkas")


def _letter_refused(node: Node, letter: Letter) -> list[Refusal]:
    return check_letter(letter, known_move(node, letter.number), node.clock.today())


def _bare(shown: Shown) -> Letter:
    """What the code alone says, enough to refuse before anybody types."""
    made = letter_typed(shown, [Biodata(nama=shown.holder)], "0" * 16, False)
    assert isinstance(made, Letter)
    return made


def _kept(request: Request, letter: Letter, proof: str) -> HttpResponse:
    """The proven letter goes into the officer's draft, on our side: the browser never holds it."""
    held = {drafts.LETTER: msgspec.json.encode(letter).decode(), drafts.PROOF: proof}
    drafts.hold(request.node, request.actor, CODE, letter.number, held)
    return _to_form(request, letter.number)


def _typing(
    request: Request,
    shown: Shown,
    count: int,
    form: TypedForm | None = None,
    people: Sequence[PersonForm] = (),
    told: Sequence[Refusal] = (),
) -> HttpResponse:
    """The people on the paper; what was typed of them before stands in the fields."""
    people = people or _begun_people(request, shown.number, count)
    form = form or TypedForm(initial=_begun_letter(request, shown.number))
    context = {
        "form": form,
        "groups": form.groups(),
        "people": [(n + 1, p, p.groups()) for n, p in enumerate(people)],
        "shown": shown,
        "origin": area_name((offices_of(shown.number) or ("",))[0], request.node.clock.today()),
        "hidden": {"langkah": "ketik", "kode": shown.code, "orang": str(len(people))},
        "refusals": told,
        "submit_label": _("Lanjut ke alamat"),
        "cancel_url": reverse("berkas:arrivals"),
    }
    bad = bool(form.errors) or any(p.errors for p in people)
    return render(request, "berkas/arrival_typed.html", context, status=BAD if bad else 200)


def _before(request: Request, number: str) -> Letter | None:
    held = _held(request, number)
    return held.letter if held and held.proof == "qr" else None


def _begun_people(request: Request, number: str, count: int) -> list[PersonForm]:
    before = _before(request, number)
    movers = before.movers if before else ()
    return [
        PersonForm(prefix=f"o{n}", **({"initial": msgspec.structs.asdict(movers[n])} if n < len(movers) else {}))
        for n in range(max(count, len(movers)))
    ]


def _begun_letter(request: Request, number: str) -> dict[str, object]:
    before = _before(request, number)
    return {"no_kk_asal": before.home.no_kk, "seluruh": before.keeps_kk} if before else {}


def _typed(request: Request) -> HttpResponse:
    """The people came back: the code is proven once more, and what was typed is held to it and to the rules."""
    shown = request.siaga_skpwni(code=request.POST.get("kode", ""))
    if isinstance(shown, Refusal):
        return _show(request, ShowForm(request.POST), [shown])
    given = request.POST.get("orang", "")
    count = min(int(given), MOST_PEOPLE) if given.isascii() and given.isdigit() and int(given) else 1
    people = [PersonForm(request.POST, prefix=f"o{n}") for n in range(count)]
    form = TypedForm(request.POST)
    unread = [p for p in (form, *people) if not p.is_valid()]
    letter = letter_typed(
        shown, [p.biodata() for p in people], str(form.value("no_kk_asal")), bool(form.value("seluruh"))
    )
    wrong = letter if isinstance(letter, list) else _letter_refused(request.node, letter)
    form.tell(wrong, form.places())
    told: list[Refusal] = []
    for p, m in zip(people, letter.movers if isinstance(letter, Letter) else (), strict=False):
        no = check_people([m], register.persons([m.nik]), request.node.clock.today())
        p.tell(r if r.field in p.fields else r.at("nik") for r in no)
        told += no
    if unread or isinstance(letter, list) or form.errors or told:
        return _typing(request, shown, count, form, people, told)
    return _kept(request, letter, "qr")
