"""What officers do with a case file. The event's effects happen in the act of its last step, and in no other way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from siaga.continuity.standing import may_begin
from siaga.continuity.table_words import REGISTER
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal, refused
from siaga.people.asking import Answers
from siaga.people.event_acts import Decided, Recorded, carry_out, decide
from siaga.people.moving.arriving import carry_out_arrival
from siaga.people.moving.arriving_rules import MoveIn
from siaga.people.moving.leaving import carry_out_move
from siaga.people.moving.leaving_rules import MoveOut
from siaga.people.peristiwa import BY_CODE
from siaga.people.peristiwa.event import Peristiwa

from . import about_whom, drafts, facts, rules
from .models import Berkas, Draft
from .office_acts import policies_of, rules_of
from .steps import DONE, RETURNED, STATE_WORDS, STEPS, WITHDRAWN, following, step, steps_of

AskRecorded = Callable[[Sequence[str]], Collection[str]]
"""Of these NIKs, whose biometrics were taken: recording lies on a floor below and is handed in."""


def nobody_asked(niks: Sequence[str]) -> Collection[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a step. state: of the case file now. made: what was recorded. wrong: why the rules sent it back."""

    state: str
    made: Recorded | None = None
    wrong: tuple[Refusal, ...] = ()


def waits_words(row: Berkas) -> str:
    """Where it stands, in a few words in the reader's language."""
    return _(STATE_WORDS[row.state])


def answers_of(row: Berkas) -> Answers:
    """Its form, as it was submitted."""
    asked = BY_CODE[row.event].asked
    assert asked is not None
    return msgspec.convert(row.answers, asked.answers, strict=False)


def submit(
    node: Node,
    actor: Actor,
    event: Peristiwa,
    about: str,
    answers: Answers,
    *,
    draft: Draft | None = None,
    also: Sequence[Refusal] = (),
    key: UUID | None = None,
) -> Outcome:
    """Ask for the event to be recorded; every rule speaks now, each at its field. Done: the case file's id.

    draft: what it was typed in, with its sheets; it is gone afterwards. also: what the form itself could not read.
    """
    key = key or ids.fresh()
    with Act(node, actor, key=key) as act:
        if no := may_begin(node, event.service):
            return act.refuse(no)
        decided = decide(node, event, about, answers, also=also)
        if isinstance(decided, Refusal):
            return act.refuse(decided)
        scanned = drafts.needs_scanned(draft)
        before = _returned(actor, draft)
        wrong = [
            *decided.refusals,
            *rules.pictures_missing(event.needs, decided.answers, drafts.photographed(draft)),
            *rules.scans_missing(event.needs, scanned, wanted=rules_of(node).scans),
            *refused([_again(node, event, about, answers, before)]),
        ]
        if wrong:
            return act.refuse(wrong)
        id = before.id if before else ids.nth(key, 0)
        body = _submitted(act, event, about, answers, decided, draft, before, id)
        act.record(body, subject=f"berkas/{id}")
        if draft is not None:
            draft.delete()
        return act.done(id, decided.effects.warnings)


def _returned(actor: Actor, draft: Draft | None) -> Berkas | None:
    """The case file that a draft corrects, if it is still with its officer."""
    if draft is None or draft.berkas is None:
        return None
    rows = Berkas.objects.select_for_update().filter(id=draft.berkas, state=RETURNED, submitted_by=actor.id)
    return rows.first()


def _again(node: Node, event: Peristiwa, about: str, answers: Answers, before: Berkas | None) -> Refusal | None:
    """The same wish in another case file that still runs. Of a family only the very same answers: twins are two births."""
    running = Berkas.objects.filter(office=node.id, event=event.code, about=about, state__in=STEPS)
    if before is not None:
        running = running.exclude(id=before.id)
    assert event.asked is not None
    if event.asked.about in ("keluarga", ""):
        running = running.filter(answers=msgspec.to_builtins(answers))
    if not running.exists():
        return None
    twice = "Berkas yang sama sudah diajukan dan masih diperiksa. Buka Semua berkas untuk melihatnya."
    return Refusal("berkas.twice", twice)


def _submitted(
    act: Act,
    event: Peristiwa,
    about: str,
    answers: Answers,
    decided: Decided,
    draft: Draft | None,
    before: Berkas | None,
    id: UUID,
) -> facts.Submitted:
    deed = decided.effects.deed
    steps = steps_of(
        event,
        deed=bool(deed or decided.effects.notes),
        late=deed is not None and deed.late,
        on=act.node.clock.today(),
        policies=policies_of(act.node),
    )
    sheets, refs = drafts.to_blobs(act.node, draft, act.now) if draft else ([], [])
    whom = about_whom.of(decided, about)
    return facts.Submitted(
        berkas=id,
        event=event.code,
        about=about,
        answers=msgspec.to_builtins(answers),
        sheets=sheets,
        blobs=refs,
        steps=list(steps),
        state=following(steps, RETURNED),
        title=whom.title,
        niks=whom.niks,
        area=whom.area,
        first_at=before.first_at if before else act.now,
        round=before.round + 1 if before else 1,
        application=drafts.application_of(draft) or (before.application if before else None),
    )


def take(
    node: Node,
    actor: Actor,
    id: UUID,
    seen: tuple[int, str],
    *,
    recorded: AskRecorded = nobody_asked,
    key: UUID | None = None,
) -> Outcome:
    """Take the step that the case file waits for. seen: round and state as the officer saw them. Done: `Taken`.

    recorded: whose biometrics were taken, of these NIKs; a SKPWNI says it.

    The rules speak again, for the register may have changed: what they refuse goes back to the one who submitted it, with their reason.
    With the last step the event is recorded, in this very act.
    """
    with Act(node, actor, key=key) as act:
        row = Berkas.objects.select_for_update().filter(id=id, office=node.id).first()
        small = rules_of(node).small
        if no := rules.may_take(row, actor.id, actor.roles, seen=seen, small=small) or may_begin(node, _service(row)):
            return act.refuse(no)
        assert row is not None
        then = step(row.state, "approve", row.steps)
        if isinstance(then, Refusal):
            return act.refuse(then)
        event, answers = BY_CODE[row.event], answers_of(row)
        decided = decide(node, event, row.about, answers, lock=then == DONE)
        if isinstance(decided, Refusal):
            return act.refuse(decided)
        if decided.refusals:
            _send_back(act, row, " ".join(r.text() for r in decided.refusals if r.message), by_rules=True)
            return act.done(Taken(RETURNED, wrong=tuple(decided.refusals)))
        made = _carry_out(act, event, row.about, answers, recorded) if then == DONE else None
        if isinstance(made, list):
            return act.refuse(made)
        act.record(_advanced(row, then, actor, made), subject=f"berkas/{row.id}")
        return act.done(Taken(then, made), decided.effects.warnings)


def _service(row: Berkas | None) -> str:
    return BY_CODE[row.event].service if row is not None else REGISTER


def _carry_out(
    act: Act, event: Peristiwa, about: str, answers: Answers, recorded: AskRecorded
) -> Recorded | list[Refusal]:
    """The event itself; a move is more than a change of the register."""
    if isinstance(answers, MoveIn):
        return carry_out_arrival(act, answers)
    if isinstance(answers, MoveOut):
        return carry_out_move(act, about, answers, recorded=recorded(sorted(answers.relations)))
    return carry_out(act, event, about, answers)


def _advanced(row: Berkas, then: str, actor: Actor, made: Recorded | None) -> facts.Advanced:
    said: dict[str, Any] = {}
    if made is not None:
        said = {"akta": made.akta, "kk": sorted({*made.kk.values(), made.home} - {""}), "holder": made.holder}
        said["papers"] = sorted(set(made.papers))
    alone = row.submitted_by == actor.id
    return facts.Advanced(berkas=row.id, step=row.state, then=then, alone=alone, **said)


def _send_back(act: Act, row: Berkas, reason: str, *, by_rules: bool = False) -> None:
    body = facts.SentBack(berkas=row.id, step=row.state, reason=reason, by_rules=by_rules)
    act.record(body, subject=f"berkas/{row.id}")


def send_back(
    node: Node, actor: Actor, id: UUID, seen: tuple[int, str], reason: str, *, key: UUID | None = None
) -> Outcome:
    """To the one who submitted it, with the reason. Done: `Taken`."""
    with Act(node, actor, key=key) as act:
        row = Berkas.objects.select_for_update().filter(id=id, office=node.id).first()
        no = rules.may_take(row, actor.id, actor.roles, seen=seen, small=True) or rules.what_to_mend(reason)
        if no:
            return act.refuse(no)
        assert row is not None
        _send_back(act, row, reason.strip())
        return act.done(Taken(RETURNED))


def withdraw(node: Node, actor: Actor, id: UUID, reason: str, *, key: UUID | None = None) -> Outcome:
    """The applicant does not want it any more, or it was a mistake. By the one who submitted it, or the head of office."""
    with Act(node, actor, key=key) as act:
        row = Berkas.objects.select_for_update().filter(id=id, office=node.id).first()
        if row is None or (row.submitted_by != actor.id and "kepala" not in actor.roles):
            return act.refuse(Refusal("berkas.unknown", "Berkas ini tidak ada di kantor ini."))
        to = step(row.state, "withdraw", row.steps)
        if no := to if isinstance(to, Refusal) else rules.reason_given(reason):
            return act.refuse(no)
        act.record(facts.Withdrawn(berkas=row.id, reason=reason.strip()), subject=f"berkas/{row.id}")
        Draft.objects.filter(berkas=row.id).delete()
        return act.done(Taken(WITHDRAWN))
