"""The plan of today, and what was said on earlier days. Imported by `cards.models`."""

from __future__ import annotations

from django.db import models


class PlanRun(models.Model):
    """The curves of the last run (local): every page reads its dates here. signature: what they followed from; another
    one asks for a new run."""

    name = models.TextField(primary_key=True)
    day = models.DateField()
    at = models.DateTimeField()
    signature = models.TextField()
    body = models.JSONField()

    class Meta:
        app_label = "cards"


class PlanSample(models.Model):
    """A band that was told of one card on one day (facts)."""

    id = models.UUIDField(primary_key=True)
    office = models.TextField()
    day = models.DateField(db_index=True)
    order = models.UUIDField()
    earliest = models.DateField()
    likely = models.DateField()
    latest = models.DateField()

    class Meta:
        app_label = "cards"


class PostedTarget(models.Model):
    """A day that the head of office has promised in public for everybody in line (facts)."""

    id = models.UUIDField(primary_key=True)
    office = models.TextField()
    day = models.DateField()
    target = models.DateField()
    line = models.IntegerField()
    note = models.TextField(db_default="")
    by = models.TextField(db_default="")

    class Meta:
        app_label = "cards"


class TargetWeek(models.Model):
    """How a posted target stood in one week (facts): chance in percent, and the day by which the line as it was would
    be served; null: none can be told."""

    id = models.UUIDField(primary_key=True)
    target = models.UUIDField(db_index=True)
    day = models.DateField()
    chance = models.SmallIntegerField()
    expected = models.DateField(null=True)

    class Meta:
        app_label = "cards"
