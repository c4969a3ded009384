"""The claim keys of a country as they are published: stated by the centre and by offices, revoked when a machine was stolen.

The centre states every admitted machine's key; an office states those of its own second boxes and service points, so that their
papers are trusted also while the centre is away. Both are facts and reach every node.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.serialization import Encoding

from siaga.journal.act import SYSTEM, Act, Actor, Outcome
from siaga.journal.membership import keys_of
from siaga.journal.models import Peer
from siaga.journal.questions import finds
from siaga.kit.node import PUSAT, Node, office_of
from siaga.kit.refusal import Refusal

from .checking.keylist import FORMAT, Certificate, KeyList, Statement, certified, kind_titles, moment, signed
from .facts import KeyStated
from .models import KeyStatement

FIELDS = Statement.__struct_fields__
AT_ONCE = 200


@finds(
    "EXISTS (SELECT FROM journal_peer p WHERE (%s OR p.id LIKE %s) AND NOT EXISTS (SELECT FROM documents_keystatement k"
    " WHERE k.key = encode(p.verify_key, 'hex') AND (k.by = %s OR NOT %s)))",
    lambda node, now: (node.id == PUSAT, f"{node.id}/%", node.keys.public.verify.hex(), node.id == PUSAT),
)
def vouch_due(node: Node, now: datetime) -> int:
    """Due work: state the keys that nobody answered for yet; at the centre of every machine, at an office of its own others."""
    mine = node.keys.public.verify.hex()
    stated = KeyStatement.objects.all() if node.id != PUSAT else KeyStatement.objects.filter(by=mine)
    done = set(stated.values_list("key", flat=True))
    peers = Peer.objects.all() if node.id == PUSAT else Peer.objects.filter(id__startswith=f"{node.id}/")
    due = [p for p in peers.order_by("admitted_at", "id") if bytes(p.verify_key).hex() not in done]
    due = [p for p in due if node.id == PUSAT or bytes(p.verify_key).hex() != mine][:AT_ONCE]
    if not due:
        return 0
    with Act(node, SYSTEM) as act:
        for peer in due:
            _state(act, _about(peer, now))
        act.done()
    return len(due)


def _about(peer: Peer, now: datetime) -> Statement:
    """A revocation that was said before stands, whoever speaks of the key now."""
    key, office = bytes(peer.verify_key).hex(), office_of(peer.id)
    ended = KeyStatement.objects.filter(key=key).exclude(revoked="").order_by("revoked", "by").first()
    name = Peer.objects.filter(id=office).values_list("name", flat=True).first() or peer.name
    revoked, reason = (ended.revoked, ended.reason) if ended else ("", "")
    return Statement(peer.id, office, name, key, moment(peer.admitted_at), revoked, reason, moment(now), by="")


def _state(act: Act, said: Statement) -> None:
    said = signed(said, act.node.keys.signing_key())
    act.record(KeyStated(**msgspec.structs.asdict(said)), subject=f"kunci/{said.machine}")


def revoke(node: Node, actor: Actor, machine: str, since: date, reason: str, *, key: UUID | None = None) -> Outcome:
    """No claim of this machine's key dated `since` or later is accepted any more. The centre may say so of every machine, an office of
    its own others; never of the machine that is asked, which goes on signing."""
    with Act(node, actor, key=key) as act:
        peer = Peer.objects.filter(id=machine).first()
        if no := _not_to_revoke(node, peer, since, reason):
            return act.refuse(no)
        assert peer is not None
        said = _about(peer, act.now)
        _state(act, msgspec.structs.replace(said, revoked=since.isoformat(), reason=" ".join(reason.split())))
        return act.done(machine)


def _not_to_revoke(node: Node, peer: Peer | None, since: date, reason: str) -> Refusal | None:
    if peer is None or (node.id != PUSAT and office_of(peer.id) != node.id):
        return Refusal("keys.machine", "Mesin ini tidak ada dalam daftar kunci yang dapat Anda cabut.", "mesin")
    if bytes(peer.verify_key) == node.keys.public.verify:
        no = "Kunci ini sedang dipakai oleh mesin ini sendiri. Pindahkan kantor ke kotak lain dahulu, lalu cabut dari sana."
        return Refusal("keys.own", no, "mesin")
    if since > node.clock.today():
        return Refusal("keys.future", "Tanggal pencabutan tidak boleh sesudah hari ini.", "sejak")
    if not reason.strip():
        return Refusal("keys.reason", "Tulis sebab pencabutan.", "sebab")
    earliest = (
        KeyStatement.objects.filter(key=bytes(peer.verify_key).hex()).exclude(revoked="").order_by("revoked").first()
    )
    if earliest is not None and earliest.revoked <= since.isoformat():
        return Refusal("keys.revoked", "Kunci ini sudah dicabut sejak tanggal itu atau sebelumnya.", "mesin")
    return None


def statements() -> list[Statement]:
    rows = KeyStatement.objects.order_by("office", "machine", "key", "by")
    return [Statement(*(getattr(row, name) for name in FIELDS)) for row in rows]


def key_list(node: Node) -> KeyList:
    """The list as this node can give it now: for `/publik/kunci.json`, the stick, the installed page."""
    centre = node.keys.public if node.id == PUSAT else keys_of(node, PUSAT)
    own = keys_of(node, node.chain)
    found, mine = statements(), node.keys.public.verify.hex()
    if node.id != PUSAT and all(each.key != mine for each in found):
        # Not admitted yet, or not heard yet that it was: its own word, which nobody trusts who asks for the centre's.
        row = Peer.objects.filter(id=node.chain).first() if own else None
        since = moment(row.admitted_at if row else node.clock.now())
        alone = Statement(node.chain, node.id, node.name, mine, since, "", "", since, by="")
        found.append(signed(alone, node.keys.signing_key()))
    return KeyList(
        format=FORMAT,
        centre=centre.verify.hex() if centre else "",
        made=moment(node.clock.now()),
        publisher=node.id,
        kinds=kind_titles(),
        statements=found,
        certificates=_certificates(node),
    )


def _certificates(node: Node) -> list[Certificate]:
    chain = getattr(node.devices.get("signer"), "chain", ())
    if not chain or node.id == PUSAT:
        return []
    pem = chain[-1].public_bytes(Encoding.PEM).decode()
    return [certified(node.id, pem, node.keys.signing_key())]


def revoked_since() -> dict[str, str]:
    """Key (hex) → first day of which its claims are refused."""
    found: dict[str, str] = {}
    for key, day in KeyStatement.objects.exclude(revoked="").values_list("key", "revoked"):
        found[key] = min(day, found.get(key, day))
    return found
