"""What this node depends on, and when each of it was down."""

from __future__ import annotations

from django.db import models


class Dependency(models.Model):
    """The last measured state of one dependency (local). state: normal | tersendat | terputus.

    took_ms: how long the last probe took. failing_since, failed_at, failed_says: failures met in use since it last did well.
    """

    name = models.TextField(primary_key=True)
    state = models.TextField(db_default="normal")
    since = models.DateTimeField()
    says = models.TextField(db_default="")
    probed_at = models.DateTimeField()
    took_ms = models.IntegerField(db_default=0)
    failing_since = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failed_says = models.TextField(db_default="")


class PeerClock(models.Model):
    """How far this machine's clock is ahead of a peer's, as last heard (local)."""

    peer = models.TextField(primary_key=True)
    ahead = models.DurationField()
    at = models.DateTimeField()


class Switch(models.Model):
    """A training switch (local): cut for real until it is put back."""

    name = models.TextField(primary_key=True)
    cut = models.BooleanField(db_default=False)
    by = models.TextField(db_default="")
    at = models.DateTimeField()


class OfficeCut(models.Model):
    """At the centre: a part that an office plays as down in training, for that office alone (local)."""

    pk = models.CompositePrimaryKey("office", "part")
    office = models.TextField()
    part = models.TextField()
    since = models.DateTimeField()


class Outage(models.Model):
    """A recorded outage (facts): one thing that one node depends on, from when to when. office: the node that met it."""

    id = models.UUIDField(primary_key=True)
    dependency = models.TextField()
    began = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    training = models.BooleanField(db_default=False)
    says = models.TextField(db_default="")
    office = models.TextField(db_default="")

    class Meta:
        indexes = [models.Index(fields=["office", "began"], name="continuity_outage_line")]
