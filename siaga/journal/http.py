"""The line to the centre over HTTP: one POST of one envelope. The envelope is signed and compressed, so this needs to know nothing."""

from __future__ import annotations

import httpx

from siaga.kit.node import PUSAT
from siaga.kit.refusal import PermanentFault, TemporaryFault

from .messages import MAX_MESSAGE

PATH = "/pertukaran"
MEDIA_TYPE = "application/x-siaga-envelope"


class HttpLink:
    """timeout: seconds without a byte before the line counts as cut. Thread-safe; keeps one connection open."""

    def __init__(self, url: str, timeout: float = 20.0) -> None:
        self.url = url.rstrip("/") + PATH
        self._client = httpx.Client(timeout=httpx.Timeout(timeout, connect=5.0), trust_env=False)

    def call(self, envelope: bytes) -> bytes:
        try:
            answer = self._client.post(self.url, content=envelope, headers={"Content-Type": MEDIA_TYPE})
        except httpx.HTTPError as e:
            raise TemporaryFault(f"pusat tidak menjawab ({type(e).__name__})", about=PUSAT) from e
        if answer.status_code != 200:
            raise TemporaryFault(f"pusat menjawab {answer.status_code}", about=PUSAT)
        if len(answer.content) > MAX_MESSAGE:
            raise PermanentFault("jawaban pusat melampaui batas ukuran")
        return answer.content
