"""Forms of the door and of the own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from siaga.shell.fields import offer

from . import roles


class LoginForm(forms.Form):
    username = forms.CharField(
        label=_("Nama pengguna"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Kata sandi"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class TakeOverForm(forms.Form):
    username = forms.CharField(
        label=_("Nama pengguna"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    pin = forms.CharField(
        label=_("PIN"),
        max_length=6,
        help_text=_("Enam angka. Berlaku setelah Anda masuk dengan kata sandi hari ini."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class PasswordForm(forms.Form):
    old = forms.CharField(
        label=_("Kata sandi sekarang"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("Kata sandi baru"),
        max_length=200,
        strip=False,
        help_text=_("Paling sedikit 10 huruf. Kalimat pendek lebih mudah diingat daripada tanda baca."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Kata sandi baru, sekali lagi"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", _("Tidak sama dengan yang di atas. Ketik lagi keduanya."))
        return data


class PinForm(forms.Form):
    password = forms.CharField(
        label=_("Kata sandi Anda"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    pin = forms.CharField(
        label=_("PIN baru"),
        max_length=6,
        help_text=_("Enam angka, bukan tanggal lahir dan bukan angka berurutan."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class LoketForm(forms.Form):
    loket = forms.IntegerField(label=_("Nomor loket Anda"), min_value=1, max_value=99, required=False)


class OfficerForm(forms.Form):
    """`place` ("kantor" or "pusat") decides which roles are offered; `new` adds the account's name."""

    name = forms.CharField(label=_("Nama lengkap"), max_length=120)
    username = forms.CharField(
        label=_("Nama pengguna"),
        max_length=40,
        help_text=_("Huruf kecil, angka, titik atau garis; misalnya siti.rahma. Tidak dapat diubah kemudian."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    roles = forms.MultipleChoiceField(label=_("Tugas"), widget=forms.CheckboxSelectMultiple)
    wilayah = forms.CharField(
        label=_("Kode wilayah"),
        max_length=13,
        required=False,
        help_text=_("Kode kecamatan bila tugasnya hanya di satu kecamatan, misalnya 31.72.01. Kosong: seluruh kantor."),
    )

    def __init__(self, *args: Any, place: str, new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "roles", [(r.code, f"{r.label}: {r.may}") for r in roles.here(place)])
        if not new:
            del self.fields["username"]
