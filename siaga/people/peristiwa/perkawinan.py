"""A marriage: both become married; recorded by the KUA it has its buku nikah, recorded here an akta (form F-2.01)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from siaga.kit.refusal import Refusal, refused
from siaga.people.asking import Answers, Ask, Group, Need
from siaga.people.biodata import Biodata
from siaga.people.codes import ISLAM, Shdk, StatusKawin
from siaga.people.effects import AKTA, Deed, Effects, Situation, couple_of, found, join, leave, not_here, other_sex
from siaga.people.form_rules import MARRIAGE_AGES, missing
from siaga.people.names import tidy

from .event import Asked, Peristiwa

ON_TIME_DAYS = 60
BASIS = "UU 23/2006 pasal 34 dan 35; Perpres 96/2018 pasal 37"
ONE_WIFE_BASIS = "UU 1/1974 pasal 3, 4 dan 9"
KIN_BASIS = "UU 1/1974 pasal 8"
OFFICE, KUA = "dinas", "kua"
RECORDED_WORDS = {
    KUA: "KUA (buku nikah): di sini hanya status dan KK",
    OFFICE: "kantor ini (menerbitkan akta perkawinan)",
}
HOME_WORDS = {
    "tetap": "masing-masing tetap pada KK-nya",
    "baru_suami": "KK baru di alamat suami, suami kepala keluarga",
    "baru_istri": "KK baru di alamat istri, suami kepala keluarga",
    "ikut_suami": "istri masuk KK suami",
    "ikut_istri": "suami masuk KK istri",
}
HINT_TEXTS = {
    "elsewhere": "Kosongkan bila tidak terdaftar di kantor ini, lalu isi namanya",
    "young": "Bila salah seorang di bawah 19 tahun",
    "second": "Izin pengadilan, bila suami sudah beristri",
    "head": "NIK, hanya bila kepala keluarga lama pindah dan ada anggota yang tinggal",
    "witness": "Hanya bila dicatat di kantor ini",
}


class Marriage(Answers, frozen=True, kw_only=True):
    """Names only where the person is not in this office's register."""

    nik_suami: Annotated[str, Ask("NIK suami", "nik", required=False, help=HINT_TEXTS["elsewhere"])] = ""
    nama_suami: Annotated[str, Ask("Nama suami", required=False)] = ""
    nik_istri: Annotated[str, Ask("NIK istri", "nik", required=False, help=HINT_TEXTS["elsewhere"])] = ""
    nama_istri: Annotated[str, Ask("Nama istri", required=False)] = ""
    tanggal: Annotated[date | None, Ask("Tanggal perkawinan", "date")] = None
    tempat: Annotated[str, Ask("Tempat perkawinan")] = ""
    dicatat: Annotated[str, Ask("Dicatat oleh", "choice", choices=RECORDED_WORDS)] = ""
    no_bukti: Annotated[str, Ask("Nomor buku nikah atau surat perkawinan dari pemuka agama")] = ""
    pemuka: Annotated[str, Ask("Pemuka agama", required=False, help=HINT_TEXTS["witness"])] = ""
    saksi_1: Annotated[str, Ask("Saksi pertama", required=False, help=HINT_TEXTS["witness"])] = ""
    saksi_2: Annotated[str, Ask("Saksi kedua", required=False, help=HINT_TEXTS["witness"])] = ""
    no_dispensasi: Annotated[str, Ask("Nomor dispensasi pengadilan", required=False, help=HINT_TEXTS["young"])] = ""
    no_izin: Annotated[str, Ask("Nomor izin pengadilan", required=False, help=HINT_TEXTS["second"])] = ""
    tinggal: Annotated[str, Ask("Kartu keluarga sesudah kawin", "choice", choices=HOME_WORDS)] = ""
    kepala_baru: Annotated[
        str, Ask("Kepala keluarga baru bagi yang ditinggalkan", "nik", required=False, help=HINT_TEXTS["head"])
    ] = ""


def decide(form: Marriage, now: Situation) -> Effects:
    out = Effects()
    man, woman = now.persons.get(form.nik_suami), now.persons.get(form.nik_istri)
    out.refusals += refused(
        [
            not_here(man, "nik_suami") if form.nik_suami else _named(form.nama_suami, "nama_suami", "nama suami"),
            not_here(woman, "nik_istri") if form.nik_istri else _named(form.nama_istri, "nama_istri", "nama istri"),
            _somebody(form),
            other_sex("marriage", man, "L", "nik_suami", BASIS),
            other_sex("marriage", woman, "P", "nik_istri", BASIS),
            _day(form, now.today),
            *_recorded_here(form, man, woman),
            _kin(man, woman),
            _free(woman, "nik_istri", ""),
            _free(man, "nik_suami", form.no_izin),
            *(_age(form, p, field) for p, field in ((man, "nik_suami"), (woman, "nik_istri"))),
        ]
    )
    if out.refusals:
        return out
    for person in (man, woman):
        if person is not None:
            number = AKTA if form.dicatat == OFFICE else tidy(form.no_bukti)
            now_married = int(StatusKawin.KAWIN_TERCATAT)
            out.change(person.nik, status_kawin=now_married, no_akta_kawin=number, tanggal_kawin=form.tanggal)
    _home(form, now, man, woman, out)
    late = form.tanggal is not None and (now.today - form.tanggal).days > ON_TIME_DAYS
    if form.dicatat == OFFICE:
        out.deed = Deed("perkawinan", "KW", tuple(p.nik for p in (man, woman) if p), late)
    if late:
        text = "Perkawinan dilaporkan lewat %(days)d hari. Tetap dicatat."
        out.warnings.append(_say("late", text, "tanggal", days=ON_TIME_DAYS))
    return out


def _say(code: str, message: str, field: str, basis: str = BASIS, **params: object) -> Refusal:
    return Refusal(f"marriage.{code}", message, field=field, basis=basis, params=params)


def _named(name: str, field: str, what: str) -> Refusal | None:
    return None if name.strip() else missing(field, what, BASIS)


def _somebody(form: Marriage) -> Refusal | None:
    if form.nik_suami and form.nik_suami == form.nik_istri:
        return _say("same", "NIK suami dan NIK istri sama. Isi NIK masing-masing.", "nik_istri")
    if form.nik_suami or form.nik_istri:
        return None
    nobody = "Paling sedikit seorang dari keduanya terdaftar di kantor ini. Isi NIK-nya."
    return _say("nobody", nobody, "nik_suami")


def _day(form: Marriage, today: date) -> Refusal | None:
    if form.tanggal is not None and form.tanggal > today:
        return _say("future", "Tanggal perkawinan ada di masa depan. Periksa pada suratnya.", "tanggal")
    return None


def _recorded_here(form: Marriage, man: Biodata | None, woman: Biodata | None) -> list[Refusal | None]:
    """What an akta needs; and who records whom: Muslims the KUA, all others this office."""
    known = [p for p in (man, woman) if p is not None]
    if form.dicatat == KUA:
        others = [p.nama for p in known if p.agama != ISLAM]
        kua = "Buku nikah KUA hanya untuk yang beragama Islam; tercatat lain: %(names)s. Periksa agamanya dahulu."
        return [_say("not_kua", kua, "dicatat", names=", ".join(others)) if others else None]
    if form.dicatat != OFFICE:
        return []
    two = {form.saksi_1.strip().upper(), form.saksi_2.strip().upper()} - {""}
    islam = "Keduanya beragama Islam: perkawinan dicatat KUA, dan di sini hanya status serta KK yang diperbarui."
    both = len(known) == 2 and all(p.agama == ISLAM for p in known)
    return [
        _say("kua", islam, "dicatat") if both else None,
        None if form.pemuka.strip() else missing("pemuka", "pemuka agama", BASIS),
        None
        if len(two) == 2
        else _say("witnesses", "Akta perkawinan memerlukan dua saksi yang berbeda. Isi keduanya.", "saksi_1"),
    ]


def _kin(man: Biodata | None, woman: Biodata | None) -> Refusal | None:
    """Parents and children, brothers and sisters."""
    if man is None or woman is None:
        return None
    parents = [{p for p in (who.nik_ayah, who.nik_ibu) if p} for who in (man, woman)]
    if woman.nik in parents[0] or man.nik in parents[1] or parents[0] & parents[1]:
        kin = "Keduanya tercatat sebagai orang tua dan anak, atau bersaudara. Perkawinan ini dilarang; periksa datanya."
        return _say("kin", kin, "nik_istri", KIN_BASIS)
    return None


def _free(person: Biodata | None, field: str, permit: str) -> Refusal | None:
    """A marriage that is not yet registered may be this very one."""
    if person is None or person.status_kawin != StatusKawin.KAWIN_TERCATAT or permit.strip():
        return None
    bound = (
        "%(nama)s tercatat kawin. Catat dahulu perceraian atau kematian pasangannya; seorang suami dapat beristri lagi "
        "hanya dengan izin pengadilan."
    )
    return _say("bound", bound, field, ONE_WIFE_BASIS, nama=person.nama)


def _age(form: Marriage, person: Biodata | None, field: str) -> Refusal | None:
    if person is None or person.tanggal_lahir is None or form.tanggal is None or form.no_dispensasi.strip():
        return None
    in_force = [rule for rule in MARRIAGE_AGES if rule.since <= form.tanggal]
    if not in_force:
        return None
    least = in_force[-1].man if person.jenis_kelamin == "L" else in_force[-1].woman
    born, on = person.tanggal_lahir, form.tanggal
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    if age >= least:
        return None
    young = "%(nama)s berumur %(age)d tahun pada hari perkawinan; di bawah %(least)d tahun perlu dispensasi pengadilan."
    return _say("too_young", young, "no_dispensasi", in_force[-1].basis, nama=person.nama, age=age, least=least)


def _home(form: Marriage, now: Situation, man: Biodata | None, woman: Biodata | None, out: Effects) -> None:
    if form.tinggal == "tetap":
        return
    if man is None or woman is None:
        alone = "Pasangannya tidak terdaftar di sini: pilih tetap pada KK-nya, lalu layani kedatangannya bila pindah."
        out.refusals.append(_say("elsewhere", alone, "tinggal"))
        return
    his, hers = now.home_of(man), now.home_of(woman)
    if his is None or hers is None:
        closed = "KK salah seorang tidak berlaku lagi pada register ini. Perbarui dahulu keluarganya."
        out.refusals.append(_say("no_family", closed, "tinggal"))
        return
    movers = {"ikut_suami": [woman], "ikut_istri": [man]}.get(form.tinggal, [man, woman])
    if his.no_kk == hers.no_kk and len(movers) == 1:
        same = "Keduanya sudah pada satu KK. Pilih tetap, atau KK baru."
        out.refusals.append(_say("same_family", same, "tinggal"))
        return
    for home in {h.no_kk: h for h in (his, hers)}.values():
        gone = [m.nik for m in movers if m.no_kk == home.no_kk]
        if gone:
            leave(out, home, now.members[home.no_kk], gone, form.kepala_baru, now.today)
    if len(movers) == 2:
        household = his if form.tinggal == "baru_suami" else hers
        relations = {man.nik: int(Shdk.KEPALA), woman.nik: int(Shdk.ISTRI)}
        found(out, household, movers, relations, now.today, "tinggal")
        return
    partner, home = (man, his) if form.tinggal == "ikut_suami" else (woman, hers)
    relation = _as_spouse(movers[0], partner)
    join(out, home, now.members[home.no_kk], movers, {movers[0].nik: int(relation)}, now.today, "tinggal")


def _as_spouse(person: Biodata, partner: Biodata) -> Shdk:
    if partner.shdk == Shdk.KEPALA:
        return Shdk.SUAMI if person.jenis_kelamin == "L" else Shdk.ISTRI
    return Shdk.MENANTU if partner.shdk == Shdk.ANAK else Shdk.FAMILI_LAIN


PERKAWINAN = Peristiwa(
    "perkawinan",
    "Pencatatan perkawinan",
    sheet="F-2.01",
    legal_basis=BASIS,
    deadline_days=ON_TIME_DAYS,
    needs=(
        Need("Buku nikah, atau surat perkawinan dari pemuka agama"),
        Need("KTP-el suami dan istri", "suket pengganti KTP-el"),
        Need("KK suami dan istri"),
    ),
    effects=(
        "people.biodata_changed",
        "people.family_registered",
        "people.family_closed",
        "people.deed_registered",
        "people.document_due",
    ),
    documents=("akta_perkawinan", "kk"),
    asked=Asked(
        Marriage,
        (
            Group("Suami dan istri", ("nik_suami", "nama_suami", "nik_istri", "nama_istri")),
            Group(
                "Perkawinan",
                (
                    "tanggal", "tempat", "dicatat", "no_bukti", "pemuka", "saksi_1", "saksi_2", "no_dispensasi",
                    "no_izin",
                ),
            ),
            Group("Kartu keluarga", ("tinggal", "kepala_baru")),
        ),
        "penduduk",
        decide,
        "Perkawinan dicatat.",
        begin=couple_of,
    ),
)  # fmt: skip
