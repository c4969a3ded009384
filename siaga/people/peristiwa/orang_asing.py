"""Foreign residents: a limited stay (ITAS) gets a NIK and a residence letter that ends with the permit; a permanent one (ITAP) is noted
on the resident, whose KTP-el ends with it (UU 23/2006 pasal 20, 21, 63 and 64)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from siaga.kit.refusal import Refusal, refused
from siaga.people import codes
from siaga.people.asking import Answers, Ask, Group, Need
from siaga.people.biodata import Biodata, Family, of_card_age
from siaga.people.effects import PERSON, Effects, Situation
from siaga.people.foreign.permit import ITAP, ITAS, Guest, Permit
from siaga.people.form_rules import born_sensibly
from siaga.people.names import check_name, tidy
from siaga.people.numbers import digits, group

from .descent import child_of
from .event import Asked, Peristiwa

LIMITED_BASIS = "UU 23/2006 pasal 20; Perpres 96/2018"
PERMANENT_BASIS = "UU 23/2006 pasal 21, 63, dan 64; Perpres 96/2018"
ON_TIME_DAYS = 14
HINT_TEXTS = {
    "nik": "Untuk memperpanjang: isi NIK pada SKTT lama; yang dikosongkan tetap seperti semula",
    "name": "Sesuai paspor, tanpa tanda baca",
    "endless": "Kosongkan bila izinnya tidak terbatas",
}


class Stay(Answers, frozen=True, kw_only=True):
    """What the immigration office wrote."""

    paspor: Annotated[str, Ask("Nomor paspor", most=20)] = ""
    negara: Annotated[str, Ask("Negara kewarganegaraan")] = ""
    no_izin: Annotated[str, Ask("Nomor izin tinggal", most=40)] = ""
    tanggal_izin: Annotated[date | None, Ask("Tanggal izin diterbitkan", "date")] = None
    penjamin: Annotated[str, Ask("Penjamin", required=False, most=100)] = ""


class LimitedStay(Stay, frozen=True, kw_only=True):
    nik: Annotated[str, Ask("NIK", "nik", required=False, help=HINT_TEXTS["nik"])] = ""
    nama: Annotated[str, Ask("Nama lengkap", help=HINT_TEXTS["name"])] = ""
    jenis_kelamin: Annotated[str, Ask("Jenis kelamin", "choice", choices=codes.JENIS_KELAMIN)] = ""
    tempat_lahir: Annotated[str, Ask("Tempat lahir")] = ""
    tanggal_lahir: Annotated[date | None, Ask("Tanggal lahir", "date")] = None
    status_kawin: Annotated[int, Ask("Status perkawinan", "code", codes=codes.STATUS_KAWIN)] = 0
    pekerjaan: Annotated[int, Ask("Jenis pekerjaan", "code", codes=codes.PEKERJAAN)] = 0
    alamat: Annotated[str, Ask("Alamat", most=100)] = ""
    rt: Annotated[str, Ask("RT", most=3)] = ""
    rw: Annotated[str, Ask("RW", most=3)] = ""
    kode_wilayah: Annotated[str, Ask("Desa atau kelurahan", "area")] = ""
    berlaku_sampai: Annotated[date | None, Ask("Berlaku sampai", "date")] = None


class PermanentStay(Stay, frozen=True, kw_only=True):
    berlaku_sampai: Annotated[
        date | None, Ask("Berlaku sampai", "date", required=False, help=HINT_TEXTS["endless"])
    ] = None


_PERSON = ("nama", "jenis_kelamin", "tempat_lahir", "tanggal_lahir", "status_kawin", "pekerjaan")
_HOME = ("alamat", "rt", "rw", "kode_wilayah")
_PERMIT = ("paspor", "negara", "no_izin", "tanggal_izin", "berlaku_sampai", "penjamin")


def fill(form: LimitedStay, now: Situation) -> LimitedStay:
    """Tidied; who extends keeps what the register knows wherever the form is silent. The permit itself is always written anew."""
    form = msgspec.structs.replace(
        form, nik=digits(form.nik), nama=tidy(form.nama), paspor=tidy(form.paspor).upper(), negara=tidy(form.negara)
    )
    before = now.stays.get(form.nik)
    if before is None or before.guest is None:
        return form
    kept = {n: getattr(before.guest.person, n) for n in _PERSON} | {n: getattr(before.guest.home, n) for n in _HOME}
    kept |= {"paspor": before.permit.passport, "negara": before.permit.nationality, "penjamin": before.permit.sponsor}
    return msgspec.structs.replace(form, **{n: value for n, value in kept.items() if not getattr(form, n)})


def decide_limited(form: LimitedStay, now: Situation) -> Effects:
    out = Effects()
    names, out.warnings = check_name(form.nama)
    out.refusals += [
        *names,
        *refused([
            born_sensibly(form.tanggal_lahir, now.today),
            *_dates(form.tanggal_izin, form.berlaku_sampai, now.today, LIMITED_BASIS),
            _whose(form, now),
        ]),
    ]  # fmt: skip
    if out.refusals or form.tanggal_lahir is None or form.tanggal_izin is None or form.berlaku_sampai is None:
        return out
    person = Biodata(nik=form.nik, kewarganegaraan="WNA", **{n: getattr(form, n) for n in _PERSON})
    permit = _permit(form, ITAS, form.tanggal_izin, form.berlaku_sampai)
    out.guests[PERSON] = Guest(person=person, home=Family(**{n: getattr(form, n) for n in _HOME}), permit=permit)
    if (now.today - form.tanggal_izin).days > ON_TIME_DAYS:
        late = "Dilaporkan lewat %(days)d hari sejak izinnya terbit. Tetap dicatat."
        out.warnings.append(_say("late", late, "tanggal_izin", LIMITED_BASIS, days=ON_TIME_DAYS))
    return out


def decide_permanent(form: PermanentStay, now: Situation) -> Effects:
    out = Effects()
    person = child_of(now, out)
    if person is None:
        return out
    out.refusals += refused([
        _citizen(person), *_dates(form.tanggal_izin, form.berlaku_sampai, now.today, PERMANENT_BASIS)
    ])  # fmt: skip
    if out.refusals or form.tanggal_izin is None:
        return out
    out.permits[person.nik] = _permit(form, ITAP, form.tanggal_izin, form.berlaku_sampai)
    if of_card_age(person.tanggal_lahir, person.status_kawin, now.today):
        card = "KTP-el-nya berlaku sampai izin ini berakhir. Bila kartunya sudah ada, ganti dengan yang baru."
        out.warnings.append(_say("card", card, "berlaku_sampai", PERMANENT_BASIS))
    return out


def _permit(form: Stay, kind: str, issued: date, until: date | None) -> Permit:
    return Permit(
        kind=kind,
        number=form.no_izin.strip(),
        passport=form.paspor,
        nationality=form.negara,
        issued_on=issued,
        valid_until=until,
        sponsor=form.penjamin.strip(),
    )


def _say(code: str, message: str, field: str, basis: str, **params: object) -> Refusal:
    return Refusal(f"stay.{code}", message, field=field, basis=basis, params=params)


def _dates(issued: date | None, until: date | None, today: date, basis: str) -> list[Refusal | None]:
    future = "Tanggal ini ada di masa depan. Periksa izinnya."
    over = "Izin ini sudah berakhir. Arahkan ke kantor imigrasi; layani kembali dengan izin yang baru."
    turned = "Izin tidak dapat berakhir sebelum terbit. Periksa kedua tanggalnya."
    return [
        _say("future", future, "tanggal_izin", basis) if issued and issued > today else None,
        _say("over", over, "berlaku_sampai", basis) if until and until < today else None,
        _say("turned", turned, "berlaku_sampai", basis) if until and issued and until < issued else None,
    ]


def _whose(form: LimitedStay, now: Situation) -> Refusal | None:
    """A NIK is lifelong: one that is given must be that of a guest of this register; and nobody holds two with one passport."""
    if form.nik in now.persons:
        here = "NIK %(nik)s milik penduduk yang ada dalam KK: %(nama)s. Orang itu tidak memakai SKTT."
        params = {"nik": group(form.nik), "nama": now.persons[form.nik].nama}
        return _say("resident", here, "nik", LIMITED_BASIS, **params)
    if form.nik and (form.nik not in now.stays or now.stays[form.nik].guest is None):
        unknown = "NIK ini tidak ada pada daftar orang asing tinggal terbatas di kantor ini. Periksa angkanya."
        return _say("unknown", unknown, "nik", LIMITED_BASIS)
    twin = next((s for s in now.stays.values() if s.permit.passport == form.paspor and s.nik != form.nik), None)
    if form.paspor and twin is not None and twin.guest is not None:
        twice = "Paspor ini sudah terdaftar atas nama %(nama)s, NIK %(nik)s. Isi NIK itu untuk memperpanjang."
        return _say("passport", twice, "paspor", LIMITED_BASIS, nama=twin.guest.person.nama, nik=group(twin.nik))
    return None


def _citizen(person: Biodata) -> Refusal | None:
    if person.kewarganegaraan != "WNI":
        return None
    own = "%(nama)s warga negara Indonesia, jadi tidak memerlukan izin tinggal."
    return _say("citizen", own, "", PERMANENT_BASIS, nama=person.nama)


TINGGAL_TERBATAS = Peristiwa(
    "tinggal_terbatas",
    "Orang asing tinggal terbatas (SKTT)",
    sheet="F-1.01",
    legal_basis=LIMITED_BASIS,
    deadline_days=ON_TIME_DAYS,
    needs=(Need("Paspor"), Need("Kartu izin tinggal terbatas (ITAS)")),
    effects=("people.stay_permitted", "people.document_due"),
    documents=("sktt",),
    asked=Asked(
        LimitedStay,
        (Group("Orang asing", ("nik", *_PERSON)), Group("Izin tinggal", _PERMIT), Group("Alamat di Indonesia", _HOME)),
        "",
        decide_limited,
        "SKTT akan dibuat.",
        fill=fill,
    ),
)
TINGGAL_TETAP = Peristiwa(
    "tinggal_tetap",
    "Izin tinggal tetap (ITAP)",
    sheet="F-1.06",
    legal_basis=PERMANENT_BASIS,
    deadline_days=ON_TIME_DAYS,
    needs=(Need("Paspor"), Need("Kartu izin tinggal tetap (ITAP)"), Need("KK")),
    effects=("people.stay_permitted",),
    documents=(),
    asked=Asked(
        PermanentStay, (Group("Izin tinggal", _PERMIT),), "penduduk", decide_permanent, "Izin tinggal tetap dicatat."
    ),
)
