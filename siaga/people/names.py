"""Names as the register takes them (Permendagri 73/2022), and finding them again however they were spelled.

A name is stored as it was given, with single spaces; what prints it decides about capitals. The phonetic key folds
Indonesian spellings of one sound together (old and new orthography, Arabic names, regional habits), so that Soekarno
meets Sukarno and Mochamad meets Muhammad.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import JaroWinkler

from siaga.kit.refusal import Refusal

LONGEST = 60
BASIS = "Permendagri 73/2022 pasal 4 dan 5"

ONE_LETTER_NAMES = frozenset({"I"})
"""Words of one letter that are a name and not an abbreviation: the Balinese article for men."""
ABBREVIATIONS = frozenset({"MOH", "MUH", "MHD", "MOCH", "ABD", "ABDL", "ST"})
TITLES_BEFORE = frozenset({"DR", "DRS", "DRA", "DRG", "IR", "PROF", "H", "HJ", "KH", "KRT", "RM"})


def tidy(text: str) -> str:
    """Single spaces, composed letters, nothing at the ends; capitals as they were typed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


class TitledName(NamedTuple):
    """Titles stand on KK and KTP, never on an akta, so they are kept apart from the name."""

    before: str
    name: str
    after: str


def split_titles(text: str) -> TitledName:
    """Titles before the name (with or without a dot) and whatever follows the first comma, apart from the name."""
    name, _, after = tidy(text).partition(",")
    words = name.split()
    before: list[str] = []
    while len(words) > 1 and words[0].rstrip(".").upper() in TITLES_BEFORE:
        before.append(words.pop(0))
    return TitledName(" ".join(before), " ".join(words), after.strip())


def check_name(text: str, field: str = "nama", *, existing: bool = False) -> tuple[list[Refusal], list[Refusal]]:
    """(refusals, warnings) for a name. `existing`: it is in the register already and stays valid whatever it is.

    One word is accepted: two are advice (art. 4(2)).
    """
    name = tidy(text)
    if not name:
        return [_no(field, "empty", "Nama belum diisi. Isi sesuai dokumen kelahiran atau ijazah.")], []
    wrong = [refusal for refusal in _form(name, field) if refusal]
    warnings = _advice(name, field, new=not existing)
    return ([], [*wrong, *warnings]) if existing else (wrong, warnings)


def _no(field: str, code: str, message: str, **params: object) -> Refusal:
    return Refusal(f"{field}.{code}", message, field=field, basis=BASIS, params=params)


def _form(name: str, field: str) -> list[Refusal | None]:
    letters = [c for c in name if c != " "]
    signs = sorted({c for c in letters if not c.isalpha() and not c.isdigit()})
    short = [w for w in name.upper().split() if len(w) == 1 and w.isalpha() and w not in ONE_LETTER_NAMES]
    return [
        _no(field, "too_long", "Nama paling banyak 60 huruf termasuk spasi; ini %(n)d. Sepakati nama yang lebih pendek "
            "dengan pemohon.", n=len(name)) if len(name) > LONGEST else None,
        _no(field, "digits", "Nama tidak boleh memuat angka. Tulis dengan huruf, tanpa angka.")
        if any(c.isdigit() for c in letters) else None,
        _no(field, "punctuation", "Nama tidak boleh memuat tanda baca (%(signs)s). Tulis tanpa tanda baca; gelar diisi "
            "di kolom gelar.", signs=" ".join(signs)) if signs else None,
        _no(field, "not_latin", "Nama ditulis dengan huruf Latin A sampai Z. Salin ke ejaan bahasa Indonesia.")
        if any(c.isalpha() and not c.isascii() for c in letters) else None,
        _no(field, "abbreviated", "Nama tidak boleh disingkat (%(words)s). Tulis lengkap.", words=", ".join(short))
        if short else None,
    ]  # fmt: skip


def _advice(name: str, field: str, *, new: bool) -> list[Refusal]:
    words = name.upper().split()
    said = []
    if new and len(words) == 1:
        said.append(_no(field, "one_word", "Nama hanya satu kata: boleh. Dianjurkan paling sedikit dua kata untuk "
                        "nama anak yang baru lahir."))  # fmt: skip
    if short := [w for w in words if w in ABBREVIATIONS]:
        said.append(_no(field, "maybe_abbreviated", "%(words)s mungkin singkatan. Bila ya, tulis lengkap.",
                        words=", ".join(short)))  # fmt: skip
    if titles := [w for w in words[:-1] if w in TITLES_BEFORE and len(w) > 1]:
        said.append(_no(field, "maybe_title", "%(words)s mungkin gelar. Bila ya, pindahkan ke kolom gelar; gelar tidak "
                        "dicantumkan pada akta.", words=", ".join(titles)))  # fmt: skip
    return said


# Spellings of one sound, applied in this order to upper-case letters.
SPELLINGS: tuple[tuple[str, str], ...] = (
    (r"OE", "U"),
    (r"DJ", "J"),
    (r"TJ", "C"),
    (r"SJ|SY|SH|TS", "S"),
    (r"CH(?=[RL])", "K"),
    (r"CH|KH", "H"),
    (r"DZ|Z|X$", "S"),
    (r"PH|V|F", "P"),
    (r"CK|Q|C(?=[BDFGKLMNPRST]|$)", "K"),
    (r"X", "KS"),
    (r"H", ""),
    (r"IE|EI|AI|AE|E", "I"),
    (r"O", "U"),
    (r"J", "Y"),
    (r"Y(?![AIU])", "I"),
    (r"I+(?=[AU])", "Y"),
    (r"U+W?(?=[AI])", "W"),
    (r"D$", "T"),
    (r"B$", "P"),
    (r"(.)\1+", r"\1"),
)
_RULES = tuple((re.compile(pattern), to) for pattern, to in SPELLINGS)


_SIGNS = re.compile(r"['’`\u0300-\u036f]")
_WORDS = re.compile(r"[A-Z]+")


def tokens(nama: str) -> tuple[str, ...]:
    """The words of a name in capital letters A–Z, accents and signs taken off, in their order."""
    plain = (nama if nama.isascii() else unicodedata.normalize("NFKD", nama)).upper()
    return tuple(_WORDS.findall(_SIGNS.sub("", plain)))


@lru_cache(maxsize=1 << 16)
def phonetic(token: str) -> str:
    """One word as it sounds: two spellings of one sound give one key. Never empty for a word that has letters.

    Remembered, for words of names repeat; it depends on nothing but the word, so no node sees another's data.
    """
    word = token.upper()
    for pattern, to in _RULES:
        word = pattern.sub(to, word)
    return word or token.upper()


def skeleton(token: str) -> str:
    """The consonants of the phonetic key, in their order: what mistyped vowels leave alone."""
    return re.sub(r"[AIU]", "", phonetic(token))


def search_keys(nama: str) -> tuple[str, ...]:
    """Keys for an array index: two names that share a key are worth comparing, in alphabetical order.

    For each word its phonetic key; `~` and its consonants, if there are three or more; from four consonants those with
    one left out, and of shorter words `-` and the phonetic key whole and with one letter left out (symmetric deletion):
    so one letter typed wrongly, too much or too little still meets.
    """
    return tuple(sorted(frozenset().union(*map(_keys_of, tokens(nama)))))


@lru_cache(maxsize=1 << 16)
def _keys_of(token: str) -> frozenset[str]:
    """The keys of one word; remembered like `phonetic`."""
    key, bones = phonetic(token), skeleton(token)
    keys = {key}
    if len(bones) >= 3:
        keys.add("~" + bones)
    if len(bones) >= 4:
        keys.update("~" + less for less in _one_less(bones))
    elif len(key) >= 4:
        keys.update("-" + less for less in (key, *_one_less(key)))
    return frozenset(keys)


def _one_less(word: str) -> tuple[str, ...]:
    return tuple(word[:i] + word[i + 1 :] for i in range(len(word)))


def trigrams(nama: str) -> frozenset[str]:
    """Three-letter pieces of the phonetic words, padded as PostgreSQL's pg_trgm pads."""
    pieces: set[str] = set()
    for token in tokens(nama):
        padded = f"  {phonetic(token)} "
        pieces.update(padded[i : i + 3] for i in range(len(padded) - 2))
    return frozenset(pieces)


def similarity(one: str, other: str) -> float:
    """How alike two names sound, 0 to 1, whatever the order of their words; each word without a partner costs.

    Words are paired greedily by Jaro–Winkler similarity of their phonetic keys, weighted by length.
    """
    left, right = ([phonetic(t) for t in tokens(name)] for name in (one, other))
    if not left or not right:
        return 0.0
    pairs = sorted(
        ((JaroWinkler.similarity(a, b), i, j) for i, a in enumerate(left) for j, b in enumerate(right)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    used_left: set[int] = set()
    used_right: set[int] = set()
    total = weight = 0.0
    for score, i, j in pairs:
        if i in used_left or j in used_right:
            continue
        used_left.add(i)
        used_right.add(j)
        size = len(left[i]) + len(right[j])
        total += score * size
        weight += size
    alone = len(left) + len(right) - 2 * len(used_left)
    return total / weight * 0.93**alone
