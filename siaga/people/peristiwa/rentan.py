"""First biodata of a resident without papers, found by outreach: a statement (F-1.04) and two witnesses stand in for them.

Permendagri 96/2019: people whom a disaster, unrest, neglect, remoteness or a border keeps from papers are registered where they are.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

from siaga.kit.refusal import Refusal, refused
from siaga.people.asking import Ask, Group, Need
from siaga.people.effects import PERSON, Effects, Situation

from .biodata_pertama import BIODATA_PERTAMA, FirstOfFamily, biodata_of, fill, household_of
from .biodata_pertama import begin_new as begin
from .biodata_pertama import decide as register
from .event import Asked, Peristiwa

BASIS = "Permendagri 96/2019; Perpres 96/2018 pasal 5"
REASON = "rentan"
GROUP_WORDS = {
    "bencana": "korban bencana alam",
    "sosial": "korban kerusuhan sosial",
    "terlantar": "orang terlantar",
    "terpencil": "komunitas terpencil",
    "perbatasan": "penghuni daerah perbatasan atau tanah negara",
}
HINT_TEXTS = {
    "where": "Panti, tempat penampungan, atau desa tempat pendataan",
    "mother": "Kosongkan hanya bila tidak diketahui, dan pilih itu pada kolom berikut",
    "unknown": "Hanya bila orang itu tidak mengetahui nama ibunya",
}
MOTHER_WORDS = {"tidak_diketahui": "nama ibu tidak diketahui"}


class Undocumented(FirstOfFamily, frozen=True, kw_only=True):
    """Form F-1.01 with the statement F-1.04. The address is where the person lives now, a home or shelter included."""

    kelompok: Annotated[str, Ask("Sebab tidak berdokumen", "choice", choices=GROUP_WORDS)] = ""
    tempat_pendataan: Annotated[str, Ask("Tempat pendataan", help=HINT_TEXTS["where"], most=100)] = ""
    tanggal_pernyataan: Annotated[date | None, Ask("Tanggal surat pernyataan (F-1.04)", "date")] = None
    saksi_1: Annotated[str, Ask("Saksi pertama")] = ""
    saksi_2: Annotated[str, Ask("Saksi kedua")] = ""
    nama_ibu: Annotated[str, Ask("Nama ibu", required=False, help=HINT_TEXTS["mother"])] = ""
    ibu: Annotated[
        str, Ask("Bila nama ibu tidak diketahui", "choice", False, HINT_TEXTS["unknown"], choices=MOTHER_WORDS)
    ] = ""


def decide(form: Undocumented, now: Situation) -> Effects:
    """As first biodata; what the statement lacks is refused with the rest. Who does not know the mother's name is registered without."""
    out = register(form, now)
    _mother(form, out)
    out.refusals += refused([_witnesses(form), _day(form, now.today)])
    if PERSON in out.residents:
        out.residents[PERSON] = replace(out.residents[PERSON], reason=REASON)
    return out


def _mother(form: Undocumented, out: Effects) -> None:
    """A name of nobody is never made up: the register, the KK and the biodata then have none."""
    if not form.ibu:
        return
    if form.nama_ibu or form.nik_ibu:
        both = "Nama atau NIK ibu sudah diisi. Kosongkan pilihan ini, atau kosongkan data ibunya."
        out.refusals.append(Refusal("undocumented.mother", both, "ibu", BASIS))
    out.refusals[:] = [r for r in out.refusals if r.code != "nama_ibu.empty"]


def _witnesses(form: Undocumented) -> Refusal | None:
    if len({w.strip().casefold() for w in (form.saksi_1, form.saksi_2, form.nama)} - {""}) == 3:
        return None
    two = "Pernyataan ini memerlukan dua saksi yang berbeda, selain orang itu sendiri. Isi keduanya."
    return Refusal("undocumented.witnesses", two, "saksi_1", BASIS)


def _day(form: Undocumented, today: date) -> Refusal | None:
    if form.tanggal_pernyataan is None or form.tanggal_pernyataan <= today:
        return None
    ahead = "Tanggal pernyataan ada di masa depan. Periksa suratnya."
    return Refusal("undocumented.future", ahead, "tanggal_pernyataan", BASIS)


STATEMENT = ("kelompok", "tempat_pendataan", "tanggal_pernyataan", "saksi_1", "saksi_2")
PARENTS = Group("Orang tua", ("nik_ibu", "nama_ibu", "ibu", "nik_ayah", "nama_ayah"))
assert BIODATA_PERTAMA.asked is not None

RENTAN = Peristiwa(
    "rentan",
    "Pendataan penduduk rentan (tanpa dokumen)",
    sheet="F-1.01 dan F-1.04",
    legal_basis=BASIS,
    deadline_days=0,
    needs=(Need("Surat pernyataan tidak memiliki dokumen kependudukan (F-1.04)"),),
    effects=BIODATA_PERTAMA.effects,
    documents=("kk",),
    asked=Asked(
        Undocumented,
        (Group("Pernyataan", STATEMENT), *BIODATA_PERTAMA.asked.groups[:-1], PARENTS),
        "",
        decide,
        "Biodata dicatat.",
        begin=begin,
        fill=fill,
        looks_for=lambda form: (biodata_of(form), household_of(form)),
    ),
)
