"""Loans of blangko between districts, as the facts made them. Imported by `cards.models`."""

from __future__ import annotations

from django.db import models


class BlangkoLoan(models.Model):
    """A loan through the province, at the borrower, the lender and the centre.

    state: diminta -> disetujui | ditolak; disetujui -> dikirim -> diterima -> dikembalikan -> lunas. What goes back in parts is "diterima"
    at the borrower until the last one, and at the lender between one part and the next.
    """

    id = models.UUIDField(primary_key=True)
    office = models.TextField()  # the borrower
    lender = models.TextField(db_default="")
    item = models.TextField(db_default="ktp_el")
    amount = models.IntegerField()
    reason = models.TextField(db_default="")
    at = models.DateTimeField()
    state = models.TextField(db_default="diminta")
    letter = models.TextField(db_default="")  # the province's letter; of a refusal: why
    sent = models.IntegerField(db_default=0)
    sent_serials = models.JSONField(db_default=[])
    announced = models.BooleanField(db_default=False)  # the centre has told the borrower that they are on their way
    received = models.IntegerField(db_default=0)
    returned = models.IntegerField(db_default=0)  # all parts together
    returned_serials = models.JSONField(db_default=[])
    told = models.IntegerField(db_default=0)  # of these, what the centre has told the lender of
    told_serials = models.JSONField(db_default=[])
    home = models.IntegerField(db_default=0)  # of these, what the lender has counted
    settled = models.IntegerField(db_default=0)  # counted at the lender when they came back

    class Meta:
        app_label = "cards"
