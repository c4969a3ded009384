"""Case files as the facts made them; drafts and their sheets are local."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from .steps import STEPS


class Berkas(models.Model):
    """One life event between the form and the register. state: see `steps`. answers, sheets, application: see `facts.Submitted`.

    papers: of a recorded one those that fell due by it, as `people.due.DuePaper`; null where the fact does not tell.
    """

    id = models.UUIDField(primary_key=True)
    event = models.TextField()
    about = models.TextField()
    title = models.TextField()
    answers = models.JSONField()
    sheets = models.JSONField(db_default=[])
    steps = ArrayField(models.TextField())
    state = models.TextField()
    round = models.SmallIntegerField(db_default=1)
    submitted_by = models.TextField()
    submitted_at = models.DateTimeField()  # this round
    first_at = models.DateTimeField()  # the first round: how long the applicant waits
    since = models.DateTimeField()
    says = models.TextField(db_default="")  # why it was returned or withdrawn
    akta = models.TextField(db_default="")
    kk = ArrayField(models.TextField(), db_default=[])
    holder = models.TextField(db_default="")
    niks = ArrayField(models.TextField())
    area = models.TextField(db_default="")
    office = models.TextField()
    application = models.UUIDField(null=True)
    papers = models.JSONField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["office", "state", "first_at"], name="berkas_worklist"),
            models.Index(
                fields=["submitted_by"],
                condition=models.Q(state__in=[*STEPS, "dikembalikan"]),
                name="berkas_of_officer",
            ),
            GinIndex(fields=["niks"], name="berkas_niks", fastupdate=False),
            GinIndex(fields=["kk"], name="berkas_kk", fastupdate=False),
            models.Index(fields=["about"], name="berkas_about"),
            models.Index(
                fields=["application"], condition=models.Q(application__isnull=False), name="berkas_application"
            ),
            models.Index(fields=["holder"], condition=~models.Q(holder=""), name="berkas_holder"),
            models.Index(fields=["akta"], condition=~models.Q(akta=""), name="berkas_akta"),
        ]


class StepPolicy(models.Model):
    """Whose hands cases go through from a day on, see `facts.StepsSet`."""

    id = models.UUIDField(primary_key=True)
    events = ArrayField(models.TextField())
    steps = ArrayField(models.TextField())
    since = models.DateField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.TextField()
    office = models.TextField()


class OfficeRules(models.Model):
    """How an office works, see `facts.RulesSet`; without a row: two officers, and a paper that was seen needs no scan."""

    office = models.TextField(primary_key=True)
    small = models.BooleanField()
    scans = models.BooleanField()
    reason = models.TextField()
    at = models.DateTimeField()


class Draft(models.Model):
    """A form as it was typed (local): survives a power cut, a logout and the back button.

    values: field -> text. berkas: the returned case file that this corrects. Gone when it is submitted or thrown away.
    """

    id = models.UUIDField(primary_key=True)
    officer = models.TextField()
    event = models.TextField()
    about = models.TextField()
    values = models.JSONField(default=dict)
    berkas = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["officer", "event", "about"], name="berkas_one_draft"),
        ]


class DraftSheet(models.Model):
    """A sheet of a draft (local), encrypted at rest to this node. place: its order among those of one paper."""

    id = models.UUIDField(primary_key=True)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="sheets")
    need = models.SmallIntegerField()
    place = models.IntegerField()
    mime = models.TextField()
    pages = models.SmallIntegerField(default=1)
    sealed = models.BinaryField()
