"""A real key whose service fails, or is slow, as the weather says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from siaga.continuity.dependencies import TTE
from siaga.documents.signing import LocalSigner, SignerDown, SignerStatus
from siaga.drill.weather import Weather

SLOW = "tte_lambat"
HOUR = timedelta(hours=1)


@dataclass
class WeatherSigner:
    """Keeps `documents.signing.Signer`. Away while the weather says `tte`; while it says `tte_lambat` it manages `slowly` signatures an
    hour, and what is asked beyond these is not answered in time. made: signatures so far.
    """

    inner: LocalSigner
    weather: Weather
    slowly: float
    made: int = 0
    _since: datetime | None = None
    _of_these: int = 0

    def status(self, at: datetime) -> SignerStatus:
        if TTE in self.weather.down(at):
            return SignerStatus("terputus", "", "server TTE tidak menjawab")
        return self.inner.status(at)

    def sign_pdf(self, pdf: bytes, *, reason: str, location: str, at: datetime) -> bytes:
        if TTE in self.weather.down(at):
            raise SignerDown("server TTE tidak menjawab")
        slow = next((s for s in self.weather.spells if s.part == SLOW and s.covers(at)), None)
        if slow is not None:
            if self._since != slow.begin:
                self._since, self._of_these = slow.begin, 0
            if self._of_these >= int(self.slowly * ((at - slow.begin) / HOUR)):
                raise SignerDown("server TTE lambat: tidak menjawab tepat waktu")
            self._of_these += 1
        self.made += 1
        return self.inner.sign_pdf(pdf, reason=reason, location=location, at=at)
