"""Fetching cards, as the facts made it. Imported by `cards.models`."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class PickupHours(models.Model):
    """See pickup.rules.Hours."""

    office = models.TextField(primary_key=True)
    opens = models.TimeField()
    shuts = models.TimeField()
    minutes = models.SmallIntegerField()
    per_slot = models.SmallIntegerField()
    told_again_after = models.SmallIntegerField()
    stored_after = models.SmallIntegerField()

    class Meta:
        app_label = "cards"


class PickupCall(models.Model):
    """The last time that the owner of a card on the shelf was told, and the hour that was given."""

    order = models.UUIDField(primary_key=True)
    nik = models.TextField(db_index=True)
    office = models.TextField()
    batch = models.UUIDField(db_index=True)
    slot = models.DateTimeField(db_index=True)
    times = models.SmallIntegerField()
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        app_label = "cards"


class StoredCard(models.Model):
    """A card that left the shelf for the store."""

    order = models.UUIDField(primary_key=True)
    nik = models.TextField()
    place = models.TextField()
    at = models.DateTimeField()

    class Meta:
        app_label = "cards"


class DeliveryRound(models.Model):
    """Cards carried to their owners' homes. back_at: null while the carrier is out."""

    id = models.UUIDField(primary_key=True)
    number = models.TextField()
    office = models.TextField()
    carrier = models.TextField()
    area = models.TextField()
    orders = ArrayField(models.UUIDField())
    left_at = models.DateTimeField()
    back_at = models.DateTimeField(null=True)
    handed = models.IntegerField(db_default=0)

    class Meta:
        app_label = "cards"
