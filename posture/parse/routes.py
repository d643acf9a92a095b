"""Default routes, from /proc/net/route and /proc/net/ipv6_route."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from posture.model.answer import File
from posture.model.evidence import Source

UP, REJECT = 0x1, 0x200


@dataclass(frozen=True, slots=True)
class DefaultRoute:
    """A way out of the host's own networks."""

    family: str
    interface: str
    at: Source


@dataclass(frozen=True, slots=True)
class Routes:
    """The default routes in force."""

    defaults: tuple[DefaultRoute, ...] = ()

    @property
    def interfaces(self) -> tuple[str, ...]:
        """The interfaces they leave by, each once."""
        return tuple(sorted({route.interface for route in self.defaults}))


def default_routes(file: File) -> Iterator[DefaultRoute]:
    """Routes to everywhere that are up and lead somewhere; lines of another form are passed over."""
    ipv6 = file.path.endswith("ipv6_route")
    for number, line in enumerate(file.text.splitlines(), 1):
        words = line.split()
        if len(words) < (10 if ipv6 else 8):
            continue
        everywhere, mask, flags = (words[0], words[1], words[8]) if ipv6 else (words[1], words[7], words[3])
        interface = words[9] if ipv6 else words[0]
        if set(everywhere) | set(mask) != {"0"} or interface == "lo":
            continue
        try:
            bits = int(flags, 16)
        except ValueError:
            continue
        if bits & UP and not bits & REJECT:
            yield DefaultRoute("ip6" if ipv6 else "ip", interface, file.source(number, " ".join(words)[:200]))
