"""CCSS against the example vectors of its reference implementation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.ccss import Ccss, Environment, environmental
from posture.model.outcome import Severity

EXAMPLES = [
    ("AV:L/AC:L/Au:N/C:P/I:P/A:P", 4.6),
    ("AV:N/AC:L/Au:N/C:N/I:P/A:N", 5.0),
    ("AV:L/AC:L/Au:N/C:N/I:N/A:P", 2.1),
    ("AV:L/AC:H/Au:N/C:P/I:N/A:N", 1.2),
    ("AV:L/AC:L/Au:N/C:N/I:N/A:C", 4.9),
    ("AV:N/AC:H/Au:N/C:P/I:N/A:N", 2.6),
    ("AV:N/AC:H/Au:N/C:P/I:P/A:P", 5.1),
    ("AV:N/AC:L/Au:N/C:P/I:N/A:P", 6.4),
    ("AV:N/AC:L/Au:N/C:P/I:P/A:P", 7.5),
    ("AV:N/AC:L/Au:N/C:C/I:C/A:C", 10.0),
]

vectors = st.builds(
    Ccss,
    st.sampled_from("LAN"),
    st.sampled_from("HML"),
    st.sampled_from("MSN"),
    st.sampled_from("NPC"),
    st.sampled_from("NPC"),
    st.sampled_from("NPC"),
)


@pytest.mark.parametrize(("text", "score"), EXAMPLES)
def test_base_scores_of_the_reference(text: str, score: float) -> None:
    assert Ccss.parse(text).base == score


def test_environmental_score_of_the_reference() -> None:
    local = Environment("M", "M", "M", collateral="L")
    vector = Ccss.parse("AV:L/AC:L/Au:N/C:C/I:C/A:C")
    assert environmental(vector, local) == pytest.approx(7.2, abs=0.2)


@given(vectors)
def test_text_round_trip(vector: Ccss) -> None:
    assert Ccss.parse(str(vector)) == vector
    assert 0.0 <= vector.base <= 10.0


@given(vectors, st.sampled_from("LAN"))
def test_nearer_reach_never_raises_the_score(vector: Ccss, reach: str) -> None:
    assert vector.reached_from(reach).base <= vector.base


@given(vectors)
def test_a_higher_requirement_never_lowers_the_score(vector: Ccss) -> None:
    scores = [environmental(vector, Environment(need, need, need)) for need in "LMH"]
    assert scores == sorted(scores)


@pytest.mark.parametrize("text", ["", "AV:N", "AV:X/AC:L/Au:N/C:P/I:P/A:P", "AV:N/AC:L/Au:N/C:P/I:P/A:P/E:H"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="CCSS"):
        Ccss.parse(text)


def test_bands() -> None:
    assert [Severity.of(score) for score in (0.0, 0.1, 3.9, 4.0, 6.9, 7.0, 8.9, 9.0, 10.0)] == [
        "none", "low", "low", "medium", "medium", "high", "high", "critical", "critical",
    ]  # fmt: skip
