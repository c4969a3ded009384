"""Version 1: multipart in, the PDF itself out, its id in the header `id_dokumen`; a signed PDF can be fetched by that id once."""

from __future__ import annotations

from dataclasses import dataclass

from .answers import Signed, Wish
from .line import Line, refuse


@dataclass(frozen=True, slots=True)
class V1:
    line: Line

    def user_status(self, nik: str) -> str:
        return str(self.line.ask("GET", f"/api/user/status/{nik}").json().get("status_code", ""))

    def sign(self, pdf: bytes, wish: Wish) -> Signed:
        """`tampilan=invisible`: the visible block is the template's own."""
        fields = {
            "nik": wish.nik,
            "passphrase": wish.passphrase,
            "tampilan": "invisible",
            "reason": wish.reason,
            "location": wish.location,
        }
        files = {"file": ("dokumen.pdf", pdf, "application/pdf")}
        reply = self.line.send("/api/sign/pdf", data=fields, files=files)
        if reply.status != 200:
            raise refuse(reply)
        return Signed(reply.body, reply.headers.get("id_dokumen", ""))

    def fetch(self, id: str) -> bytes | None:
        if not id.isascii() or not id.replace("-", "").isalnum():
            return None
        reply = self.line.ask("GET", f"/api/sign/download/{id}")
        return reply.body if reply.status == 200 else None

    def verify(self, pdf: bytes) -> bool:
        files = {"signed_file": ("dokumen.pdf", pdf, "application/pdf")}
        return _good(self.line.ask("POST", "/api/sign/verify", files=files).json())


def _good(said: dict[str, object]) -> bool:
    count = said.get("jumlah_signature")
    return isinstance(count, int) and count > 0 and said.get("hash_document_valid", True) is True
