"""Version 2: JSON with base64 in and out. It gives no id and keeps nothing to fetch, so that an answer that was lost is lost."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from .answers import Rejected, Signed, Wish
from .line import Line, refuse


@dataclass(frozen=True, slots=True)
class V2:
    line: Line

    def user_status(self, nik: str) -> str:
        return str(self.line.ask("POST", "/api/v2/user/check/status", json={"nik": nik}).json().get("status_code", ""))

    def sign(self, pdf: bytes, wish: Wish) -> Signed:
        body: dict[str, Any] = {
            "nik": wish.nik,
            "passphrase": wish.passphrase,
            "signatureProperties": [{"tampilan": "INVISIBLE", "reason": wish.reason, "location": wish.location}],
            "file": [base64.b64encode(pdf).decode()],
        }
        reply = self.line.send("/api/v2/sign/pdf", json=body)
        if reply.status != 200:
            raise refuse(reply)
        files = reply.json().get("file")
        if not isinstance(files, list) or len(files) != 1:
            raise Rejected("layanan TTE menjawab tanpa berkas")
        try:
            return Signed(base64.b64decode(files[0], validate=True), str(reply.json().get("id", "")))
        except (binascii.Error, TypeError, ValueError):
            raise Rejected("layanan TTE menjawab dengan berkas yang tidak terbaca") from None

    def fetch(self, id: str) -> bytes | None:
        return None

    def verify(self, pdf: bytes) -> bool:
        said = self.line.ask("POST", "/api/v2/verify/pdf", json={"file": base64.b64encode(pdf).decode()}).json()
        return str(said.get("conclusion", "")).upper() == "VALID"
