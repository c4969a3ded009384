"""Printing the next cards, and what is said of an attempt that went wrong.

A blangko leaves its account when the card is sent, and is at the printer until it is known what became of it. Nothing here
talks to a printer before its fact is on the disk, but to withdraw a job that must not print any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from siaga.berkas.scans import JPEG, scan_from
from siaga.continuity.guards import is_cut
from siaga.continuity.standing import may_begin
from siaga.continuity.table import PRINTING
from siaga.journal import blobs
from siaga.journal.act import Act, Actor, Outcome
from siaga.journal.blobs import BlobRef
from siaga.journal.boxes import readers
from siaga.journal.writer import fetch
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal, TemporaryFault
from siaga.people.models import Resident
from siaga.recording.acts import change_status
from siaga.recording.models import Record
from siaga.recording.rules import may_print, not_here
from siaga.recording.status import OFFICE

from .apply import job_name
from .blangko import rules as ledger
from .blangko.acts import locked_balances, moved
from .blangko.rules import Movement
from .facts import OrderMoved, OrderSent, PrintFailed
from .fleet.rules import spread
from .fleet.state import presses
from .fleet.state import printers as printers
from .join_acts import cancelled
from .line import AT_THE_PRINTER, SHELF, held, line, status_subject, subject_of
from .models import PrintJob, PrintOrder
from .printers.printer import Job

BLANGKO = "blangko"  # the dependency whose training switch stops printing
MOST = 200  # cards in one act
NEVER_OFFERED = "baru"  # state of a job that no printer has been asked to print
SPARE = 20  # looked at beyond those asked for, in place of who may not be printed any more


ANY = "*"  # no printer named: the cards are spread over all that can print


def print_next(node: Node, operator: Actor, n: int, printer_name: str = ANY, *, key: UUID | None = None) -> Outcome:
    """Send the first n of the line to a printer, or spread them over the fleet, a blangko for each.

    Done(order ids in order); fewer if fewer wait, or if the fleet is full for today.
    """
    with Act(node, operator, key=key) as act:
        if wrong := _asked(node, n, printer_name):
            return act.refuse(wrong)
        have = locked_balances(node)  # first: it also keeps two operators apart
        orders = list(line(node, node.clock.today()).select_for_update(skip_locked=True, of=("self",))[: n + SPARE])
        good = _printable(act, node, orders, n)
        if not good:
            return act.refuse(_no("nobody", "Tidak ada kartu yang menunggu dicetak."))
        given = _given(node, [order for order, _record in good], printer_name)
        if not given:
            text = "Tidak ada printer yang dapat dipakai sekarang. Lihat halaman printer: di sana tertulis apa yang perlu dilakukan."
            return act.refuse(_no("no_press", text, "printer"))
        good = good[: len(given)]
        source = ledger.printing_from(have, operator.id)
        movement = Movement(
            kind="kirim_cetak", amount=len(good), source=source, target=ledger.AT_PRINTER, note=_listed(given)
        )
        if no := ledger.check_movement(have, movement):
            return act.refuse(no)
        attempts: list[Attempt] = []
        for (order, record), name in zip(good, given, strict=True):
            body = OrderSent(order=order.id, nik=order.nik, attempt=order.attempt + 1, printer=name, source=source)
            act.record(body, subject=subject_of(node, order.id))
            attempts.append((order.id, body.attempt, name))
            change_status(act, record, "send_to_printer", OFFICE, subject=status_subject(node, order.id))
        written_down(act, attempts)
        moved(act, node, movement)
        return act.done([order.id for order, _record in good])


def _given(node: Node, orders: Sequence[PrintOrder], printer_name: str) -> list[str]:
    if printer_name != ANY:
        return [printer_name] * len(orders)
    return spread([order.kecamatan for order in orders], presses(node))


def _listed(given: Sequence[str]) -> str:
    """ "Printer 1 (3), Printer 2 (2)"; the name alone where there is one."""
    names = sorted(set(given))
    return names[0] if len(names) == 1 else ", ".join(f"{name} ({given.count(name)})" for name in names)


_NEVER_OFFERED = """
INSERT INTO cards_printjob (state, since, says, name, "order", printer)
SELECT %s, %s::timestamptz, '', * FROM unnest(%s::text[], %s::uuid[], %s::text[])
"""
Attempt = tuple[UUID, int, str]
"""Order, its attempt and the printer's name."""


def written_down(act: Act, attempts: Sequence[Attempt]) -> None:
    """With the orders themselves: these attempts were never offered to a printer, so that they may be moved without asking one that is
    silent."""
    rows = [(job_name(order, attempt), order, name) for order, attempt, name in attempts]
    if rows:
        fetch(_NEVER_OFFERED, (NEVER_OFFERED, act.now, *([*column] for column in zip(*rows, strict=True))))


def _asked(node: Node, n: int, printer_name: str) -> list[Refusal]:
    wrong = []
    if not 1 <= n <= MOST:
        wrong.append(_no("how_many", "Sekali kirim 1 sampai %(most)d kartu. Perbaiki jumlahnya.", "n", most=MOST))
    if is_cut(BLANGKO):
        wrong.append(_no("training", "Latihan: blangko dianggap habis. Kartu tetap menunggu menurut urutannya."))
    elif no := may_begin(node, PRINTING):
        wrong.append(no)
    if printer_name != ANY and printer_name not in printers(node):
        wrong.append(_no("no_printer", "Printer ini tidak terpasang. Pilih printer dari daftar.", "printer"))
    return wrong


def _printable(act: Act, node: Node, orders: Sequence[PrintOrder], n: int) -> list[tuple[PrintOrder, Record]]:
    """The first n that may be printed; who died or moved since the list was made leaves it in the same act."""
    people = {r.nik: r for r in Resident.objects.filter(nik__in=[o.nik for o in orders]).only(
        "nik", "status", "tanggal_lahir", "status_kawin"
    )}  # fmt: skip
    records = {r.id: r for r in Record.objects.select_for_update().filter(id__in=[o.record for o in orders])}
    good: list[tuple[PrintOrder, Record]] = []
    for order in orders:
        person, record = people.get(order.nik), records.get(order.record)
        if len(good) == n:
            break
        if person is None or record is None or may_print(person, record, node.clock.today()):
            if person is not None and not_here(person):
                cancelled(act, order.id, order.nik, person.status)
            continue
        good.append((order, record))
    return good


def mark_spoiled(
    node: Node, op: Actor, order: UUID, reason: str, *, first: bool = False, photo: bytes = b"", key: UUID | None = None
) -> Outcome:
    """The blangko of this card is lost; the person stands again where they stood, or before everybody (`first`).

    photo: of the spoiled card, checked as every scan is and kept sealed.
    """
    with Act(node, op, key=key) as act:
        if not reason.strip():
            return act.refuse(_no("no_reason", "Isi mengapa kartu ini rusak.", "reason"))
        picture = scan_from(photo, "photo") if photo else None
        if isinstance(picture, Refusal):
            return act.refuse(picture)
        if picture and picture.mime != JPEG:
            return act.refuse(_no("photo", "Ambil fotonya sebagai gambar, bukan PDF.", "photo"))
        ref = blobs.put(node, blobs.seal(picture.content, readers(node)), at=act.now) if picture else None
        return _failed(act, node, order, spoiled=True, says=reason.strip(), first=first, photo=ref)


def not_printed(node: Node, op: Actor, order: UUID, says: str = "", *, key: UUID | None = None) -> Outcome:
    """No card came out and the blangko is still blank: it goes back, and so does the person to their old place."""
    with Act(node, op, key=key) as act:
        return _failed(act, node, order, spoiled=False, says=says.strip() or "tidak tercetak", first=False)


def _failed(
    act: Act, node: Node, order: UUID, *, spoiled: bool, says: str, first: bool, photo: BlobRef | None = None
) -> Outcome:
    row = held(node).select_for_update().filter(id=order).first()
    if row is None or row.state not in (AT_THE_PRINTER, SHELF):
        return act.refuse(_no("not_there", "Kartu ini tidak sedang di printer atau di rak. Muat ulang daftarnya."))
    if not spoiled and row.serial is not None:
        text = "Nomor seri blangkonya sudah dibaca pada kartu ini, jadi kartunya ada. Bukukan rusak bila tidak dapat dipakai."
        return act.refuse(_no("has_serial", text))
    if row.state == AT_THE_PRINTER and (no := withdrawn(node, row)):
        return act.refuse(no)
    locked_balances(node)  # after the printer has answered: nobody waits for blangko because a printer is slow
    body = PrintFailed(
        order=row.id,
        nik=row.nik,
        attempt=row.attempt,
        spoiled=spoiled,
        says=says,
        first=first,
        printer=row.printer,
        claimed=row.state == AT_THE_PRINTER and row.out_at is not None,
        shelved=row.state == SHELF,
        photo=photo,
    )
    act.record(body, subject=subject_of(node, row.id))
    record = Record.objects.select_for_update().get(id=row.record)
    trigger = "print_failed" if row.state == AT_THE_PRINTER else "spoil"
    if no := change_status(act, record, trigger, OFFICE, subject=status_subject(node, row.id)):
        return act.refuse(no)
    PrintJob.objects.filter(name=row.job).delete()
    source = ledger.AT_PRINTER if row.state == AT_THE_PRINTER else ledger.PRINTED
    target = ledger.SPOILED if spoiled else row.blangko_from or ledger.STOCK
    moved(
        act,
        node,
        Movement(kind="rusak" if spoiled else "kembali", amount=1, source=source, target=target, note=says),
    )
    return act.done(row.id)


def never_offered(row: PrintOrder) -> bool:
    """Whether no printer has heard of this attempt. The caller holds the order's row, so nobody offers it meanwhile."""
    return PrintJob.objects.filter(name=row.job, state=NEVER_OFFERED).exists()


def withdrawn(node: Node, row: PrintOrder) -> Refusal | None:
    """None once it is sure that this attempt will not print any more: its job is finished, withdrawn or was never there.

    A printer that is no longer in the office's list cannot be asked. The caller holds the order's row, so nobody submits
    it meanwhile.
    """
    printer = printers(node).get(row.printer)
    if printer is None or row.out_at is not None or never_offered(row):
        return None
    try:
        job = printer.cancel(row.job)
    except TemporaryFault:
        return _no(
            "printer_silent",
            "Printer %(printer)s tidak menjawab, jadi belum pasti apakah kartu ini masih akan tercetak. Hidupkan "
            "printernya lalu ulangi, agar tidak tercetak dua kali.",
            printer=row.printer,
        )
    if job is not None and not job.finished:
        return _no(
            "still_printing",
            "Printer %(printer)s masih mengerjakan kartu ini. Tunggu sampai selesai, lalu ulangi.",
            printer=row.printer,
        )
    return None


def move_job(node: Node, op: Actor, order: UUID, printer_name: str, *, key: UUID | None = None) -> Outcome:
    """Print a waiting job at another printer, once the first has confirmed that it did not and will not print it."""
    with Act(node, op, key=key) as act:
        row = held(node).select_for_update().filter(id=order, state=AT_THE_PRINTER).first()
        if row is None:
            return act.refuse(_no("not_there", "Kartu ini tidak sedang di printer. Muat ulang daftarnya."))
        if printer_name not in printers(node) or printer_name == row.printer:
            return act.refuse(_no("no_printer", "Pilih printer lain yang terpasang.", "printer"))
        if no := withdrawn(node, row):
            return act.refuse(no)
        job = None if never_offered(row) else _last_word(node, row)
        if row.out_at or (job is not None and (job.state == "completed" or job.impressions)):
            return act.refuse(
                _no("printed_there", "Kartu ini sudah keluar dari printer %(printer)s.", printer=row.printer)
            )
        body = OrderMoved(order=row.id, nik=row.nik, attempt=row.attempt + 1, printer=printer_name)
        act.record(body, subject=subject_of(node, row.id))
        PrintJob.objects.filter(name=row.job).delete()
        written_down(act, [(row.id, body.attempt, printer_name)])
        return act.done(row.id)


def _last_word(node: Node, row: PrintOrder) -> Job | None:
    printer = printers(node).get(row.printer)
    return printer.job(row.job) if printer is not None else None


def jobs_of(orders: Iterable[PrintOrder]) -> dict[str, PrintJob]:
    """What printers said of these orders' present attempts, by job-name."""
    return {j.name: j for j in PrintJob.objects.filter(name__in=[o.job or job_name(o.id, o.attempt) for o in orders])}


def _no(code: str, message: str, field: str = "", **params: object) -> Refusal:
    return Refusal(f"cards.{code}", message, field=field, params=params)
