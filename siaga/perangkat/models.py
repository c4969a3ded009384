"""What the technician's page remembers (local), and the register of machines and devices (facts)."""

from __future__ import annotations

from django.db import models


class ChainCheck(models.Model):
    """How far a chain was proved (local). at: when its end was last reached; full_at: when it was last begun from its first fact."""

    chain = models.TextField(primary_key=True)
    seq = models.BigIntegerField(db_default=0)
    hash = models.BinaryField()
    at = models.DateTimeField(null=True)
    full_at = models.DateTimeField()
    fault = models.TextField(db_default="")


class DiskDay(models.Model):
    """Free room at the end of a day (local), for the days that are left."""

    day = models.DateField(primary_key=True)
    free = models.BigIntegerField()


class LineSpeed(models.Model):
    """How fast packets really went to a peer (local), a moving mean."""

    peer = models.TextField(primary_key=True)
    bytes_per_second = models.FloatField()
    at = models.DateTimeField()


class Equipment(models.Model):
    """One machine or device of the office. state: in_use | fault | called | sent | retired."""

    id = models.UUIDField(primary_key=True)
    office = models.TextField()
    kind = models.TextField()
    name = models.TextField()
    serial = models.TextField()
    place = models.TextField()
    added_at = models.DateTimeField()
    state = models.TextField()
    state_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "kind", "serial"], name="perangkat_one_serial")]


class EquipmentStep(models.Model):
    """One line of a device's history."""

    id = models.UUIDField(primary_key=True)
    equipment = models.UUIDField(db_index=True)
    step = models.TextField()
    day = models.DateField()
    text = models.TextField(db_default="")
    actor = models.TextField()
    at = models.DateTimeField()
