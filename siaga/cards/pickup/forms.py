"""Forms of fetching: the counter's hours, another hour, who carries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from siaga.documents.wording import date_weekday
from siaga.shell.fields import offer

HALF_HOURS = [time(hour, minute) for hour in range(6, 21) for minute in (0, 30)]
CLOCK = [(f"{at:%H:%M}", f"{at:%H.%M}") for at in HALF_HOURS]
MINUTES = (10, 15, 20, 30, 60)


class HoursForm(forms.Form):
    opens = forms.TypedChoiceField(label=_("Buka pukul"), choices=CLOCK, coerce=time.fromisoformat)
    shuts = forms.TypedChoiceField(label=_("Tutup pukul"), choices=CLOCK, coerce=time.fromisoformat)
    minutes = forms.TypedChoiceField(
        label=_("Satu waktu pengambilan (menit)"), coerce=int, choices=[(n, str(n)) for n in MINUTES]
    )
    per_slot = forms.IntegerField(label=_("Kartu setiap waktu"), min_value=1, max_value=200)
    told_again_after = forms.IntegerField(label=_("Diingatkan lagi setelah (hari)"), min_value=1, max_value=90)
    stored_after = forms.IntegerField(label=_("Disimpan setelah (hari di rak)"), min_value=7, max_value=730)


class SlotForm(forms.Form):
    slot = forms.ChoiceField(label=_("Waktu"))

    def __init__(self, *args: Any, slots: Iterable[datetime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [(s.isoformat(), f"{date_weekday(s.date())}, {s:%H.%M}") for s in sorted(slots)[:200]]
        offer(self, "slot", free)


class CarrierForm(forms.Form):
    carrier = forms.CharField(label=_("Petugas yang mengantar"), max_length=80, help_text=_("Nama dan jabatannya."))
