"""The page *Gangguan*: what this node depends on, since when, what goes on meanwhile, and what happened before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from siaga.accounts.access import Request, allow
from siaga.accounts.exports import csv_answer
from siaga.journal.models import Cursor, Head, Peer
from siaga.kit.clock import ZONES
from siaga.kit.node import PUSAT, Node
from siaga.shell.stored import shown

from . import strip
from .acts import cuts
from .dependencies import BY_NAME, DOWN, NORMAL, at
from .guards import CUT
from .models import Dependency, OfficeCut, Outage
from .standing import down_now
from .table import MODE_WORDS, SERVICE_WORDS, SERVICES, TABLE, Mode, Row, policy
from .timeline import DAYS, draw

MOST_EXPORTED = 20_000
SILENT = timedelta(minutes=10)
SWITCHERS = ("kepala", "teknisi", "operator_pusat")


@dataclass(frozen=True, slots=True)
class Line:
    """One dependency as the page shows it. state "" is not measured yet."""

    name: str
    label: str
    about: str
    state: str
    since: datetime | None
    says: str
    probed_at: datetime | None
    took: float | None
    cut: bool
    switch_url: str


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """An office as the centre sees it; what it has not sent yet the centre cannot know."""

    id: str
    name: str
    state: str
    heard: datetime | None
    held: int
    parts: str
    outages: str


@allow()
def page(request: Request) -> HttpResponse:
    node = request.node
    now = node.clock.now()
    here = at(node.id == PUSAT)
    cut = cuts()
    periods = list(own_outages(node, now - timedelta(days=DAYS)))
    context = {
        "lines": lines(node, cut),
        "training": [_(BY_NAME[n].label) for n in sorted(cut) if n in BY_NAME],
        "sentence": strip.sentence(node),
        "may_switch": bool(set(SWITCHERS) & request.actor.roles),
        "drawing": draw([d.name for d in here], periods, now),
        "labels": {d.name: _(d.label) for d in here},
        "recent": periods[-8:][::-1],
        "centre": node.id == PUSAT,
        "offices": office_lines(now) if node.id == PUSAT else (),
        "now": now,
    }
    return render(request, "continuity/page.html", context)


def lines(node: Node, cut: frozenset[str]) -> list[Line]:
    held = {h.name: h for h in Dependency.objects.all()}
    return [_line(d.name, held.get(d.name), d.name in cut) for d in at(node.id == PUSAT)]


def _line(name: str, held: Dependency | None, cut: bool) -> Line:
    d = BY_NAME[name]
    return Line(
        name=name,
        label=_(d.label),
        about=_(d.about),
        state=strip.shown_state(held) if held else "",
        since=held.since if held and strip.shown_state(held) else None,
        says=shown(held.says) if held and held.says and held.says != CUT else "",
        probed_at=held.probed_at if held else None,
        took=held.took_ms / 1000 if held else None,
        cut=cut,
        switch_url=reverse("continuity:switch", args=[name]) if d.switch else "",
    )


def own_outages(node: Node, since: datetime) -> list[Outage]:
    """What this node met, still open or ended after `since`, in the order in which it began."""
    found = Outage.objects.filter(Q(ended__isnull=True) | Q(ended__gte=since), office=node.id)
    return list(found.order_by("began", "id")[:2000])


def office_lines(now: datetime) -> list[OfficeLine]:
    """Every admitted office: last heard, facts held here, parts it plays as down, outages it told of. Silent ones first."""
    heard = dict(Cursor.objects.filter(chain=PUSAT).values_list("peer", "at"))
    held = dict(Head.objects.exclude(chain__startswith=PUSAT).values_list("chain", "seq"))
    playing: dict[str, list[str]] = {}
    for office, part in OfficeCut.objects.order_by("office", "part").values_list("office", "part"):
        playing.setdefault(office, []).append(_(BY_NAME[part].label))
    telling: dict[str, list[str]] = {}
    still = Outage.objects.filter(ended=None).exclude(office=PUSAT).exclude(dependency=PUSAT)
    for office, name in still.order_by("office", "began").values_list("office", "dependency"):
        telling.setdefault(office, []).append(_(BY_NAME[name].label) if name in BY_NAME else name)
    found = [
        OfficeLine(
            id=office,
            name=name,
            state=heard_state(heard.get(office), now),
            heard=heard.get(office),
            held=held.get(office, 0),
            parts=", ".join(playing.get(office, ())),
            outages=", ".join(telling.get(office, ())),
        )
        for office, name in Peer.objects.exclude(id=PUSAT)
        .exclude(id__contains="/t")
        .order_by("id")
        .values_list("id", "name")
    ]
    return sorted(found, key=lambda o: (o.state == NORMAL, o.heard is not None, o.heard or now, o.id))


def heard_state(heard: datetime | None, now: datetime) -> str:
    """An office that was not heard for ten minutes is cut off as far as the centre can tell; "" was never heard."""
    if heard is None:
        return ""
    return NORMAL if now - heard < SILENT else DOWN


@dataclass(frozen=True, slots=True)
class TableLine:
    row: Row
    what: str
    is_down: str
    mode: str
    mode_word: str
    now: str
    leaves_with: str
    on_return: str
    active: bool


@allow()
def table(request: Request) -> HttpResponse:
    """The table of outages, what is in force now marked; and each service's answer at this moment."""
    down = down_now()
    here = [
        TableLine(
            row,
            _(row.what),
            _(row.is_down),
            str(row.mode),
            _(MODE_WORDS[row.mode]),
            _(row.now),
            _(row.leaves_with),
            _(row.on_return),
            bool(down & set(row.down)),
        )
        for row in {row.key: row for row in reversed(TABLE)}.values()
    ][::-1]
    answers = [(s, policy(s, down)) for s in SERVICES]
    services = [
        (_(SERVICE_WORDS[s]), str(a.mode), _(MODE_WORDS[a.mode]), " ".join(_(r.now) for r in a.rows))
        for s, a in answers
    ]
    names = [_(BY_NAME[n].label) for n in BY_NAME if n in down]
    context = {"rows": here, "services": services, "down": ", ".join(names), "stop": str(Mode.STOP)}
    return render(request, "continuity/table.html", context)


@allow()
def history(request: Request) -> HttpResponse:
    """Every outage of this node, oldest first; filters: which thing, training or real. CSV."""
    node = request.node
    query = Outage.objects.filter(office=node.id).order_by("began", "id")
    if (name := request.GET.get("apa", "")) in BY_NAME:
        query = query.filter(dependency=name)
    if (kind := request.GET.get("jenis", "")) in ("latihan", "sungguhan"):
        query = query.filter(training=kind == "latihan")
    if text := request.GET.get("cari", "").strip():
        query = query.filter(says__icontains=text)
    if request.GET.get("format") == "csv":
        return _history_csv(request, list(query[:MOST_EXPORTED]))
    shown = Paginator(query, 50).get_page(request.GET.get("page"))
    labels = {d.name: _(d.label) for d in at(node.id == PUSAT)}
    context = {"rows": list(shown), "page": shown, "export": True, "labels": labels, "now": node.clock.now()}
    return render(request, "continuity/history.html", context)


def _history_csv(request: Request, rows: list[Outage]) -> HttpResponse:
    zone = ZONES[request.node.clock.zone]
    head = (_("Apa"), _("Mulai"), _("Selesai"), _("Jenis"), _("Keterangan"))
    told = (
        (
            _(BY_NAME[o.dependency].label) if o.dependency in BY_NAME else o.dependency,
            o.began.astimezone(zone).isoformat(timespec="seconds"),
            o.ended.astimezone(zone).isoformat(timespec="seconds") if o.ended else "",
            _("latihan") if o.training else _("sungguhan"),
            shown(o.says),
        )
        for o in rows
    )
    return csv_answer(request, "gangguan", head, told)
