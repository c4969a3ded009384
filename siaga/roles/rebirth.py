"""The frame of a restoration: a home that is not yet a node becomes the office, or stays what it is and can be tried again."""

from __future__ import annotations

from pathlib import Path

import msgspec

from siaga.accounts.acts import create_officer
from siaga.accounts.models import Officer
from siaga.journal.act import SYSTEM, Refused
from siaga.journal.http import HttpLink
from siaga.journal.messages import Link
from siaga.kit import ids
from siaga.kit.clock import SystemClock
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault

from . import serving
from .founding import HEAD_OF_OFFICE, prepare
from .home import Home
from .lost_and_found import Known, Report, words_of
from .progress import Say
from .restore_plan import STATE, Sources, State, keep_state, node_of, settings_for, state_of
from .restoring import Restoration, look
from .saving import told
from .signers import make_local_signer

REPORT = "laporan-pemulihan"
ROLES = ["kepala", "auditor", "teknisi"]


def restore(
    path: Path, sources: Sources, *, database: str = "", say: Say, link: Link | None = None
) -> tuple[list[str], str]:
    """Build the office at `path` and make it the office. Returns what is told of it, and the first password ("" = the accounts came back).

    Raises PermanentFault; what was taken in so far stays, and the same call goes on from there. link: instead of the centre's address.
    """
    if (path / "node.json").exists():
        (path / STATE).unlink(missing_ok=True)
        raise PermanentFault(f"{path} sudah berisi simpul; pemulihan dibuat di folder yang baru")
    known = Known()
    remains = look(sources, known)
    state = state_of(path)
    if state is None:
        fresh = msgspec.structs.replace(settings_for(sources, remains, database), secret=serving.new_secret())
        state = State(fresh)
    home = Home.begin(path, state.settings)
    keep_state(path, state)
    prepare(home, say)
    try:
        pusat = state.settings.pusat
        if link is None and pusat is not None and pusat.url:
            link = HttpLink(pusat.url)
        node = node_of(path, state, home.keys)
        run = Restoration(node, state, sources, remains, known, link, say)
        report = run.run()
        password = _first_password(run.node)
        make_local_signer(home, HEAD_OF_OFFICE, SystemClock().now())
        words = [*words_of(report, run.state.settings.zone), told(run.state.settings.salinan)]
        _write(path, report, words)
        home.save(msgspec.structs.replace(run.state.settings, box=run.state.box))
        (path / STATE).unlink()
    finally:
        serving.leave(home)
    return words, password


def _first_password(node: Node) -> str:
    if Officer.objects.filter(active=True).exists():
        return ""
    password = ids.public_code(12)
    outcome = create_officer(node, SYSTEM, "kepala", HEAD_OF_OFFICE, ROLES, "", password, "")
    if isinstance(outcome, Refused):
        raise PermanentFault("; ".join(r.text() for r in outcome.refusals))
    return password


def _write(path: Path, report: Report, words: list[str]) -> None:
    (path / f"{REPORT}.txt").write_text("\n".join(words) + "\n")
    (path / f"{REPORT}.json").write_bytes(msgspec.json.format(msgspec.json.encode(report)))
