"""How many blangko, by which rule."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from siaga.planner.allotment import RULE_LABELS

from ..forms import MILLION
from .acts import LONGEST


class DivideForm(forms.Form):
    jumlah = forms.IntegerField(label=_("Blangko yang dibagikan"), min_value=1, max_value=10 * MILLION)
    aturan = forms.ChoiceField(label=_("Aturan"), choices=[(code, _(text)) for code, text in RULE_LABELS.items()])
    batas = forms.IntegerField(
        label=_("Batas hari kerja"), min_value=1, max_value=LONGEST,
        help_text=_("Kartu dan hari tunggu dihitung sampai batas ini."),
    )  # fmt: skip
    kiriman = forms.IntegerField(
        label=_("Hari kerja sampai kiriman berikutnya"), min_value=1, max_value=LONGEST,
        help_text=_("Yang lebih dari keperluan selama ini dapat dipinjamkan."),
    )  # fmt: skip


class LetterForm(forms.Form):
    letter = forms.CharField(label=_("Nomor surat provinsi"), max_length=120)
