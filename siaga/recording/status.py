"""The states of a KTP-el record, in the field's own words, and the only ways from one to the next.

Only the centre makes PRINT_READY_RECORD out of a recording. An office leads a record *back* to it (a spoiled card, a
replacement), which is no new verdict: the person was proven single before.
"""

from __future__ import annotations

from enum import StrEnum

from siaga.kit.machine import Machine, Row
from siaga.kit.refusal import Refusal

OFFICE = "kantor"
CENTRE = "pusat"


class Status(StrEnum):
    UNREGISTERED = "UNREGISTERED"
    BIO_CAPTURED = "BIO_CAPTURED"
    PROCESSING = "PROCESSING"
    SENT_FOR_ENROLLMENT = "SENT_FOR_ENROLLMENT"
    RECEIVED_AT_CENTRAL = "RECEIVED_AT_CENTRAL"
    ENROLL_FAILURE_AT_CENTRAL = "ENROLL_FAILURE_AT_CENTRAL"
    ENROLL_FAILURE_AT_REGIONAL = "ENROLL_FAILURE_AT_REGIONAL"
    SEARCH_FAILURE_AT_CENTRAL = "SEARCH_FAILURE_AT_CENTRAL"
    ADJUDICATE_RECORD = "ADJUDICATE_RECORD"
    ADJUDICATE_IN_PROCESS = "ADJUDICATE_IN_PROCESS"
    DUPLICATE_RECORD = "DUPLICATE_RECORD"
    PRINT_READY_RECORD = "PRINT_READY_RECORD"
    SENT_FOR_CARD_PRINTING = "SENT_FOR_CARD_PRINTING"
    CARD_PRINTED = "CARD_PRINTED"
    CARD_SHIPPED = "CARD_SHIPPED"
    CARD_ISSUED = "CARD_ISSUED"


S = Status

FAILED = frozenset({S.ENROLL_FAILURE_AT_CENTRAL, S.ENROLL_FAILURE_AT_REGIONAL, S.SEARCH_FAILURE_AT_CENTRAL})
"""Verdicts after which a person may be recorded again."""

PROVEN_SINGLE = frozenset(
    {S.PRINT_READY_RECORD, S.SENT_FOR_CARD_PRINTING, S.CARD_PRINTED, S.CARD_SHIPPED, S.CARD_ISSUED}
)
"""The centre has answered: nobody else has these fingers."""

UNDECIDED = frozenset(
    {
        S.BIO_CAPTURED,
        S.PROCESSING,
        S.SENT_FOR_ENROLLMENT,
        S.RECEIVED_AT_CENTRAL,
        S.ADJUDICATE_RECORD,
        S.ADJUDICATE_IN_PROCESS,
    }
)
"""Recorded, and the centre has not yet answered."""

LABELS_ID: dict[str, str] = {
    S.UNREGISTERED: "belum direkam",
    S.BIO_CAPTURED: "sudah direkam, belum dikirim",
    S.PROCESSING: "sedang disiapkan untuk dikirim",
    S.SENT_FOR_ENROLLMENT: "dikirim ke pusat (SFE)",
    S.RECEIVED_AT_CENTRAL: "diterima di pusat",
    S.ENROLL_FAILURE_AT_CENTRAL: "rekaman tidak terbaca di pusat",
    S.ENROLL_FAILURE_AT_REGIONAL: "rekaman tidak lengkap di kantor",
    S.SEARCH_FAILURE_AT_CENTRAL: "pencarian di pusat gagal",
    S.ADJUDICATE_RECORD: "menunggu keputusan ketunggalan",
    S.ADJUDICATE_IN_PROCESS: "ketunggalan sedang diputuskan",
    S.DUPLICATE_RECORD: "rekaman ganda",
    S.PRINT_READY_RECORD: "siap cetak (PRR)",
    S.SENT_FOR_CARD_PRINTING: "dikirim ke printer",
    S.CARD_PRINTED: "sudah dicetak",
    S.CARD_SHIPPED: "dikirim ke tempat pengambilan",
    S.CARD_ISSUED: "sudah diserahkan",
}

LABELS_EN: dict[str, str] = {
    S.UNREGISTERED: "not recorded",
    S.BIO_CAPTURED: "recorded here, not sent",
    S.PROCESSING: "being prepared for sending",
    S.SENT_FOR_ENROLLMENT: "sent to the centre (SFE)",
    S.RECEIVED_AT_CENTRAL: "arrived at the centre",
    S.ENROLL_FAILURE_AT_CENTRAL: "unreadable at the centre",
    S.ENROLL_FAILURE_AT_REGIONAL: "incomplete at the office",
    S.SEARCH_FAILURE_AT_CENTRAL: "the search failed",
    S.ADJUDICATE_RECORD: "awaiting adjudication",
    S.ADJUDICATE_IN_PROCESS: "being adjudicated",
    S.DUPLICATE_RECORD: "recorded before",
    S.PRINT_READY_RECORD: "ready to print (PRR)",
    S.SENT_FOR_CARD_PRINTING: "sent to the printer",
    S.CARD_PRINTED: "printed",
    S.CARD_SHIPPED: "shipped to the collection point",
    S.CARD_ISSUED: "handed over",
}


def change_approved(**context: object) -> Refusal | None:
    """A second recording of someone already known needs `permanent_change`: the approval's number."""
    if context.get("permanent_change"):
        return None
    return Refusal(
        "recording.already_recorded",
        "Orang ini sudah direkam. Rekaman kedua tidak akan diperiksa pusat dan tertahan di SFE selamanya. Bila sidik "
        "jari atau wajahnya berubah menetap, mintakan persetujuan perekaman ulang lebih dahulu.",
        field="nik",
    )


def _again(state: Status) -> Row:
    return Row(state, "capture_again", S.BIO_CAPTURED, guard=change_approved, by=(OFFICE,))


def _verdicts(state: Status) -> tuple[Row, ...]:
    return (
        Row(state, "found_single", S.PRINT_READY_RECORD, by=(CENTRE,)),
        Row(state, "found_duplicate", S.DUPLICATE_RECORD, by=(CENTRE,)),
    )


ROWS: tuple[Row, ...] = (
    Row(S.UNREGISTERED, "capture", S.BIO_CAPTURED, by=(OFFICE,)),
    Row(S.BIO_CAPTURED, "prepare", S.PROCESSING, by=(OFFICE,)),
    Row(S.PROCESSING, "send", S.SENT_FOR_ENROLLMENT, by=(OFFICE,)),
    Row(S.PROCESSING, "found_incomplete", S.ENROLL_FAILURE_AT_REGIONAL, by=(OFFICE,)),
    Row(S.SENT_FOR_ENROLLMENT, "ask_again", S.SENT_FOR_ENROLLMENT, by=(OFFICE,)),
    # only what went down with a box after its fact had gone ahead of it (sending.follow_up)
    Row(S.SENT_FOR_ENROLLMENT, "found_incomplete", S.ENROLL_FAILURE_AT_REGIONAL, by=(OFFICE,)),
    Row(S.SENT_FOR_ENROLLMENT, "arrive", S.RECEIVED_AT_CENTRAL, by=(CENTRE,)),
    Row(S.RECEIVED_AT_CENTRAL, "found_unreadable", S.ENROLL_FAILURE_AT_CENTRAL, by=(CENTRE,)),
    Row(S.RECEIVED_AT_CENTRAL, "search_failed", S.SEARCH_FAILURE_AT_CENTRAL, by=(CENTRE,)),
    Row(S.RECEIVED_AT_CENTRAL, "found_similar", S.ADJUDICATE_RECORD, by=(CENTRE,)),
    *_verdicts(S.RECEIVED_AT_CENTRAL),
    Row(S.ADJUDICATE_RECORD, "take_case", S.ADJUDICATE_IN_PROCESS, by=(CENTRE,)),
    Row(S.ADJUDICATE_IN_PROCESS, "release_case", S.ADJUDICATE_RECORD, by=(CENTRE,)),
    *_verdicts(S.ADJUDICATE_IN_PROCESS),
    Row(S.ENROLL_FAILURE_AT_CENTRAL, "capture", S.BIO_CAPTURED, by=(OFFICE,)),
    Row(S.ENROLL_FAILURE_AT_CENTRAL, "resend", S.SENT_FOR_ENROLLMENT, by=(OFFICE,)),
    Row(S.ENROLL_FAILURE_AT_REGIONAL, "capture", S.BIO_CAPTURED, by=(OFFICE,)),
    Row(S.SEARCH_FAILURE_AT_CENTRAL, "resend", S.SENT_FOR_ENROLLMENT, by=(OFFICE,)),
    Row(S.SEARCH_FAILURE_AT_CENTRAL, "capture", S.BIO_CAPTURED, by=(OFFICE,)),
    # the citizen has come in person and keeps this NIK; the other record is closed
    Row(S.DUPLICATE_RECORD, "keep_this_nik", S.PRINT_READY_RECORD, by=(CENTRE,)),
    # somebody else's fingers were recorded under this NIK: its owner is recorded again
    Row(S.DUPLICATE_RECORD, "wrong_body", S.ENROLL_FAILURE_AT_CENTRAL, by=(CENTRE,)),
    Row(S.PRINT_READY_RECORD, "send_to_printer", S.SENT_FOR_CARD_PRINTING, by=(OFFICE,)),
    # their owner keeps another NIK, whatever became of the card meanwhile
    *(
        Row(state, "found_duplicate", S.DUPLICATE_RECORD, by=(CENTRE,))
        for state in (S.PRINT_READY_RECORD, S.SENT_FOR_CARD_PRINTING, S.CARD_PRINTED, S.CARD_SHIPPED, S.CARD_ISSUED)
    ),
    Row(S.SENT_FOR_CARD_PRINTING, "print_good", S.CARD_PRINTED, by=(OFFICE,)),
    Row(S.SENT_FOR_CARD_PRINTING, "print_failed", S.PRINT_READY_RECORD, by=(OFFICE,)),
    Row(S.CARD_PRINTED, "ship", S.CARD_SHIPPED, by=(OFFICE,)),
    Row(S.CARD_PRINTED, "hand_over", S.CARD_ISSUED, by=(OFFICE,)),
    Row(S.CARD_PRINTED, "spoil", S.PRINT_READY_RECORD, by=(OFFICE,)),
    Row(S.CARD_SHIPPED, "hand_over", S.CARD_ISSUED, by=(OFFICE,)),
    Row(S.CARD_SHIPPED, "spoil", S.PRINT_READY_RECORD, by=(OFFICE,)),
    # it was given to somebody else by mistake, and is back
    Row(S.CARD_ISSUED, "come_back", S.CARD_PRINTED, by=(OFFICE,)),
    Row(S.CARD_ISSUED, "replace", S.PRINT_READY_RECORD, by=(OFFICE,)),
    _again(S.PRINT_READY_RECORD),
    _again(S.CARD_ISSUED),
)

KTP_EL = Machine("ktp_el", ROWS, initial=S.UNREGISTERED, labels=LABELS_ID)
"""No state is terminal: a card that was handed over may be lost, and its owner may lose fingers."""
