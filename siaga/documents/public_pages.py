"""Anybody's page: is this paper genuine, does it still hold? Answered from this node alone; nothing sent is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from siaga.accounts import attempts
from siaga.accounts.access import Request, public

from .app_words import words
from .checking.verdicts import RED
from .verifying import verify_text
from .verifying_files import MAX_UPLOAD, CheckedFile, verify_file

DOTS = {"hijau": "normal", "kuning": "tersendat", "merah": "terputus"}
PROBLEM_WORDS = {
    "too_big": "Berkas ini lebih dari 5 MB. Pilih berkas PDF aslinya, atau foto yang lebih kecil.",
    "not_pdf": "Berkas ini bukan PDF atau gambar yang dapat dibaca, atau rusak. Pilih berkas PDF yang Anda terima dari kantor.",
    "no_code": "Tidak ada kode QR SIAGA yang terbaca pada gambar ini. Foto kodenya lebih dekat, tegak lurus dan terang.",
    "unsigned": "Berkas PDF ini tidak bertanda tangan elektronik. Periksa kode QR pada lembarnya.",
}


class CheckForm(forms.Form):
    kode = forms.CharField(
        label=gettext_lazy("Isi kode QR atau nomor dokumen"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Pindai QR lalu tempel isinya, atau ketik nomor dokumennya."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    berkas = forms.FileField(
        label=gettext_lazy("Atau berkas PDF, foto atau hasil pindai"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("Paling besar 5 MB. Berkas diperiksa lalu dibuang."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/*"}),
    )


@public
@never_cache
@require_http_methods(["GET", "POST"])
def check(request: Request) -> HttpResponse:
    """By what is in the QR, by number, or by the PDF itself. What is asked stays out of addresses and logs."""
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    context: dict[str, Any] = {"form": form, "office_name": request.node.name, "words": words()}
    if request.method != "POST" or not form.is_valid():
        return render(request, "documents/check.html", context, status=422 if form.errors else 200)
    upload, text = form.cleaned_data.get("berkas"), form.cleaned_data.get("kode", "")
    now, caller = request.node.clock.now(), attempts.address(request)
    if attempts.too_many(attempts.PAPERS if upload is None else attempts.FILES, caller, now):
        return attempts.late(render(request, "documents/check.html", context | {"late": attempts.refusal(now)}), now)
    if upload is not None:
        attempts.count(attempts.FILES, caller, now)
        found = CheckedFile("too_big") if upload.size > MAX_UPLOAD else _file(request, upload.read())
        context |= {"file": found, "problem": _(PROBLEM_WORDS[found.problem]) if found.problem else ""}
        context |= {"paper": found.paper, "dot": DOTS[found.colour]}
    elif text.strip():
        paper = verify_text(request.node, text)
        context |= {"paper": paper, "dot": DOTS[paper.colour]}
        if paper.colour == RED:
            attempts.count(attempts.PAPERS, caller, now)
    else:
        form.add_error("kode", _("Isi kode atau nomornya, atau pilih berkas PDF."))
        return render(request, "documents/check.html", context, status=422)
    if context.get("paper"):
        context["verdict"] = _(context["paper"].words)
    return render(request, "documents/check.html", context)


def _file(request: Request, content: bytes) -> CheckedFile:
    return verify_file(request.node, content, request.node.clock.now())
