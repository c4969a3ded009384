"""Cases of two NIKs, as the facts made them. Each table has one writer: the office, or the centre. Imported by `cards.models`."""

from __future__ import annotations

from django.db import models


class DuplicateCase(models.Model):
    """What the office did about one recording that is a duplicate. state: its own last step (`duplicates.rules`). unproven: why
    the officer believed who came, where no finger was compared or none matched."""

    record = models.UUIDField(primary_key=True)
    nik = models.TextField(db_index=True)
    other_nik = models.TextField()
    office = models.TextField()
    found_at = models.DateTimeField()
    state = models.TextField()
    state_since = models.DateTimeField()
    attempt = models.SmallIntegerField(db_default=0)  # of the last summons
    summons = models.TextField(db_default="")
    when = models.DateTimeField(null=True)  # of the appointment
    claim = models.TextField(db_default="")
    keeps = models.TextField(db_default="")
    cause = models.TextField(db_default="")
    told = models.TextField(db_default="")
    proof = models.TextField(db_default="")
    statement = models.TextField(db_default="")
    unproven = models.TextField(db_default="")
    heard_by = models.TextField(db_default="")
    heard_at = models.DateTimeField(null=True)
    n = models.SmallIntegerField(db_default=0)  # statements sent to the centre
    stated_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "cards"
        indexes = [
            models.Index(fields=["when"], name="cards_summoned", condition=models.Q(state="dipanggil")),
            models.Index(fields=["stated_at"], name="cards_stated", condition=models.Q(state="menunggu_pusat")),
        ]


class DuplicateAnswer(models.Model):
    """The centre's last word about one recording."""

    record = models.UUIDField(primary_key=True)
    nik = models.TextField(db_index=True)
    n = models.SmallIntegerField()
    verdict = models.TextField()  # dipertahankan | dua_orang | rekam_ulang | dikembalikan | ditutup
    kept = models.TextField(db_default="")
    says = models.TextField(db_default="")
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        app_label = "cards"


class ClosedNik(models.Model):
    """A NIK that is used no more; its owner keeps `kept`. Inserted by the centre; the office adds what it did about it."""

    nik = models.TextField(primary_key=True)
    kept = models.TextField(db_index=True)
    record = models.UUIDField()
    at = models.DateTimeField()
    followed = models.BooleanField(db_default=False)
    needs_head = models.BooleanField(db_default=False)

    class Meta:
        app_label = "cards"
        indexes = [models.Index(fields=["nik"], name="cards_closing", condition=models.Q(followed=False))]
