"""A death: the deed, the widowed spouse, and where the head has died a new KK number for those who remain (form F-2.01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from siaga.continuity.standing import may_begin
from siaga.continuity.table import REGISTER
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people import facts, minting, register
from siaga.people.asking import Need
from siaga.people.biodata import Biodata, Family
from siaga.people.codes import SHDK, Shdk, StatusKawin
from siaga.people.death_rules import (
    DEATH_BASIS,
    KK_BASIS,
    ON_TIME_DAYS,
    Death,
    DeathEffects,
    check_death,
    effects_of_death,
)
from siaga.people.numbers import digits

from .biodata_pertama import record_due
from .event import Peristiwa


def register_death(
    node: Node, actor: Actor, death: Death, *, also: Sequence[Refusal] = (), key: UUID | None = None
) -> Outcome:
    """The death of form F-2.01 and all that follows from it in the family. Done: the deed's number.

    Warnings name members whose relation to the new head the form cannot tell: the officer confirms them before the KK.
    also: what the form itself could not read.
    """
    form = msgspec.structs.replace(death, nik=digits(death.nik), kepala_baru=digits(death.kepala_baru))
    with Act(node, actor, key=key) as act:
        if no := may_begin(node, REGISTER):
            return act.refuse(no)
        today = node.clock.today()
        deceased = register.person(form.nik)
        # The lock first, then who is in it: another clerk may have registered a death in this family a moment ago.
        home = register.family(deceased.no_kk, lock=True) if deceased else None
        here = register.members(deceased.no_kk) if deceased else []
        deceased = next((m for m in here if m.nik == form.nik), deceased)
        refusals, warnings = check_death(form, deceased, here, today)
        refusals = [*refusals, *also]
        if deceased and home is None and not refusals:
            refusals = [_no_family()]
        if refusals or deceased is None or home is None:
            return act.refuse(refusals)
        effects = effects_of_death(home, here, deceased, form.kepala_baru)
        deed = minting.for_deed(node, "KM", today)
        kk = minting.for_family(home, today) if effects.new_kk else ""
        if effects.new_kk and (foreign := minting.not_ours(node, home.kode_wilayah)):
            return act.refuse(foreign)
        minted = minting.mint(node, minting.Wanted(kk=kk, akta=deed))
        if isinstance(minted, Refusal):
            return act.refuse(minted)
        _record_deed(act, form, deceased, minted.akta, today)
        _record_family(act, home, {m.nik: m for m in here}, effects, minted.kk, today)
        return act.done(minted.akta, [*warnings, *uncertain(effects, here)])


def _record_deed(act: Act, form: Death, deceased: Biodata, number: str, today: date) -> None:
    died = form.tanggal_meninggal
    assert died is not None
    act.record(
        facts.DeathRegistered(
            number=number,
            nik=deceased.nik,
            no_kk=deceased.no_kk,
            died_on=died,
            registered_on=today,
            late=(today - died).days > ON_TIME_DAYS,
            deed=msgspec.to_builtins(form),
        ),
        subject=f"penduduk/{deceased.nik}",
    )
    record_due(act, "akta_kematian", f"akta/{number}", deceased.nik)


def _record_family(
    act: Act, home: Family, here: Mapping[str, Biodata], effects: DeathEffects, new_kk: str, today: date
) -> None:
    for nik, after in changes(effects, here, new_kk).items():
        before = register.before_of(here[nik], after)
        change = facts.BiodataChanged(nik=nik, before=before, after=after, reason="kematian")
        act.record(change, subject=f"penduduk/{nik}")
    if effects.new_kk:
        after_family = msgspec.structs.replace(home, no_kk=new_kk, nik_kepala=effects.new_head)
        registered = facts.FamilyRegistered(family=after_family, issued_on=today, replaces=home.no_kk)
        act.record(registered, subject=f"keluarga/{new_kk}")
    if effects.new_kk or effects.closed:
        act.record(facts.FamilyClosed(no_kk=home.no_kk, replaced_by=new_kk), subject=f"keluarga/{home.no_kk}")
    if not effects.closed:
        record_due(act, "kk", f"keluarga/{new_kk or home.no_kk}", effects.new_head or home.nik_kepala)


def changes(effects: DeathEffects, here: Mapping[str, Biodata], new_kk: str) -> dict[str, dict[str, Any]]:
    """NIK -> the columns that change, one fact a person."""
    after: dict[str, dict[str, Any]] = {}
    if new_kk:
        for nik, member in here.items():
            if nik != effects.deceased and member.status == "aktif":
                after[nik] = {"no_kk": new_kk}
    for change in effects.shdk:
        if change.before != change.after:
            after.setdefault(change.nik, {})["shdk"] = change.after
    for nik in effects.widowed:
        after.setdefault(nik, {})["status_kawin"] = int(StatusKawin.CERAI_MATI)
    return after


def uncertain(effects: DeathEffects, here: list[Biodata]) -> list[Refusal]:
    """Whose new relation to the head somebody has to look at."""
    names = {m.nik: m.nama for m in here}
    text = "Hubungan %(nama)s dengan kepala keluarga baru tercatat sebagai %(shdk)s. Pastikan sebelum KK dicetak."
    return [
        Refusal(
            "death.relation_uncertain",
            text,
            basis=KK_BASIS,
            params={"nama": names[c.nik], "shdk": SHDK.label(c.after).lower()},
        )
        for c in effects.shdk
        if not c.certain and c.after != Shdk.KEPALA
    ]


def _no_family() -> Refusal:
    gone = "KK orang ini tidak berlaku lagi pada register kantor ini. Perbarui dahulu keluarganya."
    return Refusal("people.no_family", gone, field="nik", basis=DEATH_BASIS)


KEMATIAN = Peristiwa(
    "kematian",
    "Pencatatan kematian",
    sheet="F-2.01",
    legal_basis="UU 24/2013 pasal 44; Perpres 96/2018 pasal 45",
    deadline_days=ON_TIME_DAYS,
    needs=(
        Need("Surat kematian dari dokter, kepala desa/lurah, kepolisian, atau penetapan pengadilan"),
        Need("KK dan KTP-el yang meninggal"),
        Need("KTP-el pelapor"),
    ),
    effects=(
        "people.death_registered",
        "people.biodata_changed",
        "people.family_registered",
        "people.family_closed",
        "people.document_due",
    ),
    documents=("akta_kematian", "kk"),
    url="people:death",
)
