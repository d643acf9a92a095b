"""What people state about what no machine can see."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from posture.model.answer import Statement
from posture.model.evidence import Evidence, Observed, Reason, Unavailable


@dataclass(frozen=True, slots=True)
class Attestation:
    """A statement and the assets (shell glob) it speaks for."""

    asset: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class Attestations:
    """All statements of a file. Later ones in the file win over earlier ones."""

    items: tuple[Attestation, ...] = ()

    def about(self, topic: str, asset: str) -> Evidence[Statement]:
        """The statement that holds for a topic and an asset."""
        for item in reversed(self.items):
            if item.statement.topic == topic and fnmatchcase(asset, item.asset):
                source = item.statement.at
                return Observed(item.statement, (source,) if source else ())
        return Unavailable(Reason.NOT_ATTESTED, f"nobody has attested {topic}")
