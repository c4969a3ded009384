"""Circulars, issued by the centre alone and read by every office."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import Refusal, refused

from . import order as order_rules
from .facts import PrintPolicyIssued, SuketPolicyIssued
from .models import PrintPolicy, SuketPolicy
from .suket import rules as suket_rules

RULES = (suket_rules.ALLOWED, suket_rules.NARROWED, suket_rules.URGENT, suket_rules.FORBIDDEN)


def issue_print_policy(node: Node, operator: Actor, policy: order_rules.Policy, *, key: UUID | None = None) -> Outcome:
    """A circular that orders the print list of every office in its period. Done(its number)."""
    named = [klass for rank in policy.classes for klass in rank]
    with Act(node, operator, key=key) as act:
        wrong = refused(
            [
                _centre(node),
                _number(policy.number, PrintPolicy.objects.filter(number=policy.number).exists()),
                None
                if set(named) <= set(order_rules.CLASSES) and len(named) == len(set(named)) and named
                else _no("classes", "Sebut setiap kelompok paling banyak sekali, dari daftar kelompok.", "classes"),
                None
                if policy.inside in (order_rules.RECORDING_DATE, order_rules.RECORDING_MONTH)
                else _no("inside", "Urutan di dalam kelompok: menurut tanggal atau bulan perekaman.", "inside"),
                _no("period", "Tanggal akhir mendahului tanggal mulai. Perbaiki tanggalnya.", "valid_to")
                if policy.valid_to and policy.valid_to < policy.valid_from
                else None,
            ]
        )
        if wrong:
            return act.refuse(wrong)
        act.record(
            PrintPolicyIssued(
                number=policy.number,
                issued_on=policy.issued_on,
                issuer=policy.issuer,
                valid_from=policy.valid_from,
                valid_to=policy.valid_to,
                classes=[list(rank) for rank in policy.classes],
                inside=policy.inside,
            ),
            subject=f"edaran/{policy.number}"[:100],
        )
        return act.done(policy.number)


def issue_suket_policy(
    node: Node,
    operator: Actor,
    number: str,
    valid_from: date,
    issuer: str,
    rule: str,
    *,
    note: str = "",
    key: UUID | None = None,
) -> Outcome:
    """A circular that allows, narrows or forbids the suket from a day on. Done(its number)."""
    with Act(node, operator, key=key) as act:
        wrong = refused(
            [
                _centre(node),
                _number(number, SuketPolicy.objects.filter(number=number).exists()),
                None if rule in RULES else _no("rule", "Pilih aturan dari daftar.", "rule"),
            ]
        )
        if wrong:
            return act.refuse(wrong)
        act.record(
            SuketPolicyIssued(number=number, valid_from=valid_from, issuer=issuer, rule=rule, note=note),
            subject=f"edaran/{number}"[:100],
        )
        return act.done(number)


def _centre(node: Node) -> Refusal | None:
    if node.id == PUSAT:
        return None
    return _no("only_centre", "Surat edaran hanya diterbitkan pusat. Kantor membacanya dan tidak dapat mengubahnya.")


def _number(number: str, known: bool) -> Refusal | None:
    if not number.strip() or len(number) > 80:
        return _no("number", "Isi nomor surat edaran, paling banyak 80 huruf.", "number")
    return _no("known", "Nomor surat edaran ini sudah diterbitkan. Pakai nomor lain.", "number") if known else None


def _no(code: str, message: str, field: str = "") -> Refusal:
    return Refusal(f"policy.{code}", message, field=field)
