"""An office comes back on a new machine: the centre, or another box of the office, gives it what it holds.

Rules
- A new machine is a new box: a chain and serials of its own. It never writes into the chain of the machine that was lost.
- Its number leaves room for one second box that the giver has not heard of: two machines never get one number.
- Who vouches for it: the centre (a one-time code of its operator), or the office's old key out of a backup (`take_over_with`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from siaga.kit.keys import BadSignature, Keys, PublicKeys
from siaga.kit.node import PUSAT, Node, office_of
from siaga.kit.refusal import PermanentFault, TemporaryFault

from . import boxes, exchange, membership, messages
from .act import Act, Actor, Outcome, Refused
from .facts import Sealed
from .messages import AskBack, BoxGiven, GivenBack, Link, Message, NewBox, Problem, ShowBox
from .mirror import unheld
from .writer import fetch

BREATH = 4_000_000  # bytes of facts in one answer


def free_box(office: str, known: int) -> int:
    """A number that no machine of this office has, as far as anybody here knows. known: the highest that the asker has heard of."""
    return max(boxes.next_box(office), known + 1) + 1


def give_box(node: Node, sender: str, message: NewBox) -> Message:
    """At the centre: admit a machine that knows a code made for its office. Asking again with the same keys finds the same number."""
    office = office_of(sender)
    if node.id != PUSAT or office != message.wilayah:
        raise PermanentFault("kotak baru diterima oleh pusat, untuk kantornya sendiri")
    if membership.keys_of(node, office) is None:
        raise PermanentFault(f"kantor {office} belum pernah diterima oleh pusat: pakailah `siaga init kantor`")
    keys = PublicKeys(message.verify_key, message.seal_key)
    met = fetch(f"SELECT id FROM journal_peer WHERE verify_key = %s AND {boxes.BOXES}", (keys.verify, office))
    name = met[0][0] if met else boxes.box_name(office, free_box(office, message.known))
    of_office = fetch("SELECT name FROM journal_peer WHERE id = %s", (office,))[0][0]
    outcome, proof = membership.admit(
        node, code_proof=message.code_proof, newcomer=name, name=f"{of_office} (baru)", wilayah=office, keys=keys
    )
    if isinstance(outcome, Refused):
        return Problem(text=outcome.refusals[0].text())
    mine = node.keys.public
    box = int(name.rpartition("/")[2])
    return BoxGiven(box=box, name=of_office, verify_key=mine.verify, seal_key=mine.seal, code_proof=proof)


def ask_box(node: Node, link: Link, code: str, known: int) -> tuple[BoxGiven, PublicKeys]:
    """At the new machine (a node of box 0, which nobody knows): its number, and the centre's keys, proven by the same code."""
    mine = node.keys.public
    proof = membership.proof(code, mine)
    asked = NewBox(wilayah=node.id, verify_key=mine.verify, seal_key=mine.seal, code_proof=proof, known=known)
    envelope = messages.open_envelope(link.call(messages.pack(node, PUSAT, asked)))
    answer = messages.decode(envelope.content)
    if isinstance(answer, Problem):
        raise PermanentFault(answer.text)
    if not isinstance(answer, BoxGiven):
        raise PermanentFault("jawaban pusat tidak dikenal")
    keys = PublicKeys(answer.verify_key, answer.seal_key)
    messages.unpack(node, envelope, keys)
    if answer.code_proof != membership.proof(code, keys):
        raise BadSignature("yang menjawab bukan pusat yang membuat kode ini; hubungi operator pusat")
    return answer, keys


def give_back(node: Node, sender: str, message: AskBack, withheld: str) -> GivenBack:
    """The next of what this node holds of the asker's office, in the order in which it understood it.

    withheld: why the centre does not let verdicts go now ("" = it does): then only those that the office had already are given.
    """
    if node.id != PUSAT:
        boxes.known_box(node, sender)
    office = office_of(sender)
    ours = f"{PUSAT}>{office}"
    names = [PUSAT, ours, *boxes.chains_of(office)]
    heads = {chain: seq for chain, (seq, _hash) in exchange.heads_of(names).items()}
    if withheld and node.id == PUSAT and ours in heads:
        told = fetch(
            "SELECT max(seq) FROM journal_cursor WHERE chain = %s AND split_part(peer, '/', 1) = %s", (ours, office)
        )
        heads[ours] = int(told[0][0] or 0)
    facts = [f for f in unheld(message.held, names) if f.seq <= heads[f.chain]]
    return GivenBack(facts=breath(facts), heads=heads)


def breath(facts: Iterable[Sealed], room: int = BREATH) -> list[Sealed]:
    """The first of them, as many as one answer of `room` bytes holds, one at least."""
    facts = list(facts)
    size = 0
    for n, f in enumerate(facts):
        size += len(f.body) + 300
        if size > room and n:
            return facts[:n]
    return facts


def given_back(node: Node, link: Link, peer: str = PUSAT) -> Iterator[GivenBack]:
    """At the new machine: answers until the other end has no more. The caller takes each in before it asks for the next."""
    while True:
        held = {chain: seq for chain, (seq, _hash) in exchange.all_heads().items()}
        answer: GivenBack = exchange.ask(node, link, AskBack(held=held), peer)
        yield answer
        if not answer.facts:
            return


def show(node: Node, link: Link, old: Keys) -> None:
    """At the new machine: make itself known to the centre by the old machine's word, before any fact says so."""
    mine = node.keys.public
    proof = bytes.fromhex(boxes.vouch(old, node.chain, mine))
    exchange.ask(node, link, ShowBox(verify_key=mine.verify, seal_key=mine.seal, proof=proof))


def take_over_with(node: Node, actor: Actor, old: Keys, reason: str) -> Outcome:
    """Become the office with the old machine's key as the only voucher: no line to the centre is needed.

    `OfficeTaken` stands first in the new chain, for other boxes ask for the first fact of whoever replaced them.
    """
    keys, name = node.keys.public, boxes.box_name(node.id, node.box)
    if boxes.serving_box(node.id) >= node.box:
        return boxes.take_over(node, actor, reason)
    with Act(node, actor) as act:
        held = {chain: seq for chain, (seq, _hash) in sorted(exchange.all_heads().items())}
        act.record(boxes.OfficeTaken(box=node.box, held=held, reason=reason), subject=f"kotak/{node.id}")
        proof = boxes.vouch(old, name, keys)
        added = boxes.BoxAdded(box=node.box, verify_key=keys.verify.hex(), seal_key=keys.seal.hex(), proof=proof)
        act.record(added, subject=f"kotak/{node.id}/{node.box}")
        act.write()  # the fence looks at this row when the facts are appended
        return act.done(held)


def lacking_line(fault: TemporaryFault) -> str:
    """What is told when the centre could not be asked to the end: the rest comes by the usual exchange."""
    return f"pusat tidak menjawab sampai selesai ({fault}); sisanya datang sendiri dengan pertukaran biasa"
