"""One cluster a worker, one template database; every test that needs nodes gets its own country of clones."""

from __future__ import annotations

import gc
import itertools
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# The commands that tests start would compile the whole program again, two seconds each, where this is set.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siaga.web.settings")
os.environ.setdefault("SIAGA_SECRET", "tests")
# Playwright keeps an event loop in the process that drives the browser; the database tests beside it are not asynchronous for that.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

from tests.clusters import in_memory, sweep_runs  # noqa: E402

# Whatever is thrown away afterwards, by this process and by those it starts.
if memory := in_memory(os.environ.get("TMPDIR")):
    os.environ["TMPDIR"] = tempfile.tempdir = str(memory)
    sweep_runs(memory)

import django  # noqa: E402
import hypothesis  # noqa: E402
import pytest  # noqa: E402
from xdist.remote import Producer  # noqa: E402
from xdist.scheduler import LoadFileScheduling  # noqa: E402

django.setup()
# Hypothesis' 200 ms of wall time an example fail where another process had the processor meanwhile.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

from siaga.drill.country import Country, country, make_template  # noqa: E402
from siaga.kit.node import Node  # noqa: E402
from siaga.kit.postgres import Cluster  # noqa: E402
from tests.clusters import shared_cluster  # noqa: E402

_names = itertools.count()


class Pieces(LoadFileScheduling):
    """A file is one piece of work, and the whole flow is: its running demonstration alone takes a quarter of a core."""

    def _split_scope(self, nodeid: str) -> str:
        return "flow" if nodeid.startswith("tests/flow/") else str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Pieces | None:
    return Pieces(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, or one worker works alone at the end."""

    def rank(item: pytest.Item) -> int:
        return 0 if item.nodeid.startswith("tests/flow/") else 1 if item.get_closest_marker("slow") else 2

    ranks = {}  # of a file, or its quick tests would be another piece in the order
    for item in items:
        ranks[item.path] = min(rank(item), ranks.get(item.path, 2))
    items.sort(key=lambda item: ranks[item.path])


def pytest_collection_finish() -> None:
    """What is loaded stays: looking through all of it for garbage again and again took a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with shared_cluster() as made:
        make_template(made)
        yield made


@pytest.fixture
def negeri(cluster: Cluster, tmp_path: Path) -> Iterator[Country]:
    """An empty country: the centre alone; `negeri.office("3172", ...)` adds offices."""
    with country(cluster, tmp_path / "nodes", name=f"t{next(_names)}") as made:
        yield made


@pytest.fixture
def jakut(negeri: Country) -> Iterator[Node]:
    """Kota Administrasi Jakarta Utara, admitted, entered: the test body works inside it."""
    node = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    with node:
        yield node
