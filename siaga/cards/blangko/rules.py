"""The blangko ledger: double entry, so that every blangko is always in exactly one place.

Received = printed good + spoiled + lost in counts + in stock + with the operators; what is on its way is apart. `luar` is
the world outside and the only account without a balance; no other ever falls below zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

import msgspec

from siaga.kit.refusal import Refusal, refused

OUTSIDE, TRANSIT, STOCK, OPERATOR = "luar", "perjalanan", "stok", "petugas"
AT_PRINTER, PRINTED, SPOILED, DIFFERENCE = "pencetak", "tercetak", "rusak", "selisih"
ACCOUNTS = (TRANSIT, STOCK, OPERATOR, AT_PRINTER, PRINTED, SPOILED, DIFFERENCE)
ENTRUSTED = "titip"  # between the office and its service points
BASIS = "Permendagri 109/2019; SE Mendagri 470.13/11176/SJ"

KINDS: dict[str, tuple[tuple[str, str], ...]] = {
    "kirim": ((OUTSIDE, TRANSIT),),
    "terima": ((OUTSIDE, STOCK), (TRANSIT, STOCK)),
    "ambil": ((STOCK, OPERATOR),),
    "kembali": (
        (OPERATOR, STOCK), (AT_PRINTER, OPERATOR), (AT_PRINTER, STOCK), (PRINTED, OPERATOR), (PRINTED, STOCK)
    ),
    "kirim_cetak": ((OPERATOR, AT_PRINTER), (STOCK, AT_PRINTER)),
    "cetak": ((OPERATOR, PRINTED), (STOCK, PRINTED), (AT_PRINTER, PRINTED)),
    "rusak": ((OPERATOR, SPOILED), (STOCK, SPOILED), (PRINTED, SPOILED), (AT_PRINTER, SPOILED)),
    "opname": ((STOCK, DIFFERENCE), (DIFFERENCE, STOCK), (OUTSIDE, STOCK), (TRANSIT, DIFFERENCE)),
    "pinjam": ((STOCK, OUTSIDE),),
    ENTRUSTED: ((STOCK, OUTSIDE), (OUTSIDE, TRANSIT)),
}  # fmt: skip
"""What may move between which accounts; the first pair is taken where a movement names none.

`kirim_cetak`: to the printer, where a blangko is until it is known to be printed, spoiled or back. A printed card found
wrong at hand-over becomes spoiled; one that the printer only believed to have printed goes back. `opname`: a stock
count, or a shipment that came short. `pinjam`: lent to another district, through the province. `titip`: between an
office and a service point of its own, both halves in one fact.
"""
NEEDS_REASON = frozenset({"opname", "rusak", "pinjam"})


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """amount blangko from source to target. note: the reason. berita_acara: number of the signed minutes."""

    kind: str
    amount: int
    source: str = ""
    target: str = ""
    note: str = ""
    berita_acara: str = ""

    def ends(self) -> tuple[str, str]:
        if not self.source and not self.target and self.kind in KINDS:
            return KINDS[self.kind][0]
        return self.source, self.target


def _no(code: str, message: str, field: str = "amount", **params: object) -> Refusal:
    return Refusal(f"ledger.{code}", message, field=field, basis=BASIS, params=params)


def check_movement(balances: Mapping[str, int], movement: Movement) -> list[Refusal]:
    """Every reason why this may not be booked, all at once."""
    source, target = movement.ends()
    have = balances.get(source, 0)
    return refused(
        [
            None
            if (source, target) in KINDS.get(movement.kind, ())
            else _no("unknown", "Mutasi %(kind)s dari %(a)s ke %(b)s tidak ada. Pilih jenis mutasi dari daftar.", "kind",
                     kind=movement.kind, a=source, b=target),
            None if movement.amount > 0 else _no("not_positive", "Jumlah blangko harus lebih dari nol. Perbaiki jumlahnya."),
            _no("not_enough", "Di %(source)s hanya ada %(have)d blangko, diminta %(amount)d. Hitung ulang, atau catat dahulu "
                "penerimaannya.", source=source, have=have, amount=movement.amount)
            if source != OUTSIDE and movement.amount > have
            else None,
            _no("no_reason", "Mutasi ini memerlukan alasan. Isi alasannya.", "note")
            if movement.kind in NEEDS_REASON and not movement.note.strip()
            else None,
            _no("no_minutes", "Selisih memerlukan berita acara. Isi nomornya.", "berita_acara")
            if movement.kind == "opname" and not movement.berita_acara.strip()
            else None,
        ]
    )  # fmt: skip


def book(balances: Mapping[str, int], movement: Movement) -> dict[str, int] | list[Refusal]:
    """The balances after a movement, or every reason why not; the balances handed in are never changed."""
    if wrong := check_movement(balances, movement):
        return wrong
    source, target = movement.ends()
    after = {account: balances.get(account, 0) for account in ACCOUNTS}
    if source != OUTSIDE:
        after[source] -= movement.amount
    if target != OUTSIDE:
        after[target] += movement.amount
    return after


def count_stock(
    balances: Mapping[str, int], counted: int, *, note: str = "", berita_acara: str = ""
) -> list[Movement] | list[Refusal]:
    """The movements that bring the stock to what was counted; none if it agrees. A difference needs reason and minutes.

    What is found again comes first out of earlier differences, and only the rest from outside.
    """
    if counted < 0:
        return [_no("negative_count", "Hasil hitung tidak mungkin kurang dari nol. Hitung ulang.", "counted")]
    gap = counted - balances.get(STOCK, 0)
    told = {"note": note, "berita_acara": berita_acara}
    if gap <= 0:
        wanted = [(STOCK, DIFFERENCE, -gap)]
    else:
        again = min(gap, balances.get(DIFFERENCE, 0))
        wanted = [(DIFFERENCE, STOCK, again), (OUTSIDE, STOCK, gap - again)]
    moves = [Movement(kind="opname", amount=n, source=a, target=b, **told) for a, b, n in wanted if n]
    return check_movement(balances, moves[0]) or moves if moves else []


def check_report(
    *, received: int, printed: int, spoiled: int, stock: int, in_transit: int = 0, difference: int = 0
) -> list[Refusal]:
    """A report or an import: nothing negative, nothing larger than what came, and the sum exact.

    received counts what was allotted, with what is still on its way. Kupang's "28.600.000 printed of 30,000" ends here.
    """
    parts = {
        "printed": printed,
        "spoiled": spoiled,
        "stock": stock,
        "in_transit": in_transit,
        "difference": difference,
    }
    found = [
        _no("negative", "Jumlah tidak mungkin kurang dari nol. Periksa laporannya.", field)
        for field, value in {"received": received, **parts}.items()
        if value < 0
    ]
    found += [
        _no("more_than_received", "Dilaporkan %(value)d, padahal diterima seluruhnya %(received)d blangko. Periksa "
            "angkanya, mungkin kelebihan nol.", field, value=value, received=received)
        for field, value in parts.items()
        if value > max(received, 0)
    ]  # fmt: skip
    total = sum(parts.values())
    if not found and total != received:
        sums = (
            "Diterima %(received)d, tetapi tercetak, rusak, stok, perjalanan dan selisih berjumlah %(total)d. "
            "Cari selisih %(gap)d sebelum laporan disimpan."
        )
        found.append(_no("unbalanced", sums, "received", received=received, total=total, gap=received - total))
    return found


@dataclass(frozen=True, order=True, slots=True)
class SerialRange:
    """Serial numbers first to last, both included. Optional: not every blangko has one."""

    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1


def check_serials(known: Iterable[SerialRange], new: SerialRange) -> list[Refusal]:
    """Whether a range may be received: it is a range, and none of its numbers came before."""
    if new.first < 0 or new.last < new.first:
        return [
            _no("serial_range", "Rentang nomor seri terbalik atau negatif. Periksa nomor awal dan akhir.", "serials")
        ]
    twice = [r for r in known if r.first <= new.last and new.first <= r.last]
    return [
        _no("serial_twice", "Nomor seri %(first)d sampai %(last)d sudah pernah diterima. Periksa peti dan surat jalannya.",
            "serials", first=max(r.first, new.first), last=min(r.last, new.last))
        for r in sorted(twice)
    ]  # fmt: skip


def use_serial(held: Sequence[SerialRange], serial: int) -> tuple[SerialRange, ...] | Refusal:
    """What is held after one blangko is used; refused if it is not held here or was used before."""
    left: list[SerialRange] = []
    found = False
    for one in sorted(held):
        if not one.first <= serial <= one.last:
            left.append(one)
            continue
        found = True
        left += [SerialRange(a, b) for a, b in ((one.first, serial - 1), (serial + 1, one.last)) if a <= b]
    if not found:
        gone = "Blangko nomor seri %(serial)d tidak ada pada persediaan ini atau sudah dipakai. Periksa nomornya."
        return _no("serial_not_held", gone, "serials", serial=serial)
    return tuple(left)


def overlapping(ranges: Iterable[SerialRange]) -> list[tuple[SerialRange, SerialRange]]:
    """Neighbouring pairs that share a number, for an import of a whole stock."""
    return [(a, b) for a, b in pairwise(sorted(ranges)) if b.first <= a.last]


def days_left(stock: int, daily_use: Sequence[int]) -> int | None:
    """Whole working days that the stock lasts at the mean use of the last ten working days (oldest first).

    None while nothing is known: no days, or no card used on any of them.
    """
    recent = daily_use[-10:]
    mean = fmean(recent) if recent else 0.0
    return int(max(stock, 0) / mean) if mean > 0 else None
