"""Every page in everybody's rail, in both languages; and the end of the day."""

from __future__ import annotations

import pytest

from siaga.drill.founding import CENTRE_LOGINS, OFFICE_LOGINS
from tests import browser as harness
from tests.flow import steps_flow as steps
from tests.flow.conftest import Sit
from tests.flow.country_flow import Running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]
WHO = [(name, False) for name in OFFICE_LOGINS] + [(name, True) for name in CENTRE_LOGINS]


@pytest.mark.parametrize(("username", "centre"), WHO)
def test_every_page_of_the_rail_opens(sit: Sit, username: str, centre: bool) -> None:
    with sit(username, centre=centre) as desk:
        links = desk.page.locator("nav.rail a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        assert links
        for link in links:
            desk.opened(link, f"{'pusat' if centre else 'kantor'}{link.replace('/', '-')}")
        desk.page.get_by_role("button", name="English").click()
        assert desk.page.locator("html").get_attribute("lang") == "en"


def test_the_day_is_closed_and_signed(running: Running, sit: Sit) -> None:
    with sit("kepala") as desk:
        desk.opened("/tutup-hari/", "tutup-hari")
        if steps.here(desk.page) == "/tutup-hari/":
            desk.press("Tutup dan tanda tangani")
        desk.look("hari-ditutup")
        assert "Ditandatangani" in desk.text()
        assert running.value("SELECT count(*) FROM counter_dayclose") == 1
