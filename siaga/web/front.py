"""What the front page says: the figures of the day, the work that waits for this officer, what is down and what still works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from siaga.cards.figures import Figures, front_figures
from siaga.cards.models import BlangkoRequest
from siaga.continuity.dependencies import DOWN
from siaga.continuity.models import Dependency
from siaga.continuity.pages import office_lines
from siaga.continuity.standing import down_now
from siaga.continuity.table import SERVICE_WORDS, SERVICES, TABLE, Mode, policy
from siaga.counter import counts as counter
from siaga.documents.signing_acts import waiting
from siaga.documents.signing_mode import mode_now
from siaga.journal.act import Actor
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import TemporaryFault
from siaga.roles.oldest import OLDEST
from siaga.shell.values import RailItem, Shell
from siaga.uniqueness import counts as uniqueness

NOT_WORK = frozenset({"people:today", "cards:sukets"})  # their numbers say what was done, not what waits
FEW_DAYS = 5  # blangko for so few working days is said in the colour of something wrong


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure. number: None where it is not known; url "" where this officer has no page of it."""

    label: str
    number: int | None
    note: str = ""
    url: str = ""
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """One work list of this officer. first: the one to begin with."""

    item: RailItem
    oldest: datetime | None
    first: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """One admitted office as the centre sees it. waiting, here: records in the queue, and those whose packet has come."""

    id: str
    name: str
    state: str
    heard: datetime | None
    outages: str
    waiting: int
    here: int
    oldest: datetime | None
    requests: int


def work(node: Node, actor: Actor, shell: Shell) -> list[Work]:
    """The lists of the rail in which something waits, in its order; the first is the one to begin with."""
    full = [item for item in shell.rail if item.count and item.key not in NOT_WORK]
    return [Work(item, _oldest(node, actor, item), item is full[0]) for item in full]


def _oldest(node: Node, actor: Actor, item: RailItem) -> datetime | None:
    if item.key not in OLDEST:
        return None
    try:
        return OLDEST[item.key](node, actor)
    except TemporaryFault:
        return None


PLACES = {
    Mode.CONTINUE: "on",
    Mode.STORE: "on",
    Mode.CHOOSE: "other",
    Mode.WAIT: "waiting",
    Mode.STOP: "stopped",
}


def services(down: frozenset[str]) -> dict[str, list[str]]:
    """While something is down: which services go on, go on in another way, wait and stop, in words; {} while nothing is."""
    if not down:
        return {}
    said: dict[str, list[str]] = {"on": [], "other": [], "waiting": [], "stopped": []}
    for service in SERVICES:
        mode = policy(service, down, TABLE).mode
        said[PLACES[mode]].append(_(SERVICE_WORDS[service]))
    return said


def office_tiles(node: Node, actor: Actor, shell: Shell) -> list[Tile]:
    urls = {item.key: item.url for item in shell.rail}
    figures = front_figures(node)
    tiles = [
        Tile(
            _("Blangko"),
            figures.stock,
            blangko_note(figures),
            urls.get("cards:ledger", ""),
            figures.days_left is not None and figures.days_left <= FEW_DAYS,
        ),
        Tile(_("Siap cetak (PRR)"), figures.prr, _("belum dicetak"), urls.get("cards:line", "")),
        Tile(_("Dicetak hari ini"), figures.printed_today, _pace(figures), urls.get("cards:at_printer", "")),
        Tile(_("Siap diambil"), figures.shelf, _("kartu di rak"), urls.get("cards:shelf", "")),
        Tile(_("Di pusat (SFE)"), figures.sfe, _("belum dijawab"), urls.get("recording:records", "")),
        Tile(_("Di ruang tunggu"), counter.waiting(node, actor), _("belum dipanggil"), urls.get("counter:desk", "")),
        Tile(_("Belum terkirim"), shell.unsent, _("catatan untuk kantor"), urls.get("points", ""))
        if node.point
        else Tile(_("Belum terkirim"), shell.unsent, _("catatan untuk pusat"), urls.get("continuity:page", "")),
    ]
    return tiles


def blangko_note(figures: Figures) -> str:
    if figures.days_left is None:
        return _("belum ada laju cetak")
    if not figures.stock:
        return _("habis")
    days = {"n": figures.days_left}
    return _("cukup untuk %(n)d hari kerja") % days if figures.days_left else _("habis hari ini")


def _pace(figures: Figures) -> str:
    return _("biasanya %(n)d sehari") % {"n": figures.pace} if figures.pace else _("kartu")


def centre_tiles(node: Node, shell: Shell, offices: list[Office]) -> list[Tile]:
    urls = {item.key: item.url for item in shell.rail}
    silent = sum(o.state == DOWN for o in offices)
    return [
        Tile(_("Kantor diterima"), len(offices), _("lihat daftarnya di bawah"), urls.get("members", "")),
        Tile(_("Tidak terdengar"), silent, _("lebih dari sepuluh menit"), urls.get("continuity:page", ""), silent > 0),
        Tile(_("Antrean ketunggalan"), uniqueness.waiting(node), _("rekaman"), urls.get("uniqueness:queue", "")),
        Tile(
            _("Kasus terbuka"), uniqueness.open_cases(node), _("menunggu keputusan"), urls.get("uniqueness:cases", "")
        ),
        Tile(
            _("Permintaan blangko"),
            sum(o.requests for o in offices),
            _("belum dikirim"),
            urls.get("cards:requests", ""),
        ),
    ]


def offices(node: Node) -> list[Office]:
    """Every admitted office, silent ones first."""
    queues = {q.office: q for q in uniqueness.by_office(node)}
    asked = dict(
        BlangkoRequest.objects.filter(state="diminta")
        .order_by()
        .values("office")
        .annotate(n=Count("id"))
        .values_list("office", "n")
    )
    rows = []
    for line in office_lines(node.clock.now()):
        queue = queues.get(line.id)
        rows.append(
            Office(
                id=line.id,
                name=line.name,
                state=line.state,
                heard=line.heard,
                outages=line.outages,
                waiting=queue.waiting if queue else 0,
                here=queue.here if queue else 0,
                oldest=queue.oldest if queue else None,
                requests=asked.get(line.id, 0),
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class ToChoose:
    """TTE is away and nobody has said what becomes of the papers: how many wait, since when it is away."""

    waiting: int
    since: datetime


def to_choose(node: Node, actor: Actor) -> ToChoose | None:
    """For the head of office alone: sign by hand now, or collect later. None while there is nothing to choose."""
    if "kepala" not in actor.roles or mode_now(node) is not None:
        return None
    away = Dependency.objects.filter(name="tte", state=DOWN).first()
    papers = waiting(node).count() if away else 0
    return ToChoose(papers, away.since) if away and papers else None


def context(node: Node, actor: Actor, shell: Shell) -> Mapping[str, Any]:
    """For `web/front.html`."""
    centre = node.id == PUSAT
    rows = offices(node) if centre else []
    return {
        "centre": centre,
        "offices": rows,
        "tiles": centre_tiles(node, shell, rows) if centre else office_tiles(node, actor, shell),
        "work": work(node, actor, shell),
        "empty": [item for item in shell.rail if item.count == 0 and item.key not in NOT_WORK],
        "services": services(down_now()) if not centre else {},
        "to_choose": None if centre else to_choose(node, actor),
        "today": node.clock.today(),
        "may_admit": any(item.key == "members" for item in shell.rail),
    }
