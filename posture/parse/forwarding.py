"""Where log records are sent over the network."""

from __future__ import annotations

from dataclasses import dataclass

from posture.model.evidence import Source

LOOPBACK = ("localhost", "127.", "::1", "[::1]", "ip6-localhost")


@dataclass(frozen=True, slots=True)
class Destination:
    """A receiver of records. `program` sends them; `scope` says which.

    all: every record, or at least those of logins; some: others only; unclear: a condition we do not read.
    """

    program: str
    target: str
    scope: str
    at: Source

    @property
    def local(self) -> bool:
        """Whether the receiver is this host itself, such as a relay or an agent."""
        return not self.target or self.target.lower().startswith(LOOPBACK)


@dataclass(frozen=True, slots=True)
class Forwarding:
    """All destinations of rsyslog, syslog-ng and systemd-journal-upload."""

    destinations: tuple[Destination, ...] = ()
