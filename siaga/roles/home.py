"""A node's home folder: who it is (`node.json`), its keys, its blobs. Made by `siaga init`, read by every process of the node."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from siaga.kit.keys import Keys, PublicKeys
from siaga.kit.node import PUSAT
from siaga.kit.postgres import Cluster
from siaga.kit.refusal import PermanentFault


class Centre(msgspec.Struct, frozen=True):
    """Where the centre is and the keys that were trusted at admission (hex)."""

    url: str
    verify_key: str = ""
    seal_key: str = ""


SOFTWARE_CHIP = "maya"


class Printer(msgspec.Struct, frozen=True):
    """chip: who writes the card's chip: "" the printer itself, or nobody; "maya" a chip of software (demonstration)."""

    name: str
    uri: str
    chip: str = ""


class Box(msgspec.Struct, frozen=True):
    """Another machine of the same office: its name among nodes ("3172", "3172/2"), its address, how long an act waits for it (seconds),
    and its keys (hex) where no fact has told them yet."""

    name: str
    url: str
    timeout: float = 2.0
    verify_key: str = ""
    seal_key: str = ""


class Saving(msgspec.Struct, frozen=True):
    """Backups: into which folder, to which recovery key (its public half), from what hour of the office's day, how many series stay, and
    after how many days they are tried out."""

    folder: str = ""
    key: str = ""
    hour: int = 19
    keep: int = 2
    test_days: int = 7


class EsignService(msgspec.Struct, frozen=True):
    """The e-sign service by which the head of office signs, instead of a key on this machine: its address and API version, the signer's
    NIK and name, the office's account, seconds until an answer is given up. The passphrase is never here. root: certificate of the
    service's issuer (PEM)."""

    url: str
    nik: str
    name: str
    version: int = 2
    user: str = ""
    password: str = ""
    timeout: float = 30.0
    root: str = ""


class Device(msgspec.Struct, frozen=True):
    """A token or HSM that holds the head of office's key: the path of its maker's PKCS#11 library, the labels of the token and of the key
    in it, its certificate and those above (PEM, the signer's first). Its PIN is never here."""

    module: str
    token: str
    key: str
    chain: str


class LongTerm(msgspec.Struct, frozen=True):
    """With a key of the office's own, on this machine or in a device: which PAdES level is aimed at ("B-B", "B-T", "B-LT") and who stamps
    the time. Where the authority does not answer, papers are signed B-B."""

    level: str = "B-B"
    tsa: str = ""
    roots: str = ""


class Settings(msgspec.Struct, frozen=True):
    """node.json. cluster: folder of the embedded PostgreSQL, relative to the home; database: its database, or a URL of another server.

    box: which of the office's machines this is. point: its number, on a service point. cadangan: the office's second box. kantor: on
    a second box or a service point, the office that let it in. paket: on a second box, the mark of what its office told it last.
    """

    id: str
    name: str
    wilayah: str = ""
    zone: str = "WIB"
    database: str = ""
    cluster: str = ""
    pusat: Centre | None = None
    printers: list[Printer] = []
    secret: str = ""
    hosts: str = "127.0.0.1,localhost"
    public_url: str = ""
    synthetic: bool = False
    box: int = 1
    point: int = 0
    cadangan: Box | None = None
    kantor: Box | None = None
    paket: str = ""
    salinan: Saving | None = None
    tte: EsignService | None = None
    tte_lokal: LongTerm | None = None
    tte_perangkat: Device | None = None


@dataclass(frozen=True)
class Home:
    """A node's folder and what it says."""

    path: Path
    settings: Settings
    _clusters: dict[str, Cluster] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path) -> Home:
        try:
            return cls(path, msgspec.json.decode((path / "node.json").read_bytes(), type=Settings))
        except FileNotFoundError as e:
            raise PermanentFault(
                f"{path} belum berisi simpul: jalankan `siaga init kantor` atau `siaga init pusat` dahulu"
            ) from e
        except msgspec.MsgspecError as e:
            raise PermanentFault(f"{path / 'node.json'} tidak terbaca: {e}") from e

    @classmethod
    def begin(cls, path: Path, settings: Settings) -> Home:
        """A new home and fresh keys, not yet a node: that is what `save` makes of it, so that a founding that broke off can
        be asked for again. Refuses to touch one that is a node: its keys are its identity."""
        if (path / "node.json").exists():
            raise PermanentFault(f"{path} sudah berisi simpul; kunci lama tidak ditimpa")
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (path / "key").exists():
            Keys.fresh().save(path / "key")
        return cls(path, settings)

    @classmethod
    def make(cls, path: Path, settings: Settings) -> Home:
        """`begin` and `save` in one."""
        return cls.begin(path, settings).save(settings)

    def save(self, settings: Settings) -> Home:
        temporary = self.path / "node.json.new"
        fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(fd, "w") as f:
            f.write(json.dumps(msgspec.to_builtins(settings), indent=1, ensure_ascii=False) + "\n")
            f.flush()
            os.fsync(f.fileno())
        os.replace(temporary, self.path / "node.json")
        return Home(self.path, settings, self._clusters)

    @property
    def keys(self) -> Keys:
        return Keys.load(self.path / "key")

    @property
    def trust(self) -> dict[str, PublicKeys]:
        """Keys known before any fact tells them: the centre's, and on a second box its office's."""
        known: dict[str, Centre | Box] = {}
        if self.settings.pusat is not None:
            known[PUSAT] = self.settings.pusat
        if self.settings.kantor is not None:
            known[self.settings.kantor.name] = self.settings.kantor
        return {
            name: PublicKeys(bytes.fromhex(peer.verify_key), bytes.fromhex(peer.seal_key))
            for name, peer in known.items()
            if peer.verify_key
        }

    @property
    def cluster(self) -> Cluster | None:
        """The embedded server, if this node uses one."""
        if os.environ.get("DATABASE_URL") or not self.settings.cluster:
            return None
        folder = (self.path / self.settings.cluster).resolve()
        return self._clusters.setdefault(str(folder), Cluster(folder))

    def conninfo(self) -> str:
        """libpq connection string: DATABASE_URL first, then the embedded server, then the URL in node.json."""
        if url := os.environ.get("DATABASE_URL"):
            return url
        cluster = self.cluster
        return cluster.conninfo(self.settings.database) if cluster else self.settings.database
