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
    handed_at = models.DateTimeField(null=True)
    handed_to = models.TextField(db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["state", "made_at"], name="documents_queue"),
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
                condition=~models.Q(kind="ktp_el") | models.Q(state="tanpa_tanda_tangan"), name="documents_never_signed"
            ),
        ]


class SigningMode(models.Model):
    """What the head of office chose for the papers that wait for TTE; of several the one chosen last holds."""

    id = models.UUIDField(primary_key=True)
    mode = models.TextField()  # basah: sign by hand now | nanti: collect later
    begins = models.DateField()
    ends = models.DateField()
    reason = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()
    office = models.TextField()


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
