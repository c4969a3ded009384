"""A notice as the content of its document."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec

from siaga.continuity.models import Outage
from siaga.documents.builders import office_of, unsigned
from siaga.documents.kind import Office, Signature
from siaga.documents.kinds.notice import NOTICE, WaitingRow
from siaga.documents.kinds.notice import Notice as Paper
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.wilayah.find import path_name

from . import wording
from .facts import Figures
from .models import Notice

__all__ = ["NOTICE", "content_of"]

OVER = "pulih"


def number_of(notice: Notice, zone: ZoneInfo) -> str:
    """By the day of the office: at five in the morning it is still yesterday in UTC."""
    return f"PG/{notice.at.astimezone(zone):%Y%m%d}/{str(notice.id)[:6].upper()}"


def content_of(node: Node, notice: Notice) -> Paper:
    """What the notice said when it was made; nothing is counted anew."""
    figures = msgspec.convert(notice.figures, Figures)
    zone = ZONES[node.clock.zone]
    on = notice.at.astimezone(zone).date()
    place = [part.strip() for part in path_name(node.wilayah, on).split(",")] if node.wilayah else []
    going, held, instead = wording.services(figures.down)
    ended = Outage.objects.filter(id=notice.outage).values_list("ended", flat=True).first() if notice.outage else None
    area = path_name(notice.area, on).split(",")[0] if notice.area else f"se-{node.name}"
    what = wording.clause(figures.down)
    issuer = office_of(node)
    return Paper(
        office=Office(
            name=issuer.name,
            region=place[0] if place else node.name,
            province=place[1] if len(place) > 1 else "",
        ),
        number=number_of(notice, zone),
        addressed=(f"{wording.AUDIENCE_LABELS[notice.audience]} {area}",),
        down=f"{wording.TRAINING}. {what[:1].upper()}{what[1:]}" if figures.training else what[:1].upper() + what[1:],
        since=figures.since or figures.as_of,
        as_of=figures.as_of,
        zone=node.clock.zone,  # type: ignore[arg-type]
        issued_on=on,
        stopped=() if ended else held,
        working=going if not ended else (*going, *held),
        instead=() if ended else instead,
        tell=(*wording.TELL, f"Bila datang, bawa: {wording.listed(wording.BRING)}."),
        waiting=tuple(
            WaitingRow(kecamatan=a.kecamatan, kelurahan=a.kelurahan, people=a.people, pressing=a.pressing)
            for a in figures.areas
        ),
        signature=Signature(
            state="tangan",
            name=figures.signer or node.name,
            role=f"Kepala {issuer.name}" if figures.signer else "",
            on=on,
            place=unsigned(node, issuer).place,
        ),
        expected=OVER if ended else "",
    )
