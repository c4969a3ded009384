"""Words that were stored in Indonesian when something happened (why it was down, why it failed), in the reader's language."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

# What the code says with a figure or a program's name in it; whole sentences without one are in the catalogue already.
STORED_TEXTS = (
    "pusat tidak menjawab",
    "pusat menjawab %(n)s",
    "tidak menjawab",
    "sakelar latihan: sengaja diputus",
    "jam kantor ini berbeda %(n)s menit dari jam pusat",
    "jam kantor ini berbeda %(n)s jam dari jam pusat",
    "jam kantor ini berbeda %(n)s hari dari jam pusat",
    "ruang simpan tinggal %(n)s MB",
    "tidak tercetak",
    "berhenti",
    "Orang yang sama sudah direkam dengan NIK lain.",
    "Mirip dengan rekaman lain; diputuskan oleh petugas pusat.",
)
EXCEPTION = re.compile(r" \([A-Za-z]+(?:Error|Timeout|Exception|Fault)\)")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def shown(text: str) -> str:
    """A program's own name for a fault is left out. Parts between ";" and after "name: " are looked up one by one; what
    somebody typed is in no catalogue and stays as it is."""
    plain = EXCEPTION.sub("", text)
    if not plain:
        return ""
    whole = _known(plain)
    return whole if whole != plain else "; ".join(_part(part) for part in plain.split("; "))


def _part(text: str) -> str:
    whole, (name, colon, why) = _known(text), text.partition(": ")
    if whole != text or not colon:
        return whole
    return f"{name}: " + ", ".join(_known(word) for word in why.split(", "))


def _known(text: str) -> str:
    if (found := _(text)) != text:
        return found
    number = NUMBER.search(text)
    if number is None:
        return text
    pattern = text[: number.start()].replace("%", "%%") + "%(n)s" + text[number.end() :].replace("%", "%%")
    return found % {"n": number[0]} if (found := _(pattern)) != pattern else text
