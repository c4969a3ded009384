"""Texts that go out (local: a restored office sends none twice, for none of them comes back). Imported by `cards.models`."""

from __future__ import annotations

from django.db import models


class Message(models.Model):
    """One text to one person. state: menunggu -> terkirim | gagal. to: a telephone number, "" where none is known: shown, to be copied."""

    id = models.UUIDField(primary_key=True)
    nik = models.TextField(db_index=True)
    to = models.TextField()
    text = models.TextField()
    about = models.TextField(db_index=True)  # subject: pesanan/<id>, suket/<number>, ganda/<record>
    made_at = models.DateTimeField()
    state = models.TextField(default="menunggu")
    at = models.DateTimeField(null=True)  # sent, or given up
    says = models.TextField(default="")

    class Meta:
        app_label = "cards"
        indexes = [models.Index(fields=["state", "made_at"], name="cards_messages")]
