"""Issued papers, the register of wet signatures, what the head of office chose while TTE is away."""

from __future__ import annotations

from django.db import models


class Document(models.Model):
    """One paper, with the data it was made from. The PDF as signed is a sealed blob of this node.

    Closed by `superseded_by` (another paper stands for it) or `ended` (why nothing does); neither makes it a false paper.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.TextField(db_index=True)  # a code of documents.kinds
    number = models.TextField(db_index=True)
    subject = models.TextField(db_index=True)  # keluarga/<no_kk>, akta/<number>, suket/<number>, kunjungan/<id>
    holder = models.TextField(db_index=True)  # nik
    holder_name = models.TextField()
    data = models.JSONField()
    digest = models.TextField()  # SHA-256 of the data as encoded
    claim = models.TextField(db_default="")  # the QR's text
    made_at = models.DateTimeField()
    # menunggu_tanda_tangan | elektronik | basah | tanpa_tanda_tangan
    state = models.TextField(db_default="menunggu_tanda_tangan")
    signer = models.TextField(db_default="")
    signed_at = models.DateTimeField(null=True)
    # a paper signed wet, signed again electronically when TTE came back
    countersigned_at = models.DateTimeField(null=True)
    blob = models.TextField(db_default="")
    superseded_by = models.TextField(db_default="")  # id of the document that replaced it: "tidak aktif (digantikan)"
    office = models.TextField()
    ended = models.TextField(db_default="")  # why it holds no longer although nothing replaced it
    pdf_sha = models.TextField(db_default="")  # SHA-256 of the signed PDF itself: finds an uploaded file again
    wet_year = models.SmallIntegerField(null=True)  # register of wet signatures: year and number in it
    wet_serial = models.IntegerField(null=True)
    acting = models.TextField(db_default="")  # of a wet signature not by the head himself: plh, plt
    handed_at = models.DateTimeField(null=True)
    handed_to = models.TextField(db_default="")
    promised_on = models.DateField(null=True)  # the day on which it can be collected, promised while TTE is away
    promise_kept = models.BooleanField(null=True)  # signed by the evening of that day, or not; null: still open
    again_for = models.TextField(db_default="")  # of a second extract: why ("hilang, surat 12/2026")
    printed_at = models.DateTimeField(null=True)  # last time in a print file of many papers

    class Meta:
        indexes = [
            models.Index(fields=["state", "made_at"], name="documents_queue"),
            models.Index(
                fields=["promised_on"],
                name="documents_promised",
                condition=models.Q(promised_on__isnull=False, promise_kept__isnull=True),
            ),
            models.Index(fields=["pdf_sha"], name="documents_pdf", condition=~models.Q(pdf_sha="")),
            models.Index(
                fields=["signed_at"],
                name="documents_countersign",
                condition=models.Q(state="basah", countersigned_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["office", "wet_year", "wet_serial"], name="documents_wet_register"),
            # KTP-el (and KIA) are never signed as documents, whatever a node may say (Permendagri 104/2019).
            models.CheckConstraint(
                condition=~models.Q(kind__in=["ktp_el", "kia"]) | models.Q(state="tanpa_tanda_tangan"),
                name="documents_never_signed",
            ),
        ]


class SigningMode(models.Model):
    """What the head of office chose for the papers that wait for TTE; of several the one chosen last holds.

    kinds: codes of the kinds of document it is for; none: all. collect_on: with `nanti`, the day that is promised.
    """

    id = models.UUIDField(primary_key=True)
    mode = models.TextField()  # basah: sign by hand now | nanti: collect later
    begins = models.DateField()
    ends = models.DateField()
    reason = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()
    office = models.TextField()
    kinds = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    collect_on = models.DateField(null=True)
    acting = models.TextField(db_default="")  # who signs by hand in the head's place: plh, plt, "" the head


class SigningTask(models.Model):
    """A paper that is being signed by the far service (local): from before it is sent until its signature is on record, then gone.

    state: dikirim (sent: it may be signed, nobody here knows) | diterima (the answer is here, not yet on record). pdf: exactly what was
    sent, so that what comes back can be checked against it. remote_id: the service's name for it, as soon as known. wet: whether it is
    the signature besides, of a paper signed by hand.
    """

    id = models.UUIDField(primary_key=True)  # of the document
    wet = models.BooleanField()
    state = models.TextField()
    pdf = models.BinaryField()
    sha = models.TextField()
    answer = models.BinaryField(null=True)
    remote_id = models.TextField(db_default="")
    sends = models.IntegerField(db_default=0)
    by = models.TextField()
    says = models.TextField(db_default="")
    at = models.DateTimeField()


class Surplus(models.Model):
    """A paper that left for the far service more often than an answer came (local): the service may hold `extra` signatures of it that
    are on nobody's record. Told to whoever signs; agreed with the provider's own count, never by this program.
    """

    id = models.UUIDField(primary_key=True)  # of the document
    extra = models.IntegerField()
    at = models.DateTimeField()


class SigningBatch(models.Model):
    """What the head of office signs in one go (local). state: berjalan | menunggu_tte | dijeda | frasa_salah | ditolak | selesai |
    dihentikan.

    documents: ids in the order of the list that was read. beat_at: the worker that holds the passphrase lived then; without a fresh one
    the passphrase is gone and is asked for again.
    """

    id = models.UUIDField(primary_key=True)
    by = models.TextField()
    by_name = models.TextField()
    state = models.TextField()
    documents = models.JSONField()
    total = models.IntegerField()
    done = models.IntegerField(db_default=0)
    aside = models.IntegerField(db_default=0)
    says = models.TextField(db_default="")
    begun_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class PrintBatch(models.Model):
    """Papers that an officer put into one print file (local): `pdf` grows by a few of them with each asking, until done is total.

    documents: ids in the order of the list. skipped: those that could not be drawn, with why.
    """

    id = models.UUIDField(primary_key=True)
    by = models.TextField()
    at = models.DateTimeField(db_index=True)
    documents = models.JSONField()
    done = models.IntegerField(db_default=0)
    skipped = models.JSONField(default=dict)
    pdf = models.BinaryField(default=bytes)


class Trouble(models.Model):
    """A paper that cannot be made or signed as it is: for a person, not asked again by itself (local)."""

    id = models.UUIDField(primary_key=True)  # of the document, or of the DueDocument that could not become one
    says = models.TextField()
    at = models.DateTimeField()


class KeyStatement(models.Model):
    """Whose claim key speaks for which office, as somebody signed it (`checking.keylist.Statement`, field by field). A table of facts."""

    pk = models.CompositePrimaryKey("key", "by")
    key = models.TextField()  # 64 hex digits
    by = models.TextField()  # public key of who says so: the centre's, or one of the same office
    machine = models.TextField()
    office = models.TextField()
    name = models.TextField()
    since = models.TextField()  # moments as they are signed: UTC, to the second
    revoked = models.TextField(db_default="")
    reason = models.TextField(db_default="")
    stated = models.TextField()
    signature = models.TextField()
