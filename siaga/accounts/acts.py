"""Accounts are made, changed, closed. The row is local (it holds secrets); what changed is also a fact, in which they are sealed."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password

from siaga.journal.act import SYSTEM, Act, Actor, Outcome, Refused
from siaga.kit import ids
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import Refusal, refused

from . import roles as table
from . import rules, seals
from .facts import OfficerChanged
from .models import Officer

NOT_YOURS = Refusal("officer.not_yours", "Hanya kepala kantor atau operator pusat yang dapat mengatur petugas.")


def place(node: Node) -> str:
    return table.CENTRE if node.id == PUSAT else table.OFFICE


def may_manage(actor: Actor) -> bool:
    return actor == SYSTEM or bool(actor.roles & table.MANAGERS)


def duties(officer: Officer) -> list[table.Role]:
    return [role for role in table.ALL if role.code in officer.roles]


def create_officer(
    node: Node,
    actor: Actor,
    username: str,
    name: str,
    roles: Iterable[str],
    wilayah: str = "",
    password: str = "",
    pin: str = "",
    *,
    must_change: bool = False,
    key: UUID | None = None,
) -> Outcome:
    """A new account. pin "" = none yet. must_change: the password is only for the first entry. Done.value: the username."""
    username, codes, wilayah = username.strip().lower(), _codes(roles), wilayah.replace(".", "").strip()
    with Act(node, actor, key=key) as act:
        if not may_manage(actor):
            return act.refuse(NOT_YOURS)
        found = [rules.username(username), *_findings(node, name, codes, wilayah), rules.password(password, username)]
        found.append(rules.pin(pin) if pin else None)
        if Officer.objects.filter(username=username).exists():
            found.append(Refusal("officer.taken", "Nama pengguna ini sudah dipakai. Pilih yang lain.", "username"))
        if refusals := refused(found):
            return act.refuse(refusals)
        officer = Officer(username=username, name=name.strip(), roles=codes, wilayah=wilayah, must_change=must_change)
        officer.password, officer.pin = make_password(password), make_password(pin) if pin else ""
        officer.save(force_insert=True)
        _tell(act, node, officer)
        return act.done(username)


def change_officer(
    node: Node, actor: Actor, username: str, name: str, roles: Iterable[str], wilayah: str, *, key: UUID | None = None
) -> Outcome:
    """Another name, other duties or another area."""
    codes, wilayah = _codes(roles), wilayah.replace(".", "").strip()
    with Act(node, actor, key=key) as act:
        officer = _locked(username)
        if not may_manage(actor) or officer is None:
            return act.refuse(NOT_YOURS)
        found = _findings(node, name, codes, wilayah)
        if not table.MANAGERS & set(codes) and _last_manager(officer):
            found.append(_keep_one("roles"))
        if found:
            return act.refuse(found)
        officer.name, officer.roles, officer.wilayah = name.strip(), codes, wilayah
        officer.save(update_fields=["name", "roles", "wilayah"])
        _tell(act, node, officer)
        return act.done(username)


def set_active(node: Node, actor: Actor, username: str, active: bool, *, key: UUID | None = None) -> Outcome:
    """Close an account (its sessions end at once) or open it again. Nothing is ever deleted: the journal names it."""
    with Act(node, actor, key=key) as act:
        officer = _locked(username)
        if not may_manage(actor) or officer is None:
            return act.refuse(NOT_YOURS)
        if not active and _last_manager(officer):
            return act.refuse(_keep_one())
        officer.active = active
        officer.save(update_fields=["active"])
        _tell(act, node, officer)
        return act.done(username)


def first_password() -> str:
    """About 2**58 of them, without signs that are mistaken for others when read aloud."""
    code = ids.public_code(12).lower()
    return "-".join((code[:4], code[4:8], code[8:]))


def reset_password(node: Node, actor: Actor, username: str) -> str | Refused:
    """A new password for one entry, told once; lifts a lock, ends sessions, forgets the PIN."""
    secret = first_password()
    with Act(node, actor) as act:
        officer = _locked(username)
        if not may_manage(actor) or officer is None:
            return act.refuse(NOT_YOURS)
        officer.password, officer.pin, officer.must_change = make_password(secret), "", True
        officer.failed_logins, officer.locked_until = 0, None
        officer.save(update_fields=["password", "pin", "must_change", "failed_logins", "locked_until"])
        _tell(act, node, officer)
    return secret


def change_password(node: Node, officer: Officer, old: str, new: str) -> Officer | Refused:
    """By the officer. Returns the changed row: its sessions have ended, the caller begins a new one."""
    with Act(node, actor_of(officer)) as act:
        found = refused([_proved(officer, old, "old"), rules.password(new, officer.username, "new")])
        if not found and check_password(new, officer.password):
            found = [Refusal("officer.same", "Kata sandi baru harus lain daripada yang lama.", "new")]
        if found:
            return act.refuse(found)
        officer.password, officer.must_change = make_password(new), False
        officer.save(update_fields=["password", "must_change"])
        _tell(act, node, officer)
    return officer


def change_pin(node: Node, officer: Officer, password: str, pin: str) -> Officer | Refused:
    """By the officer, who shows the password again."""
    with Act(node, actor_of(officer)) as act:
        found = refused([_proved(officer, password, "password"), rules.pin(pin)])
        if found:
            return act.refuse(found)
        officer.pin = make_password(pin)
        officer.save(update_fields=["pin"])
        _tell(act, node, officer)
    return officer


def tell_again(node: Node, actor: Actor) -> int:
    """Every account once more, sealed also to a box that was just admitted. Returns how many."""
    with Act(node, actor) as act:
        officers = list(Officer.objects.select_for_update().order_by("username"))
        for officer in officers:
            _tell(act, node, officer)
    return len(officers)


def actor_of(officer: Officer) -> Actor:
    return Actor(officer.username, officer.name, frozenset(officer.roles), officer.wilayah)


def _codes(roles: Iterable[str]) -> list[str]:
    given = set(roles)
    return [r.code for r in table.ALL if r.code in given] + sorted(given - set(table.BY_CODE))


def _findings(node: Node, name: str, codes: list[str], wilayah: str) -> list[Refusal]:
    return rules.account(name, codes, [r.code for r in table.here(place(node))], wilayah, node.wilayah)


def _locked(username: str) -> Officer | None:
    return Officer.objects.select_for_update().filter(username=username).first()


def _last_manager(officer: Officer) -> bool:
    """Whether nobody else could manage accounts; the other managers' rows stay locked, so two cannot leave at once."""
    if not officer.active or not table.MANAGERS & set(officer.roles):
        return False
    others = Officer.objects.select_for_update().filter(active=True).exclude(username=officer.username)
    return not any(table.MANAGERS & set(o.roles) for o in others)


def _keep_one(field: str = "") -> Refusal:
    return Refusal(
        "officer.last_manager",
        "Ini satu-satunya akun yang dapat mengatur petugas. Beri tugas itu kepada orang lain dahulu.",
        field,
    )


def _proved(officer: Officer, password: str, field: str) -> Refusal | None:
    if check_password(password, officer.password):
        return None
    return Refusal("officer.wrong_password", "Kata sandi sekarang tidak cocok. Ketik lagi.", field)


def _tell(act: Act, node: Node, officer: Officer) -> None:
    body = OfficerChanged(
        username=officer.username,
        name=officer.name,
        roles=list(officer.roles),
        wilayah=officer.wilayah,
        active=officer.active,
        sealed=seals.seal(node, officer),
    )
    # At the centre a plain fact is read by every office; its own officers are nobody else's business.
    act.record(body, subject=f"petugas/{officer.username}", to=PUSAT if node.id == PUSAT else "")
