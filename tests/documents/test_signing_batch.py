"""The head of office signs a batch with the far service: once each on record, whatever the service does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from siaga.continuity.guards import Guarded
from siaga.continuity.models import Dependency, Switch
from siaga.continuity.probes import OFFICE_PROBES, probe_all
from siaga.documents import acts, signing_batch, signing_queue, verifying
from siaga.documents.issuing import issue
from siaga.documents.kinds import BY_CODE
from siaga.documents.models import Document, SigningBatch, SigningTask, Surplus, Trouble
from siaga.documents.presenting import pdf_of
from siaga.documents.signing import SignerDown, validate_pdf
from siaga.documents.signing_queue import sign_far, sole_worker
from siaga.documents.ticks import sign_due
from siaga.documents.tte.answers import OutcomeUnknown, WrongPassphrase
from siaga.documents.tte.line import Line
from siaga.documents.tte.remote import RemoteSigner
from siaga.documents.tte.v1 import V1
from siaga.documents.tte.v2 import V2
from siaga.documents.virtual_tte.serve import PASSWORD, USER, VirtualTte
from siaga.journal.act import SYSTEM, Actor, Done, Refused
from siaga.journal.models import JournalFact
from siaga.kit.node import Node
from tests.documents import samples_documents as samples
from tests.pages import client_for

NIK, NAME, PHRASE = "3172010101700001", "Dra. Ratna Contoh", "frasa rahasia 2019"
HEAD = Actor("kepala", NAME, frozenset({"kepala"}))
CLERK = Actor("loket", "Petugas", frozenset({"loket"}))


@pytest.fixture
def service(tmp_path: Path, jakut: Node) -> Iterator[VirtualTte]:
    with VirtualTte(tmp_path / "tte", {NIK: (NAME, PHRASE)}, clock=jakut.clock) as made:
        use(jakut, made, "v1")
        yield made


def use(node: Node, service: VirtualTte, version: str, timeout: float = 1.0) -> RemoteSigner:
    client = {"v1": V1, "v2": V2}[version](Line(service.url, USER, PASSWORD, timeout))
    signer = RemoteSigner(client, NIK, NAME, (service.desk.root.certificate,))
    node.devices["signer"] = Guarded(signer, "tte")
    return signer


def papers(node: Node, count: int) -> list[Document]:
    kind = BY_CODE["kk"]
    for number in range(count):
        done = issue(node, SYSTEM, "kk", f"keluarga/{number}", "3172010101800001", samples.sample(kind))
        assert isinstance(done, Done)
    return list(Document.objects.order_by("made_at", "id"))


def passing(node: Node, then: Callable[[int], None] = lambda n: None) -> Callable[[float], bool]:
    """Time that passes only by waiting; `then` is told how often something was waited for."""
    waits = iter(range(1, 10_000))

    def wait(seconds: float) -> bool:
        if seconds:
            node.clock.advance(timedelta(seconds=seconds + 1))  # type: ignore[attr-defined]
            then(next(waits))
        return False

    return wait


def batch(node: Node) -> SigningBatch:
    begun = signing_batch.begin(node, HEAD)
    assert isinstance(begun, Done), begun
    return SigningBatch.objects.get(id=begun.value)


def run(node: Node, wait: Callable[[float], bool] | None = None, phrase: str = PHRASE) -> SigningBatch:
    made = batch(node)
    signing_batch.work(node, made.id, phrase, wait or passing(node))
    made.refresh_from_db()
    return made


def signed_facts() -> dict[str, int]:
    found: dict[str, int] = {}
    for fact in JournalFact.objects.filter(kind__in=("documents.signed", "documents.counter_signed")):
        found[fact.kind] = found.get(fact.kind, 0) + 1
    return found


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_batch_is_signed(jakut: Node, service: VirtualTte, version: str) -> None:
    use(jakut, service, version)
    rows = papers(jakut, 3)
    made = run(jakut)
    assert (made.state, made.done, made.total) == ("selesai", 3, 3)
    assert signed_facts() == {"documents.signed": 3}
    assert not SigningTask.objects.exists()
    for row in rows:
        row.refresh_from_db()
        found = validate_pdf(pdf_of(jakut, row), [service.desk.root.certificate], jakut.clock.now())
        assert found is not None
        assert found.good
        assert (row.state, row.signer) == ("elektronik", NAME)
    said = JournalFact.objects.filter(kind="documents.signed").values_list("actor", flat=True)
    assert set(said) == {"kepala"}


def test_due_work_signs_nothing_by_itself(jakut: Node, service: VirtualTte) -> None:
    papers(jakut, 1)
    assert sign_due(jakut, jakut.clock.now()) == 0
    assert service.desk.signatures() == 0


@pytest.mark.parametrize("version", ["v1", "v2"])
@pytest.mark.parametrize("fault", ["down", "never", "lost", "half", "late", "twice", "error", "error_after"])
def test_once_on_record_whatever_the_service_does(jakut: Node, service: VirtualTte, fault: str, version: str) -> None:
    """Spoils the second of three papers; the others are signed too, in their order."""
    use(jakut, service, version, timeout=0.5)
    papers(jakut, 3)
    made = batch(jakut)
    service.faults.set(fault, seconds=1.5, times=1)
    if fault == "down":  # is not used up: it ends when the office has waited twice
        service.faults.set(fault)
    signing_batch.work(jakut, made.id, PHRASE, passing(jakut, lambda n: service.faults.clear() if n == 2 else None))
    made.refresh_from_db()
    assert (made.state, made.done, made.aside) == ("selesai", 3, 0)
    assert signed_facts() == {"documents.signed": 3}
    assert not SigningTask.objects.exists()
    signatures = service.desk.signatures()
    if fault == "half" and version == "v1":
        assert signatures == 3  # fetched by its id: not even signed twice
    else:
        assert 3 <= signatures <= 4
    told = sum(Surplus.objects.values_list("extra", flat=True))
    assert told <= 1
    if fault != "twice":  # what it does twice for one question nobody can know
        assert told >= signatures - 3, "a signature too many is told to whoever pays for it"
    at = list(Document.objects.order_by("made_at", "id").values_list("signed_at", flat=True))
    assert at == sorted(at)


def test_a_wrong_passphrase_ends_the_batch_and_is_not_tried_again(jakut: Node, service: VirtualTte) -> None:
    papers(jakut, 3)
    made = run(jakut, phrase="salah")
    assert (made.state, made.done) == ("frasa_salah", 0)
    assert service.desk.tries == 1
    assert not SigningTask.objects.exists()
    signing_batch.work(jakut, made.id, "salah", passing(jakut))  # nobody entered a new one
    assert service.desk.tries == 1
    signing_batch.take_up(made.id, jakut)
    signing_batch.work(jakut, made.id, PHRASE, passing(jakut))
    made.refresh_from_db()
    assert (made.state, made.done) == ("selesai", 3)


def test_the_signer_becomes_unknown(jakut: Node, service: VirtualTte) -> None:
    papers(jakut, 2)
    service.faults.set("unknown_signer")
    made = run(jakut)
    assert (made.state, "2011" in made.says) == ("ditolak", True)


def test_pause_and_resume(jakut: Node, service: VirtualTte) -> None:
    papers(jakut, 3)
    made = batch(jakut)
    signing_batch.turn(made.id, "dijeda", jakut)
    looks: list[int] = []

    def then(n: int) -> None:
        looks.append(n)
        if n == 3:
            assert service.desk.signatures() == 0
            signing_batch.turn(made.id, "berjalan", jakut)

    signing_batch.work(jakut, made.id, PHRASE, passing(jakut, then))
    made.refresh_from_db()
    assert (made.state, made.done, looks) == ("selesai", 3, [1, 2, 3])


def test_a_long_pause_forgets_the_passphrase(jakut: Node, service: VirtualTte) -> None:
    papers(jakut, 1)
    made = batch(jakut)
    signing_batch.turn(made.id, "dijeda", jakut)
    jakut.clock.advance(timedelta(hours=3))  # type: ignore[attr-defined]
    signing_batch.work(jakut, made.id, PHRASE, passing(jakut))
    made.refresh_from_db()
    assert made.state == "dijeda"
    assert service.desk.signatures() == 0


def test_a_worker_that_died_after_sending(jakut: Node, service: VirtualTte) -> None:
    """The answer was lost half way and the process with it: due work fetches it, without a passphrase, and records the head's deed."""
    (row,) = papers(jakut, 1)
    service.faults.set("half", times=1)
    with pytest.raises(OutcomeUnknown):
        sign_far(jakut, HEAD, row.id, PHRASE)
    assert SigningTask.objects.get().state == "dikirim"
    assert sign_due(jakut, jakut.clock.now()) == 1
    assert sign_due(jakut, jakut.clock.now()) == 0
    assert service.desk.signatures() == 1
    assert signed_facts() == {"documents.signed": 1}
    assert JournalFact.objects.get(kind="documents.signed").actor == "kepala"


def test_a_worker_that_died_with_the_answer_in_hand(
    jakut: Node, service: VirtualTte, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = papers(jakut, 1)
    with monkeypatch.context() as broken:
        broken.setattr(signing_queue, "_record", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            sign_far(jakut, HEAD, row.id, PHRASE)
    assert SigningTask.objects.get().state == "diterima"
    service.stop()  # nobody needs to be asked
    assert sign_due(jakut, jakut.clock.now()) == 1
    row.refresh_from_db()
    assert row.state == "elektronik"


def test_signed_by_hand_meanwhile_is_countersigned_once(jakut: Node, service: VirtualTte) -> None:
    (row,) = papers(jakut, 1)
    service.faults.set("lost", times=1, seconds=0)
    with pytest.raises(OutcomeUnknown):
        sign_far(jakut, HEAD, row.id, PHRASE)
    today = jakut.clock.today()
    assert isinstance(acts.choose_mode(jakut, HEAD, "basah", today, today, "TTE diam"), Done)
    assert isinstance(acts.sign_wet(jakut, HEAD, row.id), Done)
    assert run(jakut).state == "selesai"
    assert signed_facts() == {"documents.signed": 1, "documents.counter_signed": 1}
    row.refresh_from_db()
    assert row.state == "basah"
    assert row.countersigned_at is not None
    assert Surplus.objects.get(id=row.id).extra == 1
    desk = client_for(jakut, "kepala").get("/dokumen/antrean/").content.decode()
    assert "Mungkin ditandatangani lebih dari sekali" in desk and "1 tanda tangan lebih" in desk
    assert isinstance(signing_batch.begin(jakut, HEAD), Refused)  # nothing is left


def test_replaced_meanwhile_is_not_signed(jakut: Node, service: VirtualTte) -> None:
    first = papers(jakut, 1)[0]
    made = batch(jakut)
    papers(jakut, 1)  # the same family again
    first.refresh_from_db()
    assert first.superseded_by
    signing_batch.work(jakut, made.id, PHRASE, passing(jakut))
    first.refresh_from_db()
    assert first.state == "menunggu_tanda_tangan"
    assert service.desk.signatures() == 0


def test_a_paper_the_service_refuses_stops_nobody_else(jakut: Node, service: VirtualTte) -> None:
    use(jakut, service, "v2")
    first = papers(jakut, 3)[0]
    service.faults.set("wrong_file", times=1)
    made = run(jakut)
    assert (made.state, made.done, made.aside) == ("selesai", 2, 1)
    assert list(Trouble.objects.values_list("id", flat=True)) == [first.id]
    acts.try_again(first.id)
    assert run(jakut).done == 1


def test_answers_that_are_always_lost_pause_the_batch_and_at_last_the_paper_is_for_a_person(
    jakut: Node, service: VirtualTte
) -> None:
    papers(jakut, 1)
    service.faults.set("lost", seconds=0)
    paused = []

    def goes_on(n: int) -> None:
        row = signing_batch.open_batch(jakut)
        if row is not None and row.state == signing_batch.PAUSED:
            paused.append((service.desk.signatures(), row.says))
            signing_batch.turn(row.id, signing_batch.RUNNING, jakut)

    made = run(jakut, passing(jakut, goes_on))
    assert (made.state, made.aside) == ("selesai", 1)
    assert paused == [(n, signing_batch.SLOW_TEXTS[0]) for n in (3, 6, 9)]
    assert service.desk.signatures() == signing_queue.MOST_SENDS
    assert signed_facts() == {}


def test_an_outage_never_counts_against_a_paper(jakut: Node, service: VirtualTte) -> None:
    papers(jakut, 1)
    service.stop()
    made = run(jakut, passing(jakut, lambda n: service.start() if n == 40 else None))
    assert (made.state, made.done, made.aside) == ("selesai", 1, 0)


def test_the_training_switch_really_stops_it(jakut: Node, service: VirtualTte) -> None:
    papers(jakut, 2)
    Switch.objects.create(name="tte", cut=True, by="teknisi", at=jakut.clock.now())

    def then(n: int) -> None:
        assert service.desk.signatures() == 0
        if n == 3:
            Switch.objects.update(cut=False)

    assert run(jakut, passing(jakut, then)).state == "selesai"


def test_what_fails_is_noticed_at_once(jakut: Node, service: VirtualTte) -> None:
    papers(jakut, 1)
    service.stop()
    made = batch(jakut)
    signing_batch.work(
        jakut, made.id, PHRASE, passing(jakut, lambda n: signing_batch.turn(made.id, "dihentikan", jakut))
    )
    assert Dependency.objects.get(name="tte").failed_says
    service.start()


def test_two_workers_never_meet(jakut: Node, service: VirtualTte) -> None:
    papers(jakut, 1)
    made = batch(jakut)
    held, leave = Event(), Event()

    def other() -> None:
        with jakut, sole_worker(jakut) as mine:
            assert mine
            held.set()
            leave.wait(20)

    thread = Thread(target=other)
    thread.start()
    assert held.wait(20)
    signing_batch.work(jakut, made.id, PHRASE, passing(jakut))
    assert service.desk.signatures() == 0
    leave.set()
    thread.join()
    signing_batch.work(jakut, made.id, PHRASE, passing(jakut))
    assert service.desk.signatures() == 1


def test_only_the_head_and_only_with_the_service(jakut: Node, service: VirtualTte) -> None:
    papers(jakut, 1)
    found = signing_batch.begin(jakut, CLERK)
    assert isinstance(found, Refused)
    assert found.codes() == {"documents.only_head"}
    jakut.devices.pop("signer")
    found = signing_batch.begin(jakut, HEAD)
    assert isinstance(found, Refused)
    assert found.codes() == {"documents.no_service"}


def test_nobody_is_asked_for_a_passphrase_that_signs_nothing(jakut: Node, service: VirtualTte) -> None:
    head = client_for(jakut, "kepala")
    sent = head.get("/dokumen/antrean/borongan/")
    assert sent.status_code == 302
    queue = head.get(sent.url).content.decode()
    assert "sampai Anda menandatanganinya dengan frasa sandi" in queue and "hanya selama TTE" not in queue


def test_faults_of_one_paper_are_told_apart(jakut: Node, service: VirtualTte) -> None:
    (row,) = papers(jakut, 1)
    with pytest.raises(WrongPassphrase):
        sign_far(jakut, HEAD, row.id, "salah")
    service.stop()
    use(jakut, service, "v1")
    with pytest.raises(SignerDown):
        sign_far(jakut, HEAD, row.id, PHRASE)
    assert not SigningTask.objects.exists()
    service.start()


def test_an_acting_head_without_a_certificate_signs_by_hand(jakut: Node, service: VirtualTte) -> None:
    """Noticed by the next probe; the paper leaves the counter today and is countersigned when the certificate is out."""
    (row,) = papers(jakut, 1)
    service.faults.set("not_issued")
    jakut.clock.advance(timedelta(seconds=6))  # type: ignore[attr-defined]
    probe_all(jakut, jakut.clock.now(), OFFICE_PROBES)
    found = Dependency.objects.get(name="tte")
    assert (found.state, "1110" in found.says) == ("terputus", True)
    today = jakut.clock.today()
    assert isinstance(acts.choose_mode(jakut, HEAD, "basah", today, today, "Plt. belum dikenal", kinds=["kk"]), Done)
    assert isinstance(acts.sign_wet(jakut, HEAD, row.id), Done)
    row.refresh_from_db()
    assert verifying.standing(jakut, row).verdict == verifying.BY_HAND
    service.faults.clear()
    jakut.clock.advance(timedelta(days=3))  # type: ignore[attr-defined]
    assert run(jakut).state == "selesai"
    row.refresh_from_db()
    assert row.state == "basah"
    assert row.countersigned_at is not None
    assert verifying.standing(jakut, row).verdict == verifying.BY_HAND
    found_pdf = validate_pdf(pdf_of(jakut, row), [service.desk.root.certificate], jakut.clock.now())
    assert found_pdf is not None
    assert found_pdf.good
