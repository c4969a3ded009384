"""The centre's searches and its adjudicators' cases."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """A person in the searchable gallery (local to the centre: made again from packets by a rebuild of the gallery)."""

    record = models.UUIDField(primary_key=True)
    nik = models.TextField(db_index=True)
    nama = models.TextField()
    jenis_kelamin = models.TextField()
    tanggal_lahir = models.DateField(null=True)
    nama_ibu = models.TextField()
    templates = models.BinaryField()  # the engine's own encoding, sealed at rest
    since = models.DateTimeField()


class Case(models.Model):
    """Similar, undecided: a person at the centre looks at both (facts of chain pusat>pusat)."""

    record = models.UUIDField(primary_key=True)
    nik = models.TextField()
    office = models.TextField()
    candidates = models.JSONField()  # [{"nik", "record", "score", "fingers": {...}, "name_score"}] best first
    opened_at = models.DateTimeField(db_index=True)
    state = models.TextField(db_default="terbuka")  # terbuka | diputus
    decision = models.TextField(db_default="")  # PRINT_READY_RECORD | DUPLICATE_RECORD
    decided_by = models.TextField(db_default="")
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(db_default="")
