"""Notices that were given out in an outage, and how far what piled up has drained."""

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


class Backlog(models.Model):
    """One kind of thing that waits for the centre (local): most at once since it last was none, when that was, and what is left."""

    name = models.TextField(primary_key=True)  # facts | packets | records
    peak = models.IntegerField(db_default=0)
    peak_at = models.DateTimeField()
    left = models.IntegerField(db_default=0)
    at = models.DateTimeField()
