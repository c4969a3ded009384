"""A limited stay ends: its holder dies here, or leaves Indonesia (UU 23/2006 pasal 22 and 44). Who became a resident: `orang_asing`."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from siaga.kit.refusal import Refusal, refused
from siaga.people.asking import Answers, Ask, Group, Need
from siaga.people.death_rules import DEATH_BASIS, ON_TIME_DAYS, Death, check_death
from siaga.people.effects import Deed, Effects, Situation, StayOver
from siaga.people.foreign.permit import DIED, LEFT, KnownStay

from .event import Asked, Peristiwa

LEAVING_BASIS = "UU 23/2006 pasal 22; Perpres 96/2018"
HINT_TEXTS = {
    "nik": "NIK pada SKTT-nya",
    "leaves": "Boleh sebelum hari ini tiba; laporan paling lambat 14 hari sebelum berangkat",
}


class GuestDeath(Death, frozen=True, kw_only=True):
    """F-2.01 of who is in no family: no head of a family is asked for."""

    nik: Annotated[str, Ask("NIK", "nik", help=HINT_TEXTS["nik"])] = ""


class Leaving(Answers, frozen=True, kw_only=True):
    """no_bukti: of the exit permit only (EPO), or of whatever the immigration office wrote."""

    nik: Annotated[str, Ask("NIK", "nik", help=HINT_TEXTS["nik"])] = ""
    tanggal: Annotated[date | None, Ask("Tanggal meninggalkan Indonesia", "date", help=HINT_TEXTS["leaves"])] = None
    no_bukti: Annotated[str, Ask("Nomor surat imigrasi (EPO)", most=40)] = ""


def _guest(nik: str, now: Situation, basis: str) -> KnownStay | Refusal:
    known = now.stays.get(nik)
    if known is not None and known.guest is not None:
        return known
    if nik in now.persons:
        here = "NIK ini milik penduduk yang ada dalam KK. Catat dari halaman orangnya."
        return Refusal("stay.resident", here, field="nik", basis=basis)
    unknown = "NIK ini tidak ada pada daftar orang asing tinggal terbatas di kantor ini. Periksa angkanya."
    return Refusal("stay.unknown", unknown, field="nik", basis=basis)


def decide_death(form: GuestDeath, now: Situation) -> Effects:
    out = Effects()
    known = _guest(form.nik, now, DEATH_BASIS)
    if isinstance(known, Refusal) or known.guest is None:
        out.refusals += refused([known if isinstance(known, Refusal) else None])
        return out
    out.refusals, out.warnings = check_death(form, known.guest.person, now.today)
    if not out.refusals and form.tanggal_meninggal is not None:
        out.stays_over[form.nik] = StayOver(DIED, form.tanggal_meninggal)
        late = (now.today - form.tanggal_meninggal).days > ON_TIME_DAYS
        out.deed = Deed("kematian", "KM", (form.nik,), late)
    return out


def decide_leaving(form: Leaving, now: Situation) -> Effects:
    out = Effects()
    known = _guest(form.nik, now, LEAVING_BASIS)
    if isinstance(known, Refusal):
        out.refusals.append(known)
        return out
    if form.tanggal is None:
        return out
    if form.tanggal < known.permit.issued_on:
        early = "Tanggal ini mendahului izin tinggalnya. Periksa kembali."
        out.refusals.append(Refusal("stay.turned", early, field="tanggal", basis=LEAVING_BASIS))
        return out
    out.stays_over[form.nik] = StayOver(LEFT, form.tanggal)
    return out


KEMATIAN_ORANG_ASING = Peristiwa(
    "kematian_orang_asing",
    "Kematian orang asing tinggal terbatas",
    sheet="F-2.01",
    legal_basis="UU 24/2013 pasal 44; Perpres 96/2018 pasal 45",
    deadline_days=ON_TIME_DAYS,
    needs=(
        Need("Surat kematian dari dokter, kepala desa/lurah, kepolisian, atau penetapan pengadilan", told_by="bukti"),
        Need("SKTT", "surat kehilangan dari kepolisian"),
        Need("Paspor"),
    ),
    effects=("people.stay_ended", "people.deed_registered", "people.document_due"),
    documents=("akta_kematian",),
    asked=Asked(
        GuestDeath,
        (
            Group("Orang asing", ("nik",)),
            Group("Kematian", ("tanggal_meninggal", "tempat_meninggal", "sebab")),
            Group("Bukti", ("bukti", "no_surat", "pelapor", "saksi_1", "saksi_2")),
        ),
        "",
        decide_death,
        "Kematian dicatat.",
        spares=lambda _now: ("kepala_baru",),
    ),
)
MENINGGALKAN_INDONESIA = Peristiwa(
    "meninggalkan_indonesia",
    "Orang asing tinggal terbatas meninggalkan Indonesia",
    sheet="F-1.03",
    legal_basis=LEAVING_BASIS,
    deadline_days=0,
    needs=(Need("SKTT", "surat kehilangan dari kepolisian"), Need("Surat imigrasi (EPO)")),
    effects=("people.stay_ended",),
    documents=(),
    asked=Asked(
        Leaving, (Group("Orang asing", ("nik", "tanggal", "no_bukti")),), "", decide_leaving, "SKTT tidak dipakai lagi."
    ),
)
