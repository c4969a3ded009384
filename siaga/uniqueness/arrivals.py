"""A recording's packet lies whole at the centre: told to its office at once, before any search and whether or not one can be made."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef

from siaga.journal.act import SYSTEM, Act
from siaga.journal.models import Blob
from siaga.kit.node import Node
from siaga.recording.acts import change_status
from siaga.recording.models import Record
from siaga.recording.status import CENTRE, Status

BATCH = 200


def tell_arrived(node: Node) -> int:
    """RECEIVED_AT_CENTRAL for the next of those whose packet is whole, the first recorded first: one act. Returns how many."""
    whole = Blob.objects.filter(sha=OuterRef("packet"), have=F("size"))
    sent = Record.objects.filter(Exists(whole), status=Status.SENT_FOR_ENROLLMENT, current=True)
    if not sent.exists():
        return 0
    with Act(node, SYSTEM) as act:
        rows = sent.order_by("recorded_at", "id").select_for_update(of=("self",), skip_locked=True)
        found = list(rows.only("id", "nik", "status", "office")[:BATCH])
        for record in found:
            change_status(act, record, "arrive", CENTRE, to=record.office)
    return len(found)
