"""What a citizen is told: a sentence for every status of a KTP-el, for every order, for every paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from siaga.counter import stage_words, stages
from siaga.counter.officer_words import to_officer
from siaga.counter.stage_words import STATUS_TEXTS
from siaga.counter.stages import COME, Situation, stage_of
from siaga.recording.status import Status

CARD = Situation("ktp", stock=10)
CENTRE_DOWN = frozenset({"pusat"})


@pytest.mark.parametrize(
    ("status", "words", "come", "done"),
    [
        (Status.UNREGISTERED, "belum direkam", True, False),
        (Status.BIO_CAPTURED, "akan dikirim ke pusat", False, False),
        (Status.PROCESSING, "disiapkan", False, False),
        (Status.SENT_FOR_ENROLLMENT, "menunggu jawaban pusat", False, False),
        (Status.RECEIVED_AT_CENTRAL, "sampai di pusat", False, False),
        (Status.ENROLL_FAILURE_AT_CENTRAL, "direkam ulang", True, False),
        (Status.ENROLL_FAILURE_AT_REGIONAL, "direkam ulang", True, False),
        (Status.SEARCH_FAILURE_AT_CENTRAL, "tidak perlu datang", False, False),
        (Status.ADJUDICATE_RECORD, "tidak perlu datang", False, False),
        (Status.ADJUDICATE_IN_PROCESS, "sedang memeriksanya", False, False),
        (Status.DUPLICATE_RECORD, "Datanglah sendiri", True, False),
        (Status.PRINT_READY_RECORD, "daftar cetak", False, False),
        (Status.SENT_FOR_CARD_PRINTING, "sedang dicetak", False, False),
        (Status.CARD_PRINTED, "sudah jadi", True, False),
        (Status.CARD_SHIPPED, "tempat pengambilan", False, False),
        (Status.CARD_ISSUED, "sudah diserahkan", False, True),
    ],
)
def test_every_status(status: Status, words: str, come: bool, done: bool) -> None:
    stage = stage_of(replace(CARD, record=status))
    assert words in stage.sentence() and (stage.come, stage.done) == (come, done)
    assert bool(stage.bring) == come, "who must come is told what to bring"
    assert "error" not in stage.sentence().lower() and "gagal" not in stage.sentence().lower()


def test_no_status_is_without_words() -> None:
    assert set(STATUS_TEXTS) == set(Status) and set(Status) >= COME


@pytest.mark.parametrize("status", list(Status))
def test_an_outage_of_the_centre_is_told_only_to_whom_it_concerns(status: Status) -> None:
    stage = stage_of(replace(CARD, record=status, down=CENTRE_DOWN))
    concerned = status in {
        *(Status.BIO_CAPTURED, Status.PROCESSING, Status.SENT_FOR_ENROLLMENT, Status.RECEIVED_AT_CENTRAL),
        *(Status.SEARCH_FAILURE_AT_CENTRAL, Status.ADJUDICATE_RECORD, Status.ADJUDICATE_IN_PROCESS),
    }
    assert bool(stage.note) == concerned
    assert "aman" in stage.note or not concerned


@pytest.mark.parametrize(
    ("changes", "words", "waits"),
    [
        ({"order": "menunggu", "place": 1204}, "Ada 1.203 orang di depan Anda", "giliran cetak"),
        ({"order": "menunggu", "place": 1}, "Giliran Anda berikutnya", "giliran cetak"),
        ({"order": "menunggu"}, "menunggu giliran", "giliran cetak"),
        ({"order": "menunggu", "place": 7, "stock": 0}, "Ada 6 orang", "blangko"),
        ({"order": "menunggu", "place": 7, "down": frozenset({"printer"})}, "Ada 6 orang", "printer"),
        ({"order": "menunggu", "place": 7, "down": CENTRE_DOWN}, "Ada 6 orang", "giliran cetak"),
        ({"order": "dikirim"}, "sedang dicetak", "pencetakan"),
        ({"order": "tercetak", "record": Status.SENT_FOR_CARD_PRINTING}, "sudah jadi", ""),
        ({"order": "diserahkan"}, "sudah diserahkan", ""),
        ({"record": Status.PRINT_READY_RECORD, "adult_on": date(2027, 3, 1)}, "mulai 01-03-2027", "umur 17 tahun"),
        (
            {"service": "penggantian", "record": Status.CARD_ISSUED},
            "belum selesai mengerjakannya",
            "pengerjaan di loket",
        ),
        ({"service": "penggantian", "record": Status.DUPLICATE_RECORD}, "Datanglah sendiri", "kedatangan Anda"),
        ({"service": "kk"}, "belum selesai mengerjakannya", "pengerjaan di loket"),
        ({"service": "kk", "paper": "tercatat"}, "sudah dicatat", "tanda tangan"),
        ({"service": "kk", "paper": "menunggu_tanda_tangan"}, "menunggu tanda tangan", "tanda tangan"),
        ({"service": "suket", "paper": "elektronik"}, "sudah jadi", ""),
        ({"service": "kelahiran", "paper": "basah"}, "sudah jadi", ""),
        ({"state": "selesai"}, "sudah selesai", ""),
        ({"state": "batal", "record": Status.CARD_PRINTED}, "dibatalkan", ""),
    ],
)
def test_line_and_papers(changes: dict[str, object], words: str, waits: str) -> None:
    stage = stage_of(replace(CARD, **({"record": Status.PRINT_READY_RECORD} | changes)))  # type: ignore[arg-type]
    assert words in stage.sentence() and stage.waits_for == waits


CITIZENS = [
    *(text for text, _waits in stage_words.STATUS_TEXTS.values()),
    *stage_words.LINE_TEXTS.values(),
    *stage_words.PAPER_TEXTS.values(),
    *stage_words.END_TEXTS.values(),
]


@pytest.mark.parametrize("text", dict.fromkeys(CITIZENS))
def test_every_sentence_has_the_officers_own(text: str) -> None:
    waits = next((w for t, w in stage_words.STATUS_TEXTS.values() if t == text), "")
    for note in ("", *stage_words.NOTE_TEXTS.values()):
        read = to_officer(
            stages.Stage(
                "x", text, waits, note, params={"ahead": "7", "day": "01-01-2027", "point": "Titik layanan Koja"}
            )
        )
        for words in (read.sentence(), read.waits_for, read.note):
            assert "Anda" not in words and "kami" not in words.lower() and "%" not in words
        assert read.text != text and read.code == "x" and bool(read.note) is bool(note)
