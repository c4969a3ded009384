"""Who waits because of an outage, by place and by need; and how what piled up drains."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from siaga.accounts.access import Request, allow
from siaga.accounts.exports import csv_answer
from siaga.continuity.dependencies import BY_NAME
from siaga.continuity.models import Outage
from siaga.continuity.standing import down_now
from siaga.counter.catalogue import NEED_WORDS
from siaga.kit.node import PUSAT

from .areas import names_of
from .drain import piles
from .models import Notice
from .waiting import CAUSE_LABELS, CAUSES_OF, Waiting, who_waits

READERS = ("kepala", "verifikator", "loket", "teknisi", "auditor")
BAR, BAR_LEFT, ROW = 520, 190, 30


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the picture in pixels: all who wait, and those who are pressed inside it."""

    label: str
    people: int
    pressing: int
    y: int
    width: int
    pressing_width: int

    @property
    def text_y(self) -> int:
        return self.y + 15

    @property
    def end(self) -> int:
        return BAR_LEFT + self.width + 8


def bars(counted: dict[str, tuple[int, int]]) -> list[Bar]:
    """The most first; the longest bar has the whole width. Pure."""
    most = max((people for people, _hurry in counted.values()), default=1)
    ordered = sorted(counted.items(), key=lambda item: (-item[1][0], item[0]))
    return [
        Bar(label, people, hurry, 6 + i * ROW, max(2, BAR * people // most), BAR * hurry // most)
        for i, (label, (people, hurry)) in enumerate(ordered)
    ]


@allow(*READERS)
def page(request: Request) -> HttpResponse:
    """Filters: `gangguan` one outage by its id, `semua` everybody and not only who waits for what is down."""
    outage = asked_outage(request)
    down = down_now()
    everybody = outage is None and (request.GET.get("semua") == "1" or not any(n in CAUSES_OF for n in down))
    waiting = who_waits(request.node, outage, down=() if everybody else down).within(request.actor.wilayah)
    names = names_of(c for g in waiting.groups for c in (g.kecamatan, g.kelurahan))
    if request.GET.get("format") == "csv":
        return _csv(request, waiting, names)
    by_kecamatan = {names[k]: v for (k,), v in waiting.by("kecamatan").items()}
    drawn = bars(by_kecamatan)
    context = {
        "waiting": waiting,
        "outage": outage,
        "outage_label": _(BY_NAME[outage.dependency].label) if outage else "",
        "down": [_(BY_NAME[n].label) for n in BY_NAME if n in down],
        "everybody": everybody,
        "areas": [(names[a], names[b], *v) for (a, b), v in waiting.by("kecamatan", "kelurahan").items()],
        "needs": [(need_word(n), *v) for (n,), v in waiting.by("need").items()],
        "causes": [(_(CAUSE_LABELS[c]), *v) for (c,), v in waiting.by("cause").items()],
        "bars": drawn,
        "bar_left": BAR_LEFT,
        "bars_height": 10 + ROW * len(drawn),
        "bars_width": BAR_LEFT + BAR + 110,
        "notices": Notice.objects.order_by("-at")[:10],
        "now": request.node.clock.now(),
    }
    return render(request, "incidents/page.html", context)


def asked_outage(request: Request) -> Outage | None:
    text = request.GET.get("gangguan", "")
    if not text:
        return None
    try:
        found = Outage.objects.filter(id=UUID(text), office=request.node.id).first()
    except ValueError:
        found = None
    if found is None or found.dependency not in BY_NAME:
        raise Http404(_("Gangguan ini tidak ada."))
    return found


def need_word(code: str) -> str:
    return _(NEED_WORDS[code]) if code in NEED_WORDS else code or _("tidak disebutkan")


def _csv(request: Request, waiting: Waiting, names: dict[str, str]) -> HttpResponse:
    head = (_("Kecamatan"), _("Kelurahan"), _("Keperluan"), _("Menunggu"), _("Orang"), _("Mendesak"))
    rows = (
        (names[g.kecamatan], names[g.kelurahan], need_word(g.need), _(CAUSE_LABELS[g.cause]), g.people, g.pressing)
        for g in waiting.groups
    )
    return csv_answer(request, "menunggu", head, rows)


@allow()
def drain(request: Request) -> HttpResponse:
    """A fragment that asks again by itself: what is left, of how much, until when."""
    now = request.node.clock.now()
    found = () if request.node.id == PUSAT else piles(request.node, now)
    left = sum(p.left for p in found)
    context = {"piles": found, "left": left, "line_down": "pusat" in down_now(), "now": now}
    return render(request, "incidents/_drain.html", context)
