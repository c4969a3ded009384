"""Moves between offices: leaving with a SKPWNI, and arriving on one (form F-1.03). What they do stands in `people.moving`."""

from __future__ import annotations

from siaga.continuity.table_words import MOVE_IN
from siaga.people.asking import Need
from siaga.people.moving import arriving_rules
from siaga.people.moving.leaving_rules import GROUPS, MoveOut, begin, decide

from .event import Asked, Peristiwa

MOVE_BASIS = "UU 23/2006 pasal 15; Perpres 96/2018 pasal 25 dan 26; Permendagri 108/2019"

PINDAH_KELUAR = Peristiwa(
    "pindah_keluar",
    "Pindah ke luar kabupaten/kota",
    sheet="F-1.03",
    legal_basis=MOVE_BASIS,
    deadline_days=0,
    needs=(Need("KK"),),
    effects=(
        "people.moved_out",
        "people.biodata_changed",
        "people.family_registered",
        "people.family_closed",
        "people.document_due",
    ),
    documents=("skpwni", "kk"),
    asked=Asked(MoveOut, GROUPS, "keluarga", decide, "SKPWNI diterbitkan.", begin=begin),
)
PINDAH_DATANG = Peristiwa(
    "pindah_datang",
    "Pindah datang dari kabupaten/kota lain",
    sheet="F-1.03",
    legal_basis=MOVE_BASIS,
    deadline_days=0,
    needs=(
        Need("SKPWNI", told_by="bukti"),
        Need("KTP-el yang lama", "surat kehilangan dari kepolisian; tidak perlu bagi yang belum ber-KTP-el"),
    ),
    effects=("people.arrived", "people.family_registered", "people.document_due"),
    documents=("kk", "datang"),
    asked=Asked(arriving_rules.MoveIn, arriving_rules.GROUPS, "skpwni", arriving_rules.decide, "Kedatangan dicatat."),
    service=MOVE_IN,
)
