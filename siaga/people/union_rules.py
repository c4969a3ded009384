"""What form F-1.01 says of marriage, divorce and passport: numbers and dates that agree with the marital status."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from siaga.kit.refusal import Refusal, refused
from siaga.people.biodata import Biodata
from siaga.people.codes import EVER_MARRIED, MARRIED, StatusKawin

BASIS = "Permendagri 109/2019, formulir F-1.01"
PASSPORT = re.compile(r"[A-Z0-9]{5,15}")
MARRIAGE, DIVORCE = ("no_akta_kawin", "tanggal_kawin"), ("no_akta_cerai", "tanggal_cerai")
DIVORCED = frozenset({StatusKawin.CERAI_HIDUP_TERCATAT, StatusKawin.CERAI_HIDUP_BELUM_TERCATAT})
WITH_DEED: Mapping[int, str] = {StatusKawin.KAWIN_TERCATAT: MARRIAGE[0], StatusKawin.CERAI_HIDUP_TERCATAT: DIVORCE[0]}
WITHOUT_DEED: Mapping[int, str] = {
    StatusKawin.KAWIN_BELUM_TERCATAT: MARRIAGE[0],
    StatusKawin.CERAI_HIDUP_BELUM_TERCATAT: DIVORCE[0],
}
UNPROVEN_TEXTS = {
    "no_akta_kawin": "Nomor akta perkawinan atau buku nikah tidak diisi, padahal statusnya kawin tercatat. Lanjutkan bila "
    "nomornya memang tidak diketahui.",
    "no_akta_cerai": "Nomor akta cerai tidak diisi, padahal statusnya cerai hidup tercatat. Lanjutkan bila nomornya memang "
    "tidak diketahui.",
}


def _say(code: str, message: str, field: str, **params: object) -> Refusal:
    return Refusal(f"{field}.{code}", message, field=field, basis=BASIS, params=params)


def check_unions(form: Biodata, today: date) -> tuple[list[Refusal], list[Refusal]]:
    """(refusals, warnings). A registered marriage or divorce without its number is only warned of: old papers are lost."""
    given = [name for name in (*MARRIAGE, *DIVORCE) if getattr(form, name)]
    wrong = [_never(form, name) for name in given] + [_day(form, name, today) for name in given]
    wrong += [_unregistered(form), _after_marriage(form), _passport(form.no_paspor)]
    return refused(wrong), refused([_unproven(form)])


def _never(form: Biodata, name: str) -> Refusal | None:
    if not form.status_kawin or form.status_kawin in EVER_MARRIED:
        return None
    single = "Status perkawinannya belum kawin. Kosongkan kolom ini, atau perbaiki status perkawinannya."
    return _say("single", single, name)


def _day(form: Biodata, name: str, today: date) -> Refusal | None:
    day = getattr(form, name)
    if not isinstance(day, date):
        return None
    if day > today:
        return _say("future", "Tanggal ini ada di masa depan. Periksa pada aktanya.", name)
    if form.tanggal_lahir and day <= form.tanggal_lahir:
        return _say("before_birth", "Tanggal ini sebelum tanggal lahirnya. Periksa pada aktanya.", name)
    return None


def _unregistered(form: Biodata) -> Refusal | None:
    """What is not registered has no deed."""
    name = WITHOUT_DEED.get(form.status_kawin)
    if name is None or not getattr(form, name):
        return None
    has = (
        "Statusnya belum tercatat, tetapi nomor aktanya diisi. Kosongkan nomornya, atau perbaiki status perkawinannya."
    )
    return _say("unregistered", has, name)


def _after_marriage(form: Biodata) -> Refusal | None:
    """Who is divorced was divorced after the last wedding; who married again was divorced before it."""
    if form.status_kawin not in DIVORCED or not form.tanggal_kawin or not form.tanggal_cerai:
        return None
    if form.tanggal_cerai >= form.tanggal_kawin:
        return None
    order = "Tanggal perceraian mendahului tanggal perkawinan. Periksa keduanya pada aktanya."
    return _say("before_marriage", order, "tanggal_cerai")


def _passport(number: str) -> Refusal | None:
    if not number or PASSPORT.fullmatch(number):
        return None
    letters = "Nomor paspor terdiri dari 5 sampai 15 huruf dan angka, tanpa spasi. Periksa kembali, atau kosongkan."
    return _say("form", letters, "no_paspor")


def _unproven(form: Biodata) -> Refusal | None:
    name = WITH_DEED.get(form.status_kawin)
    return _say("unproven", UNPROVEN_TEXTS[name], name) if name and not getattr(form, name) else None


def union_date(status_kawin: int, married: date | None, divorced: date | None) -> date | None:
    """What the KK prints in its column "Tanggal perkawinan/perceraian": of the one that holds."""
    if status_kawin in MARRIED:
        return married
    return divorced if status_kawin in DIVORCED else None
