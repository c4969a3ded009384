"""Browsers for page tests: Django's test client, signed in at a given node."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.test.utils import _TestState, setup_test_environment

from siaga.accounts.models import Officer
from siaga.kit.node import Node
from siaga.web import current

if not hasattr(_TestState, "saved_data"):
    setup_test_environment()  # so that a response knows the `context` its templates were given


class NodeClient(Client):
    """Every request is served by `node`, in its own database."""

    def __init__(self, node: Node, **kwargs: Any) -> None:
        super().__init__(raise_request_exception=True, SERVER_NAME="127.0.0.1", **kwargs)
        self.node = node

    def request(self, **request: Any) -> Any:
        with self.node, current.using(self.node):
            return super().request(**request)

    def enter(self, officer: Officer) -> None:
        with self.node, current.using(self.node):
            self.force_login(officer, "siaga.accounts.doors.Backend")


def officer(node: Node, *roles: str, wilayah: str = "", username: str = "") -> Officer:
    """An officer of this node; without a password (the client signs in by force)."""
    with node:
        made, _new = Officer.objects.update_or_create(
            username=username or "-".join(("uji", *roles, *([wilayah] if wilayah else []))),
            defaults={"name": "Petugas Uji", "roles": list(roles), "wilayah": wilayah, "password": "!", "active": True},
        )
    return made


def client_for(node: Node, *roles: str, wilayah: str = "", username: str = "") -> NodeClient:
    """A browser in which an officer with these roles is signed in. Exceptions of a view reach the test."""
    client = NodeClient(node)
    client.enter(officer(node, *roles, wilayah=wilayah, username=username))
    return client


def anonymous(node: Node) -> NodeClient:
    """A citizen's browser."""
    return NodeClient(node)
