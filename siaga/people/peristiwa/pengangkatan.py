"""Adoption by a court's order: the deed of birth and the parents by blood stay, a marginal note says who adopted (form F-2.01).

UU 35/2014 art. 39(2): it does not break the tie of blood, so the KK goes on naming the parents by blood; the relation in the KK of
the adopters is "anak" (guide to the KK, Permendagri 109/2019).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from siaga.kit.refusal import Refusal, refused
from siaga.people.asking import Answers, Ask, Group, Need
from siaga.people.biodata import Biodata, Family, age_on
from siaga.people.codes import Shdk
from siaga.people.effects import Deed, Effects, Situation, join, leave
from siaga.people.form_rules import missing

from .descent import HINT_TEXTS, ON_TIME_DAYS, child_of, day_told, late_after, name_of, named_parent, note_on_birth
from .event import Asked, Peristiwa

BASIS = "UU 23/2006 pasal 47; Perpres 96/2018 pasal 47"  # the Perpres' article is common knowledge
BLOOD_BASIS = "UU 35/2014 pasal 39"
AGE_BASIS = "PP 54/2007 pasal 12"  # common knowledge: not yet 18
ADULT = 18
LETTERS = "AA"  # the project's own: no national letters were found for this register
HOME_WORDS = {
    "ikut": "anak masuk KK orang tua angkat",
    "tetap": "anak tetap pada KK-nya sekarang",
}
RECEIVED_TEXTS = {
    "received": "Batas tiga puluh hari dihitung dari tanggal ini; kosongkan bila sama dengan tanggal penetapan"
}


class Adoption(Answers, frozen=True, kw_only=True):
    """The child is the one at whose page it began; one adoptive parent is enough. nama_anak: as registered, filled in."""

    nik_ayah_angkat: Annotated[str, Ask("NIK ayah angkat", "nik", required=False, help=HINT_TEXTS["elsewhere"])] = ""
    nama_ayah_angkat: Annotated[str, Ask("Nama ayah angkat", required=False)] = ""
    nik_ibu_angkat: Annotated[str, Ask("NIK ibu angkat", "nik", required=False, help=HINT_TEXTS["elsewhere"])] = ""
    nama_ibu_angkat: Annotated[str, Ask("Nama ibu angkat", required=False)] = ""
    pengadilan: Annotated[str, Ask("Pengadilan yang menetapkan")] = ""
    no_penetapan: Annotated[str, Ask("Nomor penetapan")] = ""
    tanggal: Annotated[date | None, Ask("Tanggal penetapan", "date")] = None
    diterima: Annotated[
        date | None, Ask("Tanggal salinan diterima", "date", required=False, help=RECEIVED_TEXTS["received"])
    ] = None
    tinggal: Annotated[str, Ask("Kartu keluarga anak", "choice", choices=HOME_WORDS)] = ""
    nama_anak: str = ""


def fill(form: Adoption, now: Situation) -> Adoption:
    child = now.persons.get(now.about)
    return msgspec.structs.replace(
        form,
        nama_anak=child.nama if child else "",
        nama_ayah_angkat=name_of(now, form.nik_ayah_angkat, form.nama_ayah_angkat),
        nama_ibu_angkat=name_of(now, form.nik_ibu_angkat, form.nama_ibu_angkat),
    )


def decide(form: Adoption, now: Situation) -> Effects:
    out = Effects()
    child = child_of(now, out)
    if child is None:
        return out
    out.refusals += refused(
        [
            *_adopters(form, now, child),
            day_told("adoption", form.tanggal, child, now, BASIS),
            _received(form, now.today),
        ]
    )
    if out.refusals:
        return out
    if form.tinggal == "ikut":
        _home(form, now, child, out)
    late = late_after("adoption", out, form.diterima or form.tanggal, now.today, BASIS)
    if child.tanggal_lahir and form.tanggal and age_on(child.tanggal_lahir, form.tanggal) >= ADULT:
        grown = (
            "Anak ini sudah berumur %(adult)d tahun pada tanggal penetapan. Cocokkan sekali lagi dengan penetapannya."
        )
        out.warnings.append(Refusal("adoption.adult", grown, "tanggal", AGE_BASIS, {"adult": ADULT}))
    out.deed = Deed("pengangkatan", LETTERS, (child.nik,), late)
    if form.tanggal:  # without its date the act refuses anyway
        note_on_birth("adoption", out, now, child, note(form), BASIS)
    return out


def _adopters(form: Adoption, now: Situation, child: Biodata) -> list[Refusal | None]:
    found: list[Refusal | None] = []
    for sex, field, blood in (("L", "ayah_angkat", child.nik_ayah), ("P", "ibu_angkat", child.nik_ibu)):
        nik, name = getattr(form, f"nik_{field}"), getattr(form, f"nama_{field}")
        if not nik and not name.strip():
            continue
        found += named_parent("adoption", now, child, nik, name, field, sex, BASIS)
        if nik and nik == blood:
            own = "Ini orang tua kandung anak ini; orang tua kandung tidak mengangkat anaknya sendiri. Periksa NIK-nya."
            found.append(Refusal("adoption.by_blood", own, f"nik_{field}", BLOOD_BASIS))
    return found or [missing("nik_ayah_angkat", "orang tua angkat", BASIS)]


def _received(form: Adoption, today: date) -> Refusal | None:
    if form.diterima is None or form.tanggal is None or form.tanggal <= form.diterima <= today:
        return None
    odd = "Salinan diterima antara tanggal penetapan dan hari ini. Periksa tanggalnya."
    return Refusal("adoption.received", odd, "diterima", BASIS)


def _home(form: Adoption, now: Situation, child: Biodata, out: Effects) -> None:
    adopter, target = _adopters_home(form, now)
    home = now.home_of(child)
    if adopter is None or target is None:
        away = "KK orang tua angkat tidak ada di kantor ini. Pilih tetap, lalu layani kepindahan anak ke kantor mereka."
        out.refusals.append(Refusal("adoption.no_family", away, "tinggal", BASIS))
        return
    if home is None or child.shdk == Shdk.KEPALA:
        alone = "Anak ini kepala keluarga, atau KK-nya tidak berlaku lagi. Perbarui dahulu keluarganya."
        out.refusals.append(Refusal("adoption.heads", alone, "tinggal", BASIS))
        return
    relation = int(relation_in(adopter))
    if home.no_kk == target.no_kk:
        out.change(child.nik, shdk=relation)
        return
    leave(out, home, now.members[home.no_kk], [child.nik], "", now.today)
    join(out, target, now.members[target.no_kk], [child], {child.nik: relation}, now.today, "tinggal")


def _adopters_home(form: Adoption, now: Situation) -> tuple[Biodata | None, Family | None]:
    for nik in (form.nik_ayah_angkat, form.nik_ibu_angkat):
        person = now.persons.get(nik) if nik else None
        if person and (home := now.home_of(person)):
            return person, home
    return None, None


def relation_in(adopter: Biodata) -> Shdk:
    """What the child of this person is to the head of that person's KK."""
    if adopter.shdk in (Shdk.KEPALA, Shdk.SUAMI, Shdk.ISTRI):
        return Shdk.ANAK
    return Shdk.CUCU if adopter.shdk in (Shdk.ANAK, Shdk.MENANTU) else Shdk.FAMILI_LAIN


def note(form: Adoption) -> str:
    """The marginal note, as it is printed on the deed of birth from then on."""
    parents = " dan ".join(n for n in (form.nama_ayah_angkat.strip(), form.nama_ibu_angkat.strip()) if n)
    order = f"penetapan {form.pengadilan.strip()} nomor {form.no_penetapan.strip()} tanggal {form.tanggal:%d-%m-%Y}"
    return f"Berdasarkan {order}: anak ini diangkat oleh {parents}. Hubungan dengan orang tua kandung tidak terputus."


PENGANGKATAN = Peristiwa(
    "pengangkatan",
    "Pencatatan pengangkatan anak",
    sheet="F-2.01",
    legal_basis=BASIS,
    deadline_days=ON_TIME_DAYS,
    needs=(
        Need("Salinan penetapan pengadilan"),
        Need("Kutipan akta kelahiran anak"),
        Need("KK orang tua angkat"),
        Need("KTP-el orang tua angkat", "dokumen perjalanan orang tua angkat orang asing"),
    ),
    effects=("people.biodata_changed", "people.deed_registered", "people.deed_noted", "people.document_due"),
    documents=("akta_pengangkatan", "akta_kelahiran", "kk"),
    asked=Asked(
        Adoption,
        (
            Group("Orang tua angkat", ("nik_ayah_angkat", "nama_ayah_angkat", "nik_ibu_angkat", "nama_ibu_angkat")),
            Group("Penetapan pengadilan", ("pengadilan", "no_penetapan", "tanggal", "diterima")),
            Group("Kartu keluarga", ("tinggal",)),
        ),
        "penduduk",
        decide,
        "Pengangkatan anak dicatat.",
        fill=fill,
    ),
)
