"""Area codes as rows with the days on which they hold, and the editions that brought them."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Edition(models.Model):
    """One decree's state of all codes, as loaded here. digest: SHA-256 of its tables; rows: how many areas it names."""

    id = models.TextField(primary_key=True)
    basis = models.TextField()
    effective = models.DateField()
    valid_from = models.DateField()
    digest = models.TextField()
    rows = models.IntegerField()


class Area(models.Model):
    """A code, what it is called, and from which day (inclusive) to which (exclusive, null = still) that holds.

    A change of name is a new row; at most one row of a code is open. Codes are without dots, sorted by digits ("C").
    """

    pk = models.CompositePrimaryKey("code", "valid_from")
    code = models.TextField(db_collation="C")
    parent = models.TextField(db_collation="C")
    level = models.SmallIntegerField()
    name = models.TextField()
    # The name's words (`source.words`): what typing looks through.
    words = SearchVectorField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    edition = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["level", "code"], name="wilayah_area_upper", condition=models.Q(level__lt=4)),
            GinIndex(fields=["words"], name="wilayah_area_village_words", condition=models.Q(level=4)),
            GinIndex(fields=["words"], name="wilayah_area_upper_words", condition=models.Q(level__lt=4)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(valid_to__isnull=True), name="wilayah_area_one_open_row"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="wilayah_area_holds_a_day",
            ),
        ]
