"""The reference of all life events, made from their declarations: `siaga peristiwa > docs/peristiwa.md`."""

from __future__ import annotations

from collections.abc import Iterator

from siaga.people.asking import Ask, asks_of
from siaga.people.peristiwa import PERISTIWA
from siaga.people.peristiwa.event import Peristiwa

HEAD = """# Peristiwa kependudukan dan peristiwa penting

Made from the declarations in `siaga/people/peristiwa/` by `siaga peristiwa`; a test keeps it true. Words are those
that officers and applicants read.
"""


def text() -> str:
    return "\n".join([HEAD, *(line for p in PERISTIWA for line in _event(p))])


def _event(p: Peristiwa) -> Iterator[str]:
    yield f"## {p.title} (`{p.code}`)\n"
    yield f"- Formulir {p.sheet}. Dasar: {p.legal_basis}."
    if p.deadline_days:
        yield f"- Dilaporkan dalam {p.deadline_days} hari; yang terlambat tetap dicatat."
    yield f"- Menghasilkan: {', '.join(p.documents) or 'tidak ada dokumen'}."
    yield f"- Fakta: {', '.join(f'`{kind}`' for kind in p.effects)}.\n"
    yield "Persyaratan:\n"
    for need in p.needs:
        yield f"- {need.words}" + (f" (atau {need.instead})" if need.instead else "")
    yield ""
    if p.asked is not None:
        yield "| isian | jenis | wajib |\n|---|---|---|"
        asks = asks_of(p.asked.answers)
        for group in p.asked.groups:
            for name in group.fields:
                yield _row(asks[name])
        yield ""


def _row(ask: Ask) -> str:
    return f"| {ask.label} | {ask.kind} | {'ya' if ask.required else 'tidak'} |"
