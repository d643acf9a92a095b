"""CCSS, the Common Configuration Scoring System (NIST IR 7502, December 2010).

Only the base and environmental equations are here; the temporal one differs by factors given below.
Rounding is to one decimal, halves to even, as in the reference implementation whose example vectors
the tests reproduce.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

ACCESS_VECTOR = {"L": 0.395, "A": 0.646, "N": 1.0}
ACCESS_COMPLEXITY = {"H": 0.35, "M": 0.61, "L": 0.71}
AUTHENTICATION = {"M": 0.45, "S": 0.56, "N": 0.704}
IMPACT = {"N": 0.0, "P": 0.275, "C": 0.660}
REQUIREMENT = {"L": 0.5, "M": 1.0, "H": 1.51, "ND": 1.0}
COLLATERAL = {"N": 1.0, "L": 1.25, "LM": 1.5, "MH": 1.75, "H": 2.0, "ND": 1.0}
EXPLOIT_LEVEL = {"N": 0.6, "L": 0.8, "M": 1.0, "H": 1.2, "ND": 1.0}
REMEDIATION = {"N": 1.0, "L": 0.8, "M": 0.6, "H": 0.4, "ND": 1.0}

_VECTOR = re.compile(r"AV:([LAN])/AC:([HML])/Au:([MSN])/C:([NPC])/I:([NPC])/A:([NPC])")


@dataclass(frozen=True, slots=True)
class Ccss:
    """A base vector. Each field holds the standard's letter."""

    access_vector: str
    access_complexity: str
    authentication: str
    confidentiality: str
    integrity: str
    availability: str

    @classmethod
    def parse(cls, text: str) -> Ccss:
        """Read `AV:N/AC:L/Au:N/C:P/I:P/A:P`; raises ValueError naming the expected form."""
        match = _VECTOR.fullmatch(text)
        if match is None:
            raise ValueError(f"expected a CCSS base vector like AV:N/AC:L/Au:N/C:P/I:P/A:P, got {text!r}")
        return cls(*match.groups())

    def __str__(self) -> str:
        return (
            f"AV:{self.access_vector}/AC:{self.access_complexity}/Au:{self.authentication}"
            f"/C:{self.confidentiality}/I:{self.integrity}/A:{self.availability}"
        )

    @property
    def base(self) -> float:
        """The base score, 0.0 to 10.0, one decimal."""
        c, i, a = (IMPACT[x] for x in (self.confidentiality, self.integrity, self.availability))
        impact = 10.41 * (1 - (1 - c) * (1 - i) * (1 - a))
        return _equation(impact, self._exploitability)

    @property
    def _exploitability(self) -> float:
        return (
            20
            * ACCESS_VECTOR[self.access_vector]
            * AUTHENTICATION[self.authentication]
            * ACCESS_COMPLEXITY[self.access_complexity]
        )

    def reached_from(self, reach: str) -> Ccss:
        """The vector with the access vector lowered to what can reach the object (N, A or L)."""
        order = "LAN"
        nearest = min(self.access_vector, reach, key=order.index)
        return replace(self, access_vector=nearest)


@dataclass(frozen=True, slots=True)
class Environment:
    """Environmental metrics that this project derives from the asset (defaults: not defined)."""

    confidentiality_requirement: str = "ND"
    integrity_requirement: str = "ND"
    availability_requirement: str = "ND"
    collateral: str = "ND"
    exploit_level: str = "ND"
    local_remediation: str = "ND"


def environmental(vector: Ccss, environment: Environment) -> float:
    """The environmental score, 0.0 to 10.0, one decimal (NISTIR 7502 section 3.3)."""
    c = IMPACT[vector.confidentiality] * REQUIREMENT[environment.confidentiality_requirement]
    i = IMPACT[vector.integrity] * REQUIREMENT[environment.integrity_requirement]
    a = IMPACT[vector.availability] * REQUIREMENT[environment.availability_requirement]
    impact = min(10.0, 10.41 * (1 - (1 - c) * (1 - i) * (1 - a)) * COLLATERAL[environment.collateral])
    exploitability = min(
        10.0,
        vector._exploitability * EXPLOIT_LEVEL[environment.exploit_level] * REMEDIATION[environment.local_remediation],
    )
    return _equation(impact, exploitability)


def _equation(impact: float, exploitability: float) -> float:
    if impact == 0:
        return 0.0
    return min(10.0, max(0.0, round((0.6 * impact + 0.4 * exploitability - 1.5) * 1.176, 1)))
