"""What a life event asks for: each answer declared once, beside the struct's field; page, check and reference are made from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, get_type_hints

import msgspec

from siaga.kit.refusal import Refusal
from siaga.people.codes import CodeList
from siaga.people.form_rules import missing

Kind = Literal["text", "date", "number", "nik", "kk", "akta", "choice", "code", "area", "member", "relations"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One answer. label: Indonesian, translated when shown. most: letters; of a number, the greatest.

    choices: code -> words, a text of the catalogues or (Indonesian, English). codes: the list that a "code" is of.
    akta: the number of a deed. member: NIK of somebody of the KK that the event is about.
    anywhere: of an area, also outside this office's own regency.
    relations: who of the family moves, and as what (NIK -> SHDK); a member without one stays.
    """

    label: str
    kind: Kind = "text"
    required: bool = True
    help: str = ""
    most: int = 60
    choices: Mapping[str, str | tuple[str, str]] = field(default_factory=dict)
    codes: CodeList | None = None
    anywhere: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that stand together on the page."""

    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """A paper that the applicant brings. instead: what stands in for it, "" nothing. Both in the words of the receipt.

    told_by: the answer that says which of them was seen, where the form asks that anyway; then nothing is ticked off for it.
    picture: what told_by says when the paper shows the scan itself, a photograph; then there must be one.
    """

    words: str
    instead: str = ""
    told_by: str = ""
    picture: str = ""


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what an event's form holds. papers: for each need, "ada", "pengganti" or "" (not seen), in their order."""

    papers: tuple[str, ...] = ()


@lru_cache(maxsize=128)
def asks_of(form: type[Answers]) -> Mapping[str, Ask]:
    """The declared answers of a form by field, in their order."""
    hints = get_type_hints(form, include_extras=True)
    declared = {name: getattr(hints[name], "__metadata__", ()) for name in form.__struct_fields__}
    return {name: a for name, marks in declared.items() for a in marks if isinstance(a, Ask)}


def numbers_of(answers: Answers, kind: Kind) -> Iterator[str]:
    """The NIKs, KK numbers or numbers of deeds that were given."""
    for name, ask in asks_of(type(answers)).items():
        value = getattr(answers, name)
        if value and (ask.kind == kind or (kind == "nik" and ask.kind == "member")):
            yield value
        elif kind == "nik" and ask.kind == "relations":
            yield from value


def unanswered(answers: Answers, basis: str) -> list[Refusal]:
    """One refusal for each required answer that is not there."""
    return [
        missing(name, _inside(ask.label), basis)
        for name, ask in asks_of(type(answers)).items()
        if ask.required and _empty(getattr(answers, name))
    ]


def _inside(label: str) -> str:
    """A label within a sentence: "nama ibu", but "RT" and "NIK ibu"."""
    return label if label[:2].isupper() else label[0].lower() + label[1:]


def _empty(value: Any) -> bool:
    return not (value.strip() if isinstance(value, str) else value)


def papers_seen(answers: Answers, needs: tuple[Need, ...], basis: str) -> list[Refusal]:
    """One refusal for each paper that nobody has seen, at its own field (`syarat_0`, `syarat_1` …)."""
    seen = (*answers.papers, *("" for _ in needs))
    found = []
    for n, need in enumerate(needs):
        if need.told_by or seen[n] == "ada" or (seen[n] == "pengganti" and need.instead):
            continue
        words = "Persyaratan ini belum diperiksa. Tandai setelah dokumennya Anda lihat."
        if need.instead:
            words = "Persyaratan ini belum diperiksa. Pilih dokumen yang Anda lihat: aslinya, atau penggantinya."
        found.append(Refusal("people.paper_missing", words, field=f"syarat_{n}", basis=basis))
    return found
