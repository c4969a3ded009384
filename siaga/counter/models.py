"""Tickets, visits and applications."""

from __future__ import annotations

from django.db import models


class Ticket(models.Model):
    """A place in the hall's queue. state: menunggu | dipanggil | dilayani | terlewat | selesai | batal.

    called_at: the last call out of the queue; announced_at: the last time that the hall heard the number.
    """

    id = models.UUIDField(primary_key=True)
    office = models.TextField()
    day = models.DateField()
    service = models.TextField()  # letter of counter.catalogue: "A" …
    number = models.IntegerField()
    lane = models.TextField(db_default="umum")  # umum | prioritas
    state = models.TextField(db_default="menunggu")
    loket = models.SmallIntegerField(null=True)
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    calls = models.SmallIntegerField(db_default=0)
    missed_at_call = models.IntegerField(
        db_default=0
    )  # how many calls of the service were made when this one was missed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "day", "service", "number"], name="counter_never_double")
        ]
        indexes = [models.Index(fields=["day", "state", "service"], name="counter_hall")]


class Visit(models.Model):
    """One visit: one ticket, several applications and family members, one receipt."""

    id = models.UUIDField(primary_key=True)
    ticket = models.UUIDField(null=True, db_index=True)
    opened_at = models.DateTimeField()
    officer = models.TextField()
    code = models.TextField(unique=True)  # public code of the receipt
    applicant = models.TextField(db_default="")  # nik, "" for somebody without
    applicant_name = models.TextField()
    phone = models.TextField(db_default="")


class Application(models.Model):
    """What somebody asked for. Where it stands follows from the record, order, papers of its person: counter.stages."""

    id = models.UUIDField(primary_key=True)
    office = models.TextField()
    visit = models.UUIDField(db_index=True)
    service = models.TextField()  # code of counter.catalogue: biodata, kelahiran, kematian, kk, perekaman, ktp, …
    nik = models.TextField(db_index=True, db_default="")
    name = models.TextField()
    opened_at = models.DateTimeField(db_index=True)
    need = models.TextField(db_default="")  # sim | stnk | paspor | sekolah | bank | bpjs | kerja | lainnya
    need_by = models.DateField(null=True)
    kecamatan = models.TextField(db_default="")
    kelurahan = models.TextField(db_default="")
    state = models.TextField(db_default="terbuka")  # terbuka | selesai | batal
    closed_at = models.DateTimeField(null=True)
    subject = models.TextField(db_default="")  # what it became: penduduk/…, rekaman/…, akta/…, pesanan/…

    class Meta:
        indexes = [models.Index(fields=["state", "opened_at"], name="counter_open")]


class Promise(models.Model):
    """A date that was told to an applicant: given, revised, kept, broken. earliest null: "belum dapat dijanjikan"."""

    id = models.UUIDField(primary_key=True)
    application = models.UUIDField(db_index=True)
    given_at = models.DateTimeField()
    earliest = models.DateField(null=True)
    latest = models.DateField(null=True)
    place = models.IntegerField(null=True)
    waits_for = models.TextField(db_default="")
    state = models.TextField(db_default="diberikan")  # diberikan | diganti | ditepati | lewat
    likely = models.DateField(null=True)
    binds = models.TextField(db_default="")  # planner.told.BIND_TEXTS


class DayClose(models.Model):
    """Tutup hari, signed."""

    pk = models.CompositePrimaryKey("office", "day")
    office = models.TextField()
    day = models.DateField()
    at = models.DateTimeField()
    officer = models.TextField()
    figures = models.JSONField()  # counter.closing.Figures
    reason = models.TextField(db_default="")  # why blangko were not returned, if they were not


class Looked(models.Model):
    """When due work last went through everything (local)."""

    name = models.TextField(primary_key=True)
    at = models.DateTimeField()
