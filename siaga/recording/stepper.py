"""The steps of a recording as the desk shows them: what is done folds away, the next one is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from siaga.kit.refusal import Refusal

from . import drafts

TITLES = {
    "data": lazy("Biodata"),
    "foto": lazy("Foto"),
    "ttd": lazy("Tanda tangan"),
    "jari": lazy("Sidik jari"),
    "iris": lazy("Iris"),
}
LAST = "selesai"


@dataclass(frozen=True, slots=True)
class Part:
    """One finger or eye on the page. code: what is posted."""

    code: str
    label: str
    quality: int | None
    reason: str
    poor: bool
    weak: bool

    @property
    def there(self) -> bool:
        return bool(self.reason) or self.quality is not None


@dataclass(frozen=True, slots=True)
class Step:
    """state, says: the sign beside the title ("normal", "tersendat", "terputus" or "" not begun) and its words."""

    name: str
    number: int
    title: str
    state: str
    says: str
    open: bool

    @property
    def template(self) -> str:
        return f"recording/_{self.name}.html"


def fingers_of(c: drafts.Content) -> list[Part]:
    return [_part(f"jari {p}", _(label), c.finger_quality.get(p), c, p) for p, label in drafts.FINGER_LABELS.items()]


def eyes_of(c: drafts.Content) -> list[Part]:
    return [_part(label, _(label), c.iris_quality.get(e), c, e) for e, label in drafts.EYE_LABELS.items()]


def _part(name: str, label: str, quality: int | None, c: drafts.Content, code: object) -> Part:
    q = quality if quality is not None else 100
    return Part(str(code), label, quality, c.exceptions.get(name, ""), q < drafts.LEAST, q < drafts.GOOD)


def steps_of(c: drafts.Content, wrong: Iterable[Refusal] = ()) -> list[Step]:
    """Open is the first step that lacks something, every step that a refusal speaks of, and fingers worth a second try."""
    lacking = [no.field for no in drafts.missing(c)]
    opened = {no.field for no in wrong} | set(lacking[:1])
    fingers, eyes = fingers_of(c), eyes_of(c)
    if "jari" not in lacking and _poor(fingers):
        opened.add("jari")
    unable = c.exceptions.get("tanda tangan", "")
    told = {
        "data": ("normal", _("sudah ditandatangani warga")) if c.agreed else ("", _("belum ditandatangani warga")),
        "foto": ("normal", _("foto tersimpan")) if c.photo else ("", _("belum diambil")),
        "ttd": ("normal", _("tanda tangan tersimpan")) if c.signature else ("", _("belum diambil")),
        "jari": _fingers_say(fingers),
        "iris": _count_says(eyes),
    }
    if unable and not c.signature:
        told["ttd"] = ("tersendat", f"{_('tidak dapat menandatangani')}: {unable}")
    if unable and not c.agreed:
        told["data"] = ("tersendat", _("tidak dapat menandatangani"))
    return [
        Step(name, number, str(title), *told[name], name in opened)
        for number, (name, title) in enumerate(TITLES.items(), start=1)
    ]


def after(step: str, c: drafts.Content) -> str:
    """Where the desk goes on after a step was kept: that step while it lacks something, else the next that does."""
    lacking = [no.field or LAST for no in drafts.missing(c)]
    if step in lacking or (step == "jari" and _poor(fingers_of(c))):
        return step
    return lacking[0] if lacking else LAST


def _poor(parts: Sequence[Part]) -> bool:
    return any(p.poor and not p.reason for p in parts)


def _count_says(parts: Sequence[Part]) -> tuple[str, str]:
    there = sum(p.there for p in parts)
    if not there:
        return "", _("belum diambil")
    text = _("%(n)d dari %(all)d") % {"n": there, "all": len(parts)}
    excepted = sum(bool(p.reason) for p in parts)
    if excepted:
        text += ", " + _("%(n)d dikecualikan") % {"n": excepted}
    return ("normal" if there == len(parts) and not excepted else "tersendat"), text


def _fingers_say(parts: Sequence[Part]) -> tuple[str, str]:
    state, text = _count_says(parts)
    poor = sum(p.poor and not p.reason for p in parts)
    weak = sum(p.weak and not p.poor and not p.reason for p in parts)
    if weak:
        text += ", " + _("%(n)d cukup") % {"n": weak}
    if poor:
        return "terputus", text + ", " + _("%(n)d buruk, ulangi") % {"n": poor}
    return state, text
