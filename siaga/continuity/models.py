"""What this node depends on, and when each of it was down."""

from __future__ import annotations

from django.db import models


class Dependency(models.Model):
    """The last measured state of one dependency (local). state: normal | tersendat | terputus."""

    name = models.TextField(primary_key=True)
    state = models.TextField(db_default="normal")
    since = models.DateTimeField()
    says = models.TextField(db_default="")
    probed_at = models.DateTimeField()


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
    """A recorded outage (facts): one thing, from when to when."""

    id = models.UUIDField(primary_key=True)
    dependency = models.TextField()
    began = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    training = models.BooleanField(db_default=False)
    says = models.TextField(db_default="")
