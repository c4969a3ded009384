"""Annulment of a deed: the deed ends with a note, and the register goes back to what holds without it (form F-2.01).

Papers of an annulled deed verify as "tidak berlaku lagi", never as "palsu".
"""

from __future__ import annotations

from collections.abc import Collection

from siaga.kit.refusal import Refusal, refused
from siaga.people.asking import Group, Need
from siaga.people.effects import Effects, KnownDeed, Note, Situation

from .annulled import AFTER, BASIS, KIND_WORDS, OFFICE, Annulment, told_of
from .event import Asked, Peristiwa

ON_TIME_DAYS = 90  # UU 23/2006 art. 39, of a marriage; used for every kind
ENDED = "dibatalkan"


def own_deeds(now: Situation, kinds: Collection[str]) -> list[KnownDeed]:
    """Those in force that speak of the person at whose page it began."""
    return [d for d in now.aktas.values() if d.status == "aktif" and d.kind in kinds and now.about in d.niks]


def begin(now: Situation) -> dict[str, str]:
    """The deed, where there is no choice."""
    mine = own_deeds(now, AFTER)
    return {"no_akta": mine[0].number} if len(mine) == 1 else {}


def spares(now: Situation) -> Collection[str]:
    """What is asked only of a marriage or of a death, where the person has no such deed."""
    of_kind = {"perkawinan": ("status_suami", "status_istri"), "kematian": ("no_kk", "shdk", "nik_pasangan")}
    return [name for kind, names in of_kind.items() if not own_deeds(now, (kind,)) for name in names]


def decide(form: Annulment, now: Situation) -> Effects:
    out = Effects()
    deed = now.aktas.get(form.no_akta)
    out.refusals += refused([_deed(form, now, deed), _day(form, now, deed)])
    if out.refusals or deed is None:
        return out
    AFTER[deed.kind](form, now, deed, out)
    if form.tanggal is None:
        return out
    by = f"{form.pejabat.strip()} nomor {form.no_putusan.strip()} tanggal {form.tanggal:%d-%m-%Y}"
    if not out.refusals:
        out.notes.append(Note(deed.number, f"Akta ini dibatalkan berdasarkan keputusan {by}.", ENDED))
        for other, status in told_of(deed, now):
            text = f"{KIND_WORDS[deed.kind]} nomor {deed.number} dibatalkan berdasarkan keputusan {by}."
            out.notes.append(Note(other, text, status))
    return out


def _say(code: str, message: str, field: str) -> Refusal:
    return Refusal(f"annulment.{code}", message, field=field, basis=BASIS)


def _deed(form: Annulment, now: Situation, deed: KnownDeed | None) -> Refusal | None:
    if not form.no_akta.strip():
        return None  # asked for anyway
    if deed is None:
        unknown = "Akta ini tidak ada pada register kantor ini. Pembatalannya dicatat kantor yang menerbitkannya."
        return _say("unknown", unknown, "no_akta")
    if now.about not in deed.niks:
        return _say("other_person", "Akta ini tidak memuat nama penduduk ini. Periksa nomornya.", "no_akta")
    if deed.status != "aktif":
        return _say("ended", "Akta ini sudah tidak aktif, jadi tidak dibatalkan sekali lagi.", "no_akta")
    if deed.kind not in AFTER:
        return _say("kind", "Jenis akta ini tidak dapat dibatalkan di sini.", "no_akta")
    if form.dasar == OFFICE and deed.kind in ("perkawinan", "perceraian"):
        court = "Perkawinan dan perceraian hanya dibatalkan oleh putusan pengadilan."
        return _say("court_only", court, "dasar")
    return None


def _day(form: Annulment, now: Situation, deed: KnownDeed | None) -> Refusal | None:
    day = form.tanggal
    if day is None:
        return None
    if day > now.today:
        return _say("future", "Tanggal putusan ada di masa depan. Periksa putusannya.", "tanggal")
    if deed is not None and day < deed.registered_on:
        return _say("too_early", "Putusan mendahului pencatatan aktanya. Periksa tanggal dan nomornya.", "tanggal")
    return None


PEMBATALAN = Peristiwa(
    "pembatalan",
    "Pembatalan akta",
    sheet="F-2.01",
    legal_basis=BASIS,
    deadline_days=ON_TIME_DAYS,
    needs=(
        Need("Salinan putusan pengadilan", "keputusan kepala dinas dan dokumen pendukungnya"),
        Need("Kutipan akta yang dibatalkan", "surat kehilangan dari kepolisian"),
        Need("KK dan KTP-el", "suket pengganti KTP-el"),
    ),
    effects=("people.deed_noted", "people.biodata_changed", "people.document_due"),
    documents=("kk", "akta_kelahiran", "akta_perkawinan"),
    asked=Asked(
        Annulment,
        (
            Group("Akta dan putusan", ("no_akta", "dasar", "pejabat", "no_putusan", "tanggal")),
            Group("Akta perkawinan", ("status_suami", "status_istri")),
            Group("Akta kematian", ("no_kk", "shdk", "nik_pasangan")),
        ),
        "penduduk",
        decide,
        "Akta dibatalkan.",
        begin=begin,
        spares=spares,
    ),
    steps=("verifikasi", "kepala_bidang", "kepala"),
)
