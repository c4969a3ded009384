"""Print orders, blangko, suket and old cards, as the facts made them."""

from __future__ import annotations

from django.db import models


class PrintOrder(models.Model):
    """One card that is owed to one person.

    state: menunggu (in line) -> dikirim (at a printer, blangko taken) -> tercetak (on the pick-up shelf) -> diserahkan; batal. A spoiled
    or aborted attempt returns it to menunggu at its old place. klass: a class of cards.order.
    """

    id = models.UUIDField(primary_key=True)
    nik = models.TextField(db_index=True)
    record = models.UUIDField()
    klass = models.TextField()
    reason = models.TextField(db_default="baru")  # baru | hilang | rusak | ubah_data | salah_cetak
    recorded_at = models.DateTimeField()  # decides the place inside a class
    joined_at = models.DateTimeField()
    state = models.TextField(db_default="menunggu")
    state_since = models.DateTimeField()
    attempt = models.SmallIntegerField(db_default=0)
    printer = models.TextField(db_default="")
    job = models.TextField(db_default="")  # the IPP job-name: "<id>-<attempt>"
    printed_at = models.DateTimeField(null=True)
    shelf = models.TextField(db_default="")
    handed_at = models.DateTimeField(null=True)
    handed_to = models.TextField(db_default="")
    handed_how = models.TextField(db_default="")  # telunjuk | jari_lain | iris | keputusan | wakil
    says = models.TextField(db_default="")
    kecamatan = models.TextField(db_default="")
    kelurahan = models.TextField(db_default="")
    first = models.BooleanField(db_default=False)  # misprint found at hand-over: reprinted first
    void = models.TextField(db_default="")  # why a handed-over card is no longer valid: diganti | ditarik | meninggal

    class Meta:
        indexes = [
            models.Index(fields=["state", "recorded_at"], name="cards_line"),
            models.Index(fields=["printed_at"], name="cards_printed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["nik"],
                condition=models.Q(state__in=["menunggu", "dikirim", "tercetak"]),
                name="cards_one_open_order",
            ),
        ]


class Balance(models.Model):
    """Blangko in each account of this office: stok, petugas, tercetak, rusak, perjalanan, selisih. Never below zero."""

    pk = models.CompositePrimaryKey("office", "account")
    office = models.TextField()
    account = models.TextField()
    amount = models.IntegerField(db_default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(amount__gte=0), name="cards_never_below_zero")]


class LedgerEntry(models.Model):
    """One movement of blangko between two accounts ("luar" is the world outside)."""

    id = models.UUIDField(primary_key=True)
    office = models.TextField()
    at = models.DateTimeField(db_index=True)
    kind = models.TextField()  # terima | ambil | cetak | rusak | kembali | opname
    source = models.TextField()
    target = models.TextField()
    amount = models.IntegerField()
    note = models.TextField(db_default="")
    actor = models.TextField()


class BlangkoRequest(models.Model):
    """An office's request to the centre, its shipment and its receipt."""

    id = models.UUIDField(primary_key=True)
    office = models.TextField()
    at = models.DateTimeField()
    amount = models.IntegerField()
    prr = models.IntegerField()  # the number behind the request: PRR waiting when it was made
    stock = models.IntegerField()
    state = models.TextField(db_default="diminta")  # diminta | dikirim | diterima | ditolak
    shipped = models.IntegerField(db_default=0)
    shipped_at = models.DateTimeField(null=True)
    received = models.IntegerField(db_default=0)
    received_at = models.DateTimeField(null=True)
    note = models.TextField(db_default="")


class Suket(models.Model):
    """Surat keterangan pengganti KTP-el. At most one valid for each NIK."""

    number = models.TextField(primary_key=True)
    nik = models.TextField(db_index=True)
    issued_on = models.DateField()
    valid_to = models.DateField()
    state = models.TextField(db_default="berlaku")  # berlaku | dicabut | diperpanjang | dibatalkan
    reason = models.TextField(db_default="")
    verified = models.BooleanField(db_default=True)  # false: given on a recording not yet verified by the centre
    renews = models.TextField(db_default="")
    policy = models.TextField(db_default="")
    counterfactual = models.BooleanField(db_default=False)
    office = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nik"], condition=models.Q(state="berlaku"), name="cards_one_valid_suket"),
        ]


class OldCard(models.Model):
    """A card or suket taken back; listed until it is destroyed with a berita acara."""

    id = models.UUIDField(primary_key=True)
    nik = models.TextField(db_index=True)
    what = models.TextField()  # ktp_el | suket
    reason = models.TextField()
    taken_at = models.DateTimeField()
    taken_by = models.TextField()


class PrintPolicy(models.Model):
    """A circular that orders the print list, issued by the centre; an office cannot edit it."""

    number = models.TextField(primary_key=True)
    issued_on = models.DateField()
    issuer = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    classes = models.JSONField()
    inside = models.TextField(db_default="recording_date")


class SuketPolicy(models.Model):
    """A circular that allows, narrows or forbids the suket from a date on."""

    number = models.TextField(primary_key=True)
    valid_from = models.DateField()
    issuer = models.TextField()
    rule = models.TextField()  # allowed | narrowed | forbidden | urgent
    note = models.TextField(db_default="")
