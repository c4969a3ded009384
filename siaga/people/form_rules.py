"""What one person's form must say, field by field: names, dates, codes, parents' numbers, the age of marriage."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from siaga.kit.refusal import Refusal, refused
from siaga.people.biodata import Biodata, age_on, ever_married
from siaga.people.codes import DISABILITAS, JENIS_KELAMIN, KEWARGANEGARAAN, NUMBERED
from siaga.people.names import check_name
from siaga.people.numbers import AreaKnown, check_kk, check_nik
from siaga.people.union_rules import check_unions

OLDEST = 130
BIODATA_BASIS = "Permendagri 109/2019, formulir F-1.01"

Found = tuple[list[Refusal], list[Refusal]]
"""(refusals, warnings)"""


class MarriageAge(NamedTuple):
    """From a day on, the completed years below which a man or a woman needs the court's dispensation."""

    since: date
    man: int
    woman: int
    basis: str


MARRIAGE_AGES: tuple[MarriageAge, ...] = (
    MarriageAge(date(1975, 10, 1), 19, 16, "UU 1/1974 pasal 7"),
    MarriageAge(date(2019, 10, 15), 19, 19, "UU 16/2019 pasal 7"),
)


def joined(parts: list[Found]) -> Found:
    """Several findings as one, in their order."""
    return [r for refusals, _ in parts for r in refusals], [w for _, warnings in parts for w in warnings]


def missing(field: str, what: str, basis: str = BIODATA_BASIS) -> Refusal:
    return Refusal(
        f"{field}.missing",
        "Kolom %(what)s belum diisi. Isi sesuai dokumen pemohon.",
        field=field,
        basis=basis,
        params={"what": what},
    )


def check_person(form: Biodata, today: date, *, area_known: AreaKnown | None = None, existing: bool = False) -> Found:
    """(refusals, warnings) for the fields of one person. `existing`: the name is in the register already."""
    return joined(
        [
            check_name(form.nama, "nama", existing=existing),
            _numbers(form, area_known),
            (refused([*_sex_and_place(form), born_sensibly(form.tanggal_lahir, today), *_codes(form)]), []),
            _parents(form, area_known),
            ([r for r in [married_of_age(form, today)] if r], []),
            check_unions(form, today),
        ]
    )


def _numbers(form: Biodata, area_known: AreaKnown | None) -> Found:
    parts: list[Found] = []
    if form.nik:
        own = check_nik(form.nik, area_known=area_known, dob=form.tanggal_lahir, sex=form.jenis_kelamin)
        parts.append(own)
    if form.no_kk:
        parts.append(check_kk(form.no_kk, area_known=area_known))
    return joined(parts)


def _sex_and_place(form: Biodata) -> list[Refusal | None]:
    return [
        None if form.jenis_kelamin in JENIS_KELAMIN else missing("jenis_kelamin", "jenis kelamin"),
        None if form.tempat_lahir.strip() else missing("tempat_lahir", "tempat lahir"),
        None if form.kewarganegaraan in KEWARGANEGARAAN else missing("kewarganegaraan", "kewarganegaraan"),
        None if form.disabilitas in DISABILITAS else missing("disabilitas", "penyandang disabilitas"),
    ]


def born_sensibly(born: date | None, today: date, field: str = "tanggal_lahir") -> Refusal | None:
    """A day of birth that is given, is not ahead of us and leaves at most 130 years."""
    if born is None:
        return missing(field, "tanggal lahir")
    if born > today:
        ahead = "Tanggal lahir ada di masa depan. Periksa kembali pada dokumen kelahiran."
        return Refusal(f"{field}.future", ahead, field=field, basis=BIODATA_BASIS)
    if age_on(born, today) > OLDEST:
        old = "Menurut tanggal lahir ini umurnya %(age)d tahun, lebih dari %(oldest)d. Periksa kembali tahunnya."
        params = {"age": age_on(born, today), "oldest": OLDEST}
        return Refusal(f"{field}.too_old", old, field=field, basis=BIODATA_BASIS, params=params)
    return None


def _codes(form: Biodata) -> list[Refusal | None]:
    found: list[Refusal | None] = []
    for codes in NUMBERED:
        value = getattr(form, codes.field)
        if codes.has(value):
            continue
        if not value:
            found.append(missing(codes.field, codes.title))
            continue
        found.append(
            Refusal(
                f"{codes.field}.unknown",
                "Kode %(value)s tidak ada dalam daftar %(what)s. Pilih dari daftar.",
                field=codes.field,
                basis=BIODATA_BASIS,
                params={"value": value, "what": codes.title},
            )
        )
    return found


def _parents(form: Biodata, area_known: AreaKnown | None) -> Found:
    parts = [check_name(form.nama_ibu, "nama_ibu", existing=True)]
    if form.nama_ayah.strip():
        parts.append(check_name(form.nama_ayah, "nama_ayah", existing=True))
    else:
        no_father = "Nama ayah tidak diisi. Lanjutkan bila memang tidak diketahui atau tidak tercantum pada akta."
        parts.append(([], [Refusal("nama_ayah.missing", no_father, field="nama_ayah", basis=BIODATA_BASIS)]))
    for field, sex in (("nik_ibu", "P"), ("nik_ayah", "L")):
        value = getattr(form, field)
        if not value:
            continue
        parts.append(check_nik(value, area_known=area_known, sex=sex, field=field))
        if value == form.nik:
            own = "NIK orang tua sama dengan NIK orang itu sendiri. Isi NIK orang tuanya."
            parts.append(([Refusal(f"{field}.own", own, field=field, basis=BIODATA_BASIS)], []))
    if form.nik_ayah and form.nik_ayah == form.nik_ibu:
        same = "NIK ayah dan NIK ibu sama. Isi NIK masing-masing."
        parts.append(([Refusal("nik_ayah.same", same, field="nik_ayah", basis=BIODATA_BASIS)], []))
    return joined(parts)


def married_of_age(form: Biodata, today: date) -> Refusal | None:
    """Who is or was married below the age of marriage needs the court's dispensation; its number stands on the form."""
    if form.tanggal_lahir is None or form.tanggal_lahir > today or not ever_married(form.status_kawin):
        return None
    rule = [row for row in MARRIAGE_AGES if row.since <= today][-1:] or [MARRIAGE_AGES[0]]
    least = rule[0].woman if form.jenis_kelamin == "P" else rule[0].man
    if age_on(form.tanggal_lahir, today) >= least or form.no_dispensasi_kawin.strip():
        return None
    return Refusal(
        "status_kawin.under_age",
        "Perkawinan di bawah %(least)d tahun memerlukan dispensasi pengadilan. Isi nomor penetapannya, atau perbaiki "
        "status perkawinan.",
        field="status_kawin",
        basis=rule[0].basis,
        params={"least": least},
    )
