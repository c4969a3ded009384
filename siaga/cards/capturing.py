"""One press or look at the device of this desk, for the pages on which somebody proves who they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from siaga.accounts.access import Request
from siaga.accounts.officer_pages import key_of

from . import handover_rules as rules
from . import identity

FINGER_NAMES = {
    1: "ibu jari kanan", 2: "telunjuk kanan", 3: "jari tengah kanan", 4: "jari manis kanan", 5: "kelingking kanan",
    6: "ibu jari kiri", 7: "telunjuk kiri", 8: "jari tengah kiri", 9: "jari manis kiri", 10: "kelingking kiri",
}  # fmt: skip


def captured(request: Request, nik: str, data: dict[str, Any]) -> identity.Capture:
    """Raises what the device raises, ValueError for a part that is none. `stands`: in training, whose body stands there."""
    scanner = request.node.devices["scanner"]
    body, nonce = data["stands"].strip() or nik, str(key_of(request))
    if data["method"] == rules.IRIS:
        found: identity.Capture = scanner.irises(body, [data["part"] or "L"], nonce=nonce)[0]
        return found
    found = scanner.verify(body, int(data["part"] or 2), nonce=nonce)
    return found


def ladder(request: Request, held: Sequence[str]) -> dict[str, Any]:
    """What the tiles of `cards/_ladder.html` offer. held: parts of the recording that can be compared."""
    return {
        "index": [(p, FINGER_NAMES[p]) for p in (2, 7) if str(p) in held],
        "others": [(p, FINGER_NAMES[p]) for p in range(1, 11) if str(p) in held and p not in rules.INDEX_FINGERS],
        "eyes": [(e, _("mata kiri") if e == "L" else _("mata kanan")) for e in held if not e.isdigit()],
        "training": bool(request.node.devices.get("specimen", True)),
    }
