"""A paper of this program, brought again as a required paper: its attached data are text, so it is taken like any scan."""

from __future__ import annotations

from samples_documents import MADE_AT, sample

from siaga.berkas.scans import PDF, Scan, scan_from
from siaga.documents.certificates import make_office_pki
from siaga.documents.kinds import BY_CODE
from siaga.documents.render import render
from siaga.documents.signing import LocalSigner


def test_a_paper_of_our_own_signed_is_a_proof_like_any_other() -> None:
    kind = BY_CODE["kk"]
    key, chain = make_office_pki("Kepala Contoh", "Kantor", MADE_AT)
    paper = render(kind, sample(kind), made_at=MADE_AT)
    signed = LocalSigner(key, chain).sign_pdf(paper, reason="KK", location="Malang", at=MADE_AT)
    assert b"data.json" in paper
    for raw in (paper, signed):
        assert scan_from(raw, "syarat_0") == Scan(PDF, raw, 1)
