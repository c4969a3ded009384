"""`siaga restore`: the office on a new machine, from whatever is left of it. Killed half way and called again, it goes on.

Always as a new box: keys, a chain and serials of its own, so that a machine believed dead may come back and nothing is minted twice.
The old keys, if a backup holds them, open what was sealed to them and vouch for the new box; they are never written with again.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace

import msgspec
from django.db.models import F

from siaga.accounts.models import Officer
from siaga.accounts.seals import open_seals
from siaga.journal import blobs, boxes, exchange, parked, returning
from siaga.journal.act import SYSTEM, Refused
from siaga.journal.messages import Link
from siaga.journal.models import Blob
from siaga.kit.keys import Keys
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import PermanentFault, TemporaryFault

from . import remains as left
from .backup import series_in
from .blobs_back import asked_for, asked_of, found_blob
from .home import Centre
from .lost_and_found import Known, Report, settle
from .progress import Say
from .remains import Remains, Taker
from .restore_plan import Sources, State, keep_state
from .signers import CHAIN, KEY


def look(sources: Sources, known: Known) -> Remains:
    """What is not in the journal, before anything is made. Raises PermanentFault when nothing says which office this is."""
    remains = Remains()
    for path in sources.homes:
        with left.opened(path) as old:
            left.look_into_home(old, remains, known)
    for folder in sources.backups:
        if sources.opener is None:
            raise PermanentFault("salinan cadangan dibuka dengan kata-kata kunci pemulihan: --kunci BERKAS")
        left.look_into_backup(left.the_root(folder, sources.wilayah), sources.opener, remains, known)
    if remains.settings is None and not (sources.code and sources.wilayah):
        raise PermanentFault(
            "tidak ada sumber: --dari FOLDER, --salinan FOLDER, atau --pusat URL --kode KODE --wilayah KODE"
        )
    return remains


@dataclass
class Restoration:
    """One run. node: the new box, inside whose database everything happens (it is entered already)."""

    node: Node
    state: State
    sources: Sources
    remains: Remains
    known: Known
    link: Link | None = None
    say: Say = lambda what, done, total: None
    takers: list[Taker] = field(default_factory=list)
    met: bool = False

    def run(self) -> Report:
        """Facts, voucher, blobs, accounts, and the office is here. Raises PermanentFault when nobody vouches for this box."""
        new = self._local_facts()
        if not self.state.box:
            self._become_a_box()
        new += self._facts_of_the_centre()
        while new and any(t.gaps for t in self.takers):  # one source may close the gap of another
            new = self._local_facts()
        for gap in sorted({words for t in self.takers for words in t.gaps.values()}):
            self.known.note(gap)
        parked.tidy(self.node)
        self._blobs()
        self._accounts()
        report = settle(self.node, self.known, self.node.trust.get(PUSAT), self.say)
        self._take_over()
        return report

    def _taker(self, source: str) -> Taker:
        self.takers.append(Taker(self.node, self.known, source, self.say))
        return self.takers[-1]

    def _local_facts(self) -> int:
        self.takers.clear()
        new = 0
        for path in self.sources.homes:
            with left.opened(path) as old:
                new += left.take_home(old, self._taker(f"folder {path.name}"))
        for folder in self.sources.backups:
            assert self.sources.opener is not None
            root = left.the_root(folder, self.node.id)
            new += left.take_backup(series_in(root), self.sources.opener, self.known, self._taker)
        for file in self.sources.bundles:
            try:
                new += left.take_bundle(file, self.node, self.remains, self._taker(f"kiriman {file.name}"))
            except PermanentFault as e:
                self.known.note(f"{file.name}: {e}")
        return new

    def _become_a_box(self) -> None:
        """By the centre's code where there is one: it knows more boxes than a backup may. Else by the old machine's own key."""
        heard = max([1, *(int(name.rpartition("/")[2]) for name in boxes.chains_of(self.node.id) if "/" in name)])
        if self.sources.code and self.link is not None:
            given, keys = returning.ask_box(self.node, self.link, self.sources.code, heard)
            assert self.state.settings.pusat is not None
            pusat = Centre(self.state.settings.pusat.url, keys.verify.hex(), keys.seal.hex())
            settings = msgspec.structs.replace(self.state.settings, pusat=pusat, name=given.name)
            self.state = State(settings, given.box)
            self.node.trust[PUSAT] = keys
        elif self.remains.keys:
            # The first box's key is the one that the centre admitted; another box's is believed where that box is known.
            self.state = State(self.state.settings, returning.free_box(self.node.id, heard), min(self.remains.keys))
        else:
            raise PermanentFault(
                "kotak baru ini belum diakui siapa pun: minta kode masuk kepada operator pusat (--pusat, --kode)"
            )
        keep_state(self.node.home, self.state)
        self.node = replace(self.node, box=self.state.box, name=self.state.settings.name)

    def _show(self) -> bool:
        """Whether the centre knows this box: by its code, or by the old machine's word for it."""
        if self.link is None:
            return False
        if not self.state.voucher:
            return True
        try:
            returning.show(self.node, self.link, self.remains.keys[self.state.voucher])
        except TemporaryFault as fault:
            self.known.note(returning.lacking_line(fault))
            return False
        except PermanentFault as fault:
            self.known.note(
                f"pusat belum mengakui kotak ini ({fault}): minta kode masuk, atau biarkan pertukaran biasa"
            )
            return False
        return True

    def _facts_of_the_centre(self) -> int:
        self.met = self._show()
        if not self.met or self.link is None:
            return 0
        taker, new = self._taker(PUSAT), 0
        try:
            held = {chain: seq for chain, (seq, _hash) in exchange.all_heads().items()}
            for answer in returning.given_back(self.node, self.link):
                self.known.heard(answer.heads)
                taker.expect(answer.heads, held)
                new += taker.take(answer.facts)
        except TemporaryFault as fault:
            self.known.note(returning.lacking_line(fault))
        return new

    def _blobs(self) -> None:
        """Copied where they lie, else asked of the centre; what nobody has is told in the report."""
        lacking = list(Blob.objects.filter(have__lt=F("size")).order_by("sha"))
        for n, blob in enumerate(lacking, 1):
            waiting = self.remains.waiting.get(blob.sha)
            for content in found_blob(self.remains.blob_folders, blob.sha):
                wanted_by = waiting.wanted_by if waiting else ""
                blobs.put(self.node, content, at=self.node.clock.now(), wanted_by=wanted_by, priority=blob.priority)
            self.say("Berkas", n, len(lacking))
        if not self.met or self.link is None:
            return
        try:
            came, total = 0, asked_for()
            for size in asked_of(self.node, self.link):
                came += size
                self.say("Berkas dari pusat (bita)", came, total)
        except TemporaryFault as fault:
            self.known.note(returning.lacking_line(fault))

    def _accounts(self) -> None:
        for keys in self.remains.keys.values():
            open_seals(replace(self.node, keys=keys))
        held = set(Officer.objects.values_list("username", flat=True))
        fields = {f.attname: f for f in Officer._meta.concrete_fields}
        for row in self.remains.officers:
            if row["username"] not in held:
                known = {name: fields[name].to_python(value) for name, value in row.items() if name in fields}
                Officer.objects.create(**known)
        reseal_signer(self.node, self.remains)

    def _take_over(self) -> None:
        reason = "dibangun kembali pada mesin baru"
        if boxes.is_office(self.node):
            return
        if self.state.voucher:
            outcome = returning.take_over_with(self.node, SYSTEM, self.remains.keys[self.state.voucher], reason)
        else:
            outcome = boxes.take_over(self.node, SYSTEM, reason)
        if isinstance(outcome, Refused):
            raise PermanentFault("; ".join(r.text() for r in outcome.refusals))


def reseal_signer(node: Node, remains: Remains) -> None:
    """The office's signing key, opened with the old machine's key and closed with the new one's."""
    if KEY not in remains.files or (node.home / KEY).exists():
        return
    old = Keys(bytes.fromhex(remains.files["key"].decode()))
    (node.home / CHAIN).write_bytes(remains.files[CHAIN])
    fd = os.open(node.home / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "wb") as f:
        f.write(bytes(node.keys.at_rest().encrypt(old.at_rest().decrypt(remains.files[KEY]))))
        f.flush()
        os.fsync(f.fileno())
