"""The citizen's page: where is what I asked for, what is it waiting for, when may I come. No account, no script."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from siaga.accounts import attempts
from siaga.accounts.access import Request, public
from siaga.cards.public.explaining import explained_for
from siaga.documents.listing import title_of
from siaga.kit.ids import ALPHABET

from . import receipts
from .downloads import papers_of
from .models import Visit
from .standing import load_stages

CODE_LENGTH = 10
NOT_CODE = re.compile(r"[^0-9A-Z]")


def plain_code(text: str) -> str:
    """What was typed, as codes are stored: capitals, without dashes or blanks. "" for what cannot be a code."""
    code = NOT_CODE.sub("", text.upper())
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else ""


def masked(name: str) -> str:
    """ "S*** P***": the owner knows himself, a stranger who found the receipt learns no name."""
    return " ".join(f"{word[0]}***" for word in name.split())


@public
@require_safe
def track(request: Request) -> HttpResponse:
    """Type the code of the receipt."""
    typed = request.GET.get("kode", "")
    if not typed:
        return render(request, "counter/track.html", {"office_name": request.node.name})
    code = plain_code(typed)
    return redirect("counter:tracked", code) if code else unknown(request, typed)


@public
@require_safe
def tracked(request: Request, code: str) -> HttpResponse:
    """One visit. A wrong code is counted; an address that guesses is told to wait, for right and wrong ones alike."""
    now = request.node.clock.now()
    plain = plain_code(code)
    row = Visit.objects.filter(code=plain).first() if plain else None
    caller = attempts.address(request)
    if attempts.too_many(attempts.RECEIPTS, caller, now):
        context = {"late": attempts.refusal(now), "office_name": request.node.name}
        return attempts.late(render(request, "counter/track.html", context), now)
    if row is None:
        attempts.count(attempts.RECEIPTS, caller, now)
        return unknown(request, code)
    applications = receipts.of_visit(row.id)
    made = receipts.lines(request.node, applications, load_stages(request.node, applications))
    context = {
        "visit": row,
        "lines": [(masked(m.name), m, explained_for(request.node, m.nik)) for m in made],
        "code": receipts.grouped(row.code),
        "papers": [(title_of(d.kind), d) for d in papers_of(request.node, row)],
        "now": now,
    }
    return render(request, "counter/tracked.html", context | {"office_name": request.node.name})


def unknown(request: Request, typed: str) -> HttpResponse:
    context = {"wrong": True, "typed": typed[:20], "office_name": request.node.name}
    return render(request, "counter/track.html", context, status=404)
