"""Printers as facts and their own words made them. Imported by `cards.models`."""

from __future__ import annotations

from django.db import models


class FleetPrinter(models.Model):
    """What is known of a printer of a desk (the office, or a service point) besides its address.

    site: kecamatan where it stands, "" at the desk. used: cards since the ribbon was changed. empty: cards that it
    claimed to have printed and did not, since somebody last looked at it. rested: why it takes no cards, "" while it does.
    """

    pk = models.CompositePrimaryKey("desk", "name")
    desk = models.TextField()
    name = models.TextField()
    site = models.TextField(db_default="")
    per_day = models.IntegerField(db_default=250)
    ribbon = models.IntegerField(db_default=500)
    used = models.IntegerField(db_default=0)
    empty = models.IntegerField(db_default=0)
    rested = models.TextField(db_default="")

    class Meta:
        app_label = "cards"


class PrinterSeen(models.Model):
    """How a printer answered when it was asked last (local). state: idle | processing | stopped | silent. since: of this state."""

    name = models.TextField(primary_key=True)
    state = models.TextField()
    accepting = models.BooleanField(default=True)
    reasons = models.JSONField(default=list)
    queued = models.IntegerField(default=0)
    since = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        app_label = "cards"


class SpoiledCard(models.Model):
    """A card that came out bad, with its photo (a sealed blob) where one was taken."""

    id = models.UUIDField(primary_key=True)
    desk = models.TextField()
    order = models.UUIDField(db_index=True)
    nik = models.TextField()
    printer = models.TextField()
    why = models.TextField()
    photo = models.TextField(db_default="")
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        app_label = "cards"


class Precedence(models.Model):
    """A card printed out of turn by decision of the head of office. ground is published, the reason is not."""

    order = models.UUIDField(primary_key=True)
    nik = models.TextField()
    ground = models.TextField()  # a key of cards.order.GROUND_LABELS
    reason = models.TextField()
    at = models.DateTimeField(db_index=True)
    by = models.TextField()

    class Meta:
        app_label = "cards"
