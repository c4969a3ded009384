"""Children's cards as they were printed, as the facts made them. Imported by `cards.models`."""

from __future__ import annotations

from django.db import models


class KiaCard(models.Model):
    """The last print of one document. state: tercetak | gagal. source: the account its blank came from. says: why it failed."""

    document = models.UUIDField(primary_key=True)
    nik = models.TextField()
    state = models.TextField()
    source = models.TextField()
    says = models.TextField(db_default="")
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        app_label = "cards"
