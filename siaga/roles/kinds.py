"""Every kind of fact, and every table that follows from facts, in one explicit list each.

A feature adds its `KINDS` and its fact tables here; nothing registers itself.
"""

from __future__ import annotations

from siaga.accounts import apply as accounts
from siaga.accounts.models import OfficerSeal
from siaga.berkas import apply as berkas
from siaga.berkas.models import Berkas, OfficeRules, StepPolicy
from siaga.cards import apply as cards
from siaga.cards import lending_apply
from siaga.cards.allotment import apply as allotment
from siaga.cards.blangko import apply as blangko
from siaga.cards.duplicates import apply as duplicates
from siaga.cards.duplicates.models import ClosedNik, DuplicateAnswer, DuplicateCase
from siaga.cards.fleet import apply as fleet
from siaga.cards.kia import apply as kia
from siaga.cards.models import (
    Allotment,
    Balance,
    BlangkoLoan,
    BlangkoRequest,
    Correction,
    FleetPrinter,
    IdentityCheck,
    KiaCard,
    LedgerEntry,
    MonthReport,
    OldCard,
    OpenOrder,
    PlanSample,
    PostedTarget,
    Precedence,
    PrintOrder,
    PrintPolicy,
    SpoiledCard,
    Suket,
    SuketPolicy,
    TargetWeek,
    ValidSuket,
)
from siaga.cards.pickup import apply as pickup
from siaga.cards.pickup.models import DeliveryRound, PickupCall, PickupHours, StoredCard
from siaga.cards.planning import apply as planning
from siaga.cards.suket import apply as suket
from siaga.cards.suket.models import RenewalRound
from siaga.continuity import apply as continuity
from siaga.continuity.models import Outage
from siaga.counter import apply as counter
from siaga.counter.models import Application, DayClose, Promise, Ticket, Visit
from siaga.documents import apply as documents
from siaga.documents.models import Document, KeyStatement, SigningMode
from siaga.incidents import apply as incidents
from siaga.incidents.models import Notice
from siaga.journal import boxes, membership, parked, points
from siaga.journal.facts import Kind, kinds
from siaga.journal.models import OfficeBox, OfficePoint, Peer, Settled
from siaga.journal.rows import Model
from siaga.people import apply as people
from siaga.people.foreign import apply as foreign
from siaga.people.foreign.models import Stay
from siaga.people.models import (
    Akta,
    DeedNote,
    DueDocument,
    Family,
    NikConfirmation,
    NikDoubt,
    NumberMark,
    Resident,
)
from siaga.people.moving import apply as moving
from siaga.people.moving.models import Move, MoveEnd, MoveRefusal, Recall
from siaga.perangkat import apply as perangkat
from siaga.perangkat.models import Equipment, EquipmentStep
from siaga.recording import apply as recording
from siaga.recording.models import Record
from siaga.uniqueness import apply as uniqueness
from siaga.uniqueness.models import Case

ALL: dict[str, Kind] = kinds(
    membership.KINDS,
    boxes.KINDS,
    points.KINDS,
    parked.KINDS,
    accounts.KINDS,
    continuity.KINDS,
    people.KINDS,
    moving.KINDS,
    foreign.KINDS,
    berkas.KINDS,
    recording.KINDS,
    cards.KINDS,
    fleet.KINDS,
    kia.KINDS,
    lending_apply.KINDS,
    blangko.KINDS,
    allotment.KINDS,
    duplicates.KINDS,
    planning.KINDS,
    suket.KINDS,
    pickup.KINDS,
    uniqueness.KINDS,
    documents.KINDS,
    counter.KINDS,
    incidents.KINDS,
    perangkat.KINDS,
)

# Replayed by `siaga rebuild`, compared by hash. Everything else is local: sessions, probes, drafts, transfer states, the read trail.
FACT_TABLES: tuple[Model, ...] = (
    *(Peer, OfficeBox, OfficePoint, Settled),
    OfficerSeal,
    Outage,
    Notice,
    *(Resident, Family, NumberMark, NikConfirmation, NikDoubt, Akta, DeedNote, DueDocument),
    *(Move, MoveEnd, MoveRefusal, Recall),
    Stay,
    *(Berkas, OfficeRules, StepPolicy),
    Record,
    Case,
    *(DuplicateCase, DuplicateAnswer, ClosedNik),
    *(PickupHours, PickupCall, StoredCard, DeliveryRound, RenewalRound),
    *(Document, SigningMode, KeyStatement),
    *(Ticket, Visit, Application, Promise, DayClose),
    *(FleetPrinter, SpoiledCard, Precedence, KiaCard),
    *(PlanSample, Correction, PostedTarget, TargetWeek),
    *(PrintOrder, OpenOrder, IdentityCheck, OldCard, Suket, ValidSuket, PrintPolicy, SuketPolicy),
    *(Equipment, EquipmentStep),
    *(Balance, LedgerEntry, BlangkoRequest, BlangkoLoan, MonthReport, Allotment),
)
