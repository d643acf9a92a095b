"""YAML as content is written: strict, and every fault with its place."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.catalog.strict_yaml import load
from posture.errors import ContentError


def test_words_stay_words() -> None:
    data = load("a: no\nb: yes\nc: 2026-01-01\nd: on\ne: 0x10\nf: 010\n", "f").data
    assert data == {"a": "no", "b": "yes", "c": "2026-01-01", "d": "on", "e": "0x10", "f": "010"}


def test_plain_scalars_and_lists() -> None:
    data = load('a: 5\nb: -1.5\nc: true\nd: null\ne: [1, x]\nf: "5"\n3: y\n', "f").data
    assert data == {"a": 5, "b": -1.5, "c": True, "d": None, "e": (1, "x"), "f": "5", 3: "y"}


def test_every_duplicate_key_has_its_line() -> None:
    with pytest.raises(ContentError) as caught:
        load("a: 1\na: 2\nb:\n  c: 1\n  c: 2\n", "card.yaml")
    assert [str(problem) for problem in caught.value.problems] == [
        "card.yaml:2:1: duplicate key 'a'",
        "card.yaml:5:3: duplicate key 'c'",
    ]


@pytest.mark.parametrize("text", ["a: &x [1]\nb: *x\n", "a: !!python/object:os.system {}\n? [1]\n: 2", "a: [", "\t"])
def test_hostile_or_broken_documents_are_refused(text: str) -> None:
    with pytest.raises(ContentError):
        load(text, "f")


def test_a_tag_constructs_nothing() -> None:
    assert load("a: !!python/object/apply:os.system ['true']\n", "f").data == {"a": ("true",)}


def test_places_are_those_of_the_nodes() -> None:
    document = load("checks:\n  one:\n    title: x\n", "f")
    assert document.places[("checks", "one")] == (2, 3)
    assert str(document.problem(("checks", "one", "missing"), "m")) == "f:2:3: m"


@given(st.text())
def test_any_text_loads_or_is_refused(text: str) -> None:
    with suppress(ContentError):
        assert load(text, "f").places is not None
