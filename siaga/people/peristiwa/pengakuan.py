"""Recognition: a father recognises, with the mother's consent, a child of a marriage by religion that is not registered (form F-2.01)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from siaga.kit.refusal import Refusal, refused
from siaga.people.asking import Ask, Group, Need
from siaga.people.biodata import Biodata
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

BASIS = "UU 24/2013 pasal 49; Perpres 96/2018 pasal 49 dan 51"  # the Perpres' articles are common knowledge
LETTERS = "PA"  # the project's own: no national letters were found for this register
RELIGION, COURT = "agama", "pengadilan"
GROUND_WORDS = {
    RELIGION: "orang tua kawin menurut agama; surat pengakuan ayah yang disetujui ibu",
    COURT: "penetapan pengadilan (lahir di luar perkawinan yang sah menurut agama)",
}
WHEN_TEXTS = {
    "religion": "Bila orang tua kawin menurut agama",
    "court": "Bila berdasarkan penetapan pengadilan",
}


class Recognition(OfChild, frozen=True, kw_only=True):
    """By the father, with the mother's consent, or by a court."""

    dasar: Annotated[str, Ask("Dasar pengakuan", "choice", choices=GROUND_WORDS)] = ""
    no_surat: Annotated[str, Ask("Nomor surat pengakuan atau penetapan")] = ""
    tanggal: Annotated[date | None, Ask("Tanggal surat pengakuan atau penetapan", "date")] = None
    pengadilan: Annotated[str, Ask("Pengadilan", required=False, help=WHEN_TEXTS["court"])] = ""
    tanggal_kawin: Annotated[
        date | None, Ask("Tanggal perkawinan menurut agama", "date", required=False, help=WHEN_TEXTS["religion"])
    ] = None
    pemuka: Annotated[str, Ask("Pemuka agama", required=False, help=WHEN_TEXTS["religion"])] = ""


def decide(form: Recognition, now: Situation) -> Effects:
    out = Effects()
    child = child_of(now, out)
    if child is None:
        return out
    out.refusals += refused(
        [
            *named_parent("recognition", now, child, form.nik_ayah, form.nama_ayah, "ayah", "L", BASIS),
            other_father("recognition", child, form.nik_ayah, form.nama_ayah, BASIS),
            _already(child),
            day_told("recognition", form.tanggal, child, now, BASIS),
            *_ground(form, child),
        ]
    )
    if out.refusals:
        return out
    out.change(child.nik, nik_ayah=form.nik_ayah, nama_ayah=form.nama_ayah.strip())
    late = late_after("recognition", out, form.tanggal, now.today, BASIS)
    out.deed = Deed("pengakuan", LETTERS, (child.nik,), late)
    if form.tanggal:
        note_on_birth("recognition", out, now, child, note(form), BASIS)
    return out


def _already(child: Biodata) -> Refusal | None:
    """A child whose deed names its father is not recognised; it is legitimated once its parents' marriage is registered."""
    if not child.nama_ayah.strip():
        return None
    named = "Ayah anak ini sudah tercatat. Bila perkawinan orang tuanya kini tercatat, catat sebagai pengesahan anak."
    return Refusal("recognition.father_known", named, "nik_ayah", BASIS)


def _ground(form: Recognition, child: Biodata) -> list[Refusal | None]:
    if form.dasar == COURT:
        return [None if form.pengadilan.strip() else missing("pengadilan", "pengadilan", BASIS)]
    if form.dasar != RELIGION:
        return []
    wed, born = form.tanggal_kawin, child.tanggal_lahir
    after = "Perkawinan menurut agama terjadi sesudah anak lahir. Pengakuannya memerlukan penetapan pengadilan."
    return [
        missing("tanggal_kawin", "tanggal perkawinan menurut agama", BASIS) if wed is None else None,
        None if form.pemuka.strip() else missing("pemuka", "pemuka agama", BASIS),
        Refusal("recognition.born_before", after, "tanggal_kawin", BASIS) if wed and born and wed > born else None,
    ]


def note(form: Recognition) -> str:
    """The marginal note, as it is printed on the deed of birth from then on."""
    by = f"surat pengakuan nomor {form.no_surat.strip()}"
    if form.dasar == COURT:
        by = f"penetapan {form.pengadilan.strip()} nomor {form.no_surat.strip()}"
    return f"Berdasarkan {by} tanggal {form.tanggal:%d-%m-%Y}: anak ini diakui oleh ayahnya, {form.nama_ayah.strip()}."


PENGAKUAN = Peristiwa(
    "pengakuan",
    "Pencatatan pengakuan anak",
    sheet="F-2.01",
    legal_basis=BASIS,
    deadline_days=ON_TIME_DAYS,
    needs=(
        Need("Surat pengakuan ayah yang disetujui ibu", "salinan penetapan pengadilan"),
        Need("Surat keterangan perkawinan dari pemuka agama", "salinan penetapan pengadilan"),
        Need("Kutipan akta kelahiran anak"),
        Need("KK ayah atau ibu"),
    ),
    effects=("people.biodata_changed", "people.deed_registered", "people.deed_noted", "people.document_due"),
    documents=("akta_pengakuan", "akta_kelahiran", "kk"),
    asked=Asked(
        Recognition,
        (
            Group("Ayah yang mengakui", ("nik_ayah", "nama_ayah")),
            Group("Dasar", ("dasar", "no_surat", "tanggal", "pengadilan", "tanggal_kawin", "pemuka")),
        ),
        "penduduk",
        decide,
        "Pengakuan anak dicatat.",
        fill=fill,
    ),
)
