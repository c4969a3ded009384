"""The strip over every page: each dependency with a dot, a word and since when; one sentence on what still works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from siaga.kit.node import PUSAT, Node
from siaga.shell.formats import lang_of, local, moment
from siaga.shell.templatetags.siaga_ui import sejak

from .acts import UNASKED
from .clocks import far_ahead
from .dependencies import BACKUP, DOWN, NORMAL, Dependency, at
from .guards import CUT
from .models import Dependency as Held
from .table import SERVICE_WORDS, SERVICES, TABLE, Mode, policy

NAMED = 3  # services named in the sentence before "and others"


@dataclass(frozen=True, slots=True)
class Item:
    """As `siaga.shell.values.StripItem`. state "" is not measured yet."""

    name: str
    state: str
    since: datetime | None
    says: str
    url: str


def held_states() -> dict[str, Held]:
    return {h.name: h for h in Held.objects.all()}


def strip(node: Node) -> tuple[Item, ...]:
    """What is always shown, and whatever else is not normal. One query."""
    held = held_states()
    shown = [d for d in at(node.id == PUSAT) if d.always or (d.name in held and held[d.name].state != NORMAL)]
    return tuple(_item(d, held.get(d.name), node.clock.zone) for d in shown)


def _item(dependency: Dependency, held: Held | None, zone: str) -> Item:
    """since: of the office's clock, by whose day the page says an hour or an age; None while the state is not known."""
    url = f"{page()}#{dependency.name}"
    if held is None:
        return Item(_(dependency.label), "", None, "", url)
    says = _("latihan") if held.says == CUT else ""
    if dependency.name == BACKUP and not says and held.state != NORMAL:
        says = _("tanpa pelindung")
    state = shown_state(held)
    return Item(_(dependency.label), state, local(held.since, zone) if state else None, says, url)


def shown_state(held: Held) -> str:
    """ "" (not known) for what was well when it could last be asked: a green dot would say more than anybody knows."""
    return "" if held.says == UNASKED and held.state != DOWN else held.state


def page() -> str:
    try:
        return reverse("continuity:page")
    except NoReverseMatch:
        return ""


def sentence(node: Node) -> str:
    """That dates are wrong, what is down, what goes on, what waits, and what the citizen is given; "" while nothing is down."""
    held = held_states()
    here = at(node.id == PUSAT)
    down = [d for d in here if d.name in held and held[d.name].state == DOWN]
    told = [_wrong_dates(node)] if node.id != PUSAT else []
    if not down:
        return "".join(told)
    for cut, text in ((False, _("%(what)s terputus.")), (True, _("LATIHAN: %(what)s diputus."))):
        if words := [_(d.label) for d in down if (held[d.name].says == CUT) is cut]:
            told.append(text % {"what": _join(words)})
    if node.id == PUSAT:
        told.append(_("Kantor-kantor tetap melayani; rekaman mereka menunggu di tempatnya."))
    else:
        told.append(what_goes_on({d.name for d in down}))
        if BACKUP in {d.name for d in down}:
            text = _("Tanpa pelindung sejak %(at)s: catatan baru hanya ada di satu kotak.")
            told.append(text % {"at": _since(held[BACKUP].since, node)})
    return " ".join(filter(None, told))


def _wrong_dates(node: Node) -> str:
    """Papers, receipts and promises carry this machine's day."""
    now = node.clock.now()
    ahead = far_ahead(PUSAT, now)
    if ahead is None:
        return ""
    text = (
        _("Jam server ini lebih cepat %(apart)s dari jam pusat: tanggal pada kertas keliru. Panggil teknisi.")
        if ahead > timedelta()
        else _("Jam server ini lebih lambat %(apart)s dari jam pusat: tanggal pada kertas keliru. Panggil teknisi.")
    )
    return text % {"apart": sejak(now - abs(ahead), now)}


def _since(at: datetime, node: Node) -> str:
    """The hour, and the day with it where that is not today."""
    began = local(at, node.clock.zone)
    if began.date() == node.clock.today():
        return f"{began:%H.%M}"
    return moment(at, lang_of(get_language()), node.clock.zone)


def what_goes_on(down: set[str]) -> str:
    """From the table alone: which services stand, which wait, and what the citizen leaves with instead."""
    answers = {s: policy(s, down, TABLE) for s in SERVICES}
    waiting = [s for s in SERVICES if answers[s].mode is Mode.WAIT]
    stopped = [s for s in SERVICES if answers[s].mode is Mode.STOP]
    other = [s for s in SERVICES if answers[s].mode is Mode.CHOOSE]
    parts = []
    if not stopped and len(waiting) < len(SERVICES):
        parts.append(_("Layanan lain tetap berjalan.") if waiting else _("Semua layanan tetap berjalan."))
    said = (
        (waiting, _("Menunggu: %(what)s.")),
        (stopped, _("Berhenti: %(what)s.")),
        (other, _("Dengan cara lain: %(what)s.")),
    )
    for found, text in said:
        if found:
            parts.append(text % {"what": _join([_(SERVICE_WORDS[s]) for s in found[:NAMED]])})
    given = dict.fromkeys(row.leaves_with for s in (waiting or stopped or other)[:1] for row in answers[s].rows)
    if given:
        parts.append(_("Warga menerima: %(what)s") % {"what": " ".join(_(g) for g in given)})
    return " ".join(parts)


def _join(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(some)s dan %(last)s") % {"some": ", ".join(words[:-1]), "last": words[-1]}
