"""What the register knows of somebody's moves, for the pages and rules of other features."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from siaga.journal.writer import fetch
from siaga.kit.node import Node
from siaga.wilayah.find import path_name

from .letter import Letter, offices_of
from .models import Move, MoveEnd
from .reception import KnownMove


def known_move(node: Node, number: str) -> KnownMove:
    """What this office knows of a SKPWNI, told of it or not."""
    end = MoveEnd.objects.filter(number=number).first()
    row = Move.objects.filter(number=number).first()
    told = msgspec.convert(row.letter, Letter) if row else None
    named = offices_of(number)
    return KnownMove(
        office=node.id,
        used=end.how if end else "",
        withdrawn=row.withdrawn if row else "",
        told=told,
        destination=path_name(named[1], node.clock.today()) if named else "",
    )


# Prepared: asked of everybody who sits down to be recorded.
_CAME = "SELECT letter FROM people_moveend WHERE how = 'datang' AND niks && %s"


def last_move(nik: str) -> str:
    """The SKPWNI on which this person left or came last, "" none."""
    rows = Move.objects.filter(niks__contains=[nik]).order_by("-issued_on", "-number")
    left = rows.values_list("number", "issued_on").first()
    end = MoveEnd.objects.filter(niks__contains=[nik]).order_by("-on", "-number").values_list("number", "on").first()
    found = [f for f in (left, end) if f]
    return str(max(found, key=lambda f: f[1])[0]) if found else ""


def recorded_before(niks: Collection[str]) -> set[str]:
    """Of these, who came with a SKPWNI that says that their biometrics were taken at another office."""
    wanted = sorted(niks)
    letters = [msgspec.json.decode(letter) for (letter,) in fetch(_CAME, (wanted,))]
    return {m["nik"] for w in letters for m in w.get("movers", ()) if m.get("direkam")} & set(wanted)
