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
    size = models.TextField(db_default="")

    class Meta:
        app_label = "cards"
        indexes = [
            models.Index(fields=["office", "latest"], name="cards_sample_latest"),
            models.Index(fields=["order"], name="cards_sample_order"),
        ]


class Correction(models.Model):
    """What the centre had learnt of one class at offices of one size, as it said on one day (facts). id: day/size/class."""

    id = models.TextField(primary_key=True)
    day = models.DateField(db_index=True)
    size = models.TextField()
    klass = models.TextField()
    down = models.FloatField()
    up = models.FloatField()
    middle = models.FloatField()
    early = models.FloatField()
    a_day = models.FloatField()

    class Meta:
        app_label = "cards"


class SettledBand(models.Model):
    """Bands of one class that were settled at one office on one working day (local to the centre): counted once, when the
    office's books of that day were there."""

    office = models.TextField()
    size = models.TextField()
    klass = models.TextField()
    day = models.DateField(db_index=True)
    early = models.FloatField()
    inside = models.FloatField()
    late = models.FloatField()
    under = models.FloatField()

    class Meta:
        app_label = "cards"


class SettledUntil(models.Model):
    """The last working day of each office whose bands `SettledBand` holds (local to the centre)."""

    office = models.TextField(primary_key=True)
    day = models.DateField()

    class Meta:
        app_label = "cards"


class PostedTarget(models.Model):
    """A day that the head of office has promised in public for everybody in line (facts). replaced: by a later one."""

    id = models.UUIDField(primary_key=True)
    office = models.TextField()
    day = models.DateField()
    target = models.DateField()
    line = models.IntegerField()
    note = models.TextField(db_default="")
    by = models.TextField(db_default="")
    replaced = models.BooleanField(db_default=False)

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
