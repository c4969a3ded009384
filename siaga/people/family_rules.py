"""How a person fits into a family: one head, husbands and wives, parents older than their children, the address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from siaga.kit.refusal import Refusal, refused
from siaga.people.biodata import Biodata, Family, age_on, of_card_age
from siaga.people.codes import MARRIED, Shdk
from siaga.people.form_rules import BIODATA_BASIS, Found, missing
from siaga.people.numbers import AreaKnown

PARENT_GAP = 15
FAMILY_BASIS = "UU 23/2006 pasal 61"


def _at_shdk(code: str, message: str, **params: object) -> Refusal:
    return Refusal(f"shdk.{code}", message, field="shdk", basis=FAMILY_BASIS, params=params)


def check_place(form: Biodata, members: Sequence[Biodata], today: date) -> Found:
    """(refusals, warnings) for the relation to the head. members: the others of the family, alive and here."""
    others = [m for m in members if not form.nik or m.nik != form.nik]
    head = next((m for m in others if m.shdk == Shdk.KEPALA), None)
    refusals = refused([_head(form, head, today), _spouse(form), _spouse_of_head(form, head), _husbands(form, others)])
    warnings = []
    if form.shdk == Shdk.ISTRI and any(m.shdk == Shdk.ISTRI for m in others):
        warnings.append(
            _at_shdk("second_wife", "Keluarga ini sudah mencatat seorang istri. Periksa akta perkawinannya.")
        )
    for parent, child, certain in parents_in(form, others):
        refusal, warning = _older(parent, child, certain)
        refusals += refused([refusal])
        warnings += refused([warning])
    return refusals, warnings


def _head(form: Biodata, head: Biodata | None, today: date) -> Refusal | None:
    if form.shdk == Shdk.KEPALA:
        if head is not None:
            return _at_shdk(
                "two_heads",
                "Keluarga ini sudah mempunyai kepala keluarga: %(nama)s. Pilih hubungan lain, atau ganti dahulu kepala "
                "keluarganya.",
                nama=head.nama,
            )
        if form.tanggal_lahir and not of_card_age(form.tanggal_lahir, form.status_kawin, today):
            return _at_shdk(
                "head_too_young",
                "Kepala keluarga harus berumur 17 tahun, atau sudah atau pernah kawin. Pilih anggota lain sebagai "
                "kepala keluarga, atau masukkan ke KK walinya.",
            )
        return None
    if form.shdk and head is None:
        return _at_shdk("no_head", "Keluarga ini belum mempunyai kepala keluarga. Catat kepala keluarga lebih dahulu.")
    return None


def _spouse(form: Biodata) -> Refusal | None:
    wrong = {Shdk.SUAMI: ("P", "Suami", "laki-laki"), Shdk.ISTRI: ("L", "Istri", "perempuan")}
    if form.shdk not in wrong:
        return None
    sex, who, should = wrong[Shdk(form.shdk)]
    if form.jenis_kelamin == sex:
        return _at_shdk(
            "sex",
            "%(who)s harus %(should)s. Perbaiki jenis kelamin atau hubungannya.",
            who=who,
            should=should,
        )
    if form.status_kawin and form.status_kawin not in MARRIED:
        return _at_shdk(
            "not_married",
            "%(who)s harus berstatus kawin. Perbaiki status perkawinan atau hubungannya.",
            who=who,
        )
    return None


def _spouse_of_head(form: Biodata, head: Biodata | None) -> Refusal | None:
    same = (form.shdk == Shdk.SUAMI and head and head.jenis_kelamin == "L") or (
        form.shdk == Shdk.ISTRI and head and head.jenis_kelamin == "P"
    )
    if not head or not same:
        return None
    return _at_shdk(
        "spouse_of_head",
        "Hubungan ini tidak mungkin: kepala keluarga %(nama)s berjenis kelamin sama. Perbaiki salah satunya.",
        nama=head.nama,
    )


def _husbands(form: Biodata, others: Sequence[Biodata]) -> Refusal | None:
    if form.shdk == Shdk.SUAMI and any(m.shdk == Shdk.SUAMI for m in others):
        return _at_shdk("two_husbands", "Keluarga ini sudah mencatat seorang suami. Pilih hubungan lain.")
    return None


def parents_in(form: Biodata, others: Sequence[Biodata]) -> Iterator[tuple[Biodata, Biodata, bool]]:
    """(parent, child, certain) for each pair that the form makes: certain if named by NIK, else told by the SHDK.

    A child of the head's family may be a stepchild, so the head counts as parent only where no other NIK is named; a
    step-parent may even be the younger one.
    """
    for other in others:
        if other.nik and other.nik in (form.nik_ayah, form.nik_ibu):
            yield other, form, True
        elif form.nik and form.nik in (other.nik_ayah, other.nik_ibu):
            yield form, other, True
        elif (other.shdk, form.shdk) in _PARENT_CHILD and not _other_parent(other, form):
            yield other, form, False
        elif (form.shdk, other.shdk) in _PARENT_CHILD and not _other_parent(form, other):
            yield form, other, False


_PARENT_CHILD = {(Shdk.KEPALA, Shdk.ANAK), (Shdk.ORANG_TUA, Shdk.KEPALA)}


def _other_parent(parent: Biodata, child: Biodata) -> bool:
    """Whether the child names somebody else in the parent's place."""
    return bool(child.nik_ibu if parent.jenis_kelamin == "P" else child.nik_ayah)


def _older(parent: Biodata, child: Biodata, certain: bool) -> tuple[Refusal | None, Refusal | None]:
    if parent.tanggal_lahir is None or child.tanggal_lahir is None:
        return None, None
    names = {"parent": parent.nama, "child": child.nama}
    if parent.tanggal_lahir >= child.tanggal_lahir:
        return Refusal(
            "tanggal_lahir.parent_younger",
            "Orang tua (%(parent)s) lahir tidak lebih dahulu daripada anaknya (%(child)s). Perbaiki tanggal lahir, "
            "atau pilih hubungan lain bila bukan orang tua kandung.",
            field="tanggal_lahir",
            basis=BIODATA_BASIS,
            params=names,
        ), None
    gap = age_on(parent.tanggal_lahir, child.tanggal_lahir)
    if gap >= PARENT_GAP:
        return None, None
    step = "" if certain else " Bila anak tiri atau anak angkat, lanjutkan."
    return None, Refusal(
        "tanggal_lahir.parent_gap",
        "Jarak umur orang tua (%(parent)s) dan anak (%(child)s) hanya %(gap)d tahun. Periksa tanggal lahir." + step,
        field="tanggal_lahir",
        basis=BIODATA_BASIS,
        params={**names, "gap": gap},
    )


def check_family(family: Family, *, area_known: AreaKnown | None = None) -> list[Refusal]:
    """The household's fields: an address, RT and RW, a known ten-digit area; postcode and telephone if given."""

    def badly(field: str, message: str, **params: str) -> Refusal:
        return Refusal(f"{field}.form", message, field=field, basis=BIODATA_BASIS, params=params)

    three = "%(what)s diisi dengan satu sampai tiga angka, misalnya 005. Periksa kembali."
    return refused(
        [
            None if family.alamat.strip() else missing("alamat", "alamat"),
            *(
                None if re.fullmatch(r"[0-9]{1,3}", getattr(family, field)) else badly(field, three, what=field.upper())
                for field in ("rt", "rw")
            ),
            _area(family.kode_wilayah, area_known),
            badly("kode_pos", "Kode pos terdiri dari 5 angka. Periksa kembali, atau kosongkan.")
            if family.kode_pos and not re.fullmatch(r"[0-9]{5}", family.kode_pos)
            else None,
            badly("telepon", "Nomor telepon diisi angka saja, 6 sampai 15 angka. Periksa kembali, atau kosongkan.")
            if family.telepon and not re.fullmatch(r"\+?[0-9][0-9 \-]{5,17}", family.telepon)
            else None,
        ]
    )


def _area(code: str, area_known: AreaKnown | None) -> Refusal | None:
    if not re.fullmatch(r"[0-9]{10}", code):
        return missing("kode_wilayah", "desa atau kelurahan")
    if area_known and not area_known(code):
        return Refusal(
            "kode_wilayah.unknown",
            "Kode desa/kelurahan %(code)s tidak dikenal atau tidak berlaku lagi. Pilih dari daftar wilayah.",
            field="kode_wilayah",
            basis="Kepmendagri 300.2.2-2138/2025",
            params={"code": code},
        )
    return None
