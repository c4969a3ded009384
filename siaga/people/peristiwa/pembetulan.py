"""Correction of a deed: a slip of the pen by the office itself, anything more by a court (form F-2.01). The NIK stays.

The deed says the right thing from then on, a marginal note says what it said before, and a new extract takes the place of the old.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Annotated, Any

from siaga.kit.refusal import Refusal, refused
from siaga.people.asking import Answers, Ask, Group, Need
from siaga.people.biodata import Biodata
from siaga.people.codes import JENIS_KELAMIN, SEX_WORDS
from siaga.people.effects import Effects, KnownDeed, Note, Situation
from siaga.people.form_rules import born_sensibly, missing
from siaga.people.names import check_name, similarity, tidy
from siaga.people.union_rules import DIVORCE, MARRIAGE

from .event import Asked, Peristiwa
from .pembatalan import own_deeds

BASIS = "UU 23/2006 pasal 71; Perpres 96/2018 pasal 59; Permendagri 108/2019 pasal 88"
COURT, OFFICE = "pengadilan", "kantor"
GROUND_WORDS = {
    OFFICE: "kesalahan tulis redaksional, menurut dokumen autentik",
    COURT: "penetapan pengadilan",
}
HINT_TEXTS = {
    "only": "Isi hanya yang dibetulkan",
    "event": "Tanggal perkawinan, putusan cerai, atau meninggal",
    "place": "Tempat perkawinan atau meninggal",
    "court": "Bila berdasarkan penetapan pengadilan",
}
ALIKE = 0.6  # below it a name is rather another name than the same one misspelled
WORDS = {
    "nama": "nama",
    "jenis_kelamin": "jenis kelamin",
    "tempat_lahir": "tempat lahir",
    "tanggal_lahir": "tanggal lahir",
    "nama_ibu": "nama ibu",
    "nama_ayah": "nama ayah",
    "tanggal_peristiwa": "tanggal peristiwa",
    "tempat_peristiwa": "tempat peristiwa",
}
_BIRTH = ("nama", "jenis_kelamin", "tempat_lahir", "tanggal_lahir", "nama_ibu", "nama_ayah")
SAID_BY: Mapping[str, Mapping[str, str]] = {
    "kelahiran": {name: name for name in _BIRTH},
    "kematian": {"tanggal_peristiwa": "tanggal_meninggal", "tempat_peristiwa": "tempat_meninggal"},
    "perkawinan": {"tanggal_peristiwa": "tanggal", "tempat_peristiwa": "tempat"},
    "perceraian": {"tanggal_peristiwa": "tanggal"},
}
"""Kind of deed -> answer of this form -> what the deed calls it."""
UNION_DATES: Mapping[str, tuple[str, str]] = {"perkawinan": MARRIAGE, "perceraian": DIVORCE}


class Correction(Answers, frozen=True, kw_only=True):
    no_akta: Annotated[str, Ask("Nomor akta yang dibetulkan", "akta", most=40)] = ""
    nama: Annotated[str, Ask("Nama yang benar", "text", False, HINT_TEXTS["only"])] = ""
    jenis_kelamin: Annotated[str, Ask("Jenis kelamin yang benar", "choice", False, choices=JENIS_KELAMIN)] = ""
    tempat_lahir: Annotated[str, Ask("Tempat lahir yang benar", "text", False)] = ""
    tanggal_lahir: Annotated[date | None, Ask("Tanggal lahir yang benar", "date", False)] = None
    nama_ibu: Annotated[str, Ask("Nama ibu yang benar", "text", False)] = ""
    nama_ayah: Annotated[str, Ask("Nama ayah yang benar", "text", False)] = ""
    tanggal_peristiwa: Annotated[
        date | None, Ask("Tanggal peristiwa yang benar", "date", False, HINT_TEXTS["event"])
    ] = None
    tempat_peristiwa: Annotated[str, Ask("Tempat peristiwa yang benar", "text", False, HINT_TEXTS["place"])] = ""
    dasar: Annotated[str, Ask("Dasar pembetulan", "choice", choices=GROUND_WORDS)] = ""
    bukti: Annotated[str, Ask("Dokumen autentik, atau nomor penetapan")] = ""
    tanggal: Annotated[date | None, Ask("Tanggal dokumen atau penetapan", "date")] = None
    pengadilan: Annotated[str, Ask("Pengadilan", "text", False, HINT_TEXTS["court"])] = ""


def begin(now: Situation) -> dict[str, str]:
    """The deed, where there is no choice."""
    mine = own_deeds(now, SAID_BY)
    return {"no_akta": mine[0].number} if len(mine) == 1 else {}


def spares(now: Situation) -> Collection[str]:
    """What none of the person's deeds says."""
    said = {name for deed in own_deeds(now, SAID_BY) for name in SAID_BY[deed.kind]}
    return [name for name in WORDS if said and name not in said]


def decide(form: Correction, now: Situation) -> Effects:
    out = Effects()
    deed = now.aktas.get(form.no_akta)
    out.refusals += refused([_deed(form, now, deed), _ground(form, now.today)])
    if out.refusals or deed is None:
        return out
    after = changes(form, deed)
    _check(form, now, deed, after, out)
    if out.refusals or form.tanggal is None:
        return out
    keys = SAID_BY[deed.kind]
    said = dict(deed.data) | {keys[name]: _plain(value) for name, value in after.items()}
    out.notes.append(Note(deed.number, note(form, deed, after), data=said))
    _register(deed, now, after, out)
    return out


def changes(form: Correction, deed: KnownDeed) -> dict[str, Any]:
    """The answers that the deed really says otherwise, by this form's names."""
    found = {}
    for name, key in SAID_BY.get(deed.kind, {}).items():
        value = getattr(form, name)
        value = tidy(value) if isinstance(value, str) and name != "jenis_kelamin" else value
        if value and _plain(value) != str(deed.data.get(key) or ""):
            found[name] = value
    return found


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _say(code: str, message: str, field: str, **params: object) -> Refusal:
    return Refusal(f"correction.{code}", message, field=field, basis=BASIS, params=params)


def _deed(form: Correction, now: Situation, deed: KnownDeed | None) -> Refusal | None:
    if not form.no_akta.strip():
        return None  # asked for anyway
    if deed is None:
        unknown = "Akta ini tidak ada pada register kantor ini. Pembetulannya dicatat kantor yang menerbitkannya."
        return _say("unknown", unknown, "no_akta")
    if now.about not in deed.niks:
        return _say("other_person", "Akta ini tidak memuat nama penduduk ini. Periksa nomornya.", "no_akta")
    if deed.status != "aktif":
        return _say("ended", "Akta ini sudah tidak aktif, jadi tidak dibetulkan.", "no_akta")
    if deed.kind not in SAID_BY:
        again = "Akta jenis ini tidak dibetulkan di sini. Batalkan aktanya, lalu catat peristiwanya dengan benar."
        return _say("kind", again, "no_akta")
    return None


def _ground(form: Correction, today: date) -> Refusal | None:
    if form.tanggal and form.tanggal > today:
        return _say("future", "Tanggal dokumen ada di masa depan. Periksa dokumennya.", "tanggal")
    if form.dasar == COURT and not form.pengadilan.strip():
        return missing("pengadilan", "pengadilan", BASIS)
    return None


def _check(form: Correction, now: Situation, deed: KnownDeed, after: Mapping[str, Any], out: Effects) -> None:
    given = [name for name in WORDS if getattr(form, name)]
    fitting = SAID_BY[deed.kind]
    for name in given:
        if name not in fitting:
            nowhere = "Akta ini tidak memuat %(what)s. Kosongkan, atau periksa nomor aktanya."
            out.refusals.append(_say("not_said", nowhere, name, what=WORDS[name]))
    if not after and not out.refusals:
        same = "Tidak ada yang berbeda dari aktanya. Isi yang dibetulkan."
        out.refusals.append(_say("same", same, given[0] if given else next(iter(fitting))))
    for name in ("nama", "nama_ibu", "nama_ayah"):
        if name in after:
            out.say(check_name(after[name], name, existing=name != "nama"), name)
            _slip(form, deed, name, after[name], out)
    if form.tanggal_lahir:
        out.refusals += refused([born_sensibly(form.tanggal_lahir, now.today)])
    if form.tanggal_peristiwa and form.tanggal_peristiwa > deed.registered_on:
        later = "Peristiwa terjadi sebelum dicatat pada %(on)s. Periksa tanggalnya."
        told = f"{deed.registered_on:%d-%m-%Y}"
        out.refusals.append(_say("after_record", later, "tanggal_peristiwa", on=told))


def _slip(form: Correction, deed: KnownDeed, name: str, value: str, out: Effects) -> None:
    before = str(deed.data.get(SAID_BY[deed.kind][name]) or "")
    if form.dasar == OFFICE and before and similarity(before, value) < ALIKE:
        other = "%(before)s menjadi %(after)s lebih dari salah tulis. Ganti nama memerlukan penetapan pengadilan."
        out.warnings.append(_say("more_than_a_slip", other, name, before=before, after=value))


def _register(deed: KnownDeed, now: Situation, after: Mapping[str, Any], out: Effects) -> None:
    """What the register took from the deed follows it; what has been changed there since does not."""
    if deed.kind in UNION_DATES and "tanggal_peristiwa" in after:
        number, day = UNION_DATES[deed.kind]
        for spouse in (now.persons[nik] for nik in deed.niks if nik in now.persons):
            if getattr(spouse, number) == deed.number:
                out.change(spouse.nik, **{day: after["tanggal_peristiwa"]})
    person: Biodata | None = now.persons.get(deed.niks[0])
    if person is None:
        return
    if deed.kind == "kematian" and "tanggal_peristiwa" in after:
        out.change(person.nik, died_on=after["tanggal_peristiwa"])
    if deed.kind == "kelahiran":
        same = {n: v for n, v in after.items() if _plain(getattr(person, n) or "") == str(deed.data.get(n) or "")}
        if same:
            out.change(person.nik, **same)


def note(form: Correction, deed: KnownDeed, after: Mapping[str, Any]) -> str:
    """The marginal note, as it is printed on the deed from then on."""
    keys = SAID_BY[deed.kind]
    parts = [
        f"{WORDS[name]} dibetulkan dari {_told(deed.data.get(keys[name]))} menjadi {_told(value)}"
        for name, value in after.items()
    ]
    by = f"{form.bukti.strip()} tanggal {form.tanggal:%d-%m-%Y}"
    if form.dasar == COURT:
        by = f"penetapan {form.pengadilan.strip()} nomor {by}"
    return f"Berdasarkan {by}: {', '.join(parts)}."


def _told(value: Any) -> str:
    """As it is written on a deed: a date with the day first, a sex in words."""
    text = _plain(value) if value else "(kosong)"
    if text in SEX_WORDS:
        return SEX_WORDS[text]
    try:
        return f"{date.fromisoformat(text):%d-%m-%Y}"
    except ValueError:
        return text


PEMBETULAN = Peristiwa(
    "pembetulan",
    "Pembetulan akta",
    sheet="F-2.01",
    legal_basis=BASIS,
    deadline_days=0,
    needs=(
        Need("Dokumen autentik yang menunjukkan data yang benar", "salinan penetapan pengadilan"),
        Need("Kutipan akta yang salah tulis", "surat kehilangan dari kepolisian"),
    ),
    effects=("people.deed_noted", "people.biodata_changed", "people.document_due"),
    documents=("akta_kelahiran", "akta_kematian", "akta_perkawinan", "akta_perceraian", "kk"),
    asked=Asked(
        Correction,
        (
            Group("Akta", ("no_akta",)),
            Group("Akta kelahiran", _BIRTH),
            Group("Akta kematian, perkawinan atau perceraian", ("tanggal_peristiwa", "tempat_peristiwa")),
            Group("Dasar", ("dasar", "bukti", "tanggal", "pengadilan")),
        ),
        "penduduk",
        decide,
        "Akta dibetulkan. NIK tetap.",
        begin=begin,
        spares=spares,
    ),
)
