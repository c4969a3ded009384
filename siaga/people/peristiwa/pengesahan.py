"""Legitimation: the parents' marriage is registered after the child was born, and the child becomes theirs in law (form F-2.01)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from siaga.kit.refusal import Refusal, refused
from siaga.people.asking import Ask, Group, Need
from siaga.people.biodata import Biodata
from siaga.people.codes import MARRIED
from siaga.people.effects import Deed, Effects, Situation
from siaga.people.form_rules import missing

from .descent import (
    ON_TIME_DAYS,
    OfChild,
    child_of,
    day_told,
    fill,
    late_after,
    named_parent,
    note_on_birth,
    other_father,
)
from .event import Asked, Peristiwa

BASIS = "UU 24/2013 pasal 50; Perpres 96/2018 pasal 50 dan 52"
LETTERS = "PS"  # the project's own: no national letters were found for this register
COURT_TEXTS = {"after": "Bila anak lahir sebelum orang tuanya kawin menurut agama"}


class Legitimation(OfChild, frozen=True, kw_only=True):
    """tanggal: when the parents' marriage was registered."""

    no_akta_kawin: Annotated[str, Ask("Nomor akta perkawinan atau buku nikah orang tua", "akta", most=40)] = ""
    tanggal: Annotated[date | None, Ask("Tanggal akta perkawinan atau buku nikah", "date")] = None
    tanggal_kawin: Annotated[date | None, Ask("Tanggal perkawinan menurut agama", "date")] = None
    pengadilan: Annotated[str, Ask("Pengadilan", required=False, help=COURT_TEXTS["after"])] = ""
    no_penetapan: Annotated[str, Ask("Nomor penetapan", required=False, help=COURT_TEXTS["after"])] = ""


def begin(now: Situation) -> dict[str, str]:
    """The father, where the register names him already."""
    child = now.persons.get(now.about) or Biodata()
    return {"nik_ayah": child.nik_ayah, "nama_ayah": child.nama_ayah}


def decide(form: Legitimation, now: Situation) -> Effects:
    out = Effects()
    child = child_of(now, out)
    if child is None:
        return out
    out.refusals += refused(
        [
            *named_parent("legitimation", now, child, form.nik_ayah, form.nama_ayah, "ayah", "L", BASIS),
            other_father("legitimation", child, form.nik_ayah, form.nama_ayah, BASIS),
            day_told("legitimation", form.tanggal, child, now, BASIS),
            *_marriage(form, now, child),
            *_religious(form, child),
        ]
    )
    if out.refusals:
        return out
    out.change(child.nik, nik_ayah=form.nik_ayah or child.nik_ayah, nama_ayah=form.nama_ayah.strip())
    late = late_after("legitimation", out, form.tanggal, now.today, BASIS)
    out.deed = Deed("pengesahan", LETTERS, (child.nik,), late)
    if form.tanggal:
        note_on_birth("legitimation", out, now, child, note(form), BASIS)
    return out


def _marriage(form: Legitimation, now: Situation, child: Biodata) -> list[Refusal | None]:
    """The parents are married in the register, and a deed that is kept here speaks of them and is in force."""
    found: list[Refusal | None] = []
    for person in (now.persons.get(form.nik_ayah), _mother(now, child)):
        if person is not None and person.status_kawin not in MARRIED:
            single = "%(nama)s tidak tercatat kawin. Catat dahulu perkawinannya, lalu pengesahan anak ini."
            found.append(Refusal("legitimation.not_married", single, "nik_ayah", BASIS, {"nama": person.nama}))
    deed = now.aktas.get(form.no_akta_kawin)
    if deed is None:
        return found
    theirs = {nik for nik in (form.nik_ayah, child.nik_ibu) if nik}
    if deed.kind != "perkawinan" or deed.status != "aktif" or not theirs & set(deed.niks):
        other = "Akta ini bukan akta perkawinan orang tua anak ini, atau sudah tidak aktif. Periksa nomornya."
        found.append(Refusal("legitimation.other_deed", other, "no_akta_kawin", BASIS))
    return found


def _mother(now: Situation, child: Biodata) -> Biodata | None:
    here = [*now.persons.values(), *(m for members in now.members.values() for m in members)]
    return next((p for p in here if child.nik_ibu and p.nik == child.nik_ibu), None)


def _religious(form: Legitimation, child: Biodata) -> list[Refusal | None]:
    """Born before the parents married by their religion: only by a court's order (Perpres 96/2018 art. 52)."""
    wed, born = form.tanggal_kawin, child.tanggal_lahir
    if wed is None or born is None:
        return []
    if form.tanggal and wed > form.tanggal:
        order = "Perkawinan menurut agama mendahului pencatatannya. Periksa kedua tanggalnya."
        return [Refusal("legitimation.order", order, "tanggal_kawin", BASIS)]
    if wed <= born or (form.no_penetapan.strip() and form.pengadilan.strip()):
        return []
    court = "Anak lahir sebelum orang tuanya kawin menurut agama. Pengesahannya memerlukan penetapan pengadilan."
    return [Refusal("legitimation.court", court, "no_penetapan", BASIS), *_court_named(form)]


def _court_named(form: Legitimation) -> list[Refusal]:
    return [] if form.pengadilan.strip() else [missing("pengadilan", "pengadilan", BASIS)]


def note(form: Legitimation) -> str:
    """The marginal note, as it is printed on the deed of birth from then on."""
    by = f"akta perkawinan nomor {form.no_akta_kawin.strip()} tanggal {form.tanggal:%d-%m-%Y}"
    if form.no_penetapan.strip():
        by += f" dan penetapan {form.pengadilan.strip()} nomor {form.no_penetapan.strip()}"
    parents = " dan ".join(n for n in (form.nama_ayah.strip(), form.nama_ibu.strip()) if n)
    return f"Berdasarkan {by}: anak ini disahkan sebagai anak {parents}."


PENGESAHAN = Peristiwa(
    "pengesahan",
    "Pencatatan pengesahan anak",
    sheet="F-2.01",
    legal_basis=BASIS,
    deadline_days=ON_TIME_DAYS,
    needs=(
        Need("Kutipan akta kelahiran anak"),
        Need("Kutipan akta perkawinan atau buku nikah orang tua"),
        Need("KK orang tua"),
        Need("KTP-el orang tua", "suket pengganti KTP-el"),
    ),
    effects=("people.biodata_changed", "people.deed_registered", "people.deed_noted", "people.document_due"),
    documents=("akta_pengesahan", "akta_kelahiran", "kk"),
    asked=Asked(
        Legitimation,
        (
            Group("Ayah", ("nik_ayah", "nama_ayah")),
            Group("Perkawinan orang tua", ("no_akta_kawin", "tanggal", "tanggal_kawin", "pengadilan", "no_penetapan")),
        ),
        "penduduk",
        decide,
        "Pengesahan anak dicatat.",
        begin=begin,
        fill=fill,
    ),
)
