"""Signing in: password at the door, PIN at a counter that is already open; growing delays after failures.

The delay after the 5th failure in a row is 1 minute and doubles to at most an hour (NIST SP 800-63B §5.2.2: rate limiting).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.db import transaction

from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal

from .models import Officer

SHIFT = timedelta(hours=10)
FREE_FAILURES = 5
LONGEST = timedelta(hours=1)


class Hasher(Argon2PasswordHasher):
    """OWASP's figures (19 MiB, 2 passes, 1 lane): thirty officers sign in at eight on a box with two cores."""

    memory_cost = 19456
    parallelism = 1


class Backend(BaseBackend):
    """Only finds the officer of a running session; signing in goes through `enter`, which counts failures."""

    def get_user(self, user_id: str) -> Officer | None:
        return Officer.objects.filter(username=user_id, active=True).first()


def delay_after(failures: int) -> timedelta:
    """How long nothing is tried after this many failures in a row."""
    if failures < FREE_FAILURES:
        return timedelta(0)
    return min(timedelta(minutes=2 ** min(failures - FREE_FAILURES, 10)), LONGEST)


def enter(node: Node, username: str, password: str) -> Officer | Refusal:
    """A full login. Refusal codes: login.wrong, login.locked."""
    return _try(node, username, password, "password")


def take_over(node: Node, username: str, pin: str) -> Officer | Refusal:
    """By PIN, for a browser that is already signed in: only who has signed in fully at this node today.

    Refusal codes: login.wrong, login.locked, login.not_today, login.no_pin.
    """
    found = _try(node, username, pin, "pin")
    if isinstance(found, Officer) and not _same_day(node, found.entered_at):
        return Refusal(
            "login.not_today",
            "PIN baru berlaku setelah Anda masuk dengan kata sandi hari ini. Keluar, lalu masuk dengan kata sandi.",
        )
    return found


def _same_day(node: Node, at: datetime | None) -> bool:
    return at is not None and at.astimezone(ZONES[node.clock.zone]).date() == node.clock.today()


def _try(node: Node, username: str, secret: str, column: str) -> Officer | Refusal:
    now = node.clock.now()
    with transaction.atomic():
        officer = Officer.objects.select_for_update().filter(username=username.strip().lower(), active=True).first()
        if officer is None:
            make_password(secret)  # as slow as a real comparison, so that names cannot be probed
            return _wrong(column)
        if officer.locked_until is not None and now < officer.locked_until:
            return _locked(node, officer.locked_until)
        stored = getattr(officer, column)
        if stored and check_password(secret, stored):
            officer.failed_logins, officer.locked_until = 0, None
            if column == "password":
                officer.entered_at = now
            officer.save(update_fields=["failed_logins", "locked_until", "entered_at"])
            return officer
        officer.failed_logins = min(officer.failed_logins + 1, 1000)
        wait = delay_after(officer.failed_logins)
        officer.locked_until = now + wait if wait else None
        officer.save(update_fields=["failed_logins", "locked_until"])
        return _locked(node, officer.locked_until) if officer.locked_until else _wrong(column)


def _wrong(column: str) -> Refusal:
    if column == "pin":
        return Refusal("login.wrong", "Nama pengguna atau PIN tidak cocok. Periksa lagi, atau masuk dengan kata sandi.")
    return Refusal(
        "login.wrong",
        "Nama pengguna atau kata sandi tidak cocok. Periksa huruf besar dan kecil, atau minta kata sandi baru kepada kepala kantor.",
    )


def _locked(node: Node, until: datetime) -> Refusal:
    zone = node.clock.zone
    minutes = max(1, -(-int((until - node.clock.now()).total_seconds()) // 60))
    return Refusal(
        "login.locked",
        "Terlalu banyak percobaan yang salah. Coba lagi %(minutes)s menit lagi (pukul %(at)s), atau minta kata sandi baru "
        "kepada kepala kantor.",
        params={"minutes": minutes, "at": f"{until.astimezone(ZONES[zone]):%H.%M} {zone}"},
    )
