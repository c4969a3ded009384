"""At the centre: which nodes belong to the country, and one-time codes that let a new office in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from siaga.accounts.access import Request, allow
from siaga.journal import membership
from siaga.journal.models import AdmissionCode, Peer
from siaga.kit.keys import PublicKeys
from siaga.kit.node import PUSAT
from siaga.shell.fields import AreaField
from siaga.wilayah.find import area_name, find

KABUPATEN = 2  # the level of an office's area

operator = allow("operator_pusat")


@dataclass(frozen=True, slots=True)
class Member:
    """An admitted node. fingerprint: of its keys, to be compared by telephone."""

    id: str
    name: str
    area: str
    fingerprint: str
    since: datetime


class CodeForm(forms.Form):
    wilayah = AreaField(
        label=gettext_lazy("Kabupaten atau kota"),
        url=reverse_lazy("member_areas"),  # type: ignore[arg-type]
        help_text=gettext_lazy("Ketik nama kabupaten atau kota, lalu pilih"),
        max_length=20,
    )

    def __init__(self, *args: object, today: object = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.today = today

    def clean_wilayah(self) -> str:
        code = "".join(c for c in str(self.cleaned_data["wilayah"]) if c.isdigit())
        if len(code) != 4 or not area_name(code, self.today):  # type: ignore[arg-type]
            raise forms.ValidationError(_("Pilih kabupaten atau kota dari daftar."))
        return code


@operator
def members(request: Request) -> HttpResponse:
    """Admitted nodes and open codes. POST makes a code; it is shown in the answer and nowhere else, ever."""
    node = request.node
    today = node.clock.today()
    form = CodeForm(request.POST or None, today=today)
    code, made_for = "", ""
    if request.method == "POST" and form.is_valid():
        made_for = form.cleaned_data["wilayah"]
        code = membership.make_code(node, request.actor, made_for)
        form = CodeForm(today=today)
    peers = Peer.objects.exclude(id=PUSAT).exclude(id__contains="/t").order_by("admitted_at", "id")
    rows = [
        Member(
            id=p.id,
            name=p.name,
            area=area_name(p.wilayah, today) if p.wilayah else "",
            fingerprint=PublicKeys(bytes(p.verify_key), bytes(p.seal_key)).fingerprint(),
            since=p.admitted_at,
        )
        for p in peers
    ]
    codes = AdmissionCode.objects.filter(used_by="").order_by("made_at")
    context = {
        "form": form,
        "code": code,
        "made_for": area_name(made_for, today) if made_for else "",
        "members": rows,
        "own": node.keys.public.fingerprint(),
        "codes": [(area_name(c.wilayah, today) or c.wilayah, c.made_by, c.made_at) for c in codes],
    }
    return render(request, "web/members.html", context, status=422 if form.errors else 200)


@operator
@require_GET
def areas(request: Request) -> JsonResponse:
    """Kabupaten and kota by the beginnings of their names: `[{"code", "name", "path"}]`."""
    found = find(request.GET.get("q", "")[:80], KABUPATEN, on=request.node.clock.today(), limit=12)
    return JsonResponse([{"code": a.code, "name": a.name, "path": a.path} for a in found], safe=False)
