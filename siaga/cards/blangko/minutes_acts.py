"""Berita acara: old cards destroyed, and the stock of blangko as it was found (SE Mendagri 470.13/11176/SJ, 2018)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from siaga.documents.builders import office_of, specimen, unsigned
from siaga.documents.issuing import Paper, issue_in
from siaga.documents.kinds.berita_acara import BeritaAcara, Line, Witness
from siaga.documents.models import Document
from siaga.documents.wording import date_long, figure, number_words
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal

from .. import line
from ..facts import OldCardsDestroyed
from ..models import OldCard
from . import book, rules, serials
from .acts import locked_balances, moved, pairs
from .fetch_papers import ITEM_WORDS
from .rules import Movement

KIND = "berita_acara"
MOST = 500
WITNESSES = 2
BURNERS = frozenset({"kepala", "bendahara"})
BASIS = "SE Mendagri 470.13/11176/SJ"
WHAT_WORDS = {"ktp_el": "KTP-el", "suket": "suket"}
STOCK_WORDS = {
    "received": "Diterima",
    "printed": "Tercetak baik",
    "spoiled": "Rusak",
    "stock": "Dalam persediaan dan pada petugas cetak",
    "in_transit": "Dalam perjalanan",
    "difference": "Selisih hitung",
}
CLOSING = "Berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya."


def destroy(
    node: Node,
    officer: Actor,
    cards: Sequence[UUID],
    place: str,
    witnesses: Sequence[Witness],
    *,
    key: UUID | None = None,
) -> Outcome:
    """These old cards are burnt before two witnesses; they leave the list, and the minutes wait for a signature. Done: the minutes' id."""
    with Act(node, officer, key=key) as act:
        rows = list(OldCard.objects.select_for_update().filter(id__in=cards[:MOST]).order_by("taken_at", "id"))
        refusals = [r for r in (_left(rows, cards), *said(place, witnesses)) if r]
        if refusals:
            return act.refuse(refusals)
        number = number_of(node, "PEMUSNAHAN")
        act.record(OldCardsDestroyed(cards=[r.id for r in rows], minutes=number), subject=f"berita_acara/{number}")
        zone = ZONES[node.clock.zone]
        lines = tuple(
            Line(
                cells=(str(n), r.nik, WHAT_WORDS.get(r.what, r.what), r.reason.replace("_", " "),
                       date_long(r.taken_at.astimezone(zone).date()))
            )
            for n, r in enumerate(rows, 1)
        )  # fmt: skip
        counts = {what: sum(r.what == what for r in rows) for what in WHAT_WORDS}
        sums = tuple((WHAT_WORDS[what], many(n)) for what, n in counts.items() if n)
        data = minutes(
            node, number, "Pemusnahan KTP-el dan suket yang ditarik", place, witnesses,
            opening="telah dimusnahkan dengan cara dibakar sampai tidak dapat dipakai lagi:",
            columns=("No", "NIK", "Yang dimusnahkan", "Sebab ditarik", "Ditarik tanggal"),
            lines=lines,
            sums=(*sums, ("Jumlah", many(len(rows)))),
        )  # fmt: skip
        return act.done(issue_in(act, Paper(KIND, f"berita_acara/{number}", "", data)))


def count_minutes(
    node: Node, officer: Actor, place: str, witnesses: Sequence[Witness], *, key: UUID | None = None
) -> Outcome:
    """The book of blangko as it stands now, signed by two who saw it: received = good + spoiled + stock + on its way + difference."""
    with Act(node, officer, key=key) as act:
        if refusals := [r for r in said(place, witnesses) if r]:
            return act.refuse(refusals)
        locked_balances(node)
        parts = line.used(node)
        number = number_of(node, "BLANGKO")
        lines = tuple(
            Line(cells=(str(n), words, figure(parts[name]), number_words(abs(parts[name]))))
            for n, (name, words) in enumerate(STOCK_WORDS.items(), 1)
        )
        left = parts["received"] - sum(parts[name] for name in STOCK_WORDS if name != "received")
        data = minutes(
            node, number, "Stok blangko KTP-el", place, witnesses,
            opening="telah dihitung blangko KTP-el kantor ini, dan dicocokkan dengan buku blangko:",
            columns=("No", "Uraian", "Keping", "Terbilang"),
            lines=lines,
            sums=(("Diterima dikurangi semua yang lain", figure(left)),),
        )  # fmt: skip
        return act.done(issue_in(act, Paper(KIND, f"berita_acara/{number}", "", data)))


def burn_blanks(
    node: Node,
    officer: Actor,
    place: str,
    witnesses: Sequence[Witness],
    *,
    item: str = rules.KTP,
    key: UUID | None = None,
) -> Outcome:
    """All spoiled blanks and cards of an item are burnt before two witnesses: booked from spoiled to destroyed, listed by reason.
    Done: the minutes' id.
    """
    with Act(node, officer, key=key) as act:
        if not BURNERS & officer.roles:
            return act.refuse(_no("who", "Hanya kepala kantor atau bendahara yang memusnahkan blangko rusak.", ""))
        if refusals := [r for r in said(place, witnesses) if r]:
            return act.refuse(refusals)
        n = locked_balances(node, item).get(rules.SPOILED, 0)
        if n <= 0:
            return act.refuse(_no("none_spoiled", "Tidak ada blangko rusak yang menunggu dimusnahkan.", ""))
        number = number_of(node, "MUSNAH-BLANGKO")
        named = serials.join(book.held(node, item).get(rules.SPOILED, ()))
        burnt = Movement(
            kind="musnah", amount=n, source=rules.SPOILED, target=rules.DESTROYED, note="dibakar", berita_acara=number,
            item=item, serials=pairs(named) if serials.size(named) == n else (),
        )  # fmt: skip
        moved(act, node, burnt)
        reasons = book.spoiled_since(node, item)
        lines = tuple(
            Line(cells=(str(i), reason, figure(many), str(number_words(many))))
            for i, (reason, many) in enumerate(reasons, 1)
        )
        data = minutes(
            node, number, f"Pemusnahan {ITEM_WORDS[item]} yang rusak", place, witnesses,
            opening="telah dimusnahkan dengan cara dibakar sampai tidak dapat dipakai lagi:",
            columns=("No", "Sebab rusak", "Jumlah", "Terbilang"),
            lines=lines,
            sums=(*((("Nomor seri", serials.text_of(named)),) if named else ()), ("Jumlah", many(n))),
        )  # fmt: skip
        return act.done(issue_in(act, Paper(KIND, f"berita_acara/{number}", "", data)))


def minutes(
    node: Node,
    number: str,
    about: str,
    place: str,
    witnesses: Sequence[Witness],
    *,
    opening: str,
    columns: tuple[str, ...],
    lines: tuple[Line, ...],
    sums: tuple[tuple[str, str], ...],
) -> BeritaAcara:
    office = office_of(node)
    return BeritaAcara(
        office=office,
        number=number,
        on=node.clock.today(),
        place=place.strip(),
        about=about,
        opening=opening,
        columns=columns,
        lines=lines,
        sums=sums,
        closing=CLOSING,
        witnesses=tuple(witnesses),
        signature=unsigned(node, office),
        specimen=specimen(node),
    )


def many(count: int) -> str:
    return f"{count} ({number_words(count)})"


def number_of(node: Node, what: str) -> str:
    """BA/<what>/<office>/DDMMYYYY/NN, counted by day; inside an act that holds what it is about."""
    begins = f"BA/{what}/{node.desk.replace('/', '-')}/{node.clock.today():%d%m%Y}/"
    return f"{begins}{1 + Document.objects.filter(kind=KIND, number__startswith=begins).count():02}"


def _left(rows: Sequence[OldCard], cards: Sequence[UUID]) -> Refusal | None:
    if not rows or len(rows) != len(set(cards)):
        return _no("cards", "Pilih kartu dari daftar kartu lama; paling banyak 500 sekali jalan.", "")
    if any(r.minutes for r in rows):
        return _no(
            "destroyed", "Sebagian kartu ini sudah dimusnahkan dengan berita acara lain. Muat ulang daftarnya.", ""
        )
    return None


def said(place: str, witnesses: Sequence[Witness]) -> list[Refusal | None]:
    names = {w.name.strip().casefold() for w in witnesses} - {""}
    return [
        None if len(place.strip()) >= 3 else _no("place", "Isi tempatnya.", "place"),
        None
        if len(names) >= WITNESSES
        else _no("witnesses", "Berita acara memerlukan dua saksi yang berbeda.", "saksi_1"),
    ]


def _no(code: str, message: str, field: str) -> Refusal:
    return Refusal(f"minutes.{code}", message, field, BASIS)
