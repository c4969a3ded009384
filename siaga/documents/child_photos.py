"""The photograph on a child's card: a sheet of the case file that asked for the card, sealed as scans are; drawn, never stored again."""

from __future__ import annotations

import io
import logging

import msgspec
from PIL import Image

from siaga.berkas.models import Berkas
from siaga.documents.kind import Document as Content
from siaga.documents.kinds.kia import Kia
from siaga.journal import blobs
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault
from siaga.people.peristiwa.kia import KIA as EVENT

log = logging.getLogger("siaga.documents")
JPEG, SIDE = "image/jpeg", 640  # pixels: 26.6 mm at 600 dpi
PICTURES = frozenset(n for n, need in enumerate(EVENT.needs) if need.picture)


def photo_of(node: Node, nik: str) -> str:
    """Name of the sealed file with the newest photograph, "" where the last card was asked for without one."""
    last = (
        Berkas.objects.filter(office=node.id, event=EVENT.code, about=nik, state="selesai").order_by("-since").first()
    )
    need = EVENT.needs[min(PICTURES)]
    if last is None or last.answers.get(need.told_by) != need.picture:
        return ""
    found = [str(s["sha"]) for s in last.sheets if s["need"] in PICTURES and s["mime"] == JPEG]
    return found[-1] if found else ""


def with_photo(node: Node, data: Content) -> Content:
    """The card with its photograph in it; any other content, or a card whose file is not on this machine, as it is."""
    if not isinstance(data, Kia) or not data.photo_blob or data.photo:
        return data
    try:
        raw = blobs.unseal(blobs.read(node, data.photo_blob), node.keys)
        image = Image.open(io.BytesIO(raw), formats=("JPEG",))
        image.thumbnail((SIDE, SIDE))
        out = io.BytesIO()
        image.convert("RGB").save(out, "JPEG", quality=88)
    except (PermanentFault, OSError) as e:
        log.warning("KIA without its photograph: %s", e)
        return data
    return msgspec.structs.replace(data, photo=out.getvalue())
