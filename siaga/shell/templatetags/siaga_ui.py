"""Filters and tags of the pages. Nothing here reads a clock or the database; `now` is handed in (`shell.now`)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from siaga.kit.refusal import Refusal
from siaga.shell import formats, stored

register = template.Library()

STATES = ("normal", "tersendat", "terputus")


def _lang() -> str:
    return formats.lang_of(get_language())


def _zone(context: Mapping[str, Any]) -> str:
    node = getattr(context.get("request"), "node", None)
    if node is not None:
        return str(node.clock.zone)
    return str(getattr(context.get("shell"), "zone", "") or "WIB")


@register.filter
def nik(value: object) -> str:
    """`3172014508900001` → `3172 01 450890 0001`."""
    return formats.nik(str(value or ""))


@register.filter
def terjemah(value: object) -> str:
    """A text stored in Indonesian, in the reader's language."""
    return stored.shown(str(value or ""))


@register.filter
def kk(value: object) -> str:
    """A family number is grouped as a NIK is: area, kecamatan, date, serial."""
    return formats.nik(str(value or ""))


@register.filter
def tanggal(value: date | datetime | None, zone: str = "WIB") -> str:
    """`9 September 2015`; a moment is told as the date at `zone`."""
    return formats.day(value, _lang(), zone) if value else ""


@register.filter
def jam(value: datetime | None, zone: str = "WIB") -> str:
    """`14.30 WIB`. In a template with a request prefer `{% pukul at %}`, which knows the office's zone."""
    return formats.clock(value, _lang(), zone) if value else ""


@register.filter
def jam_saja(value: datetime | None, zone: str = "WIB") -> str:
    """`14.30`, where the zone is plain from the page."""
    return formats.clock(value, _lang(), zone).rpartition(" ")[0] if value else ""


@register.filter
def tgl(value: date | datetime | None, zone: str = "WIB") -> str:
    """`9 Sep 2015`, for the columns of a list."""
    return formats.short_day(value, _lang(), zone) if value else ""


@register.filter
def angka(value: int | float | Decimal | None, places: int | None = None) -> str:
    """`9.539` (English `9,539`)."""
    return "" if value is None else formats.number(value, _lang(), places)


@register.filter
def umur(born: date | None, today: date | datetime | None) -> str:
    """A person's age on `today`: `25 tahun`, `14 bulan`, `9 hari`."""
    if not born or not today:
        return ""
    return formats.age(born, today.date() if isinstance(today, datetime) else today, _lang())


@register.filter
def sejak(start: date | datetime | None, now: date | datetime | None) -> str:
    """How long something waits: `3 hari`, `2 jam`."""
    return formats.since(start, now, _lang()) if start and now else ""


@register.filter
def lama(start: datetime | None, end: datetime | None) -> str:
    """How long something lasted; what was over within a minute says so."""
    if not start or not end:
        return ""
    return _("kurang dari 1 menit") if end - start < timedelta(minutes=1) else formats.since(start, end, _lang())


@register.simple_tag(takes_context=True)
def pukul(context: Mapping[str, Any], at: datetime | None) -> str:
    """`14.30 WIB` by the office's zone."""
    return formats.clock(at, _lang(), _zone(context)) if at else ""


@register.simple_tag(takes_context=True)
def saat(context: Mapping[str, Any], at: datetime | None) -> str:
    """`Selasa 9 Sep 2015 14.31` by the office's zone."""
    return formats.moment(at, _lang(), _zone(context)) if at else ""


def state_word(state: str) -> str:
    words = {"normal": _("normal"), "tersendat": _("tersendat"), "terputus": _("terputus")}
    return words.get(state, _("belum diketahui"))


@register.simple_tag
def dot(state: str, word: str = "") -> SafeString:
    """A state as a shape and a word; colour is never the only sign. `word` replaces the standard word."""
    kind = state if state in STATES else "entah"
    return format_html(
        '<span class="dot dot--{}"><span class="dot__mark" aria-hidden="true"></span>{}</span>',
        kind,
        word or state_word(state),
    )


def told(refusal: Refusal) -> str:
    """A refusal in the reader's language, its places filled; words among the params are translated where known."""
    text = _(refusal.message) if refusal.message else ""
    params = {n: _word(value) if isinstance(value, str) and value else value for n, value in refusal.params.items()}
    return text % params if params else text


def _word(text: str) -> str:
    """A field's name stands in a sentence without its capital letter; the catalogue has it with one."""
    label = text[0].upper() + text[1:]
    found = _(text)
    if found != text or label == text or (as_label := _(label)) == label:
        return found
    return as_label if as_label[:2].isupper() else as_label[0].lower() + as_label[1:]


@register.simple_tag
def refusal(value: Refusal) -> SafeString:
    """What and what to do now, then why (the article)."""
    basis = format_html(' <small class="basis">{}</small>', value.basis) if value.basis else mark_safe("")
    return format_html('<span class="refusal">{}{}</span>', told(value), basis)


@register.simple_tag
def waits(what: str, since: date | datetime | None = None, now: date | datetime | None = None) -> SafeString:
    """`Menunggu blangko · 3 hari`; nothing when nothing is waited for."""
    if not what:
        return mark_safe("")
    gone = format_html(' <span class="waits__age">· {}</span>', sejak(since, now)) if since and now else mark_safe("")
    return format_html('<span class="waits">{} <strong>{}</strong>{}</span>', _("Menunggu"), what, gone)


@register.simple_tag(takes_context=True)
def kunci(context: Mapping[str, Any]) -> SafeString:
    """The hidden idempotency key of a form: the posted one if there was one, so that a repeat stays a repeat."""
    form = context.get("form")
    posted = form.data.get("kunci") if isinstance(form, forms.BaseForm) and form.is_bound else None
    key = context.get("kunci") or posted or uuid.uuid4()
    return format_html('<input type="hidden" name="kunci" value="{}">', key)


CONTROL_CLASS = {
    "select": "form-select",
    "checkbox": "form-check-input",
    "radio": "choices",
    "checkboxmultiple": "choices",
}


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The field's widget with the classes of the design; Django itself adds `aria-describedby` and `aria-invalid`."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "")
    if isinstance(widget, forms.CheckboxSelectMultiple):
        kind = "checkboxmultiple"
    classes = [str(widget.attrs.get("class", "")), CONTROL_CLASS.get(kind, "form-control")]
    if field.errors:
        classes.append("is-invalid")
    return field.as_widget(attrs={"class": " ".join(c for c in classes if c)})


@register.filter
def control_kind(field: BoundField) -> str:
    """`check`, `group` or `line`: how `_field.html` lays the field out."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "group" if field.use_fieldset else "line"


@register.filter
def jump(field: BoundField) -> str:
    """The id of the element that takes the focus when the error summary is followed."""
    return f"{field.auto_id}_0" if isinstance(field.field.widget, forms.RadioSelect) else field.auto_id


@register.filter
def field_named(form: forms.BaseForm, name: str) -> BoundField | None:
    return form[name] if name in form.fields else None


@register.filter
def initials(value: object) -> str:
    """Initials for the place of a photo: at most two letters."""
    return "".join(part[0] for part in str(value or "").split()[:2]).upper()
