"""The published list of claim keys (`kunci.json`): whose key speaks for which office, said so by the centre. Pure.

A *statement* binds one key of one machine to its office, from a moment on and, if it was revoked, until a moment. It is text, signed
(Ed25519) by the centre or by a key that already speaks for the same office (a box vouches for its second box and for its service
points while the centre is away). Whoever holds the centre's public key can trust a list that came over any wire, or on a stick; of
several statements about one key a revocation stands for ever, otherwise the later one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from siaga.documents.kinds import KINDS
from siaga.documents.qr import ClaimKey, key_id

FORMAT = "siaga-kunci/1"
MAX_LIST = 4 * 1024 * 1024


class BadList(Exception):
    """Not a list of keys, or not one that the named centre stands behind."""


class Statement(msgspec.Struct, frozen=True, rename={
    "machine": "mesin", "office": "kantor", "name": "nama", "key": "kunci", "since": "sejak", "revoked": "dicabut",
    "reason": "sebab", "stated": "pada", "by": "oleh", "signature": "cap",
}):  # fmt: skip
    """machine: "3172", its second box "3172/2", its service point "3172/t1". office: for which the key speaks. key, by: public keys,
    64 hex digits; by: who signed this. since, stated: UTC, "2026-11-22T01:02:03Z". revoked: the first day ("2026-11-22", "" for none)
    of which a claim is refused. signature: 128 hex digits.
    """

    machine: str
    office: str
    name: str
    key: str
    since: str
    revoked: str
    reason: str
    stated: str
    by: str
    signature: str = ""

    def text(self) -> bytes:
        """What is signed: the fields before `cap`, one a line, behind the format's name."""
        parts = (self.machine, self.office, self.name, self.key, self.since, self.revoked, self.reason, self.stated)
        return "\n".join((FORMAT, *parts, self.by)).encode()


class Certificate(
    msgspec.Struct, frozen=True, rename={"office": "kantor", "pem": "pem", "by": "oleh", "signature": "cap"}
):
    """A root to which the electronic signatures of an office's PDFs lead (PEM), signed by one of the office's claim keys."""

    office: str
    pem: str
    by: str
    signature: str = ""

    def text(self) -> bytes:
        return "\n".join((FORMAT, "sertifikat", self.office, self.pem)).encode()


class KeyList(msgspec.Struct, frozen=True, rename={
    "format": "format", "centre": "pusat", "made": "dibuat", "publisher": "penerbit", "kinds": "jenis",
    "statements": "kunci", "certificates": "sertifikat",
}):  # fmt: skip
    """As published. centre: the centre's public key, "" where the office was not admitted yet. kinds: claim number → what the paper
    is called.
    """

    format: str
    centre: str
    made: str
    publisher: str
    kinds: dict[str, str]
    statements: list[Statement]
    certificates: list[Certificate] = []


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def signed(said: Statement, key: SigningKey) -> Statement:
    """The same, stated and signed by this key."""
    said = msgspec.structs.replace(said, by=bytes(key.verify_key).hex())
    return msgspec.structs.replace(said, signature=key.sign(said.text()).signature.hex())


def certified(office: str, pem: str, key: SigningKey) -> Certificate:
    said = Certificate(office, pem, bytes(key.verify_key).hex())
    return msgspec.structs.replace(said, signature=key.sign(said.text()).signature.hex())


def kind_titles() -> dict[str, str]:
    return {str(kind.claim_number): kind.title for kind in KINDS if kind.claim_number}


def encode(keys: KeyList) -> bytes:
    return msgspec.json.format(msgspec.json.encode(keys), indent=1)


def decode(data: bytes) -> KeyList:
    """Raises `BadList`."""
    if len(data) > MAX_LIST:
        raise BadList("terlalu besar")
    try:
        found = msgspec.json.decode(data, type=KeyList)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadList("bukan daftar kunci SIAGA") from error
    if found.format != FORMAT:
        raise BadList("bukan daftar kunci SIAGA versi ini")
    return found


class Known(msgspec.Struct, frozen=True):
    """What a list is worth after its signatures were checked. entries: by key id. trusted: key ids whose statement leads to the
    centre. offices: id → name, of trusted keys only. roots: PEM of the offices' certificates. made: of the newest list.
    """

    entries: Mapping[bytes, Statement]
    trusted: frozenset[bytes]
    offices: Mapping[str, str]
    kinds: Mapping[str, str]
    roots: Sequence[str]
    centre: str
    made: str

    def claim_keys(self) -> dict[bytes, ClaimKey]:
        return {id: ClaimKey(bytes.fromhex(each.key), each.office) for id, each in self.entries.items()}


def open_list(keys: KeyList, centre: str = "") -> Known:
    """Check every signature. centre: the centre's public key as the verifier holds it (hex); "" takes the list's own word.

    Statements with a wrong signature are dropped. Those that nobody trusted signed stay, untrusted: a key of an office that the centre
    has not admitted yet. Raises `BadList` where the list names another centre than the one held.
    """
    if centre and keys.centre != centre:
        raise BadList("daftar ini dari pusat lain")
    sound = [each for each in keys.statements if _sound(each)]
    trusted: dict[str, str] = {}  # key → its office; the centre's own: ""
    if keys.centre:
        trusted[keys.centre] = ""
    while True:
        more = {e.key: e.office for e in sound if e.key not in trusted and _may_say(e, trusted, sound)}
        if not more:
            break
        trusted |= more
    heard = [each for each in sound if each.key not in trusted or _may_say(each, trusted, sound)]
    entries = _standing(heard)
    trusted_ids = frozenset(id for id, each in entries.items() if each.key in trusted)
    return Known(
        entries=entries,
        trusted=trusted_ids,
        offices={e.office: e.name for id, e in sorted(entries.items()) if id in trusted_ids and e.machine == e.office},
        kinds=keys.kinds,
        roots=[each.pem for each in keys.certificates if _vouched(each, trusted)],
        centre=keys.centre,
        made=keys.made,
    )


def _may_say(said: Statement, trusted: Mapping[str, str], sound: Iterable[Statement]) -> bool:
    """The centre of everybody; an office's key of its own office, unless it was revoked before it said so."""
    if said.by not in trusted:
        return False
    if trusted[said.by] == "":
        return True
    ended = [each.revoked for each in sound if each.key == said.by and each.revoked and each.by in trusted]
    return trusted[said.by] == said.office and not any(moment <= said.stated for moment in ended)


def _standing(statements: Iterable[Statement]) -> dict[bytes, Statement]:
    """One statement a key: the earliest revocation if there is one, else what was said last."""
    found: dict[bytes, Statement] = {}
    for each in sorted(statements, key=lambda e: (e.stated, e.signature)):
        id = key_id(bytes.fromhex(each.key))
        before = found.get(id)
        if before is None or not before.revoked or (each.revoked and each.revoked < before.revoked):
            found[id] = each
    return found


def _sound(said: Statement) -> bool:
    return len(said.key) == 64 and _fits(said.by, said.text(), said.signature) and all(
        "\n" not in part for part in (said.machine, said.office, said.name, said.since, said.revoked, said.reason, said.stated)
    )  # fmt: skip


def _vouched(said: Certificate, trusted: Mapping[str, str]) -> bool:
    return trusted.get(said.by) == said.office and _fits(said.by, said.text(), said.signature)


def _fits(key: str, text: bytes, signature: str) -> bool:
    try:
        VerifyKey(bytes.fromhex(key)).verify(text, bytes.fromhex(signature))
    except (CryptoError, ValueError, TypeError):
        return False
    return True
