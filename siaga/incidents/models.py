"""Notices that were given out in an outage."""

from __future__ import annotations

from django.db import models


class Notice(models.Model):
    id = models.UUIDField(primary_key=True)
    outage = models.UUIDField(null=True)
    at = models.DateTimeField()
    actor = models.TextField()
    audience = models.TextField()  # kecamatan | kelurahan | rt_rw
    area = models.TextField(db_default="")
    text = models.TextField()
    figures = models.JSONField()
