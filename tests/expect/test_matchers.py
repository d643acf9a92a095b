"""Every matcher, on values that match, values that do not, and values that have no place on its scale."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.expect.match import Incomparable
from posture.expect.matchers import MATCHERS
from posture.model.setting import Value

TABLE: list[tuple[str, Value, Value, bool]] = [
    ("equals", "no", "no", True),
    ("equals", 2, "2", False),
    ("not_equals", "x", "y", True),
    ("one_of", ("a", "b"), "a", True),
    ("one_of", ("a", "b"), ("a", "c"), False),
    ("one_of", ("a", "b"), None, False),
    ("none_of", ("a",), ("b", "a"), False),
    ("none_of", ("a",), None, True),
    ("includes", ("a", "b"), ("b", "a", "c"), True),
    ("includes", ("a", "b"), ("b",), False),
    ("at_most", 4, 4, True),
    ("at_most", 4, "5", False),
    ("at_most", 4, None, False),
    ("at_least", 4, 3, False),
    ("at_least", 4, "14", True),
    ("between", (1, 5), 5, True),
    ("between", (1, 5), 0, False),
    ("matches", "^a+$", "aaa", True),
    ("matches", "^a+$", None, False),
    ("not_matches", "b", "aaa", True),
    ("empty", True, (), True),
    ("empty", True, "", True),
    ("empty", False, "x", True),
]


@pytest.mark.parametrize(("name", "argument", "value", "ok"), TABLE)
def test_table(name: str, argument: Value, value: Value, ok: bool) -> None:
    match = MATCHERS[name](argument)(value)
    assert match.ok is ok
    assert match.expected
    assert match.actual


def test_the_table_names_every_matcher() -> None:
    assert {row[0] for row in TABLE} == set(MATCHERS)


@pytest.mark.parametrize("name", ["at_most", "at_least"])
@pytest.mark.parametrize("value", ["many", True, (1, 2)])
def test_what_is_no_number_is_incomparable(name: str, value: Value) -> None:
    with pytest.raises(Incomparable):
        MATCHERS[name](4)(value)


def test_a_pattern_that_is_not_linear_is_refused() -> None:
    with pytest.raises(ValueError, match="RE2"):
        MATCHERS["matches"](r"(a)\1")


@given(st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_at_most_and_at_least_meet_only_in_equality(limit: int, value: int) -> None:
    both = MATCHERS["at_most"](limit)(value).ok and MATCHERS["at_least"](limit)(value).ok
    assert both is (limit == value)
