"""What is understood of a search, and who is found in a town that came in as facts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from siaga.drill.town import make_town
from siaga.journal.seeding import write_many
from siaga.journal.verify import rebuild, tables_hash, verify
from siaga.kit.node import Node
from siaga.people.find import Question, find_residents, understand
from siaga.people.founding import said_of
from siaga.people.models import Family, Resident
from siaga.people.register import near_dates
from siaga.roles.kinds import FACT_TABLES
from siaga.wilayah.source import read_areas

BORN = date(1985, 9, 9)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3172 03 490985 0001", Question(number="3172034909850001")),
        ("317203", Question(number="317203")),
        ("09-09-1985", Question(born=BORN)),
        ("1985-09-09", Question(born=BORN)),
        ("siti 9/9/1985", Question(born=BORN, words=("SITI",), typed="SITI")),
        ("9.9.1985 Siti  aminah", Question(born=BORN, words=("SITI", "AMINAH"), typed="SITI AMINAH")),
        ("asih 1985", Question(year=1985, words=("ASIH",), typed="ASIH")),
        ("1985", Question(number="1985")),
        ("asih 2585", Question(words=("ASIH",), typed="ASIH")),
        ("31-02-1985", Question(number="31021985")),
        ("Ni'mah", Question(words=("NIMAH",), typed="NIMAH")),
        ("", Question()),
        ("%_'\\", Question()),
    ],
)
def test_understood(typed: str, meant: Question) -> None:
    assert understand(typed) == meant


def test_dates_one_slip_away() -> None:
    near = near_dates(date(1985, 3, 10))
    assert {date(1985, 3, 10), date(1985, 10, 3), date(1985, 3, 19), date(1986, 3, 10)} <= set(near)
    assert date(1986, 3, 11) not in near and near_dates(date(2024, 2, 29))


def test_a_town_comes_in_as_facts_and_everybody_is_found(jakut: Node) -> None:
    on = date(2026, 1, 5)
    areas = [a for a in read_areas() if a.level < 4 or a.code.startswith("3172")]
    town = make_town(7, "3172", areas, 600, on=on)
    said = said_of(town.families, town.residents, datetime(2026, 1, 5, 1, tzinfo=UTC), "awal")
    assert write_many(jakut, said) == len(town.families) + 600
    assert (Resident.objects.count(), Family.objects.count()) == (600, len(town.families))
    for r in town.residents[::7]:
        assert [f.nik for f in find_residents(r.nik)] == [r.nik]
        assert r.nik in [f.nik for f in find_residents(f"{r.nama} {r.tanggal_lahir:%d-%m-%Y}")]
        assert r.nik in [f.nik for f in find_residents(r.no_kk)]
        of_that_year = find_residents(f"{r.nama} {r.tanggal_lahir.year}")
        assert r.nik in [f.nik for f in of_that_year]
        assert {f.tanggal_lahir.year for f in of_that_year} == {r.tanggal_lahir.year}
        words = r.nama.split()
        if len(words) > 2:  # one letter left out of a long name still finds it first among few
            slip = " ".join([words[0][:2] + words[0][3:], *words[1:]])
            assert r.nama in [f.nama for f in find_residents(slip)], slip
    some = town.families[0].kode_wilayah[:6]
    within = find_residents(town.residents[0].nama, wilayah=some)
    assert within and all(f.kode_wilayah.startswith(some) for f in within)
    before = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before and verify() == []
