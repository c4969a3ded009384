"""Tables of the journal itself. `JournalFact` and `Head` are the journal; the others are local bookkeeping."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, Value, When


class JournalFact(models.Model):
    """lsn: the order in which this node understood facts (null: stored, parked). Replay follows it."""

    pk = models.CompositePrimaryKey("chain", "seq")
    chain = models.TextField()
    seq = models.BigIntegerField()
    id = models.UUIDField()
    kind = models.TextField()
    version = models.SmallIntegerField()
    at = models.DateTimeField()
    actor = models.TextField()
    subject = models.TextField()
    body = models.TextField()
    hash = models.BinaryField()
    lsn = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "lsn"], name="journal_subject"),
            models.Index(fields=["lsn"], name="journal_lsn_order"),
        ]
        constraints = [
            # A deed holds once. Two boxes of an office that were alive at once may both have recorded it: the second one is stored, parked.
            models.UniqueConstraint(
                "id",
                Case(When(lsn__isnull=True, then="chain"), default=Value(""), output_field=models.TextField()),
                name="journal_deed_once",
            )
        ]


class Head(models.Model):
    """The last fact of each chain that this node holds."""

    chain = models.TextField(primary_key=True)
    seq = models.BigIntegerField(db_default=0)
    hash = models.BinaryField()


class Parked(models.Model):
    """A subject whose next fact could not be understood: a person's worklist. Blocks nobody else."""

    pk = models.CompositePrimaryKey("chain", "seq")
    chain = models.TextField()
    seq = models.BigIntegerField()
    subject = models.TextField(db_index=True)
    kind = models.TextField()
    reason = models.TextField()
    since = models.DateTimeField()


class Settled(models.Model):
    """A parked fact that a person put aside for good, and why. A table of facts. office: whose decision it is, and where it holds.

    state: dismissed | corrected. by: the fact that says what is right instead (corrected).
    """

    pk = models.CompositePrimaryKey("office", "chain", "seq")
    office = models.TextField()
    chain = models.TextField()
    seq = models.BigIntegerField()
    kind = models.TextField()
    subject = models.TextField()
    state = models.TextField()
    reason = models.TextField()
    actor = models.TextField()
    at = models.DateTimeField()
    by = models.UUIDField(null=True)


class Peer(models.Model):
    """Another node, as admitted by the centre. A table of facts."""

    id = models.TextField(primary_key=True)
    name = models.TextField()
    wilayah = models.TextField(db_default="")
    verify_key = models.BinaryField()
    seal_key = models.BinaryField()
    admitted_at = models.DateTimeField()


class OfficeBox(models.Model):
    """Which of an office's boxes is the office; no row: the first. A table of facts."""

    office = models.TextField(primary_key=True)
    box = models.IntegerField()
    since = models.DateTimeField()

    class Meta:
        db_table = "journal_office"


class OfficePoint(models.Model):
    """A service point of an office. A table of facts. name: among nodes, "3172/t1". ended: its office took everything back from it."""

    name = models.TextField(primary_key=True)
    office = models.TextField()
    kecamatan = models.TextField()
    since = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    reason = models.TextField(db_default="")

    class Meta:
        db_table = "journal_point"


class Cursor(models.Model):
    """How far a peer has confirmed that it holds a chain (local)."""

    pk = models.CompositePrimaryKey("peer", "chain")
    peer = models.TextField()
    chain = models.TextField()
    seq = models.BigIntegerField(db_default=0)
    hash = models.BinaryField()
    countersign = models.BinaryField(db_default=b"")
    at = models.DateTimeField()


class AdmissionCode(models.Model):
    """A one-time code that lets a new office in (local to the centre; only its hash is kept)."""

    code_hash = models.BinaryField(primary_key=True)
    wilayah = models.TextField()
    made_by = models.TextField()
    made_at = models.DateTimeField()
    used_by = models.TextField(db_default="")


class Blob(models.Model):
    """Something large, encrypted, named by the SHA-256 of its ciphertext (local: transfer state differs by node).

    have: bytes present; complete when have == size. wanted_by: peers that still need it. priority: lower goes first.
    """

    sha = models.TextField(primary_key=True)
    size = models.BigIntegerField()
    have = models.BigIntegerField(db_default=0)
    priority = models.SmallIntegerField(db_default=100)
    since = models.DateTimeField()
    wanted_by = models.TextField(db_default="")

    class Meta:
        indexes = [models.Index(fields=["wanted_by", "priority", "since"], name="journal_blob_queue")]


class Lease(models.Model):
    """A range of serials of one number space that this node alone may use (domain.md §2). A table of facts."""

    pk = models.CompositePrimaryKey("space", "first")
    space = models.TextField()
    first = models.IntegerField()
    last = models.IntegerField()
    node = models.TextField()
