"""The destination's pages: the SKPWNI is shown, then who came and where they live. Nothing of it needs a line to anybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from siaga.accounts.access import Request, allow, viewed
from siaga.journal.act import Done, Outcome
from siaga.kit.refusal import Refusal
from siaga.people.biodata import Biodata
from siaga.people.event_pages import BAD, advise, key_of
from siaga.people.ways import SERVE
from siaga.shell.values import place_refusals
from siaga.wilayah.find import area_name

from .arriving import arrive, known_here, told_letter
from .arriving_rules import check_letter
from .forms import MOST_PEOPLE, ArrivalForm, PersonForm, ShowForm, TypedForm
from .letter import Letter, offices_of
from .models import Move, MoveEnd
from .showing import Shown, letter_in, letter_typed

PURPOSE = "pindah datang"


@allow(*SERVE, purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def arrivals(request: Request) -> HttpResponse:
    """First the letter; with one that was told by the centre, or with its file, the form is filled; else it is typed from the paper."""
    number = request.GET.get("nomor", "")
    if request.method == "GET":
        letter = told_letter(number) if number else None
        return _filled(request, letter, "pusat", {"nomor": number}) if letter else _show(request, ShowForm())
    step = request.POST.get("langkah", "")
    if step == "terima":
        return _received(request)
    form = ShowForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form)
    return _begun(request, form)


def _show(request: Request, form: ShowForm, refusals: Sequence[Refusal] = ()) -> HttpResponse:
    if refusals:
        place_refusals(form, [r.at(r.field if r.field in form.fields else "kode") for r in refusals])
    coming = Move.objects.filter(destination=request.node.id, withdrawn="", valid_until__gte=request.node.clock.today())
    coming = coming.exclude(number__in=MoveEnd.objects.values("number")).order_by("valid_until", "number")[:20]
    today = request.node.clock.today()
    told = [(m.number, _first(m), len(m.niks), area_name(m.office, today) or m.office, m.valid_until) for m in coming]
    context = {"form": form, "coming": told, "submit_label": _("Periksa SKPWNI")}
    return render(request, "people/arrivals.html", context, status=BAD if form.errors else 200)


def _first(m: Move) -> str:
    movers = m.letter["movers"]
    return str(next((p["nama"] for p in movers if p["shdk"] == 1), movers[0]["nama"]))


def _begun(request: Request, form: ShowForm) -> HttpResponse:
    code, upload = form.cleaned_data.get("kode", "").strip(), form.cleaned_data.get("berkas")
    typed = "".join(code.split()).upper()
    if not code and upload is None:
        lacks = Refusal("move.nothing", "Pindai kode QR SKPWNI, ketik nomornya, atau pilih berkasnya.", "kode")
        return _show(request, form, [lacks])
    if offices_of(typed):
        letter = told_letter(typed)
        if letter is not None:
            return _filled(request, letter, "pusat", {"nomor": typed})
        unknown = Refusal(
            "move.not_told",
            "SKPWNI ini belum disampaikan pusat. Pindai kode QR pada lembarnya, atau pilih berkas PDF-nya: itu cukup.",
            "kode",
        )
        return _show(request, form, [unknown])
    shown = request.siaga_skpwni(code=code, pdf=upload.read() if upload is not None else b"")
    if isinstance(shown, Refusal):
        return _show(request, form, [shown])
    return _by_code(request, shown, form)


def _by_code(request: Request, shown: Shown, form: ShowForm) -> HttpResponse:
    letter = told_letter(shown.number)
    if letter is not None:
        return _filled(request, letter, "pusat", {"nomor": shown.number})
    if shown.content is not None:
        inside = letter_in(shown)
        if isinstance(inside, Refusal):
            return _show(request, form, [inside])
        return _filled(request, inside, "berkas", {"kode": shown.code, "isi": shown.text})
    bare = _bare(shown)
    if no := check_letter(bare, known_here(request.node, bare)):
        return _show(request, form, no)
    count = form.cleaned_data.get("orang") or 1
    return _typing(request, shown, int(count))


def _bare(shown: Shown) -> Letter:
    """What the code alone says, enough to refuse before anybody types."""
    made = letter_typed(shown, [Biodata(nama=shown.holder)], "0" * 16, False)
    assert isinstance(made, Letter)
    return made


def _filled(request: Request, letter: Letter, proof: str, hidden: dict[str, str], **more: Any) -> HttpResponse:
    for nik in letter.niks:
        viewed(request, nik)
    home = letter.address
    begun = {name: getattr(home, name) for name in ("alamat", "rt", "rw", "kode_wilayah", "kode_pos")}
    form = more.get("form") or ArrivalForm(letter=letter, initial=begun)
    refusals = [] if form.is_bound else check_letter(letter, known_here(request.node, letter))
    form.show_area(request.node.clock.today())
    context = {
        "form": form,
        "groups": form.groups(),
        "letter": letter,
        "origin": area_name(letter.origin, request.node.clock.today()) or letter.origin,
        "hidden": {"langkah": "terima", **hidden},
        "proof": proof,
        "refusals": refusals,
        "submit_label": _("Terima pindah datang"),
        "cancel_url": reverse("people:arrivals"),
    }
    return render(request, "people/arrival_form.html", context, status=BAD if form.errors else 200)


def _typing(request: Request, shown: Shown, count: int, **more: Any) -> HttpResponse:
    people = more.get("people") or [PersonForm(prefix=f"o{n}") for n in range(count)]
    form = more.get("form") or TypedForm()
    form.show_area(request.node.clock.today())
    context = {
        "form": form,
        "groups": form.groups(),
        "people": [(n + 1, p, p.groups()) for n, p in enumerate(people)],
        "shown": shown,
        "origin": area_name((offices_of(shown.number) or ("",))[0], request.node.clock.today()),
        "hidden": {"langkah": "terima", "kode": shown.code, "orang": str(len(people))},
        "proof": "qr",
        "submit_label": _("Terima pindah datang"),
        "cancel_url": reverse("people:arrivals"),
    }
    bad = bool(form.errors) or any(p.errors for p in people)
    return render(request, "people/arrival_form.html", context, status=BAD if bad else 200)


def _received(request: Request) -> HttpResponse:
    """The form came back: the letter is proven once more, from what was shown."""
    number, code, text = (request.POST.get(name, "") for name in ("nomor", "kode", "isi"))
    if number:
        letter = told_letter(number)
        if letter is None:
            return redirect("people:arrivals")
        return _receive(request, letter, "pusat", {"nomor": number})
    shown = request.siaga_skpwni(code=code, content=text)
    if isinstance(shown, Refusal):
        return _show(request, ShowForm(request.POST), [shown])
    if shown.content is not None:
        inside = letter_in(shown)
        if isinstance(inside, Refusal):
            return _show(request, ShowForm(request.POST), [inside])
        return _receive(request, inside, "berkas", {"kode": code, "isi": text})
    return _receive_typed(request, shown)


def _receive(request: Request, letter: Letter, proof: str, hidden: dict[str, str]) -> HttpResponse:
    form = ArrivalForm(request.POST, letter=letter)
    form.is_valid()
    outcome = arrive(
        request.node, request.actor, letter, form.receive(), proof=proof, also=form.unread(), key=key_of(request)
    )
    if isinstance(outcome, Done):
        return _done(request, outcome)
    form.tell(outcome.refusals, form.places())
    return _filled(request, letter, proof, hidden, form=form)


def _receive_typed(request: Request, shown: Shown) -> HttpResponse:
    given = request.POST.get("orang", "")
    count = min(int(given), MOST_PEOPLE) if given.isascii() and given.isdigit() and int(given) else 1
    people = [PersonForm(request.POST, prefix=f"o{n}") for n in range(count)]
    form = TypedForm(request.POST)
    also: list[Refusal] = []
    for p in (form, *people):
        p.is_valid()
        also += p.unread()
    said = [p.biodata() for p in people]
    letter = letter_typed(shown, said, str(form.value("no_kk_asal")), bool(form.value("seluruh")))
    if isinstance(letter, Letter):
        relations = {p.nik: p.shdk for p in said if p.shdk}
        outcome: Outcome = arrive(
            request.node, request.actor, letter, form.received(relations), proof="qr", also=also, key=key_of(request)
        )
        if isinstance(outcome, Done):
            return _done(request, outcome)
        form.tell(outcome.refusals, form.places())
    else:
        form.tell(letter, form.places())
    return _typing(request, shown, count, form=form, people=people)


def _done(request: Request, outcome: Done) -> HttpResponse:
    messages.success(request, _("Kedatangan dicatat. KK: %(no)s. NIK mereka tetap.") % {"no": outcome.value})
    advise(request, outcome.warnings)
    return redirect("people:family", outcome.value)
