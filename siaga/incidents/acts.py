"""Making a notice: the numbers are counted in the very act that records it."""

from __future__ import annotations

from uuid import UUID

from siaga.accounts.access import in_area
from siaga.accounts.models import Officer
from siaga.continuity.models import Outage
from siaga.continuity.standing import down_now
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.wilayah.find import path_name

from . import wording
from .areas import names_of
from .facts import Count, Figures, NoticeMade
from .waiting import Waiting, who_waits


def make_notice(
    node: Node, officer: Actor, audience: str, area: str, *, outage: Outage | None = None, key: UUID | None = None
) -> Outcome:
    """A notice about what is down now, or about one outage that is over. Done(value=notice id).

    area: a kecamatan's or kelurahan's code; "" is the officer's own jurisdiction.
    """
    with Act(node, officer, key=key) as act:
        area = (area or officer.wilayah).replace(".", "")
        ended = outage is not None and outage.ended is not None
        down = frozenset({outage.dependency}) if ended and outage is not None else down_now()
        if no := _refusals(node, officer, audience, area, down):
            return act.refuse(no)
        hit = who_waits(node, outage) if ended else who_waits(node, down=down)
        figures = figures_of(node, hit.within(area), down, outage if ended else None)
        about = wording.About(
            office=f"Disdukcapil {node.name}",
            audience=audience,
            area=path_name(area, node.clock.today()).split(",")[0] if area else f"se-{node.name}",
            zone=node.clock.zone,  # type: ignore[arg-type]
            ended=outage.ended if outage is not None else None,
        )
        body = NoticeMade(
            audience=audience,
            area=area,
            text=wording.text(about, figures),
            figures=figures,
            outage=outage.id if outage is not None else None,
        )
        return act.done(act.record(body, subject=f"gangguan/{min(down)}"))


def _refusals(node: Node, officer: Actor, audience: str, area: str, down: frozenset[str]) -> list[Refusal]:
    no = []
    if audience not in wording.AUDIENCE_LABELS:
        no.append(Refusal("notice.audience", "Pilih untuk siapa pemberitahuan ini.", "audience"))
    if area and not (in_area(officer, area) and area.startswith(node.wilayah)):
        no.append(Refusal("notice.area", "Wilayah ini di luar wilayah tugas Anda. Pilih wilayah lain.", "area"))
    if not wording.clause(down):
        no.append(Refusal("notice.nothing_down", "Tidak ada yang sedang terputus, jadi tidak ada yang diberitahukan."))
    return no


def figures_of(node: Node, waiting: Waiting, down: frozenset[str], over: Outage | None) -> Figures:
    """Counts by kelurahan with names; since when the first of what is down is down."""
    counted = waiting.by("kecamatan", "kelurahan")
    names = names_of(code for key in counted for code in key)
    open_here = Outage.objects.filter(office=node.id, ended=None, dependency__in=down)
    first = over or open_here.order_by("began").first()
    played = over.training if over else open_here.filter(training=True).exists()
    head = Officer.objects.filter(active=True, roles__contains=["kepala"]).order_by("username").first()
    return Figures(
        total=waiting.total,
        pressing=waiting.pressing,
        as_of=waiting.as_of,
        since=first.began if first else None,
        down=sorted(down),
        areas=[Count(names[kec], names[kel], people, hurry) for (kec, kel), (people, hurry) in counted.items()],
        by_need={need: people for (need,), (people, _) in waiting.by("need").items()},
        signer=head.name if head else "",
        training=played,
    )
