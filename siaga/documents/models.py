"""Issued papers."""

from __future__ import annotations

from django.db import models


class Document(models.Model):
    """One paper, with the data it was made from. The PDF as signed is a sealed blob of this node."""

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

    class Meta:
        indexes = [models.Index(fields=["state", "made_at"], name="documents_queue")]
