"""PAdES B-T and B-LT (ETSI EN 319 142-1) with a key on this machine: a time stamp (RFC 3161), and certificates, OCSP answers (RFC 6960)
and CRLs (RFC 5280) kept inside the PDF, so that it can be judged when the authorities are gone.

Where the authority for time, or those for revocation, do not answer, the paper is signed B-B instead: a far machine more never keeps
a citizen waiting. What was reached stands in the PDF and is read from it (`level_of`).
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
import httpx
from asn1crypto import tsp
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend

from .archive_writer import ArchiveWriter
from .signing import FIELD, BadPdf, DatedSigner, LocalSigner, SignerStatus, to_asn1
from .signing_token import TokenSigner

log = logging.getLogger("siaga.documents")
B_B, B_T, B_LT = LEVELS = ("B-B", "B-T", "B-LT")
PATIENCE = 5.0  # seconds for each answer of an authority


class Tsa(TimeStamper):
    """The authority for time at an address (RFC 3161 over HTTP)."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Raises httpx.HTTPError."""
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
            answer = await client.post(
                self.url, content=req.dump(), headers={"Content-Type": "application/timestamp-query"}
            )
        answer.raise_for_status()
        return tsp.TimeStampResp.load(answer.content)


@dataclass(slots=True)
class LongTermSigner:
    """Keeps `signing.Signer`. inner: a key file or a device.

    level: B-T or B-LT, what is aimed at. tsa: its address. roots: where stamps and our chain lead to."""

    inner: LocalSigner | TokenSigner
    level: str
    tsa: str
    roots: Sequence[x509.Certificate]

    @property
    def chain(self) -> Sequence[x509.Certificate]:
        return self.inner.chain

    @property
    def name(self) -> str:
        return self.inner.name

    def status(self, at: datetime) -> SignerStatus:
        """Of the key alone: without the authorities it signs B-B."""
        return self.inner.status(at)

    def sign_pdf(self, pdf: bytes, *, reason: str, location: str, at: datetime) -> bytes:
        """At the level aimed at, else B-B. Raises CannotSign; SignerDown where the token is away."""
        try:
            with self.inner.engine() as engine:
                return asyncio.run(self._sign(engine, pdf, reason, location, at))
        except Exception as error:  # whatever the far authorities do wrong, the paper is signed
            log.warning("signed B-B, not %s: %s: %s", self.level, type(error).__name__, error)
            return self.inner.sign_pdf(pdf, reason=reason, location=location, at=at)

    async def _sign(self, engine: Any, pdf: bytes, reason: str, location: str, at: datetime) -> bytes:
        writer = ArchiveWriter(io.BytesIO(pdf))
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as session:
            context = None
            if self.level == B_LT:
                context = ValidationContext(
                    trust_roots=[to_asn1(each) for each in self.roots],
                    other_certs=[to_asn1(each) for each in self.inner.chain],
                    allow_fetching=True,
                    fetcher_backend=AIOHttpFetcherBackend(session),
                    revocation_mode="hard-fail",
                    moment=at,
                )
            metadata = signers.PdfSignatureMetadata(
                field_name=f"{FIELD}{len(writer.prev.embedded_signatures) + 1}",
                md_algorithm="sha256",
                subfilter=fields.SigSeedSubFilter.PADES,
                reason=reason,
                location=location,
                name=self.name,
                embed_validation_info=self.level == B_LT,
                validation_context=context,
            )
            signer = DatedSigner(at, metadata, signer=engine, timestamper=Tsa(self.tsa))
            out: Any = await signer.async_sign_pdf(writer)
        return bytes(out.getvalue())


def level_of(pdf: bytes) -> str:
    """B-B, B-T or B-LT as the last signature stands in the PDF, "" if there is none. Says what is there, not that it is good.

    Raises BadPdf.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        found = reader.embedded_regular_signatures
        if not found:
            return ""
        extra = found[-1].signer_info["unsigned_attrs"]
        if not any(each["type"].native == "signature_time_stamp_token" for each in extra or ()):
            return B_B
        return B_LT if "/DSS" in reader.root else B_T
    except Exception as error:  # as validate_pdf
        raise BadPdf(f"{type(error).__name__}: {error}") from error
