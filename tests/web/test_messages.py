"""The catalogues: everything a person reads is found, and everything found has its English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from errno import ENOSPC
from functools import cache
from pathlib import Path
from typing import BinaryIO

import pytest
from babel.messages.catalog import Catalog

from siaga.web import messages
from siaga.web.texts import Text, all_texts, python_texts, template_texts

PLACES = re.compile(r"%\(\w+\)[a-z]|%%|\{\w+\}")


@cache
def shipped() -> tuple[Text, ...]:
    """Every text of the program, collected once for all the tests that look through them."""
    return tuple(all_texts())


def ids(source: str) -> list[str]:
    return sorted(text.message for text in python_texts(source))


def test_who_starts_while_it_is_compiled_finds_a_whole_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for language in messages.LANGUAGES:
        (tmp_path / language).mkdir()
        (tmp_path / language / "django.po").write_bytes(messages.po(language).read_bytes())
    monkeypatch.setattr(messages, "po", lambda language: tmp_path / language / "django.po")
    whole = [path.read_bytes() for path in messages.compile_all()]
    seen = []

    def half(file: BinaryIO, catalog: Catalog) -> None:
        file.write(b"half")
        file.flush()
        seen.append([(tmp_path / language / "django.mo").read_bytes() for language in messages.LANGUAGES])
        raise OSError(ENOSPC, "no room")

    monkeypatch.setattr(messages, "write_mo", half)
    with pytest.raises(OSError, match="no room"):
        messages.compile_all()
    assert seen == [whole]
    assert [(tmp_path / language / "django.mo").read_bytes() for language in messages.LANGUAGES] == whole


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
        ("from x import gettext_lazy as lazy\ny = lazy('Siap')", ["Siap"]),
        ("A_WORDS = {'a': ' · ', 'b': f'Printer {x}'}", []),
        ("raise TemporaryFault('Printer tidak menjawab.', about='p')", ["Printer tidak menjawab."]),
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


def test_both_catalogues_are_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails with the list of what lacks English: run `python -m siaga.web.messages extract` and fill it in."""
    monkeypatch.setattr(messages, "all_texts", lambda _root: shipped())
    assert messages.missing("en") == []
    assert messages.missing("id") == []


def misplaced(source: Sequence[str], string: Sequence[str] | None) -> bool:
    """Whether a translation lacks a place of its source, adds one, or changes how it is written (`%d` for `%s`).

    The singular of a plural may say "one" instead of the number, so only there a place may be left out.
    """
    wanted = set(PLACES.findall("".join(source)))
    *singular, last = [set(PLACES.findall(s)) for s in ([string] if isinstance(string, str) else string or ())]
    return last != wanted or any(places - wanted for places in singular)


@pytest.mark.parametrize(
    ("source", "string", "wrong"),
    [
        ("%(n)s kartu", "%(n)s cards", False),
        ("%(n)s kartu", "cards", True),
        ("%(n)s kartu", "%(m)s cards", True),
        ("%(n)d kartu", "%(n)s cards", True),
        ("{n} angka", "{m} digits", True),
        (("%(n)s kartu", "%(n)s kartu"), ("one card", "%(n)s cards"), False),
        (("%(n)s kartu", "%(n)s kartu"), ("%(n)s card", "cards"), True),
        ("100 %% dari %(n)s", "100 %% of %(n)s", False),
    ],
)
def test_misplaced(source: Sequence[str], string: Sequence[str], wrong: bool) -> None:
    assert misplaced(source, string) is wrong


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_translations_keep_their_places(language: str) -> None:
    """A lost `%(n)s` is a number not told, another one a page that cannot be shown."""
    assert [entry.id for entry in messages.read(language) if entry.id and misplaced(entry.id, entry.string)] == []


def test_words_that_the_pages_do_not_use() -> None:
    """Fixed spellings (antrean, blangko, akta), the formal Anda, and no foreign word for what went wrong."""
    unwanted = re.compile(r"\b(antri\w*|blanko|akte|kamu|kalian|silahkan|error|anda)\b")
    source = {text.message for text in shipped()}
    assert [message for message in sorted(source) if unwanted.search(message)] == []


def test_the_shell_itself_is_translated() -> None:
    english = messages.read("en")
    shell = {text.message for text in shipped() if text.path.startswith("siaga/shell/templates/shell/")}
    assert "Belum tersimpan. Yang perlu diperbaiki:" in shell
    assert [m for m in sorted(shell) if not (known := english.get(m)) or not known.string] == []
