"""A birth: 60 days, later by decision of the head of office and never by a court (UU 24/2013 art. 27 and 32)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from siaga.kit.refusal import Refusal, refused
from siaga.people.asking import Answers, Ask
from siaga.people.biodata import Biodata, age_on
from siaga.people.codes import JENIS_KELAMIN, MARRIED, ResidentStatus
from siaga.people.form_rules import Found, born_sensibly, joined, missing
from siaga.people.names import check_name, similarity
from siaga.people.numbers import check_nik

ON_TIME_DAYS = 60
LATE_BASIS = "UU 24/2013 pasal 32"
BIRTH_BASIS = "Perpres 96/2018 pasal 33"
PARENTS_BASIS = "Perpres 96/2018 pasal 34; Permendagri 108/2019"
MOTHER_LEAST, MOTHER_YOUNG, MOTHER_OLD = 10, 15, 50
LONGEST_PREGNANCY = timedelta(days=310)
SHORTEST_BETWEEN = timedelta(days=180)

FOUND = "temuan"  # a child whose parents nobody knows: the police's minutes stand in for them
PROOF_WORDS = {
    "surat": "surat keterangan lahir",
    "sptjm": "SPTJM kebenaran data kelahiran (F-2.03)",
    FOUND: "berita acara kepolisian: anak yang tidak diketahui asal-usulnya",
}
MARRIAGE_PROOF_WORDS = {
    "akta": "akta perkawinan atau buku nikah",
    "sptjm": "SPTJM kebenaran sebagai pasangan suami istri (F-2.04)",
    "tidak": "tidak ada: anak seorang ibu",
    FOUND: "tidak diketahui: orang tuanya tidak diketahui",
}
HINT_TEXTS = {
    "name": "Paling banyak 60 huruf; dianjurkan paling sedikit dua kata",
    "witness": "Nama atau NIK",
    "decision": "Bila dilaporkan lewat 60 hari",
    "known": "Hanya bila sudah ber-NIK dan belum punya akta kelahiran; nama, kelahiran dan orang tuanya diambil dari register",
}


class Birth(Answers, frozen=True, kw_only=True):
    """Form F-2.01, birth. bukti_lahir: a key of PROOF_WORDS; perkawinan_orang_tua: a key of MARRIAGE_PROOF_WORDS.

    saksi: NIK or name of the two witnesses. keputusan_kepala: number of the decision that a late report needs.
    jumlah_lahir: children born at this birth, 1 for a single one. nik_anak: who is in the register already and only lacks the deed.
    """

    nik_anak: Annotated[str, Ask("Sudah terdaftar di KK ini", "member", required=False, help=HINT_TEXTS["known"])] = ""
    nama: Annotated[str, Ask("Nama anak", help=HINT_TEXTS["name"])] = ""
    jenis_kelamin: Annotated[str, Ask("Jenis kelamin", "choice", choices=JENIS_KELAMIN)] = ""
    tempat_lahir: Annotated[str, Ask("Tempat lahir")] = ""
    tanggal_lahir: Annotated[date | None, Ask("Tanggal lahir", "date")] = None
    anak_ke: Annotated[int, Ask("Anak ke-", "number", most=30)] = 1
    jumlah_lahir: Annotated[int, Ask("Jumlah anak yang lahir bersamaan", "number", most=8)] = 1
    nik_ibu: Annotated[str, Ask("NIK ibu", "nik", required=False)] = ""
    nama_ibu: Annotated[str, Ask("Nama ibu", required=False)] = ""
    perkawinan_orang_tua: Annotated[str, Ask("Bukti perkawinan orang tua", "choice", choices=MARRIAGE_PROOF_WORDS)] = ""
    no_akta_kawin: Annotated[str, Ask("Nomor akta perkawinan atau buku nikah", required=False, most=40)] = ""
    nik_ayah: Annotated[str, Ask("NIK ayah", "nik", required=False)] = ""
    nama_ayah: Annotated[str, Ask("Nama ayah", required=False)] = ""
    bukti_lahir: Annotated[str, Ask("Bukti kelahiran", "choice", choices=PROOF_WORDS)] = ""
    no_surat_lahir: Annotated[str, Ask("Nomor surat keterangan lahir", required=False)] = ""
    saksi_1: Annotated[str, Ask("Saksi pertama", help=HINT_TEXTS["witness"])] = ""
    saksi_2: Annotated[str, Ask("Saksi kedua")] = ""
    keputusan_kepala: Annotated[
        str, Ask("Nomor keputusan kepala dinas", required=False, help=HINT_TEXTS["decision"])
    ] = ""


def is_late(born: date, today: date) -> bool:
    """More than 60 days after the birth: the akta is numbered LT and needs the head of office's decision."""
    return (today - born).days > ON_TIME_DAYS


def check_birth(
    birth: Birth,
    mother: Biodata | None,
    father: Biodata | None,
    today: date,
    *,
    siblings: Sequence[Biodata] = (),
) -> Found:
    """(refusals, warnings), all at once. mother, father: as the register knows them, None if it does not.

    siblings: everybody whose mother has this NIK, wherever they live.
    """
    on_form = [
        born_sensibly(birth.tanggal_lahir, today),
        None if birth.jenis_kelamin in JENIS_KELAMIN else missing("jenis_kelamin", "jenis kelamin"),
        None if birth.tempat_lahir.strip() else missing("tempat_lahir", "tempat lahir"),
        _proof(birth),
        _two_witnesses(birth),
        _marriage(birth),
        _late(birth, today),
        _found(birth),
    ]
    # Whose name is in the register already keeps it, whatever names must be like today (Permendagri 73/2022).
    named = check_name(birth.nama, "nama", existing=bool(birth.nik_anak))
    parts: list[Found] = [named, (refused(on_form), []), _parent_fields(birth)]
    if birth.tanggal_lahir:
        parts += [
            _mother(birth.tanggal_lahir, mother) if birth.perkawinan_orang_tua != FOUND else ([], []),
            _father(birth.tanggal_lahir, father),
            _siblings(birth, siblings),
        ]
    parts.append(([], _marriage_recorded(birth, mother)))
    return joined(parts)


def _say(code: str, message: str, field: str, basis: str = BIRTH_BASIS, **params: object) -> Refusal:
    return Refusal(f"birth.{code}", message, field=field, basis=basis, params=params)


def _proof(birth: Birth) -> Refusal | None:
    if birth.bukti_lahir not in PROOF_WORDS:
        return missing("bukti_lahir", "bukti kelahiran")
    if birth.bukti_lahir == "surat" and not birth.no_surat_lahir.strip():
        return _say(
            "no_letter",
            "Nomor surat keterangan lahir belum diisi. Bila suratnya tidak ada, pemohon membuat SPTJM F-2.03.",
            "no_surat_lahir",
        )
    if birth.bukti_lahir == FOUND and not birth.no_surat_lahir.strip():
        return _say("no_minutes", "Nomor berita acara kepolisian belum diisi. Isi pada kolom ini.", "no_surat_lahir")
    return None


def _found(birth: Birth) -> Refusal | None:
    """Of a foundling the police's minutes are the proof and no parent is named (Perpres 96/2018 art. 33)."""
    alone = birth.perkawinan_orang_tua == FOUND
    if birth.bukti_lahir and birth.perkawinan_orang_tua and alone != (birth.bukti_lahir == FOUND):
        both = (
            "Anak yang tidak diketahui asal-usulnya dicatat dengan berita acara kepolisian, dan orang tuanya tidak "
            "diketahui. Pilih keduanya, atau tidak satu pun."
        )
        return _say("foundling", both, "perkawinan_orang_tua", PARENTS_BASIS)
    if alone and (birth.nik_ibu or birth.nama_ibu or birth.nik_ayah or birth.nama_ayah):
        named = (
            "Orang tua anak ini tidak diketahui. Kosongkan data ibu dan ayah; pengakuan anak dapat dicatat kemudian."
        )
        return _say("foundling_named", named, "nik_ibu", PARENTS_BASIS)
    return None


def _two_witnesses(birth: Birth) -> Refusal | None:
    if len({w.strip().upper() for w in (birth.saksi_1, birth.saksi_2) if w.strip()}) >= 2:
        return None
    return _say("witnesses", "Pencatatan kelahiran memerlukan dua saksi yang berbeda. Isi keduanya.", "saksi_1")


def _marriage(birth: Birth) -> Refusal | None:
    proof = birth.perkawinan_orang_tua
    if proof not in MARRIAGE_PROOF_WORDS:
        return missing("perkawinan_orang_tua", "bukti perkawinan orang tua")
    if proof == "akta" and not birth.no_akta_kawin.strip():
        return _say(
            "no_marriage_paper",
            "Nomor akta perkawinan atau buku nikah belum diisi. Bila tidak ada, orang tua membuat SPTJM F-2.04.",
            "no_akta_kawin",
            PARENTS_BASIS,
        )
    if proof == "tidak" and (birth.nik_ayah or birth.nama_ayah):
        return _say(
            "father_without_marriage",
            "Tanpa bukti perkawinan, akta menyebut ibunya saja. Kosongkan data ayah, atau lampirkan SPTJM F-2.04; "
            "pengakuan anak dapat dicatat kemudian.",
            "nik_ayah",
            PARENTS_BASIS,
        )
    if proof not in ("tidak", FOUND) and not birth.nama_ayah.strip():
        return missing("nama_ayah", "nama ayah")
    return None


def _late(birth: Birth, today: date) -> Refusal | None:
    if not birth.tanggal_lahir or not is_late(birth.tanggal_lahir, today) or birth.keputusan_kepala.strip():
        return None
    return _say(
        "late",
        "Kelahiran dilaporkan lewat %(days)d hari. Mintakan keputusan kepala dinas dan isi nomornya; penetapan "
        "pengadilan tidak diperlukan.",
        "keputusan_kepala",
        LATE_BASIS,
        days=ON_TIME_DAYS,
    )


def _parent_fields(birth: Birth) -> Found:
    parts: list[Found] = []
    if birth.perkawinan_orang_tua != FOUND:
        parts.append(check_name(birth.nama_ibu, "nama_ibu", existing=True))
    for field, value, sex in (("nik_ibu", birth.nik_ibu, "P"), ("nik_ayah", birth.nik_ayah, "L")):
        if value:
            parts.append(check_nik(value, sex=sex, field=field))
    if birth.nik_ayah and birth.nik_ayah == birth.nik_ibu:
        parts.append(([_say("same_parents", "NIK ayah dan NIK ibu sama. Isi NIK masing-masing.", "nik_ayah")], []))
    return joined(parts)


def _mother(born: date, mother: Biodata | None) -> Found:
    if mother is None:
        unknown = "Ibu belum ditemukan dalam register kantor ini. Cocokkan dengan KTP-el dan KK yang dibawa."
        return [], [_say("mother_unknown", unknown, "nik_ibu")]
    refusals, warnings = [], []
    if mother.jenis_kelamin == "L":
        refusals.append(_say("mother_sex", "NIK ibu adalah milik seorang laki-laki. Periksa kembali.", "nik_ibu"))
    if mother.status == ResidentStatus.MENINGGAL and mother.died_on and mother.died_on < born:
        dead = "Ibu tercatat meninggal sebelum tanggal lahir anak. Periksa NIK ibu dan tanggal lahir."
        refusals.append(_say("mother_dead", dead, "nik_ibu"))
    if mother.tanggal_lahir:
        age = age_on(mother.tanggal_lahir, born)
        if age < MOTHER_LEAST:
            young = "Umur ibu saat melahirkan %(age)d tahun: tidak mungkin. Periksa NIK ibu dan tanggal lahir anak."
            refusals.append(_say("mother_too_young", young, "nik_ibu", age=age))
        elif not MOTHER_YOUNG <= age <= MOTHER_OLD:
            odd = "Umur ibu saat melahirkan %(age)d tahun. Periksa sekali lagi NIK ibu dan tanggal lahir anak."
            warnings.append(_say("mother_age", odd, "nik_ibu", age=age))
    return refusals, warnings


def _father(born: date, father: Biodata | None) -> Found:
    if father is None:
        return [], []
    refusals, warnings = [], []
    if father.jenis_kelamin == "P":
        refusals.append(_say("father_sex", "NIK ayah adalah milik seorang perempuan. Periksa kembali.", "nik_ayah"))
    died = father.died_on
    if father.status == ResidentStatus.MENINGGAL and died and born - died > LONGEST_PREGNANCY:
        dead = "Ayah meninggal lebih dari %(days)d hari sebelum kelahiran. Periksa kembali data ayah."
        warnings.append(_say("father_dead", dead, "nik_ayah", days=LONGEST_PREGNANCY.days))
    if father.tanggal_lahir:
        age = age_on(father.tanggal_lahir, born)
        if age < MOTHER_LEAST:
            young = "Umur ayah saat anak lahir %(age)d tahun: tidak mungkin. Periksa NIK ayah dan tanggal lahir anak."
            refusals.append(_say("father_too_young", young, "nik_ayah", age=age))
        elif age < MOTHER_YOUNG:
            odd = "Umur ayah saat anak lahir %(age)d tahun. Periksa sekali lagi."
            warnings.append(_say("father_age", odd, "nik_ayah", age=age))
    return refusals, warnings


def _siblings(birth: Birth, siblings: Sequence[Biodata]) -> Found:
    """A second child of one mother on one day is a twin or a second report of the first."""
    refusals, warnings = [], []
    for sibling in siblings:
        if sibling.tanggal_lahir is None or birth.tanggal_lahir is None:
            continue
        apart = abs(birth.tanggal_lahir - sibling.tanggal_lahir)
        known = {"nama": sibling.nama, "nik": sibling.nik}
        if apart <= timedelta(days=1):
            if similarity(birth.nama, sibling.nama) == 1.0 and birth.jenis_kelamin == sibling.jenis_kelamin:
                twice = (
                    "Anak ini sudah dicatat: %(nama)s, NIK %(nik)s. Kelahiran tidak dicatat dua kali; layani kutipan."
                )
                refusals.append(_say("already", twice, "nama", **known))
            elif birth.jumlah_lahir < 2:
                twin = "Ibu ini sudah mencatat anak yang lahir pada hari yang sama: %(nama)s, NIK %(nik)s. Anak kembar?"
                warnings.append(_say("twin", twin, "jumlah_lahir", **known))
        elif apart < SHORTEST_BETWEEN:
            close = "Jarak dengan kelahiran %(nama)s hanya %(days)d hari. Periksa tanggal lahir dan NIK ibu."
            warnings.append(_say("too_close", close, "tanggal_lahir", **known, days=apart.days))
    return refusals, warnings


def _marriage_recorded(birth: Birth, mother: Biodata | None) -> list[Refusal]:
    if birth.perkawinan_orang_tua == "sptjm":
        note = "Akta akan memuat keterangan bahwa perkawinan orang tua belum tercatat."
        return [_say("unrecorded_marriage", note, "perkawinan_orang_tua", PARENTS_BASIS)]
    if birth.perkawinan_orang_tua == "akta" and mother and mother.status_kawin not in MARRIED:
        odd = "Ibu tidak tercatat berstatus kawin. Cocokkan dengan akta perkawinan, lalu perbarui statusnya."
        return [_say("mother_not_married", odd, "perkawinan_orang_tua", PARENTS_BASIS)]
    return []
