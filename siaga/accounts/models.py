"""Who may sign in here, and who looked at whom. Both tables are local; what the country must know of an officer is a fact."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac


class Officer(AbstractBaseUser):
    """An account of one person. roles: codes of `accounts.roles`. wilayah: code prefix that limits lists, "" = the whole node.

    pin: a hash, for taking over a running browser at the counter. loket: the counter where the officer last sat.
    failed_logins counts since the last success; until `locked_until` neither password nor PIN is tried.
    """

    last_login = None  # it would be read from the process's clock; `entered_at` comes from the node's

    username = models.TextField(primary_key=True)
    name = models.TextField()
    roles = models.JSONField(default=list)
    wilayah = models.TextField(db_default="", default="", blank=True)
    pin = models.TextField(db_default="", default="", blank=True)
    loket = models.SmallIntegerField(null=True, blank=True)
    active = models.BooleanField(db_default=True, default=True)
    must_change = models.BooleanField(db_default=False, default=False)
    failed_logins = models.SmallIntegerField(db_default=0, default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    entered_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = BaseUserManager["Officer"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(failed_logins__gte=0), name="accounts_officer_failed_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(loket__isnull=True) | models.Q(loket__gt=0), name="accounts_officer_loket_positive"
            ),
        ]

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.active

    def get_session_auth_hash(self) -> str:
        """A new password or PIN, and a deactivation, end every running session of the officer."""
        return salted_hmac(
            "siaga.accounts", f"{self.password}\x1f{self.pin}\x1f{self.active}", algorithm="sha256"
        ).hexdigest()


class OfficerSeal(models.Model):
    """An account as its office last told it, its secrets sealed to that office's boxes. A table of facts, opened by `accounts.seals`.

    roles: codes, joined by commas.
    """

    pk = models.CompositePrimaryKey("office", "username")
    office = models.TextField()
    username = models.TextField()
    name = models.TextField()
    roles = models.TextField()
    wilayah = models.TextField()
    active = models.BooleanField()
    sealed = models.TextField()
    at = models.DateTimeField()


class ViewLog(models.Model):
    """Who looked at whom, when, why. Append-only: the database refuses to change or delete a row."""

    at = models.DateTimeField()
    officer = models.TextField()
    subject = models.TextField()
    purpose = models.TextField()
    path = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "at"], name="accounts_viewlog_subject"),
            models.Index(fields=["officer", "at"], name="accounts_viewlog_officer"),
            models.Index(fields=["at"], name="accounts_viewlog_at"),
        ]


class Attempt(models.Model):
    """How often an address tried something within one hour (local): see `accounts.attempts`."""

    pk = models.CompositePrimaryKey("what", "address", "hour")
    what = models.TextField()
    address = models.TextField()
    hour = models.DateTimeField()
    count = models.IntegerField(default=0)
