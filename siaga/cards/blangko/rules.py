"""The blangko ledger: double entry, so that every blangko is always in exactly one place.

Received = printed good + spoiled + destroyed + lost in counts + in stock + with the operators + lent; what is on its way is apart.
`luar` is the world outside and the only account without a balance; no other ever falls below zero. Each item (KTP-el blangko, KIA
blanks, ribbons) has the same accounts and never mixes with another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

import msgspec

from siaga.kit.refusal import Refusal, refused

KTP, KIA, RIBBON = "ktp_el", "kia", "pita"
ITEMS = (KTP, KIA, RIBBON)
OUTSIDE, TRANSIT, STOCK, OPERATOR = "luar", "perjalanan", "stok", "petugas"
AT_PRINTER, PRINTED, SPOILED, DIFFERENCE = "pencetak", "tercetak", "rusak", "selisih"
LENT, DESTROYED = "dipinjamkan", "musnah"
ACCOUNTS = (TRANSIT, STOCK, OPERATOR, AT_PRINTER, PRINTED, SPOILED, DESTROYED, LENT, DIFFERENCE)
SHIPPED = "kirim"
ENTRUSTED = "titip"  # between the office and its service points
BASIS = "Permendagri 109/2019; SE Mendagri 470.13/11176/SJ"

KINDS: dict[str, tuple[tuple[str, str], ...]] = {
    SHIPPED: ((OUTSIDE, TRANSIT), (STOCK, OUTSIDE)),
    "terima": ((OUTSIDE, STOCK), (TRANSIT, STOCK), (TRANSIT, OUTSIDE)),
    "ambil": ((STOCK, OPERATOR),),
    "kembali": (
        (OPERATOR, STOCK), (AT_PRINTER, OPERATOR), (AT_PRINTER, STOCK), (PRINTED, OPERATOR), (PRINTED, STOCK)
    ),
    "kirim_cetak": ((OPERATOR, AT_PRINTER), (STOCK, AT_PRINTER)),
    "cetak": ((OPERATOR, PRINTED), (STOCK, PRINTED), (AT_PRINTER, PRINTED)),
    "rusak": ((OPERATOR, SPOILED), (STOCK, SPOILED), (PRINTED, SPOILED), (AT_PRINTER, SPOILED), (TRANSIT, SPOILED)),
    "opname": (
        (STOCK, DIFFERENCE), (DIFFERENCE, STOCK), (OUTSIDE, STOCK), (TRANSIT, DIFFERENCE), (OPERATOR, DIFFERENCE),
        (PRINTED, DIFFERENCE),
    ),
    "musnah": ((SPOILED, DESTROYED),),
    "pinjam": ((STOCK, LENT), (STOCK, OUTSIDE)),
    "pinjam_kembali": ((LENT, TRANSIT), (STOCK, OUTSIDE)),
    ENTRUSTED: ((STOCK, OUTSIDE), (OUTSIDE, TRANSIT), (SPOILED, OUTSIDE), (OUTSIDE, SPOILED)),
}  # fmt: skip
"""What may move between which accounts; the first pair is taken where a movement names none.

`terima` from the way to outside: fetched and booked as coming from outside while the line was down; the shipment of which the office
hears later is not counted again. `kirim_cetak`: to the printer, where a blangko is until it is known to be printed, spoiled or back. A
printed card found wrong at hand-over becomes spoiled; one that the printer only believed to have printed goes back. `opname`: a stock
count, a shipment that came short, a drawer at closing, or cards that burnt or were stolen on the shelf. `pinjam`: lent to another
district, through the province; `pinjam_kembali`: given back by the borrower, on its way to the lender. `titip`: between an office and a
service point of its own, both halves in one fact; spoiled ones go to the office alone, which burns them. `kirim` out of the stock: the
centre's own, which is kept in books like any other. `musnah`: spoiled ones burnt, with minutes.
"""
NEEDS_REASON = frozenset({"opname", "rusak", "pinjam"})
# By the account that holds too few: what whoever reads it can do now.
SHORT_TEXTS: dict[str, str] = {
    STOCK: "Di gudang hanya ada %(have)d, diperlukan %(amount)d. Kurangi jumlahnya, atau bukukan dahulu penerimaannya.",
    OPERATOR: "Di laci hanya ada %(have)d, diperlukan %(amount)d. Kurangi jumlahnya, atau minta bendahara mengisi laci.",
    "": "Menurut buku di tempat asalnya hanya ada %(have)d, diperlukan %(amount)d. Hitung ulang.",
}
NEEDS_MINUTES = frozenset({"opname", "musnah"})


def drawer(officer: str) -> str:
    """The account of what one operator was handed out."""
    return f"{OPERATOR}/{officer}"


def general(account: str) -> str:
    """The account without whose it is: every drawer is `petugas`."""
    return account.partition("/")[0]


def folded(balances: Mapping[str, int]) -> dict[str, int]:
    """All drawers as one account, for who asks how many are with the operators."""
    found: dict[str, int] = {}
    for account, n in balances.items():
        found[general(account)] = found.get(general(account), 0) + n
    return found


def printing_from(balances: Mapping[str, int], officer: str) -> str:
    """Where the blangko of a print come from: the officer's own drawer; what was handed out to all; the store only while nothing at all is
    handed out. Who was handed nothing, while others were, has an empty drawer.
    """
    mine = drawer(officer)
    if balances.get(mine, 0):
        return mine
    if balances.get(OPERATOR, 0):
        return OPERATOR
    return mine if folded(balances).get(OPERATOR, 0) else STOCK


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """amount of an item from source to target. note: the reason. berita_acara: number of the signed minutes. serials: ranges
    [first, last] that move along; used: ranges that lay at the source and went into cards.
    """

    kind: str
    amount: int
    source: str = ""
    target: str = ""
    note: str = ""
    berita_acara: str = ""
    item: str = KTP
    serials: tuple[tuple[int, int], ...] = ()
    used: tuple[tuple[int, int], ...] = ()

    def ends(self) -> tuple[str, str]:
        if not self.source and not self.target and self.kind in KINDS:
            return KINDS[self.kind][0]
        return self.source, self.target


def _no(code: str, message: str, field: str = "amount", **params: object) -> Refusal:
    return Refusal(f"ledger.{code}", message, field=field, basis=BASIS, params=params)


def may_ship(amount: int, asked: int, *, allotted: bool) -> Refusal | None:
    """Whether the centre may answer a request with so many: no more than was asked for, unless it is the office's share of an allotment,
    which the centre decides by itself from the numbers of all offices. That, too, goes out once, to an office that has asked: a shipment
    is fetched by people who are named on the request."""
    if amount <= 0:
        return _no("not_positive", "Jumlah blangko harus lebih dari nol. Perbaiki jumlahnya.")
    if amount > asked and not allotted:
        text = "Diminta %(n)d. Kirim paling banyak sebanyak itu; kantor dapat meminta lagi."
        return _no("more_than_asked", text, n=asked)
    return None


def check_movement(balances: Mapping[str, int], movement: Movement) -> list[Refusal]:
    """Every reason why this may not be booked, all at once."""
    source, target = movement.ends()
    have = balances.get(source, 0)
    return refused(
        [
            None
            if (general(source), general(target)) in KINDS.get(movement.kind, ()) and movement.item in ITEMS
            else _no("unknown", "Mutasi %(kind)s dari %(a)s ke %(b)s tidak ada. Pilih jenis mutasi dari daftar.", "kind",
                     kind=movement.kind, a=source, b=target),
            None if movement.amount > 0 else _no("not_positive", "Jumlah blangko harus lebih dari nol. Perbaiki jumlahnya."),
            _no("not_enough", SHORT_TEXTS.get(general(source), SHORT_TEXTS[""]), have=have, amount=movement.amount)
            if source != OUTSIDE and movement.amount > have
            else None,
            _no("no_reason", "Mutasi ini memerlukan alasan. Isi alasannya.", "note")
            if movement.kind in NEEDS_REASON and not movement.note.strip()
            else None,
            _no("no_minutes", "Selisih memerlukan berita acara. Isi nomornya.", "berita_acara")
            if movement.kind in NEEDS_MINUTES and not movement.berita_acara.strip()
            else None,
        ]
    )  # fmt: skip


def book(balances: Mapping[str, int], movement: Movement) -> dict[str, int] | list[Refusal]:
    """The balances after a movement, or every reason why not; the balances handed in are never changed."""
    if wrong := check_movement(balances, movement):
        return wrong
    source, target = movement.ends()
    after = dict.fromkeys(ACCOUNTS, 0) | dict(balances)
    for account, delta in ((source, -movement.amount), (target, movement.amount)):
        if account != OUTSIDE:
            after[account] = after.get(account, 0) + delta
    return after


def check_all(balances: Mapping[str, int], movements: Iterable[Movement]) -> list[Refusal]:
    """Whether these may be booked one after the other; every reason of the first that may not."""
    now: Mapping[str, int] = balances
    for movement in movements:
        after = book(now, movement)
        if isinstance(after, list):
            return after
        now = after
    return []


class Posting(Protocol):
    """A line of the book, as far as amounts go."""

    @property
    def source(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def amount(self) -> int: ...


def balances_of(entries: Iterable[Posting]) -> dict[str, int]:
    """What the entries alone say is in each account; the table of balances must say the same."""
    found: dict[str, int] = {}
    for e in entries:
        for account, delta in ((e.source, -e.amount), (e.target, e.amount)):
            if account != OUTSIDE:
                found[account] = found.get(account, 0) + delta
    return found


def count_stock(
    balances: Mapping[str, int], counted: int, *, note: str = "", berita_acara: str = "", item: str = KTP
) -> list[Movement] | list[Refusal]:
    """The movements that bring the stock to what was counted; none if it agrees. A difference needs reason and minutes.

    What is found again comes first out of earlier differences, and only the rest from outside.
    """
    if counted < 0:
        return [_no("negative_count", "Hasil hitung tidak mungkin kurang dari nol. Hitung ulang.", "counted")]
    gap = counted - balances.get(STOCK, 0)
    if gap <= 0:
        wanted = [(STOCK, DIFFERENCE, -gap)]
    else:
        again = min(gap, balances.get(DIFFERENCE, 0))
        wanted = [(DIFFERENCE, STOCK, again), (OUTSIDE, STOCK, gap - again)]
    moves = [
        Movement(kind="opname", amount=n, source=a, target=b, note=note, berita_acara=berita_acara, item=item)
        for a, b, n in wanted
        if n
    ]
    return check_movement(balances, moves[0]) or moves if moves else []
