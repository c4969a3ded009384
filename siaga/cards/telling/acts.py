"""Texts are written inside the act that they tell of, and sent afterwards, as often as it takes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from siaga.journal.act import Act
from siaga.journal.questions import finds
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault
from siaga.people.models import Family, Resident

from ..models import Message
from .post import messenger, number

WAITING, SENT, FAILED = "menunggu", "terkirim", "gagal"
BATCH = 100


def first_name(name: str) -> str:
    """What a text may say of whom it is for: the first word of the name, for a telephone is lent and stolen."""
    return name.split(" ")[0].capitalize()


def tell(act: Act, person: Resident, text: str, about: str) -> bool:
    """Write a text to this person's family telephone. False where no number is known: the office copies it, or prints the letter.

    A text about the same thing that has not gone out yet is taken back: only the last word counts.
    """
    phone = Family.objects.filter(no_kk=person.no_kk).values_list("telepon", flat=True).first() or ""
    Message.objects.filter(nik=person.nik, about=about, state=WAITING).delete()
    to = number(phone)
    Message.objects.create(id=ids.fresh(), nik=person.nik, to=to, text=text, about=about, made_at=act.now)
    return bool(to)


def told_by_hand(node: Node, message: UUID, by: str) -> bool:
    """An officer told it: copied into a conversation, read out, or as a letter. False where it has gone out, or was told, already."""
    rows = Message.objects.filter(id=message).exclude(state=SENT)
    return bool(rows.update(state=SENT, says=by, at=node.clock.now()))


@finds("EXISTS (SELECT FROM cards_message WHERE state = %s AND \"to\" <> '')", lambda node, now: (WAITING,))
def send_due(node: Node, now: datetime) -> int:
    """Send what waits, the first written first. Raises TemporaryFault while the way is closed: everything keeps its place."""
    way = messenger(node)
    done = 0
    for row in Message.objects.filter(state=WAITING).exclude(to="").order_by("made_at", "id")[:BATCH]:
        try:
            way.send(row.id, row.to, row.text)
        except PermanentFault as e:
            state, says = FAILED, str(e)[:300]
        else:
            state, says = SENT, ""
        Message.objects.filter(id=row.id, state=WAITING).update(state=state, says=says, at=now)
        done += 1
    return done
