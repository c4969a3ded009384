"""The catalogues: everything a person reads is found, and everything found has its English."""

from __future__ import annotations

import re

import pytest

from siaga.web import messages
from siaga.web.texts import Text, all_texts, python_texts, template_texts

PLACES = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


def ids(source: str) -> list[str]:
    return sorted(text.message for text in python_texts(source))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("x = _('Simpan')", ["Simpan"]),
        ("x = _(variable)", []),
        ("r = Refusal('a.b', 'Umur belum ' '16 tahun.', 'born')", ["Umur belum 16 tahun."]),
        ("r = Refusal(code='a.b', message='Belum.')", ["Belum."]),
        ("r = Refusal('a', 'Satu hal.' if x else 'Lain hal.')", ["Lain hal.", "Satu hal."]),
        ("m = {'k': 'Tidak bisa.'}.get(q, 'Tidak tahu.')\nr = Refusal('a', m)", ["Tidak bisa.", "Tidak tahu."]),
        ("def _no(c, m):\n return Refusal(c, m)\nx = _no('a', 'Sudah dicatat.')", ["Sudah dicatat."]),
        ("SERVICE_LABELS = {'a': 'Rekam', 'b': ('Cetak', 'Ambil')}", ["Ambil", "Cetak", "Rekam"]),
        ("_WORDS = {'M': 'MUHAMMAD'}", []),
        ("print('Simpan')", []),
    ],
)
def test_python(source: str, found: list[str]) -> None:
    assert ids(source) == found


def test_templates() -> None:
    source = """{% load i18n %}
      <p>it's {% translate "Ambil kartu" %}</p>{% include "x" with y=_("Cetak") %}{{ z|default:_("Batal") }}
         {% blocktranslate count n=k %}satu {{ n }}{% plural %}banyak {{ n }}{% endblocktranslate %}
      {% translate "Mei" context "bulan" %}"""
    assert set(template_texts(source)) == {
        Text("Ambil kartu"),
        Text("Cetak"),
        Text("Batal"),
        Text("satu %(n)s", "banyak %(n)s"),
        Text("Mei", context="bulan"),
    }


def test_both_catalogues_are_complete() -> None:
    """Fails with the list of what lacks English: run `python -m siaga.web.messages extract` and fill it in."""
    assert messages.missing("en") == []
    assert messages.missing("id") == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_translations_keep_their_places(language: str) -> None:
    """A lost `%(n)s` is a page that cannot be shown: each translation fills exactly the places of its source."""
    wrong = []
    for entry in messages.read(language):
        source = "".join(entry.id) if isinstance(entry.id, tuple) else entry.id
        strings = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        if source and any(s and set(PLACES.findall(s)) - set(PLACES.findall(source)) for s in strings):
            wrong.append(source)
    assert wrong == []


def test_the_shell_itself_is_translated() -> None:
    english = messages.read("en")
    shell = {text.message for text in all_texts() if text.path.startswith("siaga/web/templates/shell/")}
    assert "Belum tersimpan. Yang perlu diperbaiki:" in shell
    assert [m for m in sorted(shell) if not english.get(m) or not english.get(m).string] == []
