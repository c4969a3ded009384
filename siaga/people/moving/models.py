"""Moves between offices, as the facts made them. Imported by `people.models`."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Move(models.Model):
    """A SKPWNI, at its origin, at the centre, and at its destination once the centre has told it."""

    number = models.TextField(primary_key=True)
    office = models.TextField()  # the origin
    destination = models.TextField()
    no_kk = models.TextField(db_index=True)  # the KK that they leave
    niks = ArrayField(models.TextField())
    letter = models.JSONField()  # people.moving.letter.Letter
    issued_on = models.DateField()
    valid_until = models.DateField()
    told = models.BooleanField(db_default=False)  # the centre has told the destination
    withdrawn = models.TextField(db_default="")  # at the destination: the origin took it back (kembali | diganti)

    class Meta:
        app_label = "people"
        indexes = [GinIndex(fields=["niks"], name="people_movers")]


class MoveEnd(models.Model):
    """How a SKPWNI ended, once: who said it first where both were heard."""

    number = models.TextField(primary_key=True)
    how = models.TextField()  # datang | kembali | diganti
    office = models.TextField()  # whose residents they are by that
    on = models.DateField()
    no_kk = models.TextField(db_default="")  # where they live now
    kk_how = models.TextField(db_default="")  # baru | tetap | gabung
    niks = ArrayField(models.TextField(), db_default=[])  # who arrived
    left = ArrayField(models.TextField(), db_default=[])  # who did not
    letter = models.JSONField(db_default={})  # as it was shown at the destination
    proof = models.TextField(db_default="")
    settled = models.BooleanField(db_default=False)  # both offices agree, by the centre's word
    says = models.TextField(db_default="")

    class Meta:
        app_label = "people"
        indexes = [
            GinIndex(fields=["niks"], name="people_arrived"),
            models.Index(fields=["on"], condition=models.Q(settled=False), name="people_move_unsettled"),
            models.Index(
                fields=["number"], condition=models.Q(settled=True) & ~models.Q(left=[]), name="people_left_behind"
            ),
        ]


class Recall(models.Model):
    """A SKPWNI that ran out and did not come back: its origin asks whether it may be cancelled."""

    number = models.TextField(primary_key=True)
    office = models.TextField()
    asked_at = models.DateTimeField()
    granted = models.BooleanField(db_default=False)

    class Meta:
        app_label = "people"


class MoveRefusal(models.Model):
    """What the centre answered to an office whose word about a SKPWNI came after another office's."""

    id = models.UUIDField(primary_key=True)
    number = models.TextField(db_index=True)
    office = models.TextField()
    winner = models.TextField()
    says = models.TextField()
    at = models.DateTimeField()

    class Meta:
        app_label = "people"
