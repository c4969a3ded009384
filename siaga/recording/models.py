"""Recordings of biometrics and their KTP-el status."""

from __future__ import annotations

from django.db import models

from .status import PROVEN_SINGLE

PROVEN = sorted(str(s) for s in PROVEN_SINGLE)


class Record(models.Model):
    """One recording of one person. status: the field's own words, see recording.status.

    The packet (photo, signature, templates) is a sealed blob readable by the recording office and the centre.
    """

    id = models.UUIDField(primary_key=True)
    nik = models.TextField(db_index=True)
    status = models.TextField()  # indexed with the recording's date, `recording_queue`
    status_since = models.DateTimeField()
    recorded_at = models.DateTimeField()
    operator = models.TextField()
    office = models.TextField()
    packet = models.TextField(db_default="")  # sha of the sealed blob
    packet_size = models.IntegerField(db_default=0)
    quality = models.SmallIntegerField(db_default=0)  # 0..100, the worst finger used for the search
    exceptions = models.JSONField(db_default=[])  # [{"part": "jari 3", "reason": "amputasi"}]
    first_time = models.BooleanField(db_default=True)
    link_up = models.BooleanField(db_default=True)  # were other offices' recordings known when this one was made?
    kecamatan = models.TextField(db_default="")
    kelurahan = models.TextField(db_default="")
    other_nik = models.TextField(db_default="")  # DUPLICATE_RECORD: recorded before under this NIK
    says = models.TextField(db_default="")  # the reason of a failure, for the officer
    current = models.BooleanField(db_default=True)  # the recording that counts for this NIK
    writer = models.TextField(db_default="")  # who changed this row last: the office, or "pusat"
    proven_at = models.DateTimeField(null=True)  # when the centre said PRR; nobody else can
    point = models.TextField(db_default="")  # the service point that recorded, "3172/t1"; "": the office itself
    box = models.SmallIntegerField(db_default=1)  # which of the office's machines recorded

    class Meta:
        constraints = [
            # Two offices cut off from each other may each record one person: the centre then answers DUPLICATE_RECORD. An office and its
            # service point may, too, and two boxes of an office that did not know of each other: there the office decides which of the
            # two counts (`recording.twins`).
            models.UniqueConstraint(
                fields=["nik", "office", "point", "box"], condition=models.Q(current=True), name="recording_one_current"
            ),
            # An office changes its own records only, and leads none to PRR that the centre did not prove single: `apply` sees no
            # earlier state, so the table refuses it, and a forged fact parks its subject at the centre.
            models.CheckConstraint(
                condition=models.Q(writer__in=["", "pusat", models.F("office")]), name="recording_writer"
            ),
            models.CheckConstraint(
                condition=models.Q(writer="") | models.Q(proven_at__isnull=False) | ~models.Q(status__in=PROVEN),
                name="recording_proven",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "recorded_at"], name="recording_queue"),
            models.Index(
                fields=["office", "nik"],
                condition=models.Q(current=True) & ~models.Q(point=""),
                name="recording_of_points",
            ),
            models.Index(  # the centre's line: of each office first-timers first, then by recording date
                "office",
                models.F("first_time").desc(),
                "recorded_at",
                "id",
                condition=models.Q(current=True, status__in=["SENT_FOR_ENROLLMENT", "RECEIVED_AT_CENTRAL"]),
                name="recording_line",
            ),
        ]


class Session(models.Model):
    """A capture session under way (local, a draft): survives a power cut until it becomes a Record."""

    id = models.UUIDField(primary_key=True)
    nik = models.TextField(db_index=True)
    operator = models.TextField()
    started_at = models.DateTimeField()
    parts = models.JSONField(default=dict)  # what has been captured: part -> {"quality": 87} or {"exception": reason}
    sealed = models.BinaryField(default=b"")  # the captured content, sealed to this node alone
    done = models.BooleanField(default=False)
