"""Filters, tags, fields and the placing of refusals, without a browser."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Engine
from django.utils import translation

from siaga.kit.clock import SimulatedClock
from siaga.kit.refusal import Refusal
from siaga.shell import fields
from siaga.shell.templatetags import siaga_ui
from siaga.shell.values import EMPTY, Shell, place_refusals, shell
from siaga.web.messages import compile_all

AT = datetime(2015, 9, 9, 7, 30, tzinfo=UTC)
ENGINE = Engine(
    libraries={"siaga_ui": "siaga.shell.templatetags.siaga_ui"}, builtins=["siaga.shell.templatetags.siaga_ui"]
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture(autouse=True, scope="module")
def catalogues() -> None:
    compile_all()


def drawn(source: str, **context: object) -> str:
    return ENGINE.from_string(source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "indonesian", "english"),
    [
        ("{{ 9539|angka }}", "9.539", "9,539"),
        ("{{ at|jam }}", "14.30 WIB", "14:30 WIB"),
        ("{{ at|jam_saja }}", "14.30", "14:30"),
        ("{{ born|umur:at }}", "25 tahun", "25 years"),
        ("{{ born|tanggal }}", "5 Agustus 1990", "5 August 1990"),
        ("{{ none|tanggal }}{{ none|angka }}{{ none|jam }}{{ none|umur:at }}{{ none|sejak:at }}", "", ""),
    ],
)
def test_filters_follow_the_language(source: str, indonesian: str, english: str) -> None:
    for language, expected in (("id", indonesian), ("en", english)):
        with translation.override(language):
            assert drawn(source, at=AT, born=date(1990, 8, 5), none=None) == expected


def test_the_zone_is_the_nodes() -> None:
    request = SimpleNamespace(node=SimpleNamespace(clock=SimulatedClock(AT, "WIT")))
    with translation.override("id"):
        assert drawn("{% pukul at %}", at=AT, request=request) == "16.30 WIT"
        assert drawn("{% pukul at %}", at=AT, shell=Shell(zone="WITA")) == "15.30 WITA"


@pytest.mark.parametrize(
    ("state", "word", "english"),
    [
        ("normal", "normal", "normal"),
        ("tersendat", "tersendat", "faltering"),
        ("terputus", "terputus", "down"),
        ("?", "belum diketahui", "not known yet"),
    ],
)
def test_a_state_always_has_its_word(state: str, word: str, english: str) -> None:
    with translation.override("id"):
        assert f"</span>{word}</span>" in siaga_ui.dot(state)
    with translation.override("en"):
        assert f"</span>{english}</span>" in siaga_ui.dot(state)


def test_a_refusal_is_told_with_its_article_and_escaped() -> None:
    said = siaga_ui.refusal(Refusal("x", "Nama %(name)s sudah ada.", basis="UU 24/2013", params={"name": "<b>"}))
    assert "Nama &lt;b&gt; sudah ada." in said
    assert '<small class="basis">UU 24/2013</small>' in said


class Small(forms.Form):
    nik = fields.NomorField(label="NIK")
    born = fields.TanggalField(label="Tanggal lahir", required=False)


def test_refusals_go_to_their_fields_and_the_rest_on_top() -> None:
    form = Small({"nik": "3172014508900001"})
    place_refusals(form, [Refusal("a", "Sudah dicatat.", "nik", "Ps. 9"), Refusal("b", "Dua saksi.", "saksi")])
    assert form.errors["nik"] == ["Sudah dicatat. (Ps. 9)"]
    assert form.non_field_errors() == ["Dua saksi."]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("3172 01 450890 0001", "3172014508900001"),
        ("3172.0145.0890.0001", "3172014508900001"),
        ("317201450890001", None),
        ("3172014508900OO1", None),
        ("٣١٧٢٠١٤٥٠٨٩٠٠٠٠١", None),
    ],
)
def test_numbers_typed(typed: str, kept: str | None) -> None:
    form = Small({"nik": typed})
    assert form.is_valid() is (kept is not None)
    if kept:
        assert form.cleaned_data["nik"] == kept


@pytest.mark.parametrize("typed", ["09-09-2015", "9/9/2015", "9.9.2015", "09092015"])
def test_dates_typed(typed: str) -> None:
    form = Small({"nik": "3172014508900001", "born": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == date(2015, 9, 9)


@pytest.mark.parametrize("typed", ["31-02-2015", "2015-09-09", "besok", "09-13-2015"])
def test_dates_that_are_none(typed: str) -> None:
    form = Small({"nik": "3172014508900001", "born": typed})
    assert not form.is_valid()
    assert "09-09-2015" in form.errors["born"][0]


def data_url(raw: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(raw).decode()}"


def test_pictures_drawn() -> None:
    assert fields.image_bytes(data_url(PNG)) == PNG
    assert fields.image_bytes("") == b""


@pytest.mark.parametrize(
    "bad",
    [
        data_url(b"<svg onload=alert(1)>"),
        data_url(PNG, "svg+xml"),
        "data:image/png;base64,!!!!",
        "http://x/",
        data_url(PNG + bytes(3_000_000)),
    ],
)
def test_what_is_no_picture_is_refused(bad: str) -> None:
    with pytest.raises(ValidationError):
        fields.image_bytes(bad)


def test_the_key_of_a_posted_form_stays() -> None:
    posted = Small({"nik": "1", "kunci": "9d5c4b0e-0000-4000-8000-000000000001"})
    assert "9d5c4b0e-0000-4000-8000-000000000001" in drawn("{% kunci %}", form=posted)
    assert drawn("{% kunci %}") != drawn("{% kunci %}")


def test_the_frame_is_asked_once_and_only_if_drawn() -> None:
    asked: list[int] = []

    def ask() -> Shell:
        asked.append(1)
        return Shell(office_name="Malang")

    context = shell(SimpleNamespace(siaga_shell=ask))  # type: ignore[arg-type]
    assert asked == []
    assert drawn("{{ shell.office_name }} {{ shell.office_name }}", **context) == "Malang Malang"
    assert asked == [1]
    assert shell(SimpleNamespace()) == {"shell": EMPTY}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("what", "english"),
    [
        ("sebab tidak berdokumen", "why there are no papers"),
        ("jenis kelamin", "sex"),
        ("RT", "RT"),
        ("NIK ibu", "Mother's NIK"),
        ("Ratna Wulandari", "Ratna Wulandari"),
    ],
)
def test_a_field_named_within_a_sentence_is_named_in_the_readers_language(what: str, english: str) -> None:
    missing = Refusal("x.missing", "Kolom %(what)s belum diisi. Isi sesuai dokumen pemohon.", params={"what": what})
    with translation.override("en"):
        assert siaga_ui.told(missing).startswith(f"Not filled in: {english}.")
    with translation.override("id"):
        assert siaga_ui.told(missing).startswith(f"Kolom {what} belum diisi.")
