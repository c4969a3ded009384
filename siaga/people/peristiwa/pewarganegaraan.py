"""Change of citizenship: foreign to Indonesian, or Indonesian to foreign; noted on the deeds, the NIK stays (form F-2.01)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from siaga.kit.refusal import Refusal, refused
from siaga.people.asking import Answers, Ask, Group, Need
from siaga.people.codes import KEWARGANEGARAAN
from siaga.people.effects import Effects, Note, Situation
from siaga.people.form_rules import missing

from .descent import child_of
from .event import Asked, Peristiwa

BASIS = "UU 23/2006 pasal 53; Perpres 96/2018 pasal 54"  # the Perpres' article is common knowledge
ON_TIME_DAYS = 14
CITIZEN, FOREIGN = "WNI", "WNA"
CITIZENSHIP_WORDS = {code: words[0].lower() for code, words in KEWARGANEGARAAN.items()}
NOTED = ("kelahiran", "perkawinan")
OATH_TEXTS = {"oath": "Bila menjadi warga negara Indonesia"}


class Citizenship(Answers, frozen=True, kw_only=True):
    kewarganegaraan: Annotated[str, Ask("Kewarganegaraan baru", "choice", choices=CITIZENSHIP_WORDS)] = ""
    pejabat: Annotated[str, Ask("Keputusan Presiden atau Menteri")] = ""
    no_keputusan: Annotated[str, Ask("Nomor keputusan")] = ""
    tanggal: Annotated[date | None, Ask("Tanggal keputusan", "date")] = None
    tanggal_sumpah: Annotated[
        date | None, Ask("Tanggal sumpah atau janji setia", "date", required=False, help=OATH_TEXTS["oath"])
    ] = None


def decide(form: Citizenship, now: Situation) -> Effects:
    out = Effects()
    person = child_of(now, out)
    if person is None:
        return out
    out.refusals += refused([_same(form, person.kewarganegaraan), *_days(form, now.today)])
    if out.refusals or form.tanggal is None or form.kewarganegaraan not in CITIZENSHIP_WORDS:
        return out
    out.change(person.nik, kewarganegaraan=form.kewarganegaraan)
    for deed in now.aktas.values():
        if deed.kind in NOTED and deed.status == "aktif" and person.nik in deed.niks:
            out.notes.append(Note(deed.number, note(form, person.nama)))
    if (now.today - (form.tanggal_sumpah or form.tanggal)).days > ON_TIME_DAYS:
        late = "Dilaporkan lewat %(days)d hari. Tetap dicatat."
        out.warnings.append(_say("late", late, "tanggal", days=ON_TIME_DAYS))
    return out


def _say(code: str, message: str, field: str, **params: object) -> Refusal:
    return Refusal(f"citizenship.{code}", message, field=field, basis=BASIS, params=params)


def _same(form: Citizenship, before: str) -> Refusal | None:
    if form.kewarganegaraan != before:
        return None
    return _say("same", "Kewarganegaraan ini sudah tercatat. Tidak ada yang diubah.", "kewarganegaraan")


def _days(form: Citizenship, today: date) -> list[Refusal | None]:
    oath, day = form.tanggal_sumpah, form.tanggal
    future = "Tanggal ini ada di masa depan. Periksa suratnya."
    found: list[Refusal | None] = [
        _say("future", future, field) if value and value > today else None
        for field, value in (("tanggal", day), ("tanggal_sumpah", oath))
    ]
    if form.kewarganegaraan != CITIZEN:
        return found
    early = "Sumpah atau janji setia diucapkan sesudah keputusan. Periksa kedua tanggalnya."
    return [
        *found,
        missing("tanggal_sumpah", "tanggal sumpah atau janji setia", BASIS) if oath is None else None,
        _say("oath_first", early, "tanggal_sumpah") if oath and day and oath < day else None,
    ]


def note(form: Citizenship, name: str) -> str:
    """The marginal note, as it is printed on the deeds from then on."""
    by = f"{form.pejabat.strip()} nomor {form.no_keputusan.strip()} tanggal {form.tanggal:%d-%m-%Y}"
    return f"Berdasarkan {by}: {name} menjadi {CITIZENSHIP_WORDS[form.kewarganegaraan]}."


PEWARGANEGARAAN = Peristiwa(
    "pewarganegaraan",
    "Perubahan status kewarganegaraan",
    sheet="F-2.01",
    legal_basis=BASIS,
    deadline_days=ON_TIME_DAYS,
    needs=(
        Need("Petikan keputusan tentang kewarganegaraan", "bukti pelepasan kewarganegaraan"),
        Need("Berita acara sumpah atau janji setia", "tidak perlu: menjadi warga negara asing"),
        Need("Kutipan akta pencatatan sipil"),
        Need("KK dan KTP-el"),
        Need("Dokumen perjalanan"),
    ),
    effects=("people.biodata_changed", "people.deed_noted", "people.document_due"),
    documents=("akta_kelahiran", "akta_perkawinan", "kk"),
    asked=Asked(
        Citizenship,
        (
            Group("Kewarganegaraan", ("kewarganegaraan", "tanggal_sumpah")),
            Group("Keputusan", ("pejabat", "no_keputusan", "tanggal")),
        ),
        "penduduk",
        decide,
        "Perubahan kewarganegaraan dicatat. NIK tetap.",
    ),
)
