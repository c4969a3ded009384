"""Words stored in Indonesian, shown in the reader's language."""

from __future__ import annotations

import pytest
from django.utils import translation

from siaga.shell.stored import shown
from siaga.web.messages import compile_all


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    compile_all()


@pytest.mark.parametrize(
    ("stored", "indonesian", "english"),
    [
        ("", "", ""),
        ("pusat tidak menjawab (ConnectError)", "pusat tidak menjawab", "the centre does not answer"),
        ("ruang simpan tinggal 120 MB", "ruang simpan tinggal 120 MB", "only 120 MB of storage left"),
        ("sakelar latihan: sengaja diputus", "sakelar latihan: sengaja diputus", "training switch: cut on purpose"),
        ("Printer 1: pita habis, dijeda", "Printer 1: pita habis, dijeda", "Printer 1: no ribbon left, paused"),
        ("Kartu 100% baik (kata Bu Ani)", "Kartu 100% baik (kata Bu Ani)", "Kartu 100% baik (kata Bu Ani)"),
        (
            "Mirip dengan rekaman lain; diputuskan oleh petugas pusat.",
            "Mirip dengan rekaman lain; diputuskan oleh petugas pusat.",
            "Similar to another recording; an officer at the centre decides.",
        ),
    ],
)
def test_stored_words(stored: str, indonesian: str, english: str) -> None:
    with translation.override("id"):
        assert shown(stored) == indonesian
    with translation.override("en"):
        assert shown(stored) == english
