"""Form fields of the pages: dates typed `dd-mm-yyyy`, NIK in groups, areas by typing, drawn and photographed images.

Scripts only make these pleasanter; without a script each one still takes typed or uploaded input.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """What may be chosen in this field of this form, where it is known only now. TypeError for a field without choices."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} offers no choice: it is a {type(field).__name__}")
    field.choices = list(choices)


def uuids_of(words: Iterable[str]) -> list[UUID]:
    """The rows that were ticked; what is no UUID is left out, as a row that is gone would be."""
    found = []
    for word in words:
        with suppress(ValueError):
            found.append(UUID(word))
    return found


class TanggalField(forms.DateField):
    """`09-09-2015`, also `9/9/2015` and `09092015` as a hurried hand types it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%d%m%Y"])
        kwargs.setdefault("help_text", _("Hari-bulan-tahun, misalnya 09-09-2015"))
        kwargs.setdefault(
            "widget",
            forms.DateInput(
                format="%d-%m-%Y",
                attrs={"data-tanggal": "", "inputmode": "numeric", "autocomplete": "off", "placeholder": "dd-mm-yyyy"},
            ),
        )
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("Tulis tanggal yang ada, hari-bulan-tahun, misalnya 09-09-2015.")


class NomorField(forms.CharField):
    """A 16-digit number (NIK, No. KK), spaces and dots ignored. Its inner rules are the register's."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {
            "data-nik": kwargs.pop("kind", "nik"),
            "inputmode": "numeric",
            "autocomplete": "off",
            "maxlength": "24",
            "data-t-left": _("kurang {n} angka"),
            "data-t-over": _("lebih {n} angka"),
            "data-t-date": _("enam angka tanggal (ke-7 sampai ke-12) tidak mungkin; periksa lagi"),
            "data-t-good": _("16 angka, lengkap"),
        }
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        digits = text.replace(" ", "").replace(".", "").replace("-", "")
        if digits and (len(digits) != 16 or not (digits.isascii() and digits.isdigit())):
            raise ValidationError(_("Tulis 16 angka; yang ditulis ada %(n)s."), "length", {"n": len(digits)})
        return digits


class AreaWidget(forms.TextInput):
    """A text box that asks `url?q=…` for `[{"code", "name", "path"}]` and keeps the chosen code in the posted field.

    Without a script the officer types the code itself.
    """

    template_name = "shell/_area.html"

    def __init__(self, url: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.url = url
        self.shown = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"url": self.url, "shown": self.shown or value or ""}
        return context


class AreaField(forms.CharField):
    """Holds an area code. Set `form.fields[name].widget.shown` to the area's name when editing."""

    def __init__(self, *, url: str, **kwargs: Any) -> None:
        kwargs.setdefault("widget", AreaWidget(url))
        kwargs.setdefault("help_text", _("Ketik nama desa/kelurahan atau kecamatan, lalu pilih"))
        super().__init__(**kwargs)


def image_bytes(data_url: str, limit: int = 2_000_000) -> bytes:
    """The bytes of a `data:image/png;base64,…` or `…/jpeg;…` URL; b"" for empty; else ValidationError."""
    if not data_url:
        return b""
    head, _sep, body = data_url.partition(",")
    if head not in ("data:image/png;base64", "data:image/jpeg;base64") or len(body) > limit * 4 // 3 + 4:
        raise ValidationError(_("Gambar tidak dapat dibaca atau terlalu besar. Ulangi."), "image")
    try:
        raw = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError) as broken:
        raise ValidationError(_("Gambar tidak dapat dibaca atau terlalu besar. Ulangi."), "image") from broken
    if not raw.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        raise ValidationError(_("Gambar tidak dapat dibaca atau terlalu besar. Ulangi."), "image")
    return raw


class DrawnField(forms.CharField):
    """A signature drawn on the page; cleaned to PNG bytes."""

    kind = "signature"

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.HiddenInput()
        widget.template_name = f"shell/_{self.kind}.html"
        widget.input_type = "text"  # not "hidden": the field is shown by _field.html, as a group with its legend
        widget.use_fieldset = True
        kwargs.setdefault("widget", widget)
        kwargs.setdefault("strip", True)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        return image_bytes(super().clean(value))


class CameraField(DrawnField):
    """A photo from the webcam, or a chosen file read in the browser; cleaned to JPEG or PNG bytes."""

    kind = "camera"
