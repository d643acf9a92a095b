"""Risk 0 to 10: of one finding, and of many.

A finding's risk is its CCSS environmental score (NISTIR 7502). Of many, the worst counts in full and the
others add ever less: R = r1 + (10 - r1)(1 - prod over i >= 2 of (1 - 0.1 r_i / 10)), over the worst finding of
each weakness class, so that ten spellings of one weakness weigh once. The form and its properties (never below
the worst, never above 10, monotone) are this project's choice and are tested.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import prod

from posture.model.ccss import Ccss, Environment, environmental

BETA = 0.1
"""How much a further weakness closes of the gap to 10: with some thirty weak subjects on an ordinary host, 0.3 brings
every host to 10.0 and tells none from another."""

_REQUIREMENT = {1: "L", 2: "M", 3: "H", 4: "H", None: "M"}


def finding_risk(vector: Ccss, criticality: int | None, reach: str = "N") -> float:
    """The risk of a failure on an asset of this criticality (1-4; unknown counts as 2).

    `reach` is who can get at the object (N any network, A the same segment, L this host); unknown is N, which
    leaves the check's own vector as it is.
    """
    need = _REQUIREMENT[criticality]
    return environmental(vector.reached_from(reach), Environment(need, need, need))


def combined(risks: Iterable[tuple[str, float]]) -> float:
    """The risk of many findings, given as (weakness class, risk); 0.0 for none. One decimal."""
    worst: dict[str, float] = {}
    for name, risk in risks:
        worst[name] = max(risk, worst.get(name, 0.0))
    ordered = sorted(worst.values(), reverse=True)
    if not ordered:
        return 0.0
    rest = prod(1 - BETA * risk / 10 for risk in ordered[1:])
    return round(ordered[0] + (10 - ordered[0]) * (1 - rest), 1)
