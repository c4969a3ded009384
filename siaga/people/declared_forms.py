"""The form of a declared life event, made from its declaration: no field is written twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from siaga.shell.fields import AreaField, NomorField, TanggalField
from siaga.wilayah.find import path_name

from . import codes
from .asking import Answers, Ask, Need, asks_of
from .biodata import NEIGHBOURHOODS, Biodata, three_digits
from .forms import Code, RuledForm, text_field
from .peristiwa.event import Peristiwa

PAPER, RELATION = "syarat_", "relations_"


class DeclaredForm(RuledForm):
    """members: of the family, who may be chosen. spared: fields that nobody has to see."""

    def __init__(
        self, *args: Any, event: Peristiwa, members: Sequence[Biodata], spared: Collection[str] = (), **kwargs: Any
    ) -> None:
        kwargs["initial"] = _spread_relations(kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        assert event.asked is not None
        self.asked, self.members = event.asked, members
        self.needed = len(event.needs)
        self.asks = {name: ask for name, ask in asks_of(self.asked.answers).items() if name not in spared}
        for name, ask in self.asks.items():
            self.fields |= _fields(name, ask, members)
        self.fields |= {f"{PAPER}{n}": _paper(need) for n, need in enumerate(event.needs) if not need.told_by}
        self.order_fields(
            [name for _title, names in self.groups() for name in names]
        )  # what is wrong is told as it is read

    def groups(self) -> list[tuple[str, Sequence[str]]]:
        papers = [name for name in self.fields if name.startswith(PAPER)]
        declared = [
            (_(g.title), [f for name in g.fields if name in self.asks for f in self._spread(name)])
            for g in self.asked.groups
        ]
        found = [*declared, (_("Persyaratan yang diperiksa"), papers)]
        return [(title, fields) for title, fields in found if fields]

    def _spread(self, name: str) -> list[str]:
        return [f"{RELATION}{m.nik}" for m in self.members] if self.asks[name].kind == "relations" else [name]

    def places(self) -> dict[str, str]:
        """What is wrong with the whole of the movers is told at the first of them."""
        return {name: f for name in self.asks for f in self._spread(name)[:1]}

    def answers(self) -> Answers:
        given: dict[str, Any] = {}
        for name, ask in self.asks.items():
            if ask.kind == "relations":
                chosen = {m.nik: self.value(f"{RELATION}{m.nik}") for m in self.members}
                given[name] = {nik: shdk for nik, shdk in chosen.items() if shdk}
            elif value := self.value(name):
                given[name] = three_digits(value) if name in NEIGHBOURHOODS else value
        papers = tuple(str(self.value(f"{PAPER}{n}")) for n in range(self.needed))
        if "beda" in self.asked.answers.__struct_fields__:
            given["beda"] = tuple(self.data.getlist("beda")) if isinstance(self.data, QueryDict) else ()
        return self.asked.answers(**given, papers=papers)

    def show_areas(self, on: date) -> None:
        """The names of areas beside their codes, when the form is shown again."""
        for name, ask in self.asks.items():
            code = str(self[name].value() or "") if ask.kind == "area" else ""
            if code.isascii() and code.isdigit() and len(code) == 10:
                self.fields[name].widget.shown = path_name(code, on)


def _spread_relations(initial: Mapping[str, Any]) -> dict[str, Any]:
    """Each mover has a field of their own."""
    relations = initial.get("relations")
    if not isinstance(relations, Mapping):
        return dict(initial)
    return {f"{RELATION}{nik}": shdk for nik, shdk in relations.items()} | dict(initial)


def _fields(name: str, ask: Ask, members: Sequence[Biodata]) -> dict[str, forms.Field]:
    if ask.kind == "relations":
        return {
            f"{RELATION}{m.nik}": _relation(m, _(ask.help) if n == 0 and ask.help else "")
            for n, m in enumerate(members)
        }
    return {name: _member(ask, members) if ask.kind == "member" else field_of(ask)}


def _member(ask: Ask, members: Sequence[Biodata]) -> forms.Field:
    language = _language()
    named = [(m.nik, f"{m.nama} ({codes.SHDK.label(m.shdk, language).lower()})") for m in members]
    return forms.ChoiceField(
        label=_(ask.label),
        choices=[("", _("Pilih")), *named],
        required=ask.required,
        help_text=_(ask.help) if ask.help else "",
    )


def _language() -> str:
    return "en" if get_language() == "en" else "id"


def field_of(ask: Ask) -> forms.Field:
    """One declared answer as a field of a form; of a member or of relations the form itself knows who they are."""
    said: dict[str, Any] = {"label": _(ask.label), "required": ask.required}
    if ask.help:
        said["help_text"] = _(ask.help)
    match ask.kind:
        case "date":
            return TanggalField(**said)
        case "nik" | "kk":
            return NomorField(kind=ask.kind, **said)
        case "area":
            return AreaField(url=reverse_lazy("people:move_areas" if ask.anywhere else "people:areas"), **said)  # type: ignore[arg-type]
        case "choice":
            chosen = [(code, _worded(words)) for code, words in ask.choices.items() if code]
            return forms.ChoiceField(choices=[("", _("Pilih")), *chosen], **said)
        case "code" if ask.codes:
            return Code(ask.codes, **said)
        case "number":
            return forms.IntegerField(min_value=1, max_value=ask.most, **said)
    return text_field(said.pop("label"), ask.most, **said)


def _worded(words: str | tuple[str, str]) -> str:
    """A text of the catalogues, or a code's words in both languages."""
    return _(words) if isinstance(words, str) else words[_language() == "en"]


def _relation(m: Biodata, help_text: str) -> forms.Field:
    """Empty: stays."""
    language = _language()
    now = codes.SHDK.label(m.shdk, language).lower()
    chosen = [("", _("tetap di KK ini")), *codes.SHDK.choices(language)]
    label = f"{m.nama} ({now})"
    field = forms.TypedChoiceField(
        label=label,
        choices=chosen,
        coerce=int,
        empty_value=0,  # type: ignore[arg-type]
        required=False,
        help_text=help_text,
    )
    field.empty_says = True  # type: ignore[attr-defined]  # "tetap di KK ini": the label need not say that it may be empty
    return field


def _paper(need: Need) -> forms.Field:
    chosen = [("", _("Pilih")), ("ada", _("ada, sudah dilihat"))]
    if need.instead:
        chosen.append(("pengganti", _("diganti: %(paper)s") % {"paper": _(need.instead)}))
    return forms.ChoiceField(label=_(need.words), choices=chosen)
