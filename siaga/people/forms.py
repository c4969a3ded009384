"""The paper forms F-1.01, F-1.06 and F-2.01 on the screen. What is missing or wrong is said by the rules, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from siaga.kit.refusal import Refusal
from siaga.shell.values import place_refusals

from . import codes

UNREAD = "form.unread"


class RuledForm(forms.Form):
    """Fields only read what was typed; whether it may be so is for the rules, so that everything is told at once.

    A field's `required` is only what the label says: an empty field is no error of the form's own.
    """

    def full_clean(self) -> None:
        super().full_clean()
        for name, found in list(self.errors.items()):
            if all(e.code == "required" for e in found.as_data()):
                del self.errors[name]
                self.cleaned_data[name] = self.fields[name].to_python("") or ""

    def value(self, name: str) -> Any:
        """What was read; "" where nothing could be."""
        return self.cleaned_data.get(name) or ""

    def unread(self) -> list[Refusal]:
        """For an act: these fields could not be read, so it must refuse whatever else it finds."""
        return [Refusal(UNREAD, "", field=name) for name in self.errors]

    def tell(self, refusals: Iterable[Refusal], places: Mapping[str, str] | None = None) -> None:
        """Each refusal at its field, unless the field has already said why it could not be read."""
        told = set(self.errors)
        moved = [r.at((places or {}).get(r.field, r.field)) for r in refusals if r.code != UNREAD]
        place_refusals(self, [r for r in moved if r.field not in told or not r.field])


def _listed(rows: codes.CodeList) -> list[tuple[Any, str]]:
    return [("", _("Pilih")), *rows.choices("en" if get_language() == "en" else "id")]


class Code(forms.TypedChoiceField):
    """A number of a code list; 0 where nothing was chosen."""

    def __init__(self, rows: codes.CodeList, **kwargs: Any) -> None:
        super().__init__(choices=lambda: _listed(rows), coerce=int, empty_value=0, **kwargs)  # type: ignore[arg-type]


def text_field(label: Any, most: int = 60, **kwargs: Any) -> forms.CharField:
    """Longer than the register takes is still read, so that the rule can say how long it is."""
    attrs = {"autocomplete": "off", **kwargs.pop("attrs", {})}
    return forms.CharField(label=label, max_length=most * 4, widget=forms.TextInput(attrs=attrs), **kwargs)
