"""Small changes of biodata (form F-1.06) and a KK printed again; neither ever touches a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from siaga.continuity.standing import may_begin
from siaga.continuity.table import REGISTER
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal, refused
from siaga.people import facts, register
from siaga.people.asking import Need
from siaga.people.biodata import Biodata
from siaga.people.codes import ResidentStatus, Shdk
from siaga.people.family_rules import check_place
from siaga.people.form_rules import check_person

from .biodata_pertama import record_due
from .event import Peristiwa

CHANGEABLE = (
    "pekerjaan",
    "pendidikan",
    "agama",
    "golongan_darah",
    "disabilitas",
    "gelar_depan",
    "gelar_belakang",
    "shdk",
)
"""Columns of form F-1.06. Names, dates and sex need a court or another deed; a head changes with its own event."""
REASON_WORDS = {"hilang": "hilang", "rusak": "rusak", "berubah": "data berubah"}
CHANGE_BASIS = "Permendagri 108/2019, formulir F-1.06"


def change_data(
    node: Node, actor: Actor, nik: str, after: Mapping[str, Any], *, proof: str, key: UUID | None = None
) -> Outcome:
    """Write `after` (columns of CHANGEABLE) over the biodata of `nik`; what stays the same is left out. Done: the NIK.

    proof: the paper that shows it (a diploma, a letter of employment), as F-1.06 asks for.
    """
    with Act(node, actor, key=key) as act:
        if no := may_begin(node, REGISTER):
            return act.refuse(no)
        row = register.person(nik)
        if row is None:
            return act.refuse(Refusal("people.unknown", "NIK ini tidak ada pada register kantor ini.", field="nik"))
        home = register.family(row.no_kk, lock=True)
        here = register.members(row.no_kk)
        was = next((m for m in here if m.nik == nik), row)
        changed = {name: value for name, value in after.items() if getattr(was, name) != value}
        refusals, warnings = _check(node, was, changed, here, proof)
        if refusals or home is None:
            return act.refuse(refusals or [_gone()])
        before = register.before_of(was, changed)
        change = facts.BiodataChanged(nik=nik, before=before, after=changed, reason=f"F-1.06: {proof.strip()}")
        act.record(change, subject=f"penduduk/{nik}")
        record_due(act, "kk", f"keluarga/{home.no_kk}", home.nik_kepala)
        return act.done(nik, warnings)


def _check(
    node: Node, was: Biodata, changed: Mapping[str, Any], here: list[Biodata], proof: str
) -> tuple[list[Refusal], list[Refusal]]:
    today = node.clock.today()
    head = Shdk.KEPALA in (was.shdk, changed.get("shdk", was.shdk)) and "shdk" in changed

    def no(code: str, message: str, field: str = "") -> Refusal:
        return Refusal(f"people.{code}", message, field=field, basis=CHANGE_BASIS)

    refusals = refused(
        [
            None if changed else no("nothing_changed", "Tidak ada yang diubah."),
            None if proof.strip() else no("no_proof", "Dasar perubahan belum diisi. Sebutkan dokumennya.", "dasar"),
            *(
                no("not_changeable", "Kolom ini tidak diubah dengan F-1.06.", name)
                for name in changed
                if name not in CHANGEABLE
            ),
            no("head_by_event", "Kepala keluarga tidak diganti di sini. Catat peristiwanya.", "shdk") if head else None,
            None
            if was.status == ResidentStatus.AKTIF
            else no("not_active", "Orang ini tidak aktif lagi di kantor ini. Datanya tidak diubah.", "nik"),
        ]
    )
    if refusals:
        return refusals, []
    will = msgspec.structs.replace(was, **changed)
    on_form = check_person(will, today, existing=True)
    living = [m for m in here if m.status == ResidentStatus.AKTIF]
    placed = check_place(will, living, today) if "shdk" in changed else ([], [])
    mine = [r for r in on_form[0] if r.field in changed]
    return mine + placed[0], placed[1]


def _gone() -> Refusal:
    return Refusal("people.no_family", "KK orang ini tidak berlaku lagi. Perbarui dahulu keluarganya.", field="nik")


def reissue_kk(node: Node, actor: Actor, no_kk: str, reason: str, *, key: UUID | None = None) -> Outcome:
    """The KK once more, with the same number: lost, damaged or out of date. reason: a key of REASON_WORDS. Done: the number."""
    with Act(node, actor, key=key) as act:
        if no := may_begin(node, REGISTER):
            return act.refuse(no)
        home = register.family(no_kk)
        if home is None:
            unknown = "Nomor KK ini tidak ada pada register kantor ini, atau sudah digantikan. Periksa kembali."
            return act.refuse(Refusal("people.no_family", unknown, field="no_kk", basis="UU 23/2006 pasal 61"))
        if reason not in REASON_WORDS:
            which = "Pilih alasannya: hilang, rusak, atau data berubah."
            return act.refuse(Refusal("people.reason", which, field="alasan", basis="Perpres 96/2018 pasal 12"))
        record_due(act, "kk", f"keluarga/{no_kk}", home.nik_kepala, reason)
        return act.done(no_kk)


PERUBAHAN_DATA = Peristiwa(
    "perubahan_data",
    "Perubahan biodata",
    sheet="F-1.06",
    legal_basis=CHANGE_BASIS,
    deadline_days=0,
    needs=(
        Need("KK"),
        Need("Dokumen yang membuktikan perubahan"),
    ),
    effects=("people.biodata_changed", "people.document_due"),
    documents=("kk",),
    url="people:change",
)
KK_ULANG = Peristiwa(
    "kk_ulang",
    "Penerbitan ulang KK karena hilang atau rusak",
    sheet="F-1.02",
    legal_basis="Perpres 96/2018 pasal 12",
    deadline_days=0,
    needs=(
        Need("Surat keterangan hilang dari kepolisian, atau KK yang rusak"),
        Need("KTP-el"),
    ),
    effects=("people.document_due",),
    documents=("kk",),
    url="people:family",
)
