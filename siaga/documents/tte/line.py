"""The line to the e-sign service: HTTP Basic, and what each way of failing says about whether the paper was signed."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from siaga.documents.signing import MAX_PDF, SignerDown

from .answers import UNKNOWN_SIGNER, WRONG_PASSPHRASE, OutcomeUnknown, Rejected, SignerUnknown, WrongPassphrase

log = logging.getLogger("siaga.documents")
MAX_ANSWER = 2 * MAX_PDF  # base64 and JSON around it
CONNECT = 4.0
ASK = 6.0  # a probe must not take longer than this
NOT_BEGUN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """{} for what is no JSON object."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


@dataclass
class Line:
    """url: of the service. user, password: HTTP Basic of this office. timeout: seconds until an answer is given up."""

    url: str
    user: str
    password: str = field(repr=False)
    timeout: float = 30.0
    _client: httpx.Client | None = field(default=None, repr=False)

    @property
    def client(self) -> httpx.Client:
        """Made at the first use, by the process that uses it: no connection goes over a fork."""
        if self._client is None:
            self._client = httpx.Client(
                base_url=self.url, auth=(self.user, self.password), follow_redirects=False, trust_env=False
            )
        return self._client

    def ask(self, method: str, path: str, **what: Any) -> Reply:
        """A question that changes nothing. Raises SignerDown."""
        try:
            answer = self.client.request(method, path, timeout=httpx.Timeout(ASK, connect=CONNECT), **what)
        except httpx.HTTPError as e:
            log.info("e-sign service: %s", type(e).__name__)
            raise SignerDown("layanan TTE tidak menjawab") from None
        return _usable(Reply(answer.status_code, answer.headers, answer.content))

    def send(self, path: str, **what: Any) -> Reply:
        """A paper to be signed. Raises SignerDown (surely not signed) or OutcomeUnknown; errors are made without the request in them,
        for it holds the passphrase."""
        id = ""
        try:
            with self.client.stream("POST", path, timeout=httpx.Timeout(self.timeout, connect=CONNECT), **what) as r:
                id = r.headers.get("id_dokumen", "")
                body = bytearray()
                for part in r.iter_bytes():
                    body += part
                    if len(body) > MAX_ANSWER:
                        raise Rejected("jawaban layanan TTE terlalu besar")
                return _usable(Reply(r.status_code, r.headers, bytes(body)), sent=True)
        except NOT_BEGUN as e:
            log.info("e-sign service: %s", type(e).__name__)
            raise SignerDown("layanan TTE tidak menjawab") from None
        except httpx.HTTPError as e:
            log.info("e-sign service: %s", type(e).__name__)
            raise OutcomeUnknown("jawaban layanan TTE tidak utuh", id) from None


def _usable(reply: Reply, *, sent: bool = False) -> Reply:
    if reply.status in (401, 403):
        raise SignerDown("layanan TTE menolak akun kantor ini; hubungi teknisi")
    if reply.status in (429, 503):
        raise SignerDown(f"layanan TTE sedang tidak melayani (HTTP {reply.status})")
    if reply.status >= 500:
        says = f"layanan TTE gagal (HTTP {reply.status})"
        raise OutcomeUnknown(says, reply.headers.get("id_dokumen", "")) if sent else SignerDown(says)
    return reply


def refuse(reply: Reply) -> Exception:
    """What a 4xx means."""
    code = reply.json().get("status_code")
    if str(code) == str(WRONG_PASSPHRASE):
        return WrongPassphrase()
    if str(code) == str(UNKNOWN_SIGNER):
        return SignerUnknown()
    says = " ".join(str(reply.json().get("error", "")).split())[:200]
    return Rejected(f"layanan TTE menolak dokumen ini (HTTP {reply.status}, kode {code}): {says}")
