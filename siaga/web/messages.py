"""Catalogues of the pages' words: Indonesian is the source, English the translation.

    python -m siaga.web.messages             compile .po → .mo (done by `make setup`; Django works without, in Indonesian)
    python -m siaga.web.messages extract     collect every string of the code and the templates into both catalogues
    python -m siaga.web.messages missing     list what has no English yet; exit code 1 if anything
    python -m siaga.web.messages fill FILE   put translations from a JSON file {source: English} into the English catalogue
                                             (a plural's English is a list of two)

What is collected says `siaga.web.texts`. Only Babel is needed, not GNU gettext.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from siaga.web.texts import PACKAGE, Text, all_texts

LOCALE = PACKAGE / "web" / "locale"
LANGUAGES = ("id", "en")

# Django's own words that an officer would say otherwise.
INSTEAD = {
    "This field is required.": {"id": "Isi bagian ini.", "en": "Please fill this in."},
    "Enter a whole number.": {"id": "Isi dengan angka, tanpa titik atau koma.", "en": "Fill in a whole number."},
    "Select a valid choice. %(value)s is not one of the available choices.": {
        "id": "Pilih salah satu dari daftar; “%(value)s” tidak ada di sana.",
        "en": "Choose one from the list; “%(value)s” is not in it.",
    },
}


def po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def _blank(language: str) -> Catalog:
    once = datetime(2026, 1, 1, tzinfo=UTC)  # a fixed date: the same strings make the same file
    return Catalog(
        locale=language,
        domain="django",
        project="SIAGA",
        version="1",
        creation_date=once,
        revision_date=once,
        header_comment="# SIAGA: the pages' words. Source language: Indonesian.",
        msgid_bugs_address="",
        last_translator="",
        language_team="",
        fuzzy=False,
    )


def read(language: str) -> Catalog:
    if not po(language).exists():
        return _blank(language)
    with po(language).open("rb") as file:
        return read_po(file, locale=language, domain="django")


def extract(root: Path = PACKAGE) -> None:
    """Both catalogues anew: translations kept by their msgid, texts no longer in use dropped, Indonesian filled with itself."""
    texts = list(all_texts(root))
    for language in LANGUAGES:
        old, new = read(language), _blank(language)
        for text in texts:
            known = old.get(text.id, context=text.context or None)
            string = known.string if known else ""
            if language == "id" or not string:
                string = _source(text, language)
            new.add(text.id, string, locations=[(text.path, 0)], context=text.context or None)
        for message, instead in INSTEAD.items():
            new.add(message, instead[language])
        _write(language, new)


def _source(text: Text, language: str) -> str | tuple[str, ...]:
    if language == "id":
        return (text.message, text.plural) if text.plural else text.message
    return ("", "") if text.plural else ""


def fill(translations: dict[str, str | list[str]], language: str = "en") -> list[str]:
    """Put translations in by their source text; returns the sources that the catalogue does not have."""
    catalog = read(language)
    by_source = {entry.id[0] if isinstance(entry.id, tuple) else entry.id: entry for entry in catalog if entry.id}
    for source, string in translations.items():
        if source in by_source:
            by_source[source].string = tuple(string) if isinstance(string, list) else string
    _write(language, catalog)
    return [source for source in translations if source not in by_source]


def _write(language: str, catalog: Catalog) -> None:
    """Beside it first: what cannot be written whole leaves the catalogue as it was."""
    target = po(language)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(".baru")
    with beside.open("wb") as file:
        write_po(file, catalog, width=120, sort_output=True, include_lineno=False)
    beside.replace(target)


def compile_all() -> list[Path]:
    """In one step each: a program that starts meanwhile finds the old one or the new one, never half of it."""
    made = []
    for language in LANGUAGES:
        target = po(language).with_suffix(".mo")
        beside = target.with_suffix(f".{os.getpid()}.mo")
        with beside.open("wb") as file:
            write_mo(file, read(language))
        beside.replace(target)
        made.append(target)
    return made


def missing(language: str = "en", root: Path = PACKAGE) -> list[str]:
    """Texts in use that the catalogue does not have, or has without a translation; each once, in order."""
    catalog = read(language)
    without: dict[str, None] = {}
    for text in all_texts(root):
        known = catalog.get(text.id, context=text.context or None)
        found = known.string if known and known.string else ""
        strings = (found,) if isinstance(found, str) else tuple(found)
        if not all(strings):
            without[text.message] = None
    return list(without)


def main(argv: list[str]) -> int:
    command = argv[0] if argv else "compile"
    if command == "extract":
        extract()
    elif command == "missing":
        found = missing()
        print("\n".join(found))
        return 1 if found else 0
    elif command == "fill" and len(argv) == 2:
        unknown = fill(json.loads(Path(argv[1]).read_text(encoding="utf-8")))
        print("\n".join(unknown))
        return 1 if unknown else 0
    elif command == "compile":
        print("\n".join(str(path) for path in compile_all()))
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
