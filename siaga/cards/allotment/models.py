"""Allotments as they were decided. Imported by `cards.models`."""

from __future__ import annotations

from django.db import models


class Allotment(models.Model):
    """One division of blangko over the offices (facts); the lists are those of `BlangkoAllotted`. The latest one holds."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField(db_index=True)
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
        app_label = "cards"
