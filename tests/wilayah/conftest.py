"""Databases of the test's own with nothing but the wilayah tables; Django pointed at them by a `Store`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.core.management import call_command

from siaga.kit.database import Store
from siaga.kit.postgres import Cluster
from siaga.wilayah.load import load_shipped
from tests.clusters import shared_cluster


@contextmanager
def entered(conninfo: str) -> Iterator[str]:
    store = Store(conninfo)
    store.enter()
    try:
        yield conninfo
    finally:
        store.leave(failed=False)
        store.close()


@pytest.fixture(scope="session")
def wilayah_cluster() -> Iterator[Cluster]:
    """Not the shared template of all features: these tests need the tables of this one alone, and without rows."""
    with shared_cluster() as cluster:
        cluster.create_database("wilayah_template")
        with entered(cluster.conninfo("wilayah_template")):
            call_command("migrate", "wilayah", verbosity=0)
        yield cluster


@pytest.fixture(scope="session")
def wilayah_full(wilayah_cluster: Cluster) -> str:
    """The whole country, read by many tests and changed by none."""
    wilayah_cluster.create_database("wilayah_full", "wilayah_template")
    conninfo = wilayah_cluster.conninfo("wilayah_full")
    with psycopg.connect(conninfo) as connection:
        load_shipped(connection)
    return conninfo


@pytest.fixture
def country(wilayah_full: str) -> Iterator[str]:
    with entered(wilayah_full) as conninfo:
        yield conninfo


@pytest.fixture
def empty_country(wilayah_cluster: Cluster) -> Iterator[str]:
    """Tables without rows, for one test."""
    wilayah_cluster.create_database("wilayah_one", "wilayah_template")
    with entered(wilayah_cluster.conninfo("wilayah_one")) as conninfo:
        yield conninfo
    wilayah_cluster.drop_database("wilayah_one")
