"""Whether a PDF that somebody brings is only pages: nothing that runs, calls or carries programs (ISO 32000-2 §12.6, §7.11.4). Pure.

A page to open at, and plain text beside the pages (the data of our own papers, PDF/A-3), do nothing and are let in.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from siaga.kit.refusal import Refusal

MOST_OBJECTS = 10_000
MOST_NESTED = 60
MOST_TRAILING = 1024  # bytes after the last end-of-file mark
MOST_DATA = 1_000_000  # bytes of text that is carried beside the pages
DATA_NAMES = (".json", ".txt", ".xml", ".csv")
ACTIVE = frozenset(
    {
        "/JS", "/JavaScript", "/AA", "/Launch", "/XFA", "/RichMedia",
        "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Movie", "/Sound", "/Rendition",
    }
)  # fmt: skip
# Whatever a hostile file does to its parser ends as a refusal.
BROKEN = (
    PdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, NotImplementedError, OSError,
    RecursionError, OverflowError, UnicodeError,
)  # fmt: skip
WORD_TEXTS = {
    "broken": "Berkas PDF ini rusak atau tidak utuh. Pindai sekali lagi, atau foto lembarnya.",
    "locked": "Berkas PDF ini terkunci dengan kata sandi. Minta yang tidak terkunci, atau foto lembarnya.",
    "active": "Berkas PDF ini memuat %(what)s, jadi tidak diterima. Pindai atau foto lembarnya, lalu unggah hasilnya.",
    "big": "Berkas PDF ini terlalu rumit bila dibuka. Pindai sekali lagi, atau foto lembarnya.",
    "pages": "Berkas PDF ini %(pages)d halaman; paling banyak %(most)d. Pindai hanya halaman yang perlu.",
}


class _TooComplex(Exception):
    """More objects than a scan has."""


def pages_of(raw: bytes, field: str, most: int) -> int | Refusal:
    """How many pages it has; any bytes may come in. Object streams are read too, within pyHanko's limits of decoding."""
    if len(raw) - raw.rfind(b"%%EOF") > MOST_TRAILING or b"%%EOF" not in raw:
        return _no("broken", field)
    try:
        reader = PdfFileReader(io.BytesIO(raw), strict=False)
        if reader.encrypted:
            return _no("locked", field)
        found, pages = _looked_through(reader)
        claimed = int(reader.root["/Pages"]["/Count"])
    except _TooComplex:
        return _no("big", field)
    except BROKEN:
        return _no("broken", field)
    if found:
        return _no("active", field, what=", ".join(sorted(found)))
    count = max(pages, claimed)
    if not 0 < count <= most:
        return _no("pages", field, pages=count, most=most) if count > 0 else _no("broken", field)
    return count


def _no(code: str, field: str, **params: object) -> Refusal:
    return Refusal(f"scan.pdf_{code}", WORD_TEXTS[code], field=field, params=params)


def _looked_through(reader: PdfFileReader) -> tuple[set[str], int]:
    """Forbidden names in any object of the file, whether something points to it or not; and its pages."""
    found: set[str] = set()
    pages = seen = 0
    refs = {r for n in range(reader.total_revisions) for r in reader.xrefs.explicit_refs_in_revision(n)}
    if len(refs) > MOST_OBJECTS:
        raise _TooComplex
    trailer = [reader.trailer.raw_get(name) for name in list(reader.trailer.keys())]
    for thing in (*trailer, *(reader.get_object(r) for r in sorted(refs, key=lambda r: (r.idnum, r.generation)))):
        for name in _names(thing):
            seen += 1
            if seen > 40 * MOST_OBJECTS:
                raise _TooComplex
            if name in ACTIVE:
                found.add(name[1:])
        for part in _dictionaries(thing):
            found |= _opens(part) | _carries(part)
        pages += isinstance(thing, generic.DictionaryObject) and thing.get("/Type") == "/Page"
    return found, pages


def _opens(part: generic.DictionaryObject) -> set[str]:
    """What is done on opening: nothing, unless it is a page to show."""
    if "/OpenAction" not in part:
        return set()
    deed = part["/OpenAction"]
    shows = isinstance(deed, generic.ArrayObject) or (
        isinstance(deed, generic.DictionaryObject) and deed.get("/S") == "/GoTo" and "/Next" not in deed
    )
    return set() if shows else {"OpenAction"}


def _carries(part: generic.DictionaryObject) -> set[str]:
    """A file in the file: nothing, if it is plain text by name and content. A stream need not say that it is such a file."""
    if part.get("/Type") == "/EmbeddedFile":
        return set() if _is_text(part) else {"EmbeddedFile"}
    if "/EF" not in part:
        return set()
    names = [str(part[key]) for key in ("/F", "/UF") if key in part]
    files = part["/EF"]
    if not names or not isinstance(files, generic.DictionaryObject):
        return {"EmbeddedFile"}
    plain = all(name.lower().endswith(DATA_NAMES) for name in names)
    return set() if plain and all(_is_text(files[key]) for key in list(files.keys())) else {"EmbeddedFile"}


def _is_text(stream: object) -> bool:
    if not isinstance(stream, generic.StreamObject):
        return False
    raw = bytes(stream.data)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return len(raw) <= MOST_DATA and not text.startswith("#!") and all(c >= " " or c in "\t\n\r" for c in text)


def _dictionaries(thing: object) -> Iterator[generic.DictionaryObject]:
    """Every dictionary within one object, streams' too; references are not followed."""
    stack: list[tuple[object, int]] = [(thing, 0)]
    while stack:
        here, depth = stack.pop()
        if depth > MOST_NESTED:
            raise _TooComplex
        if isinstance(here, generic.DictionaryObject):
            yield here
            stack.extend((here.raw_get(key), depth + 1) for key in list(here.keys()))
        elif isinstance(here, generic.ArrayObject):
            stack.extend((item, depth + 1) for item in list.__iter__(here))


def _names(thing: object) -> Iterator[str]:
    """Every name within one object, keys and values; references are not followed, what they lead to comes by itself."""
    stack: list[tuple[object, int]] = [(thing, 0)]
    while stack:
        here, depth = stack.pop()
        if depth > MOST_NESTED:
            raise _TooComplex
        if isinstance(here, generic.NameObject):
            yield str(here)
        elif isinstance(here, generic.DictionaryObject):
            for key in list(here.keys()):
                yield str(key)
                stack.append((here.raw_get(key), depth + 1))
        elif isinstance(here, generic.ArrayObject):
            stack.extend((item, depth + 1) for item in list.__iter__(here))
