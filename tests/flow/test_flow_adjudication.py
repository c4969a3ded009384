"""One body under two NIKs: the centre sees it, the office is told what to do, the adjudicator's pages work."""

from __future__ import annotations

import pytest

from tests import browser as harness
from tests.flow import people_flow as people
from tests.flow import steps_flow as steps
from tests.flow.conftest import Sit
from tests.flow.country_flow import Running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]


def test_a_second_identity_is_found(running: Running, sit: Sit) -> None:
    known, other = people.holder(running), people.unrecorded(running)
    with sit("rekam") as rekam:
        record = steps.record(running, rekam, other, body=known.nik)
        running.until("SELECT status FROM recording_record WHERE id = %s", record, wanted="DUPLICATE_RECORD")
        rekam.opened(f"/rekam/daftar/{record}/", "rekaman-ganda")
        rekam.says("Minta warga datang sendiri untuk memilih satu NIK.")
        assert known.nik in "".join(c for c in rekam.text() if c.isdigit())
        assert running.value("SELECT count(*) FROM cards_printorder WHERE nik = %s", other.nik) == 0
    with sit("adjudikator", centre=True) as desk:
        desk.opened("/ketunggalan/kasus/", "kasus")
        desk.opened("/ketunggalan/", "ketunggalan")
