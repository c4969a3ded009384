"""The state of a node in ten signs that can be read out by telephone, and back into words. Pure.

Nine signs of Crockford's base 32 (no I, L, O, U; read back, they count as 1, 1, 0) carry 45 bits; the tenth is a check over GF(32):
sum of sign(i) * a^i = 9. Every weight is another non-zero element, so one wrong sign, or two that changed places, is always noticed.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta

from django.utils.translation import gettext as _

from siaga.continuity.dependencies import BY_NAME, DOWN, NAMES, NORMAL, SLOW

from .grading import backup_state, clock_state, disk_state, journal_state
from .readings import Readings

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DATA = 9
LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
STATES = (NORMAL, SLOW, DOWN)
DAYS = (0, 1, 2, 3, 5, 7, 10, 14, 20, 30, 45, 60, 90, 180, 365, 1000)  # at least so many
SECOND = ("", *STATES)


@dataclass(frozen=True, slots=True)
class Code:
    """What the signs say. The widths below are its fields in this order; days: an index into DAYS. major.minor.patch: the program."""

    office: int
    down: int
    days: int
    parked: int
    disk: int
    clock: int
    journal: int
    second: int
    backup: int
    major: int
    minor: int
    patch: int


WIDTHS = {
    "office": 1,
    "down": len(NAMES),
    "days": 4,
    "parked": 1,
    "disk": 2,
    "clock": 2,
    "journal": 2,
    "second": 2,
    "backup": 2,
    "major": 5,
    "minor": 7,
    "patch": 6,
}


class Misheard(ValueError):
    """Not a code, or one of its signs is wrong. The message is a sentence for who typed it."""


def code_of(r: Readings) -> Code:
    oldest = min((at for at in (r.unsent_since, r.packets_since) if at is not None), default=r.now)
    waited = (r.now - oldest) // timedelta(days=1)
    numbers = [int(n) if n.isdigit() else 0 for n in (r.program.split(".") + ["0", "0"])[:3]]
    return Code(
        office=int(r.office),
        down=sum(1 << i for i, name in enumerate(NAMES) if name in r.down),
        days=max(i for i, d in enumerate(DAYS) if d <= max(0, waited)),
        parked=int(r.parked > 0),
        disk=STATES.index(disk_state(r)),
        clock=STATES.index(clock_state(r)),
        journal=STATES.index(journal_state(r)),
        second=SECOND.index(NORMAL if r.point else r.second),
        backup=STATES.index(backup_state(r)),
        major=min(numbers[0], 31),
        minor=min(numbers[1], 127),
        patch=min(numbers[2], 63),
    )


def encode(c: Code) -> str:
    """ "AAAAA-BBBBB"."""
    packed = 0
    for field in fields(c):
        packed = packed << WIDTHS[field.name] | getattr(c, field.name)
    packed <<= 5 * DATA - sum(WIDTHS.values())
    signs = [packed >> 5 * (DATA - 1 - i) & 31 for i in range(DATA)]
    text = "".join(SIGNS[v] for v in [*signs, _check(signs)])
    return f"{text[:5]}-{text[5:]}"


def decode(text: str) -> Code:
    """Hyphens, spaces and small letters do not matter. Raises Misheard."""
    clean = "".join(text.upper().split()).replace("-", "").translate(LIKE)
    if len(clean) != DATA + 1 or any(s not in SIGNS for s in clean):
        raise Misheard(_("Kode keadaan terdiri atas sepuluh tanda: angka dan huruf tanpa I, L, O, U."))
    signs = [SIGNS.index(s) for s in clean]
    if _check(signs[:DATA]) != signs[DATA]:
        raise Misheard(_("Ada tanda yang salah dengar. Minta kode itu dibacakan sekali lagi."))
    packed = 0
    for v in signs[:DATA]:
        packed = packed << 5 | v
    packed >>= 5 * DATA - sum(WIDTHS.values())
    found: dict[str, int] = {}
    for name, width in reversed(WIDTHS.items()):
        found[name] = packed & (1 << width) - 1
        packed >>= width
    if max(found["disk"], found["clock"], found["journal"], found["backup"]) > 2:
        raise Misheard(_("Kode ini dari program yang lebih baru; perbarui program di sini."))
    return Code(**found)


def words(c: Code) -> list[str]:
    """What the one at the other end needs to know, worst first; one sentence each."""
    told = [_(text) for text, state in _graded(c) if state == DOWN]
    told += [_("Terputus: %(what)s.") % {"what": ", ".join(_(BY_NAME[n].label) for n in _down(c))}] if c.down else []
    told += [_(text) for text, state in _graded(c) if state == SLOW]
    if c.days:
        told.append(_("Yang tertua belum terkirim sudah %(n)d hari atau lebih.") % {"n": DAYS[c.days]})
    if c.parked:
        told.append(_("Ada catatan tertahan."))
    if not told:
        told.append(_("Semua normal."))
    place = _("Kantor") if c.office else _("Pusat")
    told.append(
        _("%(place)s, program SIAGA %(version)s.") % {"place": place, "version": f"{c.major}.{c.minor}.{c.patch}"}
    )
    return told


def _down(c: Code) -> list[str]:
    return [name for i, name in enumerate(NAMES) if c.down >> i & 1]


STATE_TEXTS = {
    "disk": ("Ruang simpan menipis.", "Ruang simpan habis atau habis dalam dua hari."),
    "clock": (
        "Jamnya berbeda beberapa menit atau jam dari jam pusat.",
        "Jamnya berbeda sehari atau lebih dari jam pusat.",
    ),
    "journal": (
        "Jurnal belum atau sudah lama tidak diperiksa.",
        "JURNAL RUSAK: jangan dimatikan, siapkan kotak pengganti.",
    ),
    "backup": ("Salinan cadangan belum ada atau sudah lama.", "Salinan cadangan gagal."),
    "second": ("Kotak cadangan tertinggal.", "Kotak cadangan tidak menjawab."),
    "none": ("Belum ada kotak cadangan.", ""),
}


def _graded(c: Code) -> list[tuple[str, str]]:
    """(sentence, state) of everything that has three states."""
    graded = []
    for name in ("journal", "disk", "clock", "backup"):
        state = getattr(c, name)
        graded.append((STATE_TEXTS[name][max(0, state - 1)], STATES[state]))
    if c.office:
        graded.append(
            (STATE_TEXTS["second"][max(0, c.second - 2)], SECOND[c.second])
            if c.second
            else (STATE_TEXTS["none"][0], SLOW)
        )
    return graded


def _times(a: int, b: int) -> int:
    """In GF(32), modulo x^5 + x^2 + 1."""
    out = 0
    for _bit in range(5):
        if b & 1:
            out ^= a
        b >>= 1
        a <<= 1
        if a & 32:
            a ^= 0b100101
    return out


def _check(signs: list[int]) -> int:
    """The sign that makes the weighted sum 9; its own weight is 1, the others' are x, x^2, ..."""
    total, weight = 9, 2  # not 0: ten zeros are no code
    for v in reversed(signs):
        total ^= _times(v, weight)
        weight = _times(weight, 2)
    return total
