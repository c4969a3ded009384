"""Stay permits, as the facts made them."""

from __future__ import annotations

from django.db import models


class Stay(models.Model):
    """The last permit of one person. A guest (ITAS) is in no other table; of who is in a family `guest` is null."""

    nik = models.TextField(primary_key=True)
    kind = models.TextField()  # ITAS | ITAP
    nama = models.TextField(db_default="")  # of a guest
    passport = models.TextField()
    nationality = models.TextField()
    kode_wilayah = models.TextField(db_default="")  # of a guest
    valid_until = models.DateField(null=True, db_index=True)
    letter = models.TextField(db_default="")
    permit = models.JSONField()
    guest = models.JSONField(null=True)
    ended = models.TextField(db_default="")  # why a guest is none any more
    minted_offline = models.BooleanField(db_default=False)
    at = models.DateTimeField()
    office = models.TextField()
