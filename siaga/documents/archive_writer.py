"""Adding to a PDF/A without spoiling it."""

from __future__ import annotations

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


class ArchiveWriter(IncrementalPdfFileWriter):
    """pyHanko writes the document's metadata anew with every addition: dated by the system's clock, in an XMP in which the archive's
    declaration (ISO 19005-3, 6.6.2 and 6.6.4) is no longer spelt as it was. What typst wrote stays; when it was signed, the signature says.
    """

    def _update_meta(self) -> None:
        pass
