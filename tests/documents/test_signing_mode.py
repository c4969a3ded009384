"""While TTE is away: by hand or later, by kind of paper; days promised, kept, broken."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from siaga.continuity.models import Dependency
from siaga.documents import acts, collecting
from siaga.documents.listing import row_of
from siaga.documents.models import Document
from siaga.documents.presenting import presented
from siaga.documents.ticks import sign_due
from siaga.journal.act import Actor, Done, Refused
from siaga.journal.models import JournalFact
from siaga.kit.node import Node
from tests.documents.office_documents import HEAD, Tte, with_tte
from tests.documents.test_signing_batch import papers
from tests.pages import anonymous, client_for

DAY = timedelta(days=1)


def down(node: Node, tte: Tte) -> None:
    tte.up = False
    now = node.clock.now()
    Dependency.objects.update_or_create(name="tte", defaults={"state": "terputus", "since": now, "probed_at": now})


def back(node: Node, tte: Tte) -> None:
    tte.up = True
    Dependency.objects.filter(name="tte").update(state="normal")


def choose(node: Node, mode: str, *, head: Actor = HEAD, kinds: tuple[str, ...] = (), on: date | None = None) -> object:
    today = node.clock.today()
    return acts.choose_mode(node, head, mode, today, today + 5 * DAY, "TTE diam", kinds=kinds, collect_on=on)


def judge(node: Node) -> int:
    return collecting.judge_due(node, node.clock.now())


def promise(node: Node) -> int:
    return collecting.promise_due(node, node.clock.now())


def later(node: Node, days: int) -> None:
    node.clock.advance(days * DAY)  # type: ignore[attr-defined]


def said(kind: str) -> list[dict[str, object]]:
    return list(JournalFact.objects.filter(kind=f"documents.{kind}").order_by("seq").values_list("body", flat=True))


def test_by_hand_for_one_kind_alone(jakut: Node) -> None:
    tte = with_tte(jakut)
    first, second = papers(jakut, 2)
    down(jakut, tte)
    assert isinstance(choose(jakut, "nanti"), Done)
    jakut.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]
    assert isinstance(choose(jakut, "basah", kinds=("akta_kelahiran",)), Done)
    found = acts.sign_wet(jakut, HEAD, first.id)
    assert isinstance(found, Refused)
    assert found.codes() == {"documents.mode_not_wet"}
    mode = acts.mode_now(jakut, "kk")
    assert mode is not None
    assert mode.mode == "nanti"
    jakut.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]
    assert isinstance(choose(jakut, "basah", kinds=("kk",)), Done)
    assert isinstance(acts.sign_wet(jakut, HEAD, second.id), Done)


def test_who_signs_in_the_heads_place_is_named_so_on_the_paper(jakut: Node) -> None:
    """The certificate of an acting head may take days: the paper signed by hand must not call him the head."""
    tte = with_tte(jakut)
    one, other = papers(jakut, 2)
    down(jakut, tte)
    today = jakut.clock.today()
    wrong = acts.choose_mode(jakut, HEAD, "basah", today, today, "Kepala cuti", acting="wakil")
    assert isinstance(wrong, Refused) and wrong.codes() == {"documents.acting"}
    assert isinstance(choose(jakut, "basah"), Done)
    jakut.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]
    assert isinstance(acts.choose_mode(jakut, HEAD, "basah", today, today, "Kepala cuti", acting="plh"), Done)
    assert isinstance(acts.sign_wet(jakut, HEAD, one.id), Done)
    signed = Document.objects.get(id=one.id)
    assert role_on(signed, "basah").startswith("Plh. Kepala ") and row_of(signed).signer == f"Plh. {HEAD.name}"
    assert role_on(other, "belum").startswith("Kepala ")
    queue = client_for(jakut, "kepala").get(reverse("documents:queue")).content.decode()
    assert queue.count("Pilihan yang berlaku") == 1 and "Pelaksana harian" in queue


def role_on(document: Document, state: Any) -> str:
    """As it is printed above the name."""
    block: Any = presented(document, state=state, name=document.signer, on=date(2026, 11, 23))
    return str(block.signature.role)


def test_what_may_not_be_chosen(jakut: Node) -> None:
    today = jakut.clock.today()
    table = {
        "documents.mode_kinds": choose(jakut, "basah", kinds=("ktp_el",)),
        "documents.collect_on": choose(jakut, "nanti", on=today - DAY),
        "documents.collect_on_shut": choose(jakut, "nanti", on=today + (6 - today.weekday()) * DAY),
    }
    for code, outcome in table.items():
        assert isinstance(outcome, Refused)
        assert outcome.codes() == {code}
    christmas = choose(jakut, "nanti", on=date(2026, 12, 25))  # a Friday
    assert isinstance(christmas, Refused) and christmas.codes() == {"documents.collect_on_shut"}


def test_promised_and_kept(jakut: Node) -> None:
    tte = with_tte(jakut)
    papers(jakut, 2)
    down(jakut, tte)
    day = jakut.clock.today() + 3 * DAY
    assert choose(jakut, "nanti", on=day)
    assert (promise(jakut), promise(jakut), judge(jakut)) == (2, 0, 0)
    assert [(p.kind, p.on, p.waiting, p.ready) for p in collecting.posted(jakut)] == [("kk", day, 2, 0)]
    later(jakut, 3)
    back(jakut, tte)
    assert sign_due(jakut, jakut.clock.now()) == 2
    assert (judge(jakut), judge(jakut)) == (2, 0)
    assert collecting.judged(jakut) == (2, 0)
    assert collecting.posted(jakut)[0].ready == 2


def test_the_day_went_by(jakut: Node) -> None:
    tte = with_tte(jakut)
    papers(jakut, 1)
    down(jakut, tte)
    assert choose(jakut, "nanti", on=jakut.clock.today() + DAY)
    promise(jakut)
    later(jakut, 1)
    assert judge(jakut) == 0  # the day itself is not over
    later(jakut, 1)
    assert judge(jakut) == 1
    assert collecting.judged(jakut) == (0, 1)
    assert promise(jakut) == 0  # a day gone by is not promised again
    new = jakut.clock.today() + 2 * DAY
    assert choose(jakut, "nanti", on=new)
    assert promise(jakut) == 1
    row = Document.objects.get()
    assert (row.promised_on, row.promise_kept) == (new, None)
    assert len(said("collection_judged")) == 1


def test_a_day_that_is_moved_is_broken_and_said(jakut: Node) -> None:
    tte = with_tte(jakut)
    papers(jakut, 1)
    down(jakut, tte)
    today = jakut.clock.today()
    assert choose(jakut, "nanti", on=today + DAY)
    promise(jakut)
    jakut.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]
    assert choose(jakut, "nanti", on=today + 4 * DAY)
    assert promise(jakut) == 1
    assert len(said("collection_judged")) == 1
    assert len(said("collection_promised")) == 2


def test_nothing_is_promised_while_tte_works(jakut: Node) -> None:
    with_tte(jakut)
    papers(jakut, 1)
    assert choose(jakut, "nanti", on=jakut.clock.today() + DAY)
    assert promise(jakut) == 0


def test_pages(jakut: Node) -> None:
    tte = with_tte(jakut)
    papers(jakut, 1)
    down(jakut, tte)
    head, today = client_for(jakut, "kepala"), jakut.clock.today()
    url = reverse("documents:choose")
    form = {"mode": "nanti", "begins": f"{today:%d-%m-%Y}", "ends": f"{today:%d-%m-%Y}", "reason": "TTE diam"}
    assert head.post(url, form).status_code == 422  # no day promised
    day = today + 2 * DAY
    assert head.post(url, form | {"collect_on": f"{day:%d-%m-%Y}", "kinds": ["kk"]}).status_code == 302
    promise(jakut)
    said = anonymous(jakut).get(reverse("documents:collecting")).content.decode()
    assert "Kartu Keluarga" in said
    assert "3172010101800001" not in said
    queue = head.get(reverse("documents:queue")).content.decode()
    assert "Diambil setelah TTE pulih" in queue
    assert "Dijanjikan dapat diambil" in queue
