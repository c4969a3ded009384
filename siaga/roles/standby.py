"""A second box: how the office lets a machine in, how that machine becomes its second box, and how it takes over.

The office makes a one-time code. The new machine makes its own keys, knocks with a proof that it knows the code, and gets, sealed to
those keys, what it needs to be the office one day: settings, printers, the centre's keys, the key of the local signer.
"""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from siaga.accounts.acts import tell_again
from siaga.accounts.seals import open_seals
from siaga.journal import boxes, membership, messages
from siaga.journal.act import SYSTEM, Actor, Outcome, Refused
from siaga.journal.http import HttpLink
from siaga.journal.messages import Knock, Message, Problem, Welcome
from siaga.kit.clock import SystemClock
from siaga.kit.keys import BadSignature, Keys, PublicKeys
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import PermanentFault, Refusal, TemporaryFault

from . import serving
from .founding import prepare
from .home import Box, Home, Settings
from .package import SETTINGS, mark_of, opened, package_of
from .progress import Say, silent
from .second import OFFICE_LINE, ask_office
from .signers import keep_signer

NEWCOMER = "kotak-baru"  # its name until the office has given it a number
NO_REASON = Refusal(
    "box.reason", "Tulis apa yang terjadi dengan server kantor: alasannya dicatat dalam jurnal.", "reason"
)


# --- at the office ----------------------------------------------------------------------------------------------------


def new_code(node: Node, actor: Actor) -> str:
    """A one-time code for a second box, shown once. Raises PermanentFault at the centre and on a box that is not the office."""
    if node.id == PUSAT or not boxes.is_office(node):
        raise PermanentFault("kode kotak cadangan dibuat di kantor yang sedang melayani")
    return boxes.make_code(node, actor)


def admit(node: Node, knock: Knock) -> Message:
    """Answer a machine that knocks: let it in, note its address in node.json (the running `siaga serve` follows), seal its package."""
    keys = PublicKeys(knock.verify_key, knock.seal_key)
    outcome, proof = boxes.admit_box(node, knock.code_proof, keys, knock.url)
    if isinstance(outcome, Refused):
        return Problem(text=outcome.refusals[0].text())
    tell_again(node, SYSTEM)
    home = Home.open(node.home)
    s, box = home.settings, int(outcome.value)
    content = package_of(home, box)
    second = Box(boxes.box_name(node.id, box), knock.url)
    if s.cadangan is None or (s.cadangan.name, s.cadangan.url) != (second.name, second.url):
        home.save(msgspec.structs.replace(s, cadangan=second))
    mine = node.keys.public
    sealed = keys.seal_to(content)
    return Welcome(verify_key=mine.verify, seal_key=mine.seal, code_proof=proof, package=sealed)


# --- at the second box ------------------------------------------------------------------------------------------------


def stand_by(
    path: Path, office_url: str, code: str, url: str, *, database: str = "", cluster: str = "pg", say: Say = silent
) -> Home:
    """Make this machine the office's second box. url: where the office reaches it. The same call again goes on where it broke off."""
    office, secret = boxes.split_code(code)
    home = Home.begin(path, Settings(id=NEWCOMER, name=NEWCOMER))
    welcome = knock(home.keys, path, office_url, office, secret, url=url)
    content = home.keys.open(welcome.package)
    package = opened(content)
    if package.id != office.partition("/")[0]:
        raise BadSignature(f"yang menjawab adalah kantor {package.id}, bukan {office}")
    s = Settings(
        **{field: getattr(package, field) for field in SETTINGS},
        kantor=Box(office, office_url, verify_key=welcome.verify_key.hex(), seal_key=welcome.seal_key.hex()),
        hosts=",".join(dict.fromkeys(("127.0.0.1", "localhost", urlsplit(url).hostname or ""))),
        database=database or f"siaga_{package.id}",
        cluster="" if database else cluster,
        secret=serving.new_secret(),
        paket=mark_of(content).hex(),
    )
    home = Home(home.path, s)
    prepare(home, say)
    keep_signer(home, package.signer_key, package.signer_chain)
    return home.save(s)


def knock(
    keys: Keys, path: Path, office_url: str, office: str, secret: str, *, url: str = "", wilayah: str = ""
) -> Welcome:
    """Ask the office, and trust who answers only if it knows the same code. wilayah: the kecamatan of a service point."""
    node = Node(id=NEWCOMER, name=NEWCOMER, wilayah="", clock=SystemClock(), keys=keys, home=path, kinds={})
    mine = keys.public
    proof = membership.proof(secret, mine)
    asked = Knock(
        name=NEWCOMER,
        wilayah=wilayah,
        verify_key=mine.verify,
        seal_key=mine.seal,
        code_proof=proof,
        url=url.rstrip("/"),
    )
    link = HttpLink(office_url, 60.0, OFFICE_LINE, "kantor")
    envelope = messages.open_envelope(link.call(messages.pack(node, office, asked)))
    answer = messages.decode(envelope.content)
    if isinstance(answer, Problem):
        raise PermanentFault(answer.text)
    if not isinstance(answer, Welcome) or envelope.sender != office:
        raise PermanentFault("jawaban kantor tidak dikenal")
    theirs = PublicKeys(answer.verify_key, answer.seal_key)
    messages.unpack(node, envelope, theirs)
    if answer.code_proof != membership.proof(secret, theirs):
        raise BadSignature("yang menjawab bukan kantor yang membuat kode ini; jangan dilanjutkan")
    return answer


def own_address(office_url: str, port: int) -> str:
    """This machine's address as seen from the way to the office. No packet is sent: connecting UDP only chooses the way."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((urlsplit(office_url).hostname or "127.0.0.1", 9))
        except OSError as e:
            raise TemporaryFault(f"alamat kantor {office_url} tidak dapat dicapai; sebutkan --alamat-sendiri") from e
        return f"http://{probe.getsockname()[0]}:{port}"


def take_over(node: Node, actor: Actor, reason: str, *, force: bool = False) -> Outcome:
    """Become the office. Refused without a reason, and while the office still answers as the office, unless forced. Done.value: how far
    each chain is held."""
    if node.id == PUSAT or node.point:
        return Refused((Refusal("box.not_a_second", "Ambil alih dijalankan di kotak cadangan sebuah kantor."),))
    if not reason.strip():
        return Refused((NO_REASON,))
    if not force and (no := office_answers(node)) is not None:
        return Refused((no,))
    outcome = boxes.take_over(node, actor, reason.strip())
    if outcome:
        open_seals(node)
    return outcome


def office_answers(node: Node) -> Refusal | None:
    """Why this box need not take over: the office is there and serves."""
    if OFFICE_LINE not in node.devices or boxes.is_office(node):
        return None
    try:
        answer = ask_office(node)
    except TemporaryFault:
        return None
    if answer.taken:
        return None
    no = "Kantor masih menjawab dan masih melayani. Matikan dahulu, atau ambil alih dengan paksa bila memang harus."
    return Refusal("box.office_answers", no)
