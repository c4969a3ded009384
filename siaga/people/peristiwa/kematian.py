"""A death: the deed, the widowed spouse, and where the head has died a new KK number for those who remain (form F-2.01)."""

from __future__ import annotations

from siaga.kit.refusal import Refusal
from siaga.people.asking import Group, Need
from siaga.people.codes import ResidentStatus, Shdk, StatusKawin
from siaga.people.death_rules import DEATH_BASIS, ON_TIME_DAYS, Death, check_death, widowed
from siaga.people.effects import Deed, Effects, Situation, leave

from .event import Asked, Peristiwa


def decide(form: Death, now: Situation) -> Effects:
    """Who dies leaves the family: its number stays while its head lives (UU 23/2006 art. 61), and with the last member it closes."""
    out = Effects()
    deceased = now.persons.get(now.about)
    if deceased is None:
        unknown = "NIK ini tidak ditemukan. Cari dengan nama dan tanggal lahir, atau catat biodatanya lebih dahulu."
        out.refusals.append(Refusal("death.unknown", unknown, basis=DEATH_BASIS))
        return out
    out.refusals, out.warnings = check_death(form, deceased, now.today)
    home = now.home_of(deceased)
    if home is None:
        gone = "KK orang ini tidak berlaku lagi pada register kantor ini. Perbarui dahulu keluarganya."
        out.refusals.append(Refusal("people.no_family", gone, basis=DEATH_BASIS))
    elif deceased.status == ResidentStatus.AKTIF and form.tanggal_meninggal:
        members = now.members[home.no_kk]
        leave(out, home, members, [deceased.nik], form.kepala_baru, now.today)
        for nik in widowed(deceased, members):
            out.change(nik, status_kawin=int(StatusKawin.CERAI_MATI))
        out.change(deceased.nik, status=str(ResidentStatus.MENINGGAL), died_on=form.tanggal_meninggal)
        late = (now.today - form.tanggal_meninggal).days > ON_TIME_DAYS
        out.deed = Deed("kematian", "KM", (deceased.nik,), late)
    return out


def spares(now: Situation) -> tuple[str, ...]:
    """A new head is asked for only where the head has died and somebody is left."""
    deceased = now.persons.get(now.about)
    left = [m for m in now.members.get(deceased.no_kk, ()) if m.nik != deceased.nik] if deceased else []
    return () if left and deceased and deceased.shdk == Shdk.KEPALA else ("kepala_baru",)


KEMATIAN = Peristiwa(
    "kematian",
    "Pencatatan kematian",
    sheet="F-2.01",
    legal_basis="UU 24/2013 pasal 44; Perpres 96/2018 pasal 45",
    deadline_days=ON_TIME_DAYS,
    needs=(
        Need("Surat kematian dari dokter, kepala desa/lurah, kepolisian, atau penetapan pengadilan", told_by="bukti"),
        Need("KK dan KTP-el yang meninggal", "surat kehilangan dari kepolisian"),
        Need("KTP-el pelapor", "suket pengganti KTP-el"),
    ),
    effects=(
        "people.deed_registered",
        "people.biodata_changed",
        "people.family_registered",
        "people.family_closed",
        "people.document_due",
    ),
    documents=("akta_kematian", "kk"),
    asked=Asked(
        Death,
        (
            Group("Kematian", ("tanggal_meninggal", "tempat_meninggal", "sebab")),
            Group("Bukti", ("bukti", "no_surat", "pelapor", "saksi_1", "saksi_2")),
            Group("Keluarga yang ditinggalkan", ("kepala_baru",)),
        ),
        "penduduk",
        decide,
        "Kematian dicatat.",
        spares=spares,
    ),
)
