"""The published keys: what the centre says of them, how a stolen key ends, and what a list is worth to whoever holds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from siaga.documents import publishing
from siaga.documents.checking import keylist
from siaga.documents.checking.keylist import BadList, KeyList, Statement, open_list, signed
from siaga.documents.qr import ClaimKey, key_id, make_claim
from siaga.documents.verifying import verify_text
from siaga.drill.country import Country
from siaga.journal import boxes, exchange, points
from siaga.journal.act import SYSTEM, Actor, Refused
from siaga.kit.keys import Keys
from siaga.kit.node import Node
from siaga.roles.centre import CENTRE
from siaga.roles.office import OFFICE
from tests.documents.office_documents import HEAD, born, the, tick, with_tte
from tests.documents.test_documents_qr import CLAIM

OPERATOR = Actor("op", "Operator Pusat", frozenset({"operator_pusat"}))


def round_trip(negeri: Country, *offices: Node) -> None:
    """The centre states what it knows, and the offices hear of it."""
    for office in offices:
        with office:
            exchange.talk(office, office.devices["pusat"])
    with negeri.centre as centre:
        publishing.vouch_due(centre, centre.clock.now())
    for office in offices:
        with office:
            exchange.talk(office, office.devices["pusat"])


def list_of(node: Node) -> KeyList:
    with node:
        return keylist.decode(keylist.encode(publishing.key_list(node)))


def test_both_roles_state_keys_by_themselves() -> None:
    assert publishing.vouch_due in CENTRE.ticks
    assert publishing.vouch_due in OFFICE.ticks


def test_whoever_holds_the_centres_key_can_trust_any_nodes_list(negeri: Country) -> None:
    jakut = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    malang = negeri.office("3507", "Kabupaten Malang")
    round_trip(negeri, jakut, malang)
    centre = negeri.centre.keys.public.verify.hex()
    for node in (jakut, malang, negeri.centre):
        known = open_list(list_of(node), centre)
        assert known.claim_keys()[key_id(jakut.keys.public.verify)] == ClaimKey(jakut.keys.public.verify, "3172")
        assert known.offices["3507"] == "Kabupaten Malang" and known.offices["pusat"]
        assert known.trusted == set(known.entries)
    with negeri.centre as node:
        assert publishing.vouch_due(node, node.clock.now()) == 0  # once is enough
    with pytest.raises(BadList, match="pusat lain"):
        open_list(list_of(jakut), Keys.from_text("pusat palsu").public.verify.hex())


def test_an_office_alone_publishes_its_own_word_which_is_not_the_centres(jakut: Node) -> None:
    known = open_list(publishing.key_list(jakut))
    mine = key_id(jakut.keys.public.verify)
    assert mine in known.entries and mine not in known.trusted


def test_a_second_box_and_a_service_point_count_as_their_office(negeri: Country) -> None:
    """The office vouches for them itself, for the centre may be away for a month."""
    jakut = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    round_trip(negeri, jakut)
    second, point = Keys.from_text("kotak kedua"), Keys.from_text("titik satu")
    with jakut:
        assert boxes.add_box(jakut, HEAD, second.public)
        assert points.add_point(jakut, HEAD, point.public, "317201")
        assert publishing.vouch_due(jakut, jakut.clock.now()) == 2
        assert publishing.vouch_due(jakut, jakut.clock.now()) == 0
        known = open_list(publishing.key_list(jakut), negeri.centre.keys.public.verify.hex())
        for keys in (second, point):
            assert known.entries[key_id(keys.public.verify)].office == "3172"
            assert key_id(keys.public.verify) in known.trusted
            claim = make_claim(replace(CLAIM, issued=jakut.clock.today()), keys.signing_key())
            assert verify_text(jakut, claim).verdict == "tidak_tercatat"  # of this office: its register decides
    round_trip(negeri, jakut)
    by = {e.by for e in list_of(negeri.centre).statements if e.machine == "3172/2"}
    assert by == {jakut.keys.public.verify.hex(), negeri.centre.keys.public.verify.hex()}


def test_a_revoked_key_ends_on_its_day(negeri: Country) -> None:
    jakut = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    with jakut:
        with_tte(jakut)
        born(jakut)
        tick(jakut)
        genuine, today = the("kk").claim, jakut.clock.today()
    round_trip(negeri, jakut)
    stolen = jakut.keys.signing_key()
    before = make_claim(replace(CLAIM, issued=today - timedelta(days=5)), stolen)
    after = make_claim(replace(CLAIM, issued=today), stolen)
    with negeri.centre as centre:
        assert publishing.revoke(centre, OPERATOR, "3172", today - timedelta(days=2), "Server dicuri")
        again = publishing.revoke(centre, OPERATOR, "3172", today - timedelta(days=1), "Server dicuri")
        assert isinstance(again, Refused) and again.codes() == {"keys.revoked"}
        assert publishing.revoke(centre, OPERATOR, "3172", today - timedelta(days=4), "Ternyata lebih awal")
        assert verify_text(centre, before).verdict == "sebelum_kunci_dicabut"
        assert verify_text(centre, after).verdict == "kunci_dicabut"
        # The very same paper stands in the register: it is not slandered, and not accepted unasked either.
        assert verify_text(centre, genuine).verdict == "tercatat_kunci_dicabut"
    round_trip(negeri, jakut)
    with jakut:
        assert verify_text(jakut, after).verdict == "kunci_dicabut"
    entry = open_list(list_of(jakut)).entries[key_id(jakut.keys.public.verify)]
    assert (entry.revoked, entry.reason) == ((today - timedelta(days=4)).isoformat(), "Ternyata lebih awal")


def test_what_may_not_be_revoked(negeri: Country) -> None:
    jakut = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    malang = negeri.office("3507", "Kabupaten Malang")
    round_trip(negeri, jakut, malang)
    with jakut:
        today = jakut.clock.today()
        for machine, day, reason, code in (
            ("3172", today, "x", "keys.own"),
            ("3507", today, "x", "keys.machine"),
            ("nowhere", today, "x", "keys.machine"),
        ):
            answer = publishing.revoke(jakut, HEAD, machine, day, reason)
            assert isinstance(answer, Refused) and answer.codes() == {code}
    with negeri.centre as centre:
        for day, reason, code in ((today + timedelta(days=1), "x", "keys.future"), (today, " ", "keys.reason")):
            answer = publishing.revoke(centre, OPERATOR, "3507", day, reason)
            assert isinstance(answer, Refused) and answer.codes() == {code}


def test_an_office_cannot_speak_of_anothers_keys(negeri: Country) -> None:
    """Its fact about somebody else's key is parked by whoever hears it, and moves nothing."""
    jakut = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    said = Statement(
        "3507", "3507", "Kabupaten Malang", "ab" * 32, "2026-01-01T00:00:00Z", "", "", "2026-01-01T00:00:00Z", ""
    )
    with jakut, pytest.raises(ValueError, match="only the centre"), publishing.Act(jakut, SYSTEM) as act:
        publishing._state(act, said)


# --- the list by itself -----------------------------------------------------------------------------------------------

PUSAT, OFFICE_KEY, SECOND, THIEF = (Keys.from_text(who).signing_key() for who in ("p", "k", "k2", "maling"))
FIRST, LATER = "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"


def says(machine: str, key: object, *, stated: str = FIRST, revoked: str = "") -> Statement:
    public = bytes(key.verify_key).hex()  # type: ignore[attr-defined]
    return Statement(machine, machine.partition("/")[0], "Kantor", public, FIRST, revoked, "", stated, "")


def of(*statements: Statement) -> KeyList:
    centre = bytes(PUSAT.verify_key).hex()
    return KeyList(keylist.FORMAT, centre, LATER, "3172", {}, list(statements))


def id_of(key: object) -> bytes:
    return key_id(bytes(key.verify_key))  # type: ignore[attr-defined]


def test_a_changed_or_foreign_statement_is_dropped() -> None:
    good = signed(says("3172", OFFICE_KEY), PUSAT)
    for field, value in (
        ("office", "3507"),
        ("name", "Kantor Palsu"),
        ("since", LATER),
        ("key", "00" * 32),
        ("revoked", LATER),
    ):
        changed = msgspec.structs.replace(good, **{field: value})
        assert not open_list(of(changed)).entries, field
    thief = signed(says("3172", THIEF), THIEF)
    known = open_list(of(good, thief))
    assert id_of(THIEF) not in known.trusted and id_of(OFFICE_KEY) in known.trusted
    assert id_of(SECOND) not in open_list(of(good, signed(says("3507/2", SECOND), OFFICE_KEY))).trusted


def test_trust_passes_on_inside_an_office_until_the_key_is_revoked() -> None:
    good, second = signed(says("3172", OFFICE_KEY), PUSAT), signed(says("3172/2", SECOND, stated=LATER), OFFICE_KEY)
    assert open_list(of(good, second)).trusted == {id_of(OFFICE_KEY), id_of(SECOND)}
    late = signed(says("3172", OFFICE_KEY, stated=LATER, revoked="2026-05-01"), PUSAT)
    known = open_list(of(late, second))  # the thief of 1 May named a machine of his own in June
    assert id_of(SECOND) not in known.trusted
    assert open_list(of(late, signed(says("3172/2", SECOND), OFFICE_KEY))).trusted >= {id_of(SECOND)}


def test_a_revocation_stands_and_nobody_else_can_take_it_back() -> None:
    ended = signed(says("3172", OFFICE_KEY, revoked="2026-05-01"), PUSAT)
    renewed = signed(says("3172", OFFICE_KEY, stated=LATER), PUSAT)
    earlier = signed(says("3172", OFFICE_KEY, stated=LATER, revoked="2026-04-01"), PUSAT)
    forged = signed(says("3172", OFFICE_KEY, stated=LATER, revoked="2026-02-01"), THIEF)
    assert open_list(of(ended, renewed)).entries[id_of(OFFICE_KEY)].revoked == "2026-05-01"
    assert open_list(of(ended, earlier)).entries[id_of(OFFICE_KEY)].revoked == "2026-04-01"
    assert open_list(of(renewed, forged)).entries[id_of(OFFICE_KEY)].revoked == ""


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"\xff", b'{"format":"siaga-kunci/9"}', b"0" * (keylist.MAX_LIST + 1)]
)
def test_other_files_are_no_lists(data: bytes) -> None:
    with pytest.raises(BadList):
        keylist.decode(data)
