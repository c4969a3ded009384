"""Blangko through a thousand deaths: treasurers of two districts and the centre work, and whoever works dies between any two statements.

Who died asks again with the same key, as a person does who sees no answer. An oracle beside it does the sums in the head; after every death
the tables are compared with the entries and with the oracle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from uuid import UUID

from django.db import connection

from siaga.cards.blangko import acts, book, closing_acts, day_acts, loan_acts, minutes_acts, rules, serials, supply_acts
from siaga.cards.blangko.serials import SerialRange
from siaga.cards.blangko.shipments import Counted
from siaga.cards.models import BlangkoLoan, BlangkoRequest
from siaga.documents.kinds.berita_acara import Witness
from siaga.drill.deaths import Died, Reaper, watching
from siaga.journal import exchange
from siaga.journal.act import Actor, AlreadyDone, Done, Outcome
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.node import PUSAT, Node
from siaga.roles.kinds import FACT_TABLES

TREASURER = Actor("bendahara", "Bendahara", frozenset({"bendahara"}))
OPERATOR = Actor("pusat", "Operator pusat", frozenset({"operator_pusat"}))
SEEN_BY = (Witness(name="Bambang Contoh", role="Bendahara"), Witness(name="Dewi Contoh", role="Kepala seksi"))
OFFICERS = ("ani", "budi", "cici")
MOMENTS = 45  # statements, asked and answered, among which the death falls
WRONG_SUMS = """
SELECT count(*) FROM (
    SELECT office, item, account, sum(n) AS n FROM (
        SELECT office, item, source AS account, -amount AS n FROM cards_ledgerentry
        UNION ALL SELECT office, item, target, amount FROM cards_ledgerentry
    ) moved WHERE account <> 'luar' GROUP BY 1, 2, 3
) said FULL JOIN cards_balance USING (office, item, account)
WHERE coalesce(n, 0) <> coalesce(amount, 0) OR coalesce(amount, 0) < 0"""
Deed = Callable[[UUID], Outcome]


@dataclass
class Tally:
    """What a storm did and found. wrong: what was noticed, one line each; empty when all is well."""

    deaths: int = 0
    acts: int = 0
    repeated: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass
class Storm:
    """One country with two offices. rng: all that is random; clock: moves a minute an act."""

    centre: Node
    offices: tuple[Node, Node]
    rng: Random
    reaper: Reaper = field(default_factory=Reaper)
    tally: Tally = field(default_factory=Tally)
    expected: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    next_serial: int = 1

    def run(self, deaths: int) -> Tally:
        with watching(self.reaper):
            while self.reaper.deaths < deaths and not self.tally.wrong:
                self.one()
            self.calm()
        self.tally.deaths = self.reaper.deaths
        return self.tally

    def one(self) -> None:
        """One deed of somebody, until it is done or refused."""
        self.centre.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]
        node = self.rng.choice(self.offices)
        choices = (self.receive, self.hand_out, self.hand_out, self.close, self.spoil, self.count, self.burn)
        kind = self.rng.choice((*choices, self.supply, self.loan))
        with node:
            kind(node)
        self.check(node)

    def do(self, node: Node, item: str, deed: Deed, effect: Mapping[str, int]) -> Outcome | None:
        """Try until it is answered; then the oracle adds what it must have done. None: it stands since an earlier try."""
        key = UUID(int=self.rng.getrandbits(128), version=4)
        while True:
            try:
                with node, self.reaper.after(self.rng.randint(1, MOMENTS)):
                    outcome: Outcome | None = deed(key)
            except Died:
                self.check(node)
                continue
            except AlreadyDone:
                self.tally.repeated += 1
                outcome = None
            break
        if outcome is None or isinstance(outcome, Done):
            self.tally.acts += 1
            book_ = self.expected.setdefault((node.id, item), {})
            for account, n in effect.items():
                book_[account] = book_.get(account, 0) + n
        else:
            self.tally.refused += 1
        return outcome

    # --- deeds ------------------------------------------------------------------------------------------------------------

    def receive(self, node: Node) -> None:
        n = self.rng.randint(20, 90)
        first, self.next_serial = self.next_serial, self.next_serial + n
        ranges = (SerialRange(first, first + n - 1),)
        self.do(
            node, rules.KTP, lambda key: acts.receive(node, TREASURER, n, "BAST", numbers=ranges, key=key), {"stok": n}
        )

    def hand_out(self, node: Node) -> None:
        shares = [day_acts.Share(who, self.rng.randint(0, 20)) for who in OFFICERS]
        effect = {rules.drawer(s.officer): s.amount for s in shares} | {"stok": -sum(s.amount for s in shares)}
        self.do(node, rules.KTP, lambda key: day_acts.hand_out(node, TREASURER, shares, key=key), effect)

    def close(self, node: Node) -> None:
        account = rules.drawer(self.rng.choice(OFFICERS))
        have = book.balances(node.desk).get(account, 0)
        held = book.held(node).get(account, ())
        lost = self.rng.randint(0, min(2, have)) if have else 0
        back = closing_acts.Back(
            have - lost,
            0,
            serials.minus(held, serials.take(held, lost)),
            "hilang" if lost else "",
            "BA" if lost else "",
        )
        effect = {account: -have, "stok": have - lost, "selisih": lost}
        self.do(node, rules.KTP, lambda key: closing_acts.close_drawer(node, TREASURER, account, back, key=key), effect)

    def spoil(self, node: Node) -> None:
        n = self.rng.randint(1, 4)
        ranges = serials.take(book.held(node).get(rules.STOCK, ()), n)
        if serials.size(ranges) == n:
            effect = {"stok": -n, "rusak": n}
            self.do(node, rules.KTP,
                    lambda key: acts.spoil_blank(node, TREASURER, n, "sobek", numbers=ranges, key=key), effect)  # fmt: skip

    def count(self, node: Node) -> None:
        now = book.balances(node.desk)
        n = max(0, now.get("stok", 0) + self.rng.randint(-3, 0))
        gap = now.get("stok", 0) - n
        self.do(node, rules.KTP,
                lambda key: acts.count_stock(node, TREASURER, n, note="hitung", berita_acara="BA", key=key),
                {"stok": -gap, "selisih": gap})  # fmt: skip

    def burn(self, node: Node) -> None:
        n = book.balances(node.desk).get("rusak", 0)
        self.do(node, rules.KTP, lambda key: minutes_acts.burn_blanks(node, TREASURER, "halaman", SEEN_BY, key=key),
                {"rusak": -n, "musnah": n})  # fmt: skip

    def supply(self, node: Node) -> None:
        """A request for KIA blanks or ribbons, shipped and counted, short by some."""
        item, n = self.rng.choice((rules.KIA, rules.RIBBON)), self.rng.randint(10, 60)
        self.do(node, item, lambda key: supply_acts.request_blangko(node, TREASURER, n, item=item, key=key), {})
        self.talk(node)
        with self.centre:
            open_ = list(BlangkoRequest.objects.filter(office=node.id, state="diminta").order_by("id"))
            for row in open_:
                self.do(self.centre, row.item, lambda key, row=row: supply_acts.ship(  # type: ignore[misc]
                    self.centre, OPERATOR, row.id, row.amount, key=key), {})  # fmt: skip
                self._on_their_way(node, row.item, row.amount)
        self.talk(node)
        for row in BlangkoRequest.objects.filter(office=node.id, state="dikirim").order_by("id"):
            short = self.rng.randint(0, 2)
            effect = {"perjalanan": -row.shipped, "stok": row.shipped - short, "selisih": short}
            self.do(node, row.item, lambda key, row=row, short=short: supply_acts.receive_shipment(  # type: ignore[misc]
                node, TREASURER, row.id, row.shipped - short, note="kurang", berita_acara="BA", key=key), effect)  # fmt: skip

    def _on_their_way(self, node: Node, item: str, n: int) -> None:
        there = self.expected.setdefault((node.id, item), {})
        there["perjalanan"] = there.get("perjalanan", 0) + n

    def loan(self, node: Node) -> None:
        """One step further with every loan, of whoever's turn it is."""
        lender = next(o for o in self.offices if o.id != node.id)
        self.do(node, rules.KTP, lambda key: loan_acts.ask(node, TREASURER, 9, "blangko habis di sini", key=key), {})
        self.talk(node)
        with self.centre:
            for row in BlangkoLoan.objects.filter(state="diminta", office=node.id):
                self.do(self.centre, rules.KTP, lambda key, row=row: loan_acts.rule_on(  # type: ignore[misc]
                    self.centre, OPERATOR, row.id, lender.id, 9, "471/88", key=key), {})  # fmt: skip
        self.talk(lender)
        with lender:
            for row in BlangkoLoan.objects.filter(state="disetujui", lender=lender.id):
                self.do(lender, rules.KTP, lambda key, row=row: loan_acts.send(lender, TREASURER, row.id, key=key),  # type: ignore[misc]
                        {"stok": -9, "dipinjamkan": 9})  # fmt: skip
        self.talk(lender)
        self._announce()
        self.talk(node)
        for row in BlangkoLoan.objects.filter(state="dikirim", office=node.id, announced=True):
            self.do(node, rules.KTP, lambda key, row=row: loan_acts.count(node, TREASURER, row.id, Counted(9), key=key),  # type: ignore[misc]
                    {"perjalanan": -9, "stok": 9})  # fmt: skip

    def _announce(self) -> None:
        """The centre's due work, until it comes through."""
        with self.centre:
            told = list(BlangkoLoan.objects.filter(state="dikirim", announced=False).values_list("office", "sent"))
            while True:
                try:
                    with self.reaper.after(self.rng.randint(1, MOMENTS)):
                        loan_acts.announce(self.centre, self.centre.clock.now())
                    break
                except Died:
                    self.check(self.centre)
        for office, n in told:
            self._on_their_way(next(o for o in self.offices if o.id == office), rules.KTP, n)

    def talk(self, node: Node) -> None:
        """The exchange, until both know everything."""
        with node:
            while True:
                try:
                    with self.reaper.after(self.rng.randint(1, 4 * MOMENTS)):
                        exchange.talk(node, node.devices[PUSAT])
                    return
                except Died:
                    self.check(node)

    # --- what must hold ---------------------------------------------------------------------------------------------------

    def check(self, node: Node) -> None:
        """Tables against entries; where no deed is half way, also against the oracle."""
        with node, connection.cursor() as cur:
            cur.execute(WRONG_SUMS)
            if cur.fetchone()[0]:
                self.tally.wrong.append(
                    f"{node.id}: saldo bukan jumlah mutasinya, setelah {self.reaper.deaths} kematian"
                )

    def calm(self) -> None:
        """All is exchanged; then oracle, office, centre, serials and replay agree."""
        for node in (*self.offices, *self.offices):
            self.talk(node)
        self.reaper.left = 0
        for node in self.offices:
            for item in rules.ITEMS:
                want = {a: n for a, n in self.expected.get((node.id, item), {}).items() if n}
                for where in (node, self.centre):
                    with where:
                        have = {a: n for a, n in book.balances(node.id, item).items() if n}
                    if have != want:
                        self.tally.wrong.append(f"{where.id} tentang {node.id} {item}: {have}, seharusnya {want}")
            with node:
                if twice := serials.disputed(book.with_serials(node.desk, rules.KTP)):
                    self.tally.wrong.append(f"{node.id}: nomor seri {serials.text_of(twice)} dua kali")
                before = tables_hash(FACT_TABLES)
                rebuild(node, FACT_TABLES)
                if tables_hash(FACT_TABLES) != before:
                    self.tally.wrong.append(f"{node.id}: pemutaran ulang menghasilkan tabel lain")
