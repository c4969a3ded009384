"""Renewals in bulk, as the facts made them. Imported by `cards.models`."""

from __future__ import annotations

from django.db import models


class RenewalRound(models.Model):
    """One order to renew all sukets that end by a day; due work carries it out batch by batch. state: berjalan | selesai | dihentikan."""

    id = models.UUIDField(primary_key=True)
    office = models.TextField()
    until = models.DateField()
    total = models.IntegerField()
    made = models.IntegerField(db_default=0)
    refused = models.JSONField(db_default={})  # code of the refusal -> how many
    after = models.TextField(db_default="")  # number of the last suket that was looked at
    state = models.TextField(db_default="berjalan")
    by = models.TextField()
    at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "cards"
