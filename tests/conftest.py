"""One cluster a worker, one template database; every test that needs nodes gets its own country of clones."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path

# The commands that tests start would compile the whole program again, two seconds each, where this is set.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siaga.web.settings")
os.environ.setdefault("SIAGA_SECRET", "tests")
# Playwright keeps an event loop in the process that drives the browser; the database tests beside it are not asynchronous for that.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import django  # noqa: E402
import pytest  # noqa: E402

django.setup()

from siaga.drill.country import Country, country, make_template  # noqa: E402
from siaga.kit.node import Node  # noqa: E402
from siaga.kit.postgres import Cluster  # noqa: E402
from tests.clusters import shared_cluster  # noqa: E402

_names = itertools.count()


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
