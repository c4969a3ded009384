"""What the applicant reads while the case file goes through the office."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec

from siaga.berkas import acts
from siaga.counter.acts import open_visit
from siaga.counter.case_standing import events_of
from siaga.counter.models import Application
from siaga.counter.rules import ApplicationItem
from siaga.counter.standing import load_stages
from siaga.kit.node import Node
from siaga.people.peristiwa import BY_CODE
from tests.berkas.test_berkas_acts import BRIDE, GROOM, MOVED, NUR, RATIH, SITI, WEDDING, case, seen, take
from tests.people.samples_people import head_of


def asked(node: Node, nik: str, service: str) -> UUID:
    item = ApplicationItem(service, nik, "Warga")
    done = open_visit(node, SITI, None, nik, "Warga", "", [item])
    assert done, done
    return done.value.applications[0]  # type: ignore[no-any-return]


def told(node: Node, id: UUID) -> tuple[str, str]:
    stage = load_stages(node, Application.objects.filter(id=id))[id]
    return stage.sentence(), stage.waits_for


def test_the_applicant_reads_in_which_hand_it_is(jakut: Node) -> None:
    _his, man = head_of(jakut, GROOM)
    _hers, woman = head_of(jakut, BRIDE)
    wish, other = asked(jakut, man, "perkawinan"), asked(jakut, woman, "kk")
    answers = msgspec.structs.replace(WEDDING, nik_suami=man, nik_istri=woman)
    row = case(acts.submit(jakut, SITI, BY_CODE["perkawinan"], man, answers))
    assert "verifikator" in told(jakut, wish)[0] and told(jakut, other)[1] == "verifikasi", (
        "her KK comes of the same event"
    )
    acts.send_back(jakut, NUR, row.id, seen(row), "Nomor surat keliru")
    assert "diperbaiki" in told(jakut, wish)[0] and "Nomor surat" not in told(jakut, wish)[0], (
        "the page is open to finders"
    )
    jakut.clock.advance(timedelta(minutes=5))  # type: ignore[attr-defined]
    again = case(acts.submit(jakut, SITI, BY_CODE["perkawinan"], man, answers))
    take(jakut, NUR, again)
    assert told(jakut, wish)[1] == "persetujuan kepala bidang"
    take(jakut, RATIH, again)
    assert "sudah dicatat" in told(jakut, wish)[0]


def test_a_case_from_before_the_application_or_of_another_event_says_nothing(jakut: Node) -> None:
    no_kk, nik = head_of(jakut)
    acts.submit(jakut, SITI, BY_CODE["pindah_alamat"], no_kk, MOVED)
    jakut.clock.advance(timedelta(minutes=5))  # type: ignore[attr-defined]
    assert told(jakut, asked(jakut, nik, "kk"))[1] != "verifikasi"
    assert "perkawinan" in events_of("perkawinan") and "pindah_alamat" not in events_of("perkawinan")
    assert "pindah_alamat" in events_of("kk") and not events_of("suket")
