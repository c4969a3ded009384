"""A divorce by a court's decision: both become divorced; the religious court's own paper, or an akta from here (form F-2.01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from siaga.kit.refusal import Refusal, refused
from siaga.people.asking import Ask, Group, Need
from siaga.people.biodata import Biodata
from siaga.people.codes import ISLAM, MARRIED, Shdk, StatusKawin
from siaga.people.effects import (
    AKTA,
    Deed,
    Effects,
    KnownDeed,
    Note,
    Situation,
    couple_of,
    found,
    leave,
    not_here,
    other_sex,
)
from siaga.people.form_rules import missing
from siaga.people.names import tidy
from siaga.people.relations import spouses

from .event import Asked, Peristiwa
from .household import MOVE_GROUP, Household, chosen, household_of

ON_TIME_DAYS = 60
BASIS = "UU 23/2006 pasal 40; Perpres 96/2018 pasal 42"
RELIGIOUS, CIVIL = "agama", "negeri"
ENDED = "digantikan"
COURT_WORDS = {
    RELIGIOUS: "pengadilan agama (akta cerai): di sini hanya status dan KK",
    CIVIL: "pengadilan negeri (kantor ini menerbitkan akta perceraian)",
}
HINT_TEXTS = {"elsewhere": "Kosongkan bila tidak terdaftar di kantor ini", "civil": "Bila diputus pengadilan negeri"}


class Divorce(Household, frozen=True, kw_only=True):
    """relations (of Household): who leaves the KK that they share; who stays without being head becomes "famili lain"."""

    nik_suami: Annotated[str, Ask("NIK suami", "nik", required=False, help=HINT_TEXTS["elsewhere"])] = ""
    nik_istri: Annotated[str, Ask("NIK istri", "nik", required=False, help=HINT_TEXTS["elsewhere"])] = ""
    nama_suami: Annotated[str, Ask("Nama suami", required=False)] = ""
    nama_istri: Annotated[str, Ask("Nama istri", required=False)] = ""
    pengadilan: Annotated[str, Ask("Diputus oleh", "choice", choices=COURT_WORDS)] = ""
    nama_pengadilan: Annotated[str, Ask("Nama pengadilan")] = ""
    no_putusan: Annotated[str, Ask("Nomor putusan atau akta cerai")] = ""
    tanggal: Annotated[date | None, Ask("Tanggal putusan berkekuatan hukum tetap", "date")] = None
    no_akta_kawin: Annotated[str, Ask("Nomor akta perkawinan", "akta", False, HINT_TEXTS["civil"], 40)] = ""


def decide(form: Divorce, now: Situation) -> Effects:
    out = Effects()
    pair = {"nik_suami": now.persons.get(form.nik_suami), "nik_istri": now.persons.get(form.nik_istri)}
    here = [p for p in pair.values() if p is not None]
    out.refusals += refused(
        [
            *(not_here(person, field) for field, person in pair.items() if getattr(form, field)),
            None if form.nik_suami or form.nik_istri else _say("nobody", NOBODY, "nik_suami"),
            other_sex("divorce", pair["nik_suami"], "L", "nik_suami", BASIS),
            other_sex("divorce", pair["nik_istri"], "P", "nik_istri", BASIS),
            *(_married(person, field) for field, person in pair.items()),
            _say("future", "Tanggal putusan ada di masa depan. Periksa pada putusannya.", "tanggal")
            if form.tanggal and form.tanggal > now.today
            else None,
            _court(form, here),
            _other_deed(form, now, here),
            _other_husband(now, pair["nik_suami"], pair["nik_istri"]),
        ]
    )
    if out.refusals:
        return out
    for person in here:
        if not _other_wife(person, pair["nik_istri"], now):
            number = AKTA if form.pengadilan == CIVIL else tidy(form.no_putusan)
            divorced = int(StatusKawin.CERAI_HIDUP_TERCATAT)
            out.change(person.nik, status_kawin=divorced, no_akta_cerai=number, tanggal_cerai=form.tanggal)
    _apart(form, now, pair, out)
    _end_marriage(form, now, here, out)
    late = form.tanggal is not None and (now.today - form.tanggal).days > ON_TIME_DAYS
    if form.pengadilan == CIVIL:
        out.deed = Deed("perceraian", "CR", tuple(p.nik for p in here), late)
    if late:
        text = "Perceraian dilaporkan lewat %(days)d hari. Tetap dicatat."
        out.warnings.append(_say("late", text, "tanggal", days=ON_TIME_DAYS))
    return out


NOBODY = "Paling sedikit seorang dari keduanya terdaftar di kantor ini. Isi NIK-nya."


def _say(code: str, message: str, field: str, **params: object) -> Refusal:
    return Refusal(f"divorce.{code}", message, field=field, basis=BASIS, params=params)


def _married(person: Biodata | None, field: str) -> Refusal | None:
    if person is None or person.status_kawin in MARRIED:
        return None
    single = "%(nama)s tidak tercatat kawin. Catat dahulu perkawinannya, atau periksa NIK-nya."
    return _say("not_married", single, field, nama=person.nama)


def _court(form: Divorce, here: list[Biodata]) -> Refusal | None:
    """Muslims divorce before the religious court, all others before the civil one."""
    if form.pengadilan == RELIGIOUS and any(p.agama != ISLAM for p in here):
        other = (
            "Pengadilan agama memutus bagi yang beragama Islam; seorang dari keduanya tercatat lain. Periksa datanya."
        )
        return _say("not_religious", other, "pengadilan")
    if form.pengadilan == CIVIL and len(here) == 2 and all(p.agama == ISLAM for p in here):
        court = "Keduanya beragama Islam: perceraian diputus pengadilan agama. Periksa putusannya."
        return _say("not_civil", court, "pengadilan")
    if form.pengadilan == CIVIL and not form.no_akta_kawin.strip():
        return missing("no_akta_kawin", "nomor akta perkawinan", BASIS)
    return None


def _marriage_deeds(now: Situation, here: Sequence[Biodata]) -> list[KnownDeed]:
    """Deeds of this office that married those who are here, in force."""
    niks = {p.nik for p in here}
    deeds = now.aktas.values()
    return [d for d in deeds if d.kind == "perkawinan" and d.status == "aktif" and niks <= set(d.niks)]


def _other_deed(form: Divorce, now: Situation, here: Sequence[Biodata]) -> Refusal | None:
    """A deed that is kept here has to be the one that married these two."""
    deed = now.aktas.get(form.no_akta_kawin)
    if deed is None or deed in _marriage_deeds(now, here):
        return None
    other = "Akta ini bukan akta perkawinan keduanya, atau sudah tidak aktif. Periksa nomornya."
    return _say("other_deed", other, "no_akta_kawin")


def _other_husband(now: Situation, man: Biodata | None, woman: Biodata | None) -> Refusal | None:
    """The register says to whom she is married, by her deed or in her KK, and it is not he."""
    if man is None or woman is None or _marriage_deeds(now, (man, woman)):
        return None
    told = {nik for deed in _marriage_deeds(now, (woman,)) for nik in deed.niks} - {woman.nik}
    told |= set(spouses(woman, now.members.get(woman.no_kk, ())))
    if not told or man.nik in told:
        return None
    other = "%(istri)s tercatat kawin dengan orang lain, bukan dengan %(suami)s. Periksa NIK keduanya."
    return _say("not_each_other", other, "nik_suami", istri=woman.nama, suami=man.nama)


def _end_marriage(form: Divorce, now: Situation, here: Sequence[Biodata], out: Effects) -> None:
    """The marriage deed is noted and ends, its extracts with it (UU 23/2006 art. 40)."""
    deeds = _marriage_deeds(now, here)
    if len(here) == 2 and form.tanggal:
        by = f"putusan {form.nama_pengadilan.strip()} nomor {form.no_putusan.strip()} tanggal {form.tanggal:%d-%m-%Y}"
        out.notes += [Note(d.number, f"Perkawinan ini putus karena perceraian berdasarkan {by}.", ENDED) for d in deeds]
    if len(here) == 2 and not deeds and not _seen_together(now, here):
        unseen = (
            "Register ini tidak memuat bukti bahwa keduanya kawin. Cocokkan kutipan akta perkawinan atau buku nikahnya."
        )
        out.warnings.append(_say("unseen", unseen, "no_akta_kawin"))


def _seen_together(now: Situation, here: Sequence[Biodata]) -> bool:
    one, other = here
    return other.nik in spouses(one, now.members.get(one.no_kk, ()))


def _other_wife(person: Biodata, wife: Biodata | None, now: Situation) -> bool:
    """A husband whose KK shows another wife stays married."""
    if person.jenis_kelamin != "L" or person.shdk != Shdk.KEPALA:
        return False
    wives = [m for m in now.members.get(person.no_kk, ()) if m.shdk == Shdk.ISTRI]
    return any(wife is None or w.nik != wife.nik for w in wives)


def _apart(form: Divorce, now: Situation, pair: Mapping[str, Biodata | None], out: Effects) -> None:
    """Who was named leaves the common KK; a former spouse of the head who stays there is one of the family no longer by marriage."""
    man, woman = pair["nik_suami"], pair["nik_istri"]
    home = now.homes.get(now.about)
    movers = chosen(form, now, out)
    if movers and home is not None:
        leave(out, home, now.members[home.no_kk], [m.nik for m in movers], form.kepala_baru, now.today)
        found(out, household_of(form, home, out), movers, form.relations, now.today, "relations")
    for person in (man, woman):
        if person is None or "shdk" in out.changes.get(person.nik, {}):
            continue
        if person.shdk in (Shdk.ISTRI, Shdk.SUAMI):
            out.change(person.nik, shdk=int(Shdk.FAMILI_LAIN))
    if man and woman and man.no_kk == woman.no_kk and not movers:
        together = "Keduanya tetap pada satu KK. Bila berpisah rumah, pilih siapa yang pindah."
        out.warnings.append(_say("together", together, "relations"))


PERCERAIAN = Peristiwa(
    "perceraian",
    "Pencatatan perceraian",
    sheet="F-2.01",
    legal_basis=BASIS,
    deadline_days=ON_TIME_DAYS,
    needs=(
        Need("Putusan pengadilan yang berkekuatan hukum tetap, atau akta cerai"),
        Need("Kutipan akta perkawinan atau buku nikah", "SPTJM bahwa kutipan tidak ada"),
        Need("KK dan KTP-el", "suket pengganti KTP-el"),
    ),
    effects=(
        "people.biodata_changed",
        "people.family_registered",
        "people.family_closed",
        "people.deed_registered",
        "people.deed_noted",
        "people.document_due",
    ),
    documents=("akta_perceraian", "kk"),
    asked=Asked(
        Divorce,
        (
            Group("Suami dan istri", ("nik_suami", "nama_suami", "nik_istri", "nama_istri")),
            Group("Putusan", ("pengadilan", "nama_pengadilan", "no_putusan", "tanggal", "no_akta_kawin")),
            MOVE_GROUP,
        ),
        "keluarga",
        decide,
        "Perceraian dicatat.",
        begin=couple_of,
    ),
)
