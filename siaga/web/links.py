"""From a fact's subject to the page that shows it. A feature adds its prefix when its page lands."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

PAGES: dict[str, str] = {
    "rekaman": "recording:record",
    "kasus": "uniqueness:case",
    "dokumen": "documents:document",
    "akta": "documents:deed",
    "permohonan": "counter:application",
    "kunjungan": "counter:visit",
    "tiket": "counter:kiosk_ticket",
    "penduduk": "people:resident",
    "keluarga": "people:family",
    "pesanan": "cards:order",
    "suket": "cards:suket_number",
    "ganda": "duplicates:case",
    "petugas": "accounts:officer",
    "berkas": "berkas:one",
}


def page_of(subject: str) -> str:
    """ "penduduk/3172…" → that resident's page; "" where nothing shows the subject."""
    kind, _sep, key = subject.partition("/")
    name = PAGES.get(kind)
    if kind == "pesanan":  # at a service point the number of the point follows
        key = key.partition("/")[0]
    if name is None:
        return ""
    try:
        return reverse(name, args=[key])
    except NoReverseMatch:
        return ""
