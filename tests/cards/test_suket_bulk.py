"""Renewal in bulk: one order, no visit; through power cuts and two orders at once; replaced papers; papers that end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from siaga.cards.blangko import acts as ledger_acts
from siaga.cards.models import Suket, ValidSuket
from siaga.cards.suket import acts, bulk, ending, papers, rules
from siaga.cards.suket.facts import SuketHoldersTold
from siaga.cards.suket.models import RenewalRound
from siaga.cards.telling import acts as telling
from siaga.cards.telling.models import Message
from siaga.cards.telling.post import FileOutbox, number
from siaga.documents.issuing import issue_due
from siaga.documents.models import Document
from siaga.documents.verifying import standing
from siaga.drill.country import Country
from siaga.journal.act import SYSTEM, Act
from siaga.journal.seeding import Said, write_many
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, TemporaryFault
from siaga.people.facts import FamilyMoved
from siaga.people.models import DueDocument, Resident
from siaga.roles.kinds import FACT_TABLES
from tests.cards.offices_cards import BENDAHARA, HEAD, LOKET, became, crowd, nik_of, verdicts

ALLOWED = rules.SuketPolicy(number="uji", valid_from=date(2020, 1, 1), issuer="Uji", rule=rules.ALLOWED)


def holders(node: Node, n: int) -> list[str]:
    """Numbers of n sukets given five months ago."""
    node.devices["suket_policy"] = ALLOWED
    crowd(node, n)
    given = [str(acts.issue(node, LOKET, nik_of(i)).value) for i in range(n)]  # type: ignore[union-attr]
    node.clock.advance(timedelta(days=160))  # type: ignore[attr-defined]
    return given


def telephone(node: Node, i: int, typed: str) -> None:
    kk = Resident.objects.get(nik=nik_of(i)).no_kk
    body = FamilyMoved(no_kk=kk, before={"telepon": ""}, after={"telepon": typed})
    write_many(node, [Said(node.clock.now(), "x", f"keluarga/{kk}", body)])


def run(node: Node) -> int:
    """Due work until there is none; returns the batches."""
    count = 0
    while bulk.renew_due(node, node.clock.now()):
        count += 1
        assert count < 20
    return count


def test_one_order_renews_all_that_may_be_and_tells_each_holder(jakut: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 3)
    numbers = holders(jakut, 8)
    telephone(jakut, 0, "0812-3456-7890")
    became(jakut, nik_of(5), status="meninggal", died_on="2026-01-01")
    verdicts(jakut, [nik_of(6)], "DUPLICATE_RECORD")
    until = jakut.clock.today() + timedelta(days=30)
    assert not bulk.begin(jakut, HEAD, jakut.clock.today() + timedelta(days=90))
    assert bulk.begin(jakut, HEAD, jakut.clock.today()).codes() == {"renewal.none"}  # type: ignore[union-attr]
    order = bulk.begin(jakut, HEAD, until).value  # type: ignore[union-attr]
    assert bulk.begin(jakut, HEAD, until).codes() == {"renewal.running"}, "two orders at once"  # type: ignore[union-attr]
    run(jakut)
    row = RenewalRound.objects.get(id=order)
    assert (row.state, row.total, row.made) == ("selesai", 8, 6) and bulk.left_of(row) == 0
    assert row.refused == {"recording.dead": 1, "suket.duplicate": 1}
    renewed = Suket.objects.filter(renews__in=numbers)
    assert renewed.count() == 6 and {s.valid_to for s in renewed} == {rules.valid_to(jakut.clock.today())}
    assert len({(s.year, s.serial) for s in Suket.objects.all()}) == 14, "each has a number of its own"
    assert ValidSuket.objects.count() == 8
    assert DueDocument.objects.filter(kind="suket", made=False).count() == 14
    assert Message.objects.filter(to="+6281234567890").count() == 1 and Message.objects.count() == 6
    assert "tidak perlu datang" in Message.objects.filter(to="")[0].text
    assert bulk.begin(jakut, HEAD, until), "those that were refused can be tried again"
    run(jakut)
    assert Suket.objects.count() == 14


def test_a_power_cut_between_batches_loses_nothing_and_doubles_nothing(
    jakut: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BATCH", 2)
    holders(jakut, 5)
    bulk.begin(jakut, HEAD, jakut.clock.today() + timedelta(days=30))
    assert bulk.renew_due(jakut, jakut.clock.now()) == 2

    def cut(*_: object) -> bool:
        raise OSError("listrik padam")

    with monkeypatch.context() as dark, pytest.raises(OSError, match="padam"):
        dark.setattr(telling, "tell", cut)
        bulk.renew_due(jakut, jakut.clock.now())
    assert Suket.objects.count() == 7, "the batch that was cut off is as if it had never begun"
    run(jakut)
    assert Suket.objects.count() == 10 and RenewalRound.objects.get().made == 5
    before = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before


def test_who_stops_a_round_stops_it_and_a_ban_lets_none_begin(jakut: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 2)
    holders(jakut, 4)
    until = jakut.clock.today() + timedelta(days=30)
    order = bulk.begin(jakut, HEAD, until).value  # type: ignore[union-attr]
    bulk.renew_due(jakut, jakut.clock.now())
    assert bulk.stop(jakut, HEAD, order) and not bulk.stop(jakut, HEAD, order)
    assert run(jakut) == 0 and Suket.objects.filter(state="berlaku").count() == 4 and Suket.objects.count() == 6
    jakut.devices["suket_policy"] = rules.SuketPolicy(
        number="x", valid_from=date(2020, 1, 1), issuer="Uji", rule=rules.FORBIDDEN
    )
    assert bulk.begin(jakut, HEAD, until).codes() == {"renewal.forbidden"}  # type: ignore[union-attr]


def test_a_lost_paper_is_replaced_with_the_same_last_day(jakut: Node) -> None:
    (old,) = holders(jakut, 1)
    assert acts.replace(jakut, LOKET, old, "hilang", "").codes() == {"suket.police"}  # type: ignore[union-attr]
    assert acts.replace(jakut, LOKET, old, "dicuri", "x").codes() == {"suket.reason"}  # type: ignore[union-attr]
    new = acts.replace(jakut, LOKET, old, "hilang", "SKTLK 12/2026").value  # type: ignore[union-attr]
    one, two = Suket.objects.get(number=old), Suket.objects.get(number=new)
    assert (one.state, two.state, two.valid_to, two.renews) == ("diganti", "berlaku", one.valid_to, old)
    assert papers.renewals(two) == 0, "a replacement is no renewal"
    assert not acts.replace(jakut, LOKET, old, "rusak", "") and ValidSuket.objects.get().number == new
    jakut.clock.advance(timedelta(days=60))  # type: ignore[attr-defined]
    assert acts.replace(jakut, LOKET, new, "rusak", "").codes() == {"suket.not_replaceable"}, "run out: renewed"  # type: ignore[union-attr]


def test_the_paper_says_truly_why_there_is_no_card(jakut: Node) -> None:
    holders(jakut, 3)
    Suket.objects.filter(nik=nik_of(1)).update(verified=False)
    said = {d.holder: d.subject for d in DueDocument.objects.filter(kind="suket")}

    def why(i: int) -> str:
        paper = papers.suket_paper(jakut, DueDocument.objects.get(subject=said[nik_of(i)]))
        return paper.data.reason  # type: ignore[union-attr]

    assert why(0) == papers.NO_BLANGKO and why(1) == papers.AT_CENTRE
    assert ledger_acts.receive(jakut, BENDAHARA, 10, "BAST 1")
    assert why(0) == papers.IN_LINE, "no blangko missing: not said to be"


def test_the_paper_of_a_suket_that_was_withdrawn_holds_no_longer(jakut: Node) -> None:
    (number_,) = holders(jakut, 1)
    issue_due(jakut, SYSTEM, {"suket": papers.suket_paper})
    paper = Document.objects.get(kind="suket")
    assert standing(jakut, paper).verdict != "berakhir" and not paper.ended
    with Act(jakut, SYSTEM) as act:
        ending.end(act, number_, nik_of(0), rules.WITHDRAWN, "KTP-el diserahkan")
    paper.refresh_from_db()
    assert paper.ended.startswith("Suket sudah dicabut") and "dicabut" in standing(jakut, paper).detail


@pytest.mark.parametrize(("typed", "read"), [
    ("0812 3456 7890", "+6281234567890"), ("+62 812-3456-7890", "+6281234567890"), ("62812345678", "+62812345678"),
    ("021-555123", ""), ("", ""), ("rumah", ""), ("0812", ""), ("08" + "1" * 40, ""),
])  # fmt: skip
def test_telephone_numbers_as_people_write_them(typed: str, read: str) -> None:
    assert number(typed) == read


def test_texts_wait_for_their_way_and_go_once(jakut: Node, negeri: Country) -> None:
    holders(jakut, 2)
    telephone(jakut, 0, "081234567890")
    person = Resident.objects.get(nik=nik_of(0))
    with Act(jakut, LOKET) as act:
        telling.tell(act, person, "lama", "suket/1")
        telling.tell(act, person, "=baru\n“kutip”", "suket/1")
        act.record(SuketHoldersTold(numbers=[]), subject="suket/1")
    assert [m.text for m in Message.objects.all()] == ["=baru\n“kutip”"], "only the last word counts"
    outbox = FileOutbox(jakut.home / "pesan")

    class Closed:
        def send(self, id: object, to: str, text: str) -> None:
            raise TemporaryFault("gerbang SMS tidak menjawab", about="pesan")

    class Never:
        def send(self, id: object, to: str, text: str) -> None:
            raise PermanentFault("nomor tidak dikenal")

    jakut.devices["messenger"] = Closed()
    with pytest.raises(TemporaryFault):
        telling.send_due(jakut, jakut.clock.now())
    assert Message.objects.get().state == "menunggu"
    del jakut.devices["messenger"]
    assert telling.send_due(jakut, jakut.clock.now()) == 1 and telling.send_due(jakut, jakut.clock.now()) == 0
    (made,) = outbox.folder.iterdir()
    assert made.read_text().startswith("Kepada: +6281234567890\n\n=baru") and Message.objects.get().state == "terkirim"
    outbox.send(Message.objects.get().id, "+62", "sekali lagi")
    assert len(list(outbox.folder.iterdir())) == 1, "the same id is the same text"
    jakut.devices["messenger"] = Never()
    with Act(jakut, LOKET) as act:
        telling.tell(act, person, "x", "suket/2")
        act.record(SuketHoldersTold(numbers=[]), subject="suket/2")
    telling.send_due(jakut, jakut.clock.now())
    assert Message.objects.get(about="suket/2").state == "gagal"
    assert bulk.tell_holders(jakut, LOKET, list(Suket.objects.values_list("number", flat=True))).value == (2, 1)  # type: ignore[union-attr]
