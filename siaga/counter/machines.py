"""The states of tickets, applications and promises: rows that check themselves."""

from __future__ import annotations

from siaga.kit.machine import Machine, Row
from siaga.kit.refusal import Refusal

MAX_CALLS = 3  # the first call and two more
CALLS_BETWEEN = 5


def due_again(**context: object) -> Refusal | None:
    """A missed number comes back after five more calls of its queue (`since`), at most twice (`calls` so far)."""
    since, calls = context.get("since", 0), context.get("calls", 0)
    if isinstance(since, int) and isinstance(calls, int) and since >= CALLS_BETWEEN and calls < MAX_CALLS:
        return None
    return Refusal("ticket.not_due", "Nomor yang terlewat dipanggil lagi setelah lima panggilan berikutnya.")


def may_return(**context: object) -> Refusal | None:
    calls = context.get("calls", 0)
    if isinstance(calls, int) and calls < MAX_CALLS:
        return None
    return Refusal("ticket.called_out", "Nomor ini sudah dipanggil tiga kali. Ambil nomor baru di mesin antrean.")


TICKET_LABELS = {
    "menunggu": "menunggu",
    "dipanggil": "dipanggil",
    "dilayani": "sedang dilayani",
    "terlewat": "terlewat",
    "selesai": "selesai",
    "batal": "batal",
    "call": "panggil",
    "recall": "panggil ulang",
    "serve": "mulai layanan",
    "miss": "terlewat",
    "finish": "selesai",
    "lapse": "tutup",
}
TICKET = Machine(
    "ticket",
    (
        Row("menunggu", "call", "dipanggil"),
        Row("menunggu", "lapse", "batal"),
        Row("terlewat", "call", "dipanggil", guard=due_again),
        Row("terlewat", "serve", "dilayani"),
        Row("terlewat", "lapse", "batal"),
        Row("dipanggil", "recall", "dipanggil"),
        Row("dipanggil", "serve", "dilayani"),
        Row("dipanggil", "miss", "terlewat", guard=may_return),
        Row("dipanggil", "miss", "batal"),
        Row("dipanggil", "lapse", "batal"),
        Row("dilayani", "finish", "selesai"),
    ),
    initial="menunggu",
    terminal=("selesai", "batal"),
    labels=TICKET_LABELS,
)

APPLICATION_LABELS = {
    "terbuka": "masih berjalan",
    "selesai": "selesai",
    "batal": "dibatalkan",
    "close": "selesaikan",
    "cancel": "batalkan",
    "reopen": "buka lagi",
}
APPLICATION = Machine(
    "application",
    (
        Row("terbuka", "close", "selesai"),
        Row("terbuka", "cancel", "batal"),
        Row("selesai", "reopen", "terbuka"),  # the card that ended it had been handed to the wrong person
    ),
    initial="terbuka",
    terminal=("batal",),
    labels=APPLICATION_LABELS,
)

PROMISE_LABELS = {
    "diberikan": "berlaku",
    "diganti": "diganti",
    "ditepati": "ditepati",
    "lewat": "tidak ditepati",
    "revise": "ganti",
    "keep": "tepati",
    "break": "lewati",
}
PROMISE = Machine(
    "promise",
    (
        Row("diberikan", "revise", "diganti"),
        Row("diberikan", "keep", "ditepati"),
        Row("diberikan", "break", "lewat"),
    ),
    initial="diberikan",
    terminal=("diganti", "ditepati", "lewat"),
    labels=PROMISE_LABELS,
)
