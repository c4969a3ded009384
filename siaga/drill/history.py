"""The weeks before the demonstration begins: people recorded, cards printed and handed over, blanks used. Facts with their own times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time, timedelta

from siaga.cards import facts as cards
from siaga.cards.blangko import rules as ledger
from siaga.cards.order import FIRST_TIMER
from siaga.journal import exchange
from siaga.journal.seeding import Said, write_many
from siaga.kit import ids
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.planner.workdays import last_workdays
from siaga.recording.facts import StatusChanged
from siaga.recording.founding import move_packets, said_of_issued, said_of_recordings
from siaga.recording.models import Record
from siaga.recording.status import Status
from siaga.uniqueness import founding as uniqueness

from .country import Line, OpenCentre
from .town import Resident, Town

RECORDED = 250  # of each town; the search of the demonstration compares with all of them
LONG_ISSUED = 130
DAYS, A_DAY = 12, 7  # working days of printing behind us, cards on each
ON_SHELF = 14  # the last ones printed wait to be fetched
RECEIVED = 400
OTHER_STOCK = ((ledger.KIA, 150), (ledger.RIBBON, 4))
PRINTER = "Printer 1"


def remember(centre: Node, office: Node, town: Town, say: Callable[[str], None]) -> None:
    """Recordings of the last weeks, the centre's verdicts on them, and what the card shop made of the older ones."""
    now = office.clock.now()
    people = _chosen(town)
    area_of = {f.no_kk: f.kode_wilayah for f in town.families}
    line = Line(centre, OpenCentre())
    say(f"{office.name}: {len(people)} perekaman dengan pemindai simulasi")
    with office:
        said = said_of_recordings(
            office, people, first=now - timedelta(days=80), every=timedelta(hours=6), area_of=area_of
        )
        write_many(office, said)
        exchange.talk(office, line)
    move_packets(office, centre)
    with centre:
        uniqueness.accept(centre, office.id, recorded_before=now, at=now - timedelta(days=15))
    with office:
        exchange.talk(office, line)
        ready = list(Record.objects.filter(status=Status.PRINT_READY_RECORD).order_by("recorded_at", "id"))
        write_many(office, said_of_issued(ready[:LONG_ISSUED], at=now - timedelta(days=90)))
        write_many(office, _printing(office, ready[LONG_ISSUED : LONG_ISSUED + DAYS * A_DAY], now))
        exchange.talk(office, line)


def _chosen(town: Town) -> list[Resident]:
    """Adults spread evenly over the town, so that every kelurahan has some."""
    adults = list(town.adults())
    step = max(1, len(adults) // RECORDED)
    return adults[::step][:RECORDED]


def _printing(office: Node, records: Sequence[Record], now: datetime) -> Iterator[Said]:
    yield _move("terima", ledger.OUTSIDE, ledger.STOCK, RECEIVED, now - timedelta(days=60), office)
    for item, n in OTHER_STOCK:
        yield _move("terima", ledger.OUTSIDE, ledger.STOCK, n, now - timedelta(days=60), office, item=item)
    yield _move("rusak", ledger.STOCK, ledger.SPOILED, 3, now - timedelta(days=58), office, "lecet waktu dibuka")
    zone = ZONES[office.clock.zone]
    days = last_workdays(office.clock.today(), DAYS)
    shelved = max(0, len(records) - ON_SHELF)
    for n, record in enumerate(records):
        at = datetime.combine(days[min(n // A_DAY, DAYS - 1)], time(9, 10), zone) + timedelta(minutes=20 * (n % A_DAY))
        yield from _printed(office, record, at, handed=n < shelved)


def _printed(office: Node, r: Record, at: datetime, *, handed: bool) -> Iterator[Said]:
    order = ids.named("founding order", office.id, r.nik)
    subject = f"pesanan/{order}"
    joined = cards.OrderJoined(
        order=order,
        nik=r.nik,
        record=r.id,
        klass=FIRST_TIMER,
        reason="baru",
        recorded_at=r.recorded_at,
        kecamatan=r.kecamatan,
        kelurahan=r.kelurahan,
    )
    yield Said(at - timedelta(days=3), "sistem", subject, joined)
    sent = cards.OrderSent(order=order, nik=r.nik, attempt=1, printer=PRINTER, source=ledger.STOCK)
    yield Said(at, "cetak", subject, sent)
    yield _move("kirim_cetak", ledger.STOCK, ledger.AT_PRINTER, 1, at, office)
    yield _status(r, Status.SENT_FOR_CARD_PRINTING, "send_to_printer", at)
    done = at + timedelta(minutes=3)
    yield Said(done, "sistem", subject, cards.CardPrinted(order=order, nik=r.nik, attempt=1, printer=PRINTER))
    yield _move("cetak", ledger.AT_PRINTER, ledger.PRINTED, 1, done, office)
    yield _status(r, Status.CARD_PRINTED, "print_good", done)
    if handed:
        given = done + timedelta(hours=3)
        yield Said(given, "loket", subject, cards.CardHanded(order=order, nik=r.nik, how="telunjuk", to=r.nik))
        yield _status(r, Status.CARD_ISSUED, "hand_over", given)


def _status(r: Record, status: Status, trigger: str, at: datetime) -> Said:
    body = StatusChanged(record=r.id, nik=r.nik, status=status.value, trigger=trigger)
    return Said(at, "sistem", f"rekaman/{r.id}", body)


def _move(
    kind: str, source: str, target: str, amount: int, at: datetime, office: Node, note: str = "", item: str = ledger.KTP
) -> Said:
    body = cards.BlangkoMoved(move=kind, source=source, target=target, amount=amount, note=note, item=item)
    return Said(at, "bendahara", f"blangko/{office.id}", body)
