"""Search while typing among 20,000 residents: the whole function against its bare SQL statement, p95 of each, same minute."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg

from bench.report import Figure
from siaga.drill.country import Country, make_template
from siaga.drill.town import Resident, make_town
from siaga.journal.seeding import write_many
from siaga.kit.postgres import Cluster
from siaga.people.find import find_residents, statement, understand
from siaga.people.founding import said_of
from siaga.wilayah.source import read_areas

PEOPLE = 20_000
ROUNDS = 5
AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def typed(residents: Sequence[Resident]) -> Iterator[str]:
    """What officers type: names growing letter by letter, with a slip, with a birthday; birthdays and numbers alone."""
    for n, r in enumerate(residents):
        name = r.nama
        match n % 8:
            case 0:
                yield name
            case 1:
                yield name[: max(3, len(name) // 2)]
            case 2:
                yield name[:4] + name[5:]
            case 3:
                yield f"{name.split()[0]} {r.tanggal_lahir:%d-%m-%Y}"
            case 4:
                yield f"{r.tanggal_lahir:%d-%m-%Y}"
            case 5:
                yield r.nik[:9]
            case 6:
                yield r.nik
            case _:
                yield " ".join(reversed(name.split()))


def p95(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Milliseconds."""
    taken = []
    for text in texts:
        began = time.perf_counter()
        work(text)
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)[int(len(taken) * 0.95)]


def main() -> list[Figure]:
    town = make_town(3172, "3172", read_areas(), PEOPLE, on=date(2026, 1, 5))
    texts = list(typed(town.residents[:: PEOPLE // 400]))
    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(Path(folder) / "pg")
        cluster.start()
        make_template(cluster)
        country = Country(cluster, Path(folder) / "nodes", name="bench")
        node = country.office("3172", "Kota Administrasi Jakarta Utara")
        assert node.store is not None
        pairs = []
        with node, psycopg.connect(node.store.conninfo, autocommit=True, prepare_threshold=3) as bare:
            write_many(node, said_of(town.families, town.residents, AT, "awal"))
            bare.execute("ANALYZE")

            def sql_alone(text: str) -> object:
                query = statement(understand(text))
                return bare.execute(*query).fetchall() if query else None

            p95(find_residents, texts)
            p95(sql_alone, texts)
            for _ in range(ROUNDS):
                pairs.append((p95(find_residents, texts), p95(sql_alone, texts)))
        country.close()
        cluster.destroy()
    return [Figure.of("search while typing, p95 / bare SQL statement, 20,000 residents", "ms", pairs, at_most=3.0)]


if __name__ == "__main__":
    for figure in main():
        print(figure.line())
