"""The line to the centre, or between an office's boxes, over HTTP: one POST of one envelope. The envelope is signed and compressed,
so this needs to know nothing."""

from __future__ import annotations

import httpx

from siaga.kit.node import PUSAT
from siaga.kit.refusal import PermanentFault, TemporaryFault

from .messages import MAX_MESSAGE

PATH = "/pertukaran"
MEDIA_TYPE = "application/x-siaga-envelope"


class HttpLink:
    """timeout: seconds without a byte before the line counts as cut. about, who: the dependency at the other end, and as people call
    it. Thread-safe; keeps one connection open."""

    def __init__(self, url: str, timeout: float = 20.0, about: str = PUSAT, who: str = "pusat") -> None:
        self.url = url.rstrip("/") + PATH
        self.about, self.who = about, who
        self._timeout = httpx.Timeout(timeout, connect=min(5.0, timeout))
        self._client = httpx.Client(timeout=self._timeout, trust_env=False)

    def call(self, envelope: bytes) -> bytes:
        try:
            answer = self._client.post(self.url, content=envelope, headers={"Content-Type": MEDIA_TYPE})
        except httpx.HTTPError as e:
            raise TemporaryFault(f"{self.who} tidak menjawab ({type(e).__name__})", about=self.about) from e
        if answer.status_code != 200:
            # Whoever is at the other end of this connection does not serve: the next call finds another. (Several threads may be at it:
            # the connection goes when the last of them lets it go.)
            self._client = httpx.Client(timeout=self._timeout, trust_env=False)
            raise TemporaryFault(f"{self.who} menjawab {answer.status_code}", about=self.about)
        if len(answer.content) > MAX_MESSAGE:
            raise PermanentFault(f"jawaban {self.who} melampaui batas ukuran")
        return answer.content
