"""Lists as CSV: for a spreadsheet that must not run what somebody typed as a name."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

from .access import Request, viewed

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object) -> str:
    """Text as it is, with a quote before what a spreadsheet would take for a formula."""
    text = "" if value is None else str(value)
    return "'" + text if text.startswith(FORMULA) else text


def csv_answer(request: Request, name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A download `name`.csv; UTF-8 with a mark, so that spreadsheets read it as such. Who took it stands in the trail."""
    viewed(request, f"unduhan/{name}.csv", "unduh daftar")
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([cell(v) for v in row] for row in rows)
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
