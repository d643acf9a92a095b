"""Characters that act without being seen are spelled out; everything else is left alone."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.report.visible import Span, spans, visible, visible_line

ANY_TEXT = st.text(st.characters(codec=None), max_size=300)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("exe\u202egpj.sh", "exe\\u202egpj.sh"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("null\x00, del\x7f, c1\x9b", "null\\x00, del\\x7f, c1\\x9b"),
        ("over\rwritten", "over\\rwritten"),
        ("half\udce9", "half\\udce9"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("filler\u3164", "filler\\u3164"),
        ("机房 é ﷺ 🙂 אב", "机房 é ﷺ 🙂 אב"),
        ("C:\\x1b is text", "C:\\x1b is text"),
    ],
)
def test_spells_out_what_acts(text: str, shown: str) -> None:
    assert visible_line(text) == shown


def test_a_text_keeps_its_lines_and_a_line_does_not() -> None:
    assert visible("a\n\tb") == "a\n\tb"
    assert visible_line("a\n\tb") == "a\\n\\tb"


@given(ANY_TEXT)
def test_nothing_that_acts_is_left(text: str) -> None:
    shown = visible_line(text)
    shown.encode()
    assert not [c for c in shown if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}]
    assert not [
        c
        for c in shown
        if unicodedata.bidirectional(c) in {"LRO", "RLO", "LRE", "RLE", "PDF", "LRI", "RLI", "FSI", "PDI"}
    ]


@given(ANY_TEXT)
def test_spelling_out_twice_changes_nothing(text: str) -> None:
    once = visible_line(text, 10_000)
    assert visible_line(once, 10_000) == once


def test_a_long_text_is_cut_and_says_so() -> None:
    assert visible("x" * 50, 20) == "x" * 20 + " … (30 more characters)"
    assert visible("x" * 20, 20) == "x" * 20


def test_backticks_make_code() -> None:
    assert spans("Set `a = 1`, then reload.") == (
        Span("Set ", code=False),
        Span("a = 1", code=True),
        Span(", then reload.", code=False),
    )


def test_an_unpaired_backtick_is_a_backtick() -> None:
    assert spans("5` long") == (Span("5` long", code=False),)


@given(ANY_TEXT)
def test_spans_lose_no_text(text: str) -> None:
    joined = "".join(span.text for span in spans(text))
    assert joined.replace("`", "") == visible(text.strip()).replace("`", "")
