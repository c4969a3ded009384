"""Facts about people -> rows. Pure: everything needed is in the fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from siaga.journal.facts import Fact
from siaga.journal.rows import Insert, Op, Put, Raise, Update

from . import facts as said
from .biodata import NEIGHBOURHOODS, Biodata, three_digits
from .models import Akta, DeedNote, DueDocument, Family, NikConfirmation, NikDoubt, NumberMark, Resident
from .names import search_keys
from .numbers import DEED_NUMBER

DATES = frozenset({"tanggal_lahir", "tanggal_kawin", "tanggal_cerai", "died_on"})


def family_registered(f: Fact) -> Iterator[Op]:
    b: said.FamilyRegistered = f.body
    w = b.family
    yield Insert(
        Family,
        {
            "no_kk": w.no_kk,
            "nik_kepala": w.nik_kepala,
            "alamat": w.alamat,
            "rt": w.rt,
            "rw": w.rw,
            "kode_wilayah": w.kode_wilayah,
            "kode_pos": w.kode_pos,
            "telepon": w.telepon,
            "issued_on": b.issued_on,
            "office": f.office,
        },
    )
    yield Raise(NumberMark, f"kk:{w.no_kk[:12]}", {"last": int(w.no_kk[12:])})


def family_closed(f: Fact) -> Iterator[Op]:
    b: said.FamilyClosed = f.body
    status = "digantikan" if b.replaced_by else "tutup"
    yield Update(Family, b.no_kk, {"status": status, "replaced_by": b.replaced_by})


def resident_registered(f: Fact) -> Iterator[Op]:
    b: said.ResidentRegistered = f.body
    yield Insert(Resident, _resident(b.biodata) | {
        "registered_at": f.at,
        "reason": b.reason,
        "minted_offline": b.minted_offline,
        "office": f.office,
    })  # fmt: skip
    if b.minted:
        yield Raise(NumberMark, f"nik:{b.biodata.nik[:12]}", {"last": int(b.biodata.nik[12:])})


def _resident(p: Biodata) -> dict[str, Any]:
    if p.tanggal_lahir is None:
        raise ValueError("seorang penduduk punya tanggal lahir")
    return {
        "nik": p.nik,
        "no_kk": p.no_kk,
        "nama": p.nama,
        "name_keys": list(search_keys(p.nama)),
        "gelar_depan": p.gelar_depan,
        "gelar_belakang": p.gelar_belakang,
        "jenis_kelamin": p.jenis_kelamin,
        "tempat_lahir": p.tempat_lahir,
        "tanggal_lahir": p.tanggal_lahir,
        "golongan_darah": p.golongan_darah,
        "agama": p.agama,
        "status_kawin": p.status_kawin,
        "shdk": p.shdk,
        "pendidikan": p.pendidikan,
        "pekerjaan": p.pekerjaan,
        "kewarganegaraan": p.kewarganegaraan,
        "nik_ayah": p.nik_ayah,
        "nama_ayah": p.nama_ayah,
        "nik_ibu": p.nik_ibu,
        "nama_ibu": p.nama_ibu,
        "disabilitas": p.disabilitas,
        "no_akta_lahir": p.no_akta_lahir,
        "no_akta_kawin": p.no_akta_kawin,
        "tanggal_kawin": p.tanggal_kawin,
        "no_akta_cerai": p.no_akta_cerai,
        "tanggal_cerai": p.tanggal_cerai,
        "no_paspor": p.no_paspor,
        "status": str(p.status),
        "died_on": p.died_on,
    }


def biodata_changed(f: Fact) -> Iterator[Op]:
    b: said.BiodataChanged = f.body
    values = {name: date.fromisoformat(v) if name in DATES and v else v for name, v in b.after.items()}
    if "nik" in values:
        raise ValueError("NIK tidak pernah berubah")
    if "nama" in values:
        values["name_keys"] = list(search_keys(str(values["nama"])))
    yield Update(Resident, b.nik, values)


def deed_registered(f: Fact) -> Iterator[Op]:
    b: said.DeedRegistered = f.body
    first, second = [*b.niks, ""][:2]
    yield Insert(
        Akta,
        {
            "number": b.number,
            "kind": b.deed_kind,
            "nik": first,
            "nik_kedua": second,
            "registered_on": b.registered_on,
            "late": b.late,
            "data": b.deed,
            "office": f.office,
        },
    )
    if DEED_NUMBER.fullmatch(b.number):  # deeds from before SIAGA are numbered in free text
        yield Raise(NumberMark, f"akta:{b.number[:-5]}", {"last": int(b.number[-4:])})


def deed_noted(f: Fact) -> Iterator[Op]:
    b: said.DeedNoted = f.body
    yield Insert(DeedNote, {"id": f.id, "akta": b.number, "text": b.text, "on": b.on})
    changed = ({"status": b.ends} if b.ends else {}) | ({"data": b.data} if b.data is not None else {})
    if changed:
        yield Update(Akta, b.number, changed)


def family_moved(f: Fact) -> Iterator[Op]:
    b: said.FamilyMoved = f.body
    after = {name: three_digits(value) if name in NEIGHBOURHOODS else value for name, value in b.after.items()}
    yield Update(Family, b.no_kk, after)


def document_due(f: Fact) -> Iterator[Op]:
    b: said.DocumentDue = f.body
    yield Insert(DueDocument, {"id": f.id, "kind": b.kind_code, "subject": b.about, "holder": b.holder, "at": f.at})


def nik_confirmed(f: Fact) -> Iterator[Op]:
    yield Put(NikConfirmation, {"nik": f.body.nik, "at": f.at})


def nik_doubted(f: Fact) -> Iterator[Op]:
    yield Put(NikDoubt, {"nik": f.body.nik, "like": list(f.body.like), "at": f.at})


KINDS: Iterable[tuple[Any, Any]] = (
    (said.FamilyRegistered, family_registered),
    (said.FamilyClosed, family_closed),
    (said.ResidentRegistered, resident_registered),
    (said.BiodataChanged, biodata_changed),
    (said.DeedRegistered, deed_registered),
    (said.DeedNoted, deed_noted),
    (said.FamilyMoved, family_moved),
    (said.DocumentDue, document_due),
    (said.NikConfirmed, nik_confirmed),
    (said.NikDoubted, nik_doubted),
)
