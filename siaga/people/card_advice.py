"""Whose KTP-el says something else after an event: told to the officer, who serves the replacement (UU 24/2013 art. 64(8)). Pure."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from siaga.kit.refusal import Refusal
from siaga.people.biodata import Biodata, Family, of_card_age
from siaga.people.codes import ResidentStatus
from siaga.people.effects import Effects, Situation

ON_CARD = frozenset(
    {
        "nama",
        "tempat_lahir",
        "tanggal_lahir",
        "jenis_kelamin",
        "golongan_darah",
        "agama",
        "status_kawin",
        "pekerjaan",
        "kewarganegaraan",
    }
)
PLACE = ("alamat", "rt", "rw", "kode_wilayah")
BASIS = "UU 24/2013 pasal 64 ayat (8)"


def outdated_cards(effects: Effects, now: Situation) -> list[Refusal]:
    """One warning that names them all; whether they hold a card the register does not know."""
    names = sorted({person.nama for person in _touched(effects, now)})
    if not names:
        return []
    words = (
        "Bila sudah memegang KTP-el, kartunya tidak lagi sesuai: %(names)s. Layani Ganti KTP-el dengan alasan perubahan "
        "data; tidak perlu direkam lagi."
    )
    return [Refusal("people.card_outdated", words, basis=BASIS, params={"names": ", ".join(names)})]


def _touched(effects: Effects, now: Situation) -> Iterator[Biodata]:
    known = {m.nik: m for members in now.members.values() for m in members} | dict(now.persons)
    for nik, columns in effects.changes.items():
        if nik not in known:
            continue
        before, after = known[nik], msgspec.structs.replace(known[nik], **columns)
        other = any(getattr(before, name) != getattr(after, name) for name in ON_CARD & columns.keys())
        if (
            after.status == ResidentStatus.AKTIF
            and _grown(after, now)
            and (other or _elsewhere(before, after, effects, now))
        ):
            yield after
    for no_kk in effects.moved:
        if _place(now.homes.get(no_kk)) != tuple(effects.moved[no_kk].get(name, "") for name in PLACE):
            yield from (m for m in now.members.get(no_kk, ()) if _grown(m, now))


def _grown(person: Biodata, now: Situation) -> bool:
    return of_card_age(person.tanggal_lahir, person.status_kawin, now.today)


def _elsewhere(before: Biodata, after: Biodata, effects: Effects, now: Situation) -> bool:
    """Into a family at another address."""
    if before.no_kk == after.no_kk:
        return False
    target = effects.families.get(after.no_kk) or now.homes.get(after.no_kk)
    return target is not None and _place(target) != _place(now.homes.get(before.no_kk))


def _place(home: Family | None) -> tuple[str, ...]:
    return tuple(getattr(home, name) for name in PLACE) if home else ()
