"""Print orders, blangko, suket and old cards, as the facts made them."""

from __future__ import annotations

from django.db import models

from .allotment.models import Allotment as Allotment
from .blangko.models import BlangkoLoan as BlangkoLoan
from .duplicates.models import ClosedNik as ClosedNik
from .duplicates.models import DuplicateAnswer as DuplicateAnswer
from .duplicates.models import DuplicateCase as DuplicateCase
from .fleet.models import FleetPrinter as FleetPrinter
from .fleet.models import Precedence as Precedence
from .fleet.models import PrinterSeen as PrinterSeen
from .fleet.models import SpoiledCard as SpoiledCard
from .kia.models import KiaCard as KiaCard
from .pickup.models import DeliveryRound as DeliveryRound
from .pickup.models import PickupCall as PickupCall
from .pickup.models import PickupHours as PickupHours
from .pickup.models import StoredCard as StoredCard
from .planning.models import Correction as Correction
from .planning.models import PlanRun as PlanRun
from .planning.models import PlanSample as PlanSample
from .planning.models import PostedTarget as PostedTarget
from .planning.models import SettledBand as SettledBand
from .planning.models import SettledUntil as SettledUntil
from .planning.models import TargetWeek as TargetWeek
from .suket.models import RenewalRound as RenewalRound
from .telling.models import Message as Message


class PrintOrder(models.Model):
    """One card that is owed to one person.

    state: menunggu (in line) -> dikirim (at a printer, blangko taken; with `out_at` it is out by the printer's word and waits to be looked
    at) -> tercetak (found good, on the pick-up shelf in `box` and `slot`) -> diserahkan; batal. A spoiled or aborted attempt returns it to
    menunggu at its old place. klass: a class of cards.order.
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
    out_at = models.DateTimeField(null=True)  # since when the printer says that this attempt is printed
    box = models.TextField(db_default="")
    slot = models.SmallIntegerField(db_default=0)
    serial = models.BigIntegerField(null=True)  # of the blangko, where whoever checked the card wrote it down
    handed_at = models.DateTimeField(null=True)
    handed_to = models.TextField(db_default="")
    handed_how = models.TextField(db_default="")  # telunjuk | jari_lain | iris | keputusan | wakil
    says = models.TextField(db_default="")
    kecamatan = models.TextField(db_default="")
    kelurahan = models.TextField(db_default="")
    first = models.BooleanField(db_default=False)  # misprint found at hand-over: reprinted first
    office = models.TextField(db_default="")
    blangko_from = models.TextField(db_default="")  # the account that the blangko at the printer came from
    void = models.TextField(db_default="")  # why a handed-over card is no longer valid: diganti | ditarik | meninggal
    lent_to = models.TextField(
        db_default=""
    )  # the service point that it is lent to, "3172/t1"; "": the office holds it
    writer = models.TextField(db_default="")  # the service point that wrote last of it, "": the office
    returned = models.BooleanField(db_default=False)  # the point gives it back; the office has not taken it yet
    lent_packet = models.TextField(db_default="")  # sha of the recording's packet, sealed to the point

    class Meta:
        constraints = [
            # Of an order writes who holds it. `apply` sees no earlier state, so the table refuses it: what a point wrote after its office
            # took the order back is parked, and a card is never printed at both.
            models.CheckConstraint(condition=models.Q(writer=models.F("lent_to")), name="cards_one_holder"),
        ]
        indexes = [
            models.Index(fields=["state", "recorded_at"], name="cards_line"),
            models.Index(fields=["printed_at"], name="cards_printed"),
            models.Index(
                fields=["nik"],
                condition=models.Q(state="tercetak")
                & (models.Q(state_since__gt=models.F("printed_at")) | models.Q(state_since__lt=models.F("printed_at"))),
                name="cards_came_back",
            ),
            models.Index(fields=["lent_to", "state"], condition=~models.Q(lent_to=""), name="cards_lent"),
        ]


class OpenOrder(models.Model):
    """Keeps a person to one card that is owed: a row from joining the line until hand-over or cancelling.

    A table of its own and not a partial unique index, because a replay writes many facts at once and only operations
    on one row keep their order there.
    """

    pk = models.CompositePrimaryKey("office", "nik")
    office = models.TextField()
    nik = models.TextField()
    order = models.UUIDField()


class Looked(models.Model):
    """How far due work has followed the journal, and when (local). lsn: of the last fact that was understood when it looked."""

    name = models.TextField(primary_key=True)
    lsn = models.BigIntegerField()
    at = models.DateTimeField()


class PrintJob(models.Model):
    """What a printer has said of one attempt (local: the outbox of print jobs). `name` is the IPP job-name.

    state: baru (never offered: written with the order) | ditawarkan (on its way, the printer may have it) | diterima (the printer has it) |
    dicetak | berhenti | ditarik (being withdrawn, for another printer) | macet (it gave up: somebody has to look) | galat (cannot be sent).
    An order at a printer without a row was sent by another box or before a restoration: the printer may have it.
    """

    name = models.TextField(primary_key=True)
    order = models.UUIDField(db_index=True)
    printer = models.TextField()
    state = models.TextField()
    says = models.TextField(default="")
    since = models.DateTimeField()


class Balance(models.Model):
    """Blangko in each account of an office (cards.blangko.rules). No act brings one below zero: a trigger of migration 0007 sees to it,
    as a CHECK would also refuse the "minus five" that is about to be added to a row. What two boxes of an office wrote without knowing
    of each other may: it is booked alike at every node, whatever came first, and a stock count settles it.
    """

    pk = models.CompositePrimaryKey("office", "item", "account")
    office = models.TextField()
    item = models.TextField(db_default="ktp_el")  # ktp_el | kia | pita
    account = models.TextField()
    amount = models.IntegerField(db_default=0)


class LedgerEntry(models.Model):
    """One movement of blangko between two accounts ("luar" is the world outside)."""

    id = models.UUIDField(primary_key=True)
    office = models.TextField()
    at = models.DateTimeField(db_index=True)
    kind = models.TextField()  # a kind of cards.blangko.rules.KINDS
    source = models.TextField()
    target = models.TextField()
    amount = models.IntegerField()
    note = models.TextField(db_default="")
    actor = models.TextField()
    item = models.TextField(db_default="ktp_el")
    serials = models.JSONField(db_default=[])  # ranges [first, last] that moved along
    used = models.JSONField(db_default=[])  # ranges that lay at the source and went into cards

    class Meta:
        indexes = [
            models.Index(fields=["office", "item", "at"], name="cards_book"),
            models.Index(
                fields=["office", "item"], condition=~models.Q(serials=[], used=[]), name="cards_book_serials"
            ),
        ]


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
    item = models.TextField(db_default="ktp_el")
    serials = models.JSONField(db_default=[])  # shipped
    damaged = models.IntegerField(db_default=0)
    fetch = models.JSONField(db_default={})  # cards.blangko.facts.FetchAssigned: who fetches it
    bast = models.TextField(db_default="")  # number of the minutes of its receipt


class Suket(models.Model):
    """Surat keterangan pengganti KTP-el. At most one valid for each NIK (ValidSuket)."""

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
    year = models.SmallIntegerField(db_default=0)
    serial = models.IntegerField(db_default=0)  # of this office in this year
    urgent_for = models.TextField(db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "year", "serial"], name="cards_suket_serial")]


class ValidSuket(models.Model):
    """Keeps a person to one suket that has not been ended; see OpenOrder."""

    pk = models.CompositePrimaryKey("office", "nik")
    office = models.TextField()
    nik = models.TextField()
    number = models.TextField()


class IdentityCheck(models.Model):
    """One try to prove at hand-over that it is the holder who stands here, whatever came of it."""

    id = models.UUIDField(primary_key=True)
    order = models.UUIDField(db_index=True)
    at = models.DateTimeField()
    by = models.TextField()
    method = models.TextField()  # telunjuk | jari_lain | iris
    part = models.TextField()  # "2": finger position, "L": eye
    matched = models.BooleanField()


class MonthReport(models.Model):
    """An office's report of blangko at the end of a month; refused unless it adds up."""

    pk = models.CompositePrimaryKey("office", "month")
    office = models.TextField()
    month = models.DateField()
    received = models.IntegerField()
    printed = models.IntegerField()
    spoiled = models.IntegerField()
    stock = models.IntegerField()
    in_transit = models.IntegerField()
    difference = models.IntegerField()
    at = models.DateTimeField()
    actor = models.TextField()


class OldCard(models.Model):
    """A card or suket taken back; listed until it is destroyed with a berita acara, whose number is `minutes`."""

    id = models.UUIDField(primary_key=True)
    nik = models.TextField(db_index=True)
    what = models.TextField()  # ktp_el | suket
    reason = models.TextField()
    taken_at = models.DateTimeField()
    taken_by = models.TextField()
    minutes = models.TextField(db_default="", db_index=True)


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
