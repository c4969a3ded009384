"""KIA, the child's card: under 17 and unmarried, without a photograph below 5 years; a birth deed comes first; never signed."""

from __future__ import annotations

from typing import Annotated

from siaga.kit.refusal import Refusal, refused
from siaga.people.asking import Answers, Ask, Group, Need
from siaga.people.biodata import CARD_AGE, Biodata, age_on, ever_married
from siaga.people.effects import Due, Effects, Situation

from .descent import child_of
from .event import Asked, Peristiwa

BASIS = "Permendagri 2/2016"
PHOTO_AGE = 5
NEW, LOST, DAMAGED, CHANGED = "baru", "hilang", "rusak", "berubah"
REASON_WORDS = {
    NEW: "KIA pertama, atau kartu berfoto sesudah umur 5 tahun",
    LOST: "kartu hilang",
    DAMAGED: "kartu rusak",
    CHANGED: "data atau alamat berubah",
}
HERE, PASTED, NONE = "ada", "tempel", "tidak"
PHOTO_WORDS = {
    HERE: "dipotret atau diunggah di sini, dicetak pada kartu",
    PASTED: "pas foto cetak, ditempel pada kartu",
    NONE: "anak belum berumur 5 tahun: tanpa foto",
}


class ChildCard(Answers, frozen=True, kw_only=True):
    alasan: Annotated[str, Ask("Alasan", "choice", choices=REASON_WORDS)] = ""
    foto: Annotated[str, Ask("Pas foto anak", "choice", choices=PHOTO_WORDS)] = ""


def begin(now: Situation) -> dict[str, str]:
    """The child's age says whether a photograph is due."""
    child = now.persons.get(now.about)
    return {"alasan": NEW, "foto": HERE if child and _age(child, now) >= PHOTO_AGE else NONE}


def decide(form: ChildCard, now: Situation) -> Effects:
    out = Effects()
    child = child_of(now, out)
    if child is None:
        return out
    out.refusals += refused([_child(child, now), _deed(child, now), _photo(form, child, now)])
    if not out.refusals:
        out.dues.append(Due("kia", f"penduduk/{child.nik}", child.nik, "" if form.alasan == NEW else form.alasan))
    return out


def _age(child: Biodata, now: Situation) -> int:
    return age_on(child.tanggal_lahir, now.today) if child.tanggal_lahir else 0


def _child(child: Biodata, now: Situation) -> Refusal | None:
    if _age(child, now) < CARD_AGE and not ever_married(child.status_kawin):
        return None
    grown = "%(nama)s sudah berumur 17 tahun, atau sudah atau pernah kawin: layani KTP-el."
    return Refusal("kia.grown", grown, "", BASIS, {"nama": child.nama})


def _deed(child: Biodata, now: Situation) -> Refusal | None:
    if child.no_akta_lahir.strip() or now.birth_deed(child.nik):
        return None
    first = (
        "KIA memerlukan akta kelahiran. Bila belum ada, catat kelahirannya dari halaman KK-nya dan pilih anak ini; bila sudah ada "
        "dari kantor lain, isi nomornya dengan Ubah biodata."
    )
    return Refusal("kia.no_deed", first, "", BASIS)


def _photo(form: ChildCard, child: Biodata, now: Situation) -> Refusal | None:
    if form.foto == NONE and _age(child, now) >= PHOTO_AGE:
        photo = "Anak ini sudah berumur 5 tahun: KIA-nya memakai foto. Mintakan pas fotonya."
        return Refusal("kia.photo", photo, "foto", BASIS)
    return None


KIA = Peristiwa(
    "kia",
    "Kartu identitas anak",
    sheet="F-1.02",
    legal_basis=BASIS,
    deadline_days=0,
    needs=(
        Need("Kutipan akta kelahiran anak"),
        Need("KK orang tua atau wali"),
        Need("KTP-el kedua orang tua atau wali", "suket pengganti KTP-el"),
        Need("Pas foto anak berwarna 2 x 3 (umur 5 tahun ke atas)", told_by="foto", picture=HERE),
    ),
    effects=("people.document_due",),
    documents=("kia",),
    asked=Asked(
        ChildCard,
        (Group("Kartu identitas anak", ("alasan", "foto")),),
        "penduduk",
        decide,
        "KIA akan dicetak.",
        begin=begin,
    ),
)
