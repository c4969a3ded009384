"""Forms of a case: the appointment, what the citizen said, the centre's answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from siaga.documents.wording import date_weekday
from siaga.shell import formats
from siaga.shell.fields import TanggalField, offer

from . import rules

OWN = "lain"
HOURS = [(f"{at:%H:%M}", f"{at:%H.%M}") for at in rules.slots()]


class SummonForm(forms.Form):
    """One click for the usual case: the first free half hours stand ready. Another day and hour can be typed."""

    choice = forms.ChoiceField(label=_("Waktu kedatangan"), widget=forms.RadioSelect)
    day = TanggalField(label=_("Hari lain"), required=False, help_text=_("Hanya bila memilih waktu lain."))
    hour = forms.ChoiceField(label=_("Jam"), choices=HOURS, required=False)

    def __init__(self, *args: Any, times: Iterable[tuple[date, time]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [(f"{day.isoformat()} {at:%H:%M}", f"{date_weekday(day)}, {at:%H.%M}") for day, at in times]
        offer(self, "choice", [*free, (OWN, _t("Waktu lain"))])
        if free:
            self.initial.setdefault("choice", free[0][0])

    def when(self) -> tuple[date | None, time | None]:
        """The day and the hour that were chosen."""
        data = self.cleaned_data
        if data["choice"] == OWN:
            return data["day"], time.fromisoformat(data["hour"]) if data["hour"] else None
        day, at = data["choice"].split(" ")
        return date.fromisoformat(day), time.fromisoformat(at)


class HearForm(forms.Form):
    claim = forms.ChoiceField(
        label=_("Pernyataan warga"),
        widget=forms.RadioSelect,
        choices=[(code, _(words)) for code, words in rules.CLAIM_LABELS.items()],
        initial=rules.ONE,
    )
    keeps = forms.ChoiceField(
        label=_("NIK yang dipakai"),
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Wajib bila kedua NIK milik warga ini."),
    )
    card_taken = forms.BooleanField(
        label=_("KTP-el dengan NIK yang tidak dipakai diserahkan sekarang"), required=False
    )  # fmt: skip
    cause = forms.ChoiceField(
        label=_("Sebabnya"), choices=[("", ""), *((c, _(w)) for c, w in rules.CAUSE_LABELS.items())]
    )
    told = forms.CharField(
        label=_("Keterangan warga"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Wajib bila sebab lain."),
    )
    proof = forms.CharField(
        label=_("Bukti diri yang diperlihatkan"), max_length=120, help_text=_("Misalnya KK dan akta lahir.")
    )

    unproven = forms.CharField(
        label=_("Alasan bila jarinya tidak diperiksa atau tidak cocok"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kosongkan bila hasil pemeriksaan jari sesuai dengan pernyataannya."),
    )

    def __init__(self, *args: Any, nik: str, other: str, names: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if nik == other:
            del self.fields["keeps"]
            del self.fields["card_taken"]
        else:
            both = [(n, " · ".join(filter(None, (formats.nik(n), names.get(n, ""))))) for n in (nik, other)]
            offer(self, "keeps", both)


class AnswerForm(forms.Form):
    verdict = forms.ChoiceField(label=_("Jawaban"), widget=forms.RadioSelect)
    says = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kantor dan warga akan membacanya."),
    )

    def __init__(self, *args: Any, claim: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = rules.ANSWERS.get(claim, ())
        offer(self, "verdict", [(v, _t(rules.VERDICT_LABELS[v])) for v in allowed])
