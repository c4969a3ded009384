"""What may be done with papers, in one place for pages and other features."""

from __future__ import annotations

from .handing import hand_over
from .issuing import Builder, Paper, end_in, issue, issue_due, issue_in, try_again
from .presenting import pdf_of
from .signing_acts import countersign, sign_waiting, sign_wet, sign_wet_many, signer_status
from .signing_mode import choose_mode, mode_now

__all__ = [
    "Builder",
    "Paper",
    "choose_mode",
    "countersign",
    "end_in",
    "hand_over",
    "issue",
    "issue_due",
    "issue_in",
    "mode_now",
    "pdf_of",
    "sign_waiting",
    "sign_wet",
    "sign_wet_many",
    "signer_status",
    "try_again",
]
