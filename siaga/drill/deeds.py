"""What is done at a counter in a simulated country: one deed a step, through the acts of production, with the form's own key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from siaga.cards.blangko.acts import receive
from siaga.cards.handover_acts import hand_over
from siaga.cards.handover_rules import DECISION
from siaga.cards.models import PrintOrder
from siaga.cards.print_acts import print_next
from siaga.cards.suket import acts as suket_acts
from siaga.continuity.standing import down_now
from siaga.counter.acts import take_ticket
from siaga.documents.signing_acts import sign_wet_many, signer_status, waiting
from siaga.documents.signing_mode import choose_mode, mode_now
from siaga.drill import steps
from siaga.drill.clerks import CHECKER, HEAD, NO_SCANNER, PRINTER, QUALITY, RECORDER, TREASURER
from siaga.drill.households import ISTRI, KEPALA, SUAMI
from siaga.drill.town import Resident, Town
from siaga.journal.act import CITIZEN, SYSTEM, Outcome
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.people.birth_rules import Birth
from siaga.people.event_acts import register_event
from siaga.people.peristiwa.kelahiran import KELAHIRAN
from siaga.recording.acts import record
from siaga.recording.models import Record
from siaga.recording.packet import Packet

NAMES = ("Bima", "Citra", "Dian", "Eka", "Fajar", "Gita", "Hadi", "Indah", "Joko", "Kartika")
BY_HAND = 10
WITNESSES = ("Saksi Pertama", "Saksi Kedua")


@dataclass(frozen=True)
class Counter:
    """An office's people. grown: who must hold a card. bodies: whose body stands behind a NIK, as the drill alone knows.

    here: those whose body has another NIK in the office before this one; there: those of whom the office after this one knows another.
    """

    town: Town
    grown: Sequence[Resident]
    mothers: Sequence[Resident]
    bodies: dict[str, str]
    here: list[Resident] = field(default_factory=list)
    there: list[Resident] = field(default_factory=list)

    @classmethod
    def of(cls, town: Town, bodies: dict[str, str]) -> Counter:
        mothers = [r for r in town.residents if r.shdk == ISTRI and 20 <= r.age(town.on) <= 45]
        return cls(town, town.adults(), mothers, bodies)


def do(node: Node, counter: Counter, what: str, n: int, key: UUID) -> Outcome | None:
    """One deed at the box `node`, which is entered. None: nobody came for it. n: whom it is about. Raises what the act raises."""
    return DEEDS[what](node, counter, n, key)


def _ticket(node: Node, counter: Counter, n: int, key: UUID) -> Outcome:
    return take_ticket(node, CITIZEN, "A", "umum", key=key)


def _record(node: Node, counter: Counter, n: int, key: UUID) -> Outcome:
    return _recorded(node, counter, counter.grown[n % len(counter.grown)], key)


def _twin(node: Node, counter: Counter, n: int, key: UUID) -> Outcome | None:
    """Somebody with a NIK of two offices comes to the counter of one of them (an odd n: of the later one)."""
    of = counter.here if n % 2 else counter.there
    return _recorded(node, counter, of[n // 2 % len(of)], key) if of else None


def _recorded(node: Node, counter: Counter, r: Resident, key: UUID) -> Outcome:
    packet = Packet(nik=r.nik, nama=r.nama, photo=counter.bodies[r.nik].encode())
    return record(node, RECORDER, packet, quality=QUALITY, link_up="pusat" not in down_now(), key=key)


def _suket(node: Node, counter: Counter, n: int, key: UUID) -> Outcome | None:
    recorded = Record.objects.filter(office=node.id, current=True).order_by("nik", "id").values_list("nik", flat=True)
    niks = list(recorded)
    return suket_acts.issue(node, HEAD, niks[n % len(niks)], key=key) if niks else None


def _print(node: Node, counter: Counter, n: int, key: UUID) -> Outcome:
    return print_next(node, PRINTER, 1 + n % 6, "Printer", key=key)


def _hand(node: Node, counter: Counter, n: int, key: UUID) -> Outcome | None:
    shelf = list(PrintOrder.objects.filter(state="tercetak").order_by("id").values_list("id", flat=True))
    if not shelf:
        return None
    return hand_over(node, CHECKER, shelf[n % len(shelf)], DECISION, reason=NO_SCANNER, key=key)


def _birth(node: Node, counter: Counter, n: int, key: UUID) -> Outcome | None:
    if not counter.mothers:
        return None
    mother = counter.mothers[n % len(counter.mothers)]
    father = next(r for r in counter.town.residents if r.no_kk == mother.no_kk and r.shdk in (KEPALA, SUAMI))
    birth = Birth(
        nama=f"{NAMES[n // 7 % 10]} {NAMES[n // 70 % 10]}",
        jenis_kelamin="LP"[n // 3 % 2],
        tempat_lahir=mother.tempat_lahir,
        tanggal_lahir=node.clock.today() - timedelta(days=2 + n % 30),
        nik_ibu=mother.nik,
        nama_ibu=mother.nama,
        nik_ayah=father.nik,
        nama_ayah=father.nama,
        bukti_lahir="surat",
        no_surat_lahir=f"SKL/{n}",
        perkawinan_orang_tua="akta",
        no_akta_kawin=f"{n % 900}/2020",
        saksi_1=WITNESSES[0],
        saksi_2=WITNESSES[1],
        papers=("", "", "ada"),
    )
    return register_event(node, SYSTEM, KELAHIRAN, mother.no_kk, birth, key=key)


def _blangko(node: Node, counter: Counter, n: int, key: UUID) -> Outcome:
    return receive(node, TREASURER, 5 + n % 20, "Kiriman", key=key)


def _wet(node: Node, counter: Counter, n: int, key: UUID) -> Outcome | None:
    """While TTE is away the head of office signs by hand what waits."""
    if signer_status(node).state == "siap":
        return None
    papers = list(waiting(node).values_list("id", flat=True)[:BY_HAND])
    if not papers:
        return None
    chosen, today = mode_now(node), node.clock.today()
    if chosen is None or chosen.mode != "basah":
        until = today + timedelta(days=14)
        choose_mode(node, HEAD, "basah", today, until, "TTE tidak menjawab", key=ids.named("cara", str(key)))
    return sign_wet_many(node, HEAD, papers, key=key)


DEEDS: dict[str, Callable[[Node, Counter, int, UUID], Outcome | None]] = {
    steps.TICKET: _ticket,
    steps.RECORD: _record,
    steps.SUKET: _suket,
    steps.PRINT: _print,
    steps.HAND: _hand,
    steps.BIRTH: _birth,
    steps.BLANGKO: _blangko,
    steps.TWIN: _twin,
    steps.WET: _wet,
}
