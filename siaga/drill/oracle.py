"""What the drill itself remembers of a history: which forms were sent, and which of them an officer read "tersimpan" for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from siaga.drill.invariants import Violation
from siaga.drill.land import Land, Office
from siaga.journal.exchange import heads_of
from siaga.kit import ids
from siaga.kit.node import Node

# The first fact of these deeds has the id that the form's key gives it.
FIRST = ("counter.ticket_taken", "recording.recorded", "cards.suket_issued")


class Told(NamedTuple):
    """An act that was acknowledged. safe: its second box held it when it was told, or it has none that could."""

    office: str
    what: str
    step: int
    safe: bool


@dataclass
class Oracle:
    """told: by the id of an act's first fact. sent: ids of the first facts of all forms ever sent. unprotected: told while the second
    box was away, and burnt before they were anywhere else (the page said so all the while). lost: the same at an office without a
    second box."""

    told: dict[UUID, Told] = field(default_factory=dict)
    sent: set[UUID] = field(default_factory=set)
    unprotected: dict[UUID, Told] = field(default_factory=dict)
    lost: dict[UUID, Told] = field(default_factory=dict)
    tally: Counter[str] = field(default_factory=Counter)

    def hears(self, box: Node, key: UUID, what: str, step: int) -> None:
        """An officer reads at this box, which is entered, that it is stored."""
        second, chain = box.devices.get("cadangan"), box.chain
        safe = second is None or second.held.get(chain, 0) >= heads_of([chain])[chain][0]
        self.told.setdefault(ids.nth(key, 0), Told(box.id, what, step, safe))

    def burning(self, land: Land, office: Office) -> None:
        """Just before a machine is ashes: what it told unprotected and nobody else has is lost, and known to be."""
        bare = {id: t for id, t in self.told.items() if t.office == office.id and not t.safe}
        kept: set[UUID] = set()
        for node in (land.centre, office.second, office.old):
            if node is not None:
                kept |= held(node, bare)
        for id in bare.keys() - kept:
            self.unprotected[id] = self.told.pop(id)


def held(node: Node, asked: dict[UUID, Told] | set[UUID]) -> set[UUID]:
    with node, connection.cursor() as cur:
        cur.execute("SELECT id FROM journal_journalfact WHERE id = ANY(%s)", [list(asked)])
        return {id for (id,) in cur.fetchall()}


def acknowledged_are_on_their_way(land: Land, oracle: Oracle) -> list[Violation]:
    """Every act that was told to be stored is in its office's journal or at its service point, or after a takeover on its way back from the
    centre or the old box."""
    found = []
    for office in land.open:
        mine = {id: t for id, t in oracle.told.items() if t.office == office.id}
        kept = {id for node in (*office.everything, land.centre) for id in held(node, mine)}
        found += [_lost(office, mine[id], "di mana pun") for id in sorted(mine.keys() - kept)]
    return found


def acknowledged_are_kept(land: Land, oracle: Oracle) -> list[Violation]:
    """In the calm every act that was told to be stored is at the office and at the centre."""
    found = []
    for office in land.open:
        mine = {id: t for id, t in oracle.told.items() if t.office == office.id}
        here, there = held(office.box, mine), held(land.centre, mine)
        found += [_lost(office, mine[id], "di kantor") for id in sorted(mine.keys() - here)]
        found += [_lost(office, mine[id], "di pusat") for id in sorted(mine.keys() - there)]
    return found


def _lost(office: Office, t: Told, where: str) -> Violation:
    return Violation("acknowledged_are_kept", office.id, f"{t.what} [{t.step}] tidak ada {where}")


def nothing_doubled(land: Land, oracle: Oracle) -> list[Violation]:
    """No deed is in the journal that nobody asked for: a form that was sent again did nothing twice."""
    found = []
    for office in land.open:
        with office.box, connection.cursor() as cur:
            query = "SELECT id, kind, subject FROM journal_journalfact WHERE split_part(chain, '/', 1) = %s AND kind = ANY(%s) ORDER BY lsn"
            cur.execute(query, [office.id, list(FIRST)])
            rows = cur.fetchall()
        found += [Violation("nothing_doubled", office.id, f"{k} {s}") for id, k, s in rows if id not in oracle.sent]
    return found


def one_card_a_body(land: Land, oracle: Oracle) -> list[Violation]:
    """Nobody holds two cards, also not under two NIK that two offices recorded while they were cut off."""
    seen: dict[str, str] = {}
    found = []
    for office in land.open:
        with office.box, connection.cursor() as cur:
            cur.execute(
                "SELECT nik FROM cards_printorder WHERE state IN ('tercetak', 'diserahkan') AND office = %s ORDER BY nik",
                [office.id],
            )
            niks = [nik for (nik,) in cur.fetchall()]
        for nik in niks:
            body = land.bodies[nik]
            if seen.setdefault(body, nik) != nik:
                found.append(Violation("one_card_a_body", office.id, f"{nik} dan {seen[body]} adalah satu orang"))
    return found


def every_packet_arrives(land: Land, oracle: Oracle) -> list[Violation]:
    """In the calm no recording counts as sent whose packet the centre does not hold: nobody would ever answer it."""
    found = []
    for office in land.open:
        with office.box, connection.cursor() as cur:
            cur.execute(
                "SELECT nik, packet FROM recording_record WHERE office = %s AND current AND status = 'SENT_FOR_ENROLLMENT' ORDER BY nik",
                [office.id],
            )
            sent = [(nik, sha) for nik, sha in cur.fetchall()]
        with land.centre, connection.cursor() as cur:
            cur.execute("SELECT sha FROM journal_blob WHERE have = size AND sha = ANY(%s)", [[sha for _n, sha in sent]])
            here = {sha for (sha,) in cur.fetchall()}
        found += [Violation("every_packet_arrives", office.id, nik) for nik, sha in sent if sha not in here]
    return found


def machines_agree(land: Land, oracle: Oracle) -> list[Violation]:
    """In the calm a second box holds what its office holds, fact for fact."""
    found = []
    for office in land.open:
        if office.second is None:
            continue
        held = []
        for node in (office.box, office.second):
            with node, connection.cursor() as cur:
                cur.execute("SELECT chain, seq, hash FROM journal_head ORDER BY chain")
                held.append([(c, s, bytes(h)) for c, s, h in cur.fetchall()])
        if held[0] != held[1]:
            differ = sorted({c for c, _s, _h in set(held[0]) ^ set(held[1])})
            found.append(Violation("machines_agree", office.id, ", ".join(differ)))
    return found
