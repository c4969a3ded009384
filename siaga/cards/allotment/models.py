"""Allotments as they were decided. Imported by `cards.models`."""

from __future__ import annotations

from django.db import models


class Allotment(models.Model):
    """One division of blangko over the offices (facts); the lists are those of `BlangkoAllotted`. The latest one holds."""

    id = models.UUIDField(primary_key=True)
    number = models.IntegerField(db_default=0, db_index=True)
    at = models.DateTimeField()
    by = models.TextField()
    rule = models.TextField()
    amount = models.IntegerField()
    horizon = models.IntegerField()
    lead = models.IntegerField()
    offices = models.JSONField()
    prr = models.JSONField()
    stock = models.JSONField()
    pace = models.JSONField()
    given = models.JSONField()
    loans = models.JSONField()

    class Meta:
        ordering = ["-number", "-at"]
        app_label = "cards"
