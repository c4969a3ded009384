"""What an annulled deed leaves behind in the register, by its kind: it goes back to what holds without the deed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated

from siaga.kit.refusal import Refusal
from siaga.people.asking import Answers, Ask
from siaga.people.biodata import Biodata
from siaga.people.codes import MARRIED, SHDK, ResidentStatus, Shdk, StatusKawin
from siaga.people.effects import Effects, KnownDeed, Situation, join
from siaga.people.form_rules import missing

BASIS = "UU 23/2006 pasal 72; Perpres 96/2018 pasal 60"  # the articles are common knowledge
COURT, OFFICE = "pengadilan", "kantor"
GROUND_WORDS = {
    COURT: "putusan pengadilan yang berkekuatan hukum tetap",
    OFFICE: "keputusan kepala dinas (contrarius actus): data tidak benar dan tidak ada sengketa",
}
STATUS_WORDS = {
    str(int(StatusKawin.BELUM)): "belum kawin",
    str(int(StatusKawin.CERAI_HIDUP_TERCATAT)): "cerai hidup tercatat",
    str(int(StatusKawin.CERAI_MATI)): "cerai mati",
}
HINT_TEXTS = {
    "marriage": "Bila akta perkawinan: statusnya sebelum perkawinan yang dibatalkan",
    "death": "Bila akta kematian: keluarga tempat ia tercatat lagi",
    "spouse": "Bila akta kematian: NIK pasangan yang karenanya tercatat cerai mati",
}


class Annulment(Answers, frozen=True, kw_only=True):
    no_akta: Annotated[str, Ask("Nomor akta yang dibatalkan", "akta", most=40)] = ""
    dasar: Annotated[str, Ask("Dasar pembatalan", "choice", choices=GROUND_WORDS)] = ""
    pejabat: Annotated[str, Ask("Pengadilan, atau pejabat yang memutuskan")] = ""
    no_putusan: Annotated[str, Ask("Nomor putusan atau keputusan")] = ""
    tanggal: Annotated[date | None, Ask("Tanggal putusan berkekuatan hukum tetap", "date")] = None
    status_suami: Annotated[
        str, Ask("Status suami sesudahnya", "choice", False, HINT_TEXTS["marriage"], choices=STATUS_WORDS)
    ] = ""
    status_istri: Annotated[
        str, Ask("Status istri sesudahnya", "choice", False, HINT_TEXTS["marriage"], choices=STATUS_WORDS)
    ] = ""
    no_kk: Annotated[str, Ask("Nomor KK", "kk", False, HINT_TEXTS["death"])] = ""
    shdk: Annotated[int, Ask("Hubungan dengan kepala keluarga", "code", False, HINT_TEXTS["death"], codes=SHDK)] = 0
    nik_pasangan: Annotated[str, Ask("NIK pasangan", "nik", False, HINT_TEXTS["spouse"])] = ""


def _say(code: str, message: str, field: str, basis: str = BASIS, **params: object) -> Refusal:
    return Refusal(f"annulment.{code}", message, field=field, basis=basis, params=params)


def _persons(deed: KnownDeed, now: Situation) -> list[Biodata]:
    here = {m.nik: m for members in now.members.values() for m in members} | dict(now.persons)
    return [here[nik] for nik in deed.niks if nik in here]


def _marriage(form: Annulment, now: Situation, deed: KnownDeed, out: Effects) -> None:
    """Both are what they were before it; a spouse who stays in the KK is there no longer by marriage."""
    for person in _persons(deed, now):
        if person.status != ResidentStatus.AKTIF or person.status_kawin not in MARRIED:
            continue
        field = "status_suami" if person.jenis_kelamin == "L" else "status_istri"
        if others := _other_deed(deed, now, person.nik, "perkawinan"):
            _of_the_other(person, deed, others[-1], out)  # a husband who is married to another wife as well
            continue
        if not (status := getattr(form, field)):
            out.refusals.append(missing(field, "status sesudah pembatalan", BASIS))
            continue
        out.change(person.nik, status_kawin=int(status))
        if person.no_akta_kawin == deed.number:
            out.change(person.nik, no_akta_kawin="", tanggal_kawin=None)
        if person.shdk in (Shdk.ISTRI, Shdk.SUAMI):
            out.change(person.nik, shdk=int(Shdk.FAMILI_LAIN))
            apart = "%(nama)s tercatat sebagai famili lain pada KK ini. Bila berpisah rumah, catat pisah KK."
            out.warnings.append(_say("together", apart, "no_akta", nama=person.nama))


def _of_the_other(person: Biodata, deed: KnownDeed, other: KnownDeed, out: Effects) -> None:
    if person.no_akta_kawin == deed.number:
        on = date.fromisoformat(str(other.data["tanggal"])) if other.data.get("tanggal") else None
        out.change(person.nik, no_akta_kawin=other.number, tanggal_kawin=on)


def _divorce(form: Annulment, now: Situation, deed: KnownDeed, out: Effects) -> None:
    """Both are married again: to each other, unless one of them has married since."""
    for person in _persons(deed, now):
        if any(d.registered_on >= deed.registered_on for d in _other_deed(deed, now, person.nik, "perkawinan")):
            since = "%(nama)s sudah kawin lagi sesudah perceraian ini. Mintakan petunjuk pengadilan dahulu."
            out.refusals.append(_say("remarried", since, "no_akta", nama=person.nama))
        elif person.status == ResidentStatus.AKTIF and person.status_kawin == StatusKawin.CERAI_HIDUP_TERCATAT:
            out.change(person.nik, status_kawin=int(StatusKawin.KAWIN_TERCATAT))
            if person.no_akta_cerai == deed.number:
                out.change(person.nik, no_akta_cerai="", tanggal_cerai=None)


def _other_deed(deed: KnownDeed, now: Situation, nik: str, kind: str) -> list[KnownDeed]:
    deeds = now.aktas.values()
    return [d for d in deeds if d.kind == kind and d.status == "aktif" and nik in d.niks and d.number != deed.number]


def _death(form: Annulment, now: Situation, deed: KnownDeed, out: Effects) -> None:
    """Who was taken for dead is a resident again, in the old KK while it holds, else in the one that is named."""
    person = next(iter(_persons(deed, now)), None)
    if person is None or person.status != ResidentStatus.MENINGGAL:
        out.refusals.append(_say("not_dead", "Penduduk ini tidak tercatat meninggal. Periksa nomornya.", "no_akta"))
        return
    out.change(person.nik, status=str(ResidentStatus.AKTIF), died_on=None)
    target = now.homes.get(form.no_kk or person.no_kk)
    if target is None:
        gone = "KK-nya tidak berlaku lagi. Isi nomor KK tempat ia tercatat lagi, dan hubungannya di sana."
        out.refusals.append(_say("no_family", gone, "no_kk"))
    elif target.no_kk != person.no_kk:
        if form.shdk:
            here = now.members[target.no_kk]
            join(out, target, here, [person], {person.nik: form.shdk}, now.today, "shdk")
        else:
            out.refusals.append(missing("shdk", "hubungan dengan kepala keluarga", BASIS))
    if form.nik_pasangan:
        _not_widowed(form, now, person, out)
    card = "KTP-el yang ditarik karena kematian ini tidak berlaku lagi. Catat penggantian KTP-el-nya."
    out.warnings.append(_say("card", card, "no_akta"))


def _not_widowed(form: Annulment, now: Situation, person: Biodata, out: Effects) -> None:
    spouse = now.persons.get(form.nik_pasangan)
    if spouse is None or spouse.status_kawin != StatusKawin.CERAI_MATI or spouse.jenis_kelamin == person.jenis_kelamin:
        wrong = "NIK ini bukan milik pasangannya yang tercatat cerai mati. Periksa NIK-nya, atau kosongkan."
        out.refusals.append(_say("not_spouse", wrong, "nik_pasangan"))
        return
    both = int(StatusKawin.KAWIN_TERCATAT)
    out.change(spouse.nik, status_kawin=both)
    out.change(person.nik, status_kawin=both)


def _birth(form: Annulment, now: Situation, deed: KnownDeed, out: Effects) -> None:
    """The person stays, and so does the NIK; only the deed is gone, and another may be registered."""
    for person in _persons(deed, now):
        if person.no_akta_lahir == deed.number:
            out.change(person.nik, no_akta_lahir="")


def _father(form: Annulment, now: Situation, deed: KnownDeed, out: Effects) -> None:
    """Recognition or legitimation: the child has no father in the register any more, if it is he whom the deed names."""
    for child in _persons(deed, now):
        if child.nama_ayah and child.nama_ayah == deed.data.get("nama_ayah", ""):
            out.change(child.nik, nik_ayah="", nama_ayah="")


def _adoption(form: Annulment, now: Situation, deed: KnownDeed, out: Effects) -> None:
    back = "Anak ini masih pada KK yang sama. Bila kembali ke orang tuanya, catat gabung KK."
    out.warnings.append(_say("family", back, "no_akta"))


def _nothing(form: Annulment, now: Situation, deed: KnownDeed, out: Effects) -> None:
    """A stillbirth changed nobody."""


After = Callable[[Annulment, Situation, KnownDeed, Effects], None]
AFTER: Mapping[str, After] = {
    "kelahiran": _birth,
    "lahir_mati": _nothing,
    "kematian": _death,
    "perkawinan": _marriage,
    "perceraian": _divorce,
    "pengangkatan": _adoption,
    "pengakuan": _father,
    "pengesahan": _father,
}
KIND_WORDS = {
    "perceraian": "Akta perceraian",
    "pengangkatan": "Akta pengangkatan anak",
    "pengakuan": "Akta pengakuan anak",
    "pengesahan": "Akta pengesahan anak",
}


def told_of(deed: KnownDeed, now: Situation) -> list[tuple[str, str]]:
    """(number, new status) of other deeds on which it is noted: the child's birth deed; the couple's marriage deed, which the divorce
    had ended (Perpres 96/2018 art. 44).
    """
    if deed.kind == "perceraian":
        weddings = [d for d in now.aktas.values() if d.kind == "perkawinan" and set(deed.niks) <= set(d.niks)]
        return [(d.number, "aktif") for d in weddings[-1:] if d.status == "digantikan"]
    birth = now.birth_deed(deed.niks[0]) if deed.kind in KIND_WORDS else ""
    return [(birth, "")] if birth else []
