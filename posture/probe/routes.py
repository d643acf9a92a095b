"""Default routes of the running kernel."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import MIB, Read
from posture.parse.routes import DefaultRoute, Routes, default_routes
from posture.probe.base import Probe

TABLES = ("/proc/net/route", "/proc/net/ipv6_route")


def parse(answers: Answers) -> Evidence[Routes]:
    """Unavailable where the kernel's tables cannot be read."""
    found: list[DefaultRoute] = []
    sources: list[Source] = []
    for path in TABLES:
        answer = answers.file(path)
        if isinstance(answer, Unavailable):
            return answer
        if isinstance(answer, Absent) and path == TABLES[0]:
            return Unavailable(Reason.UNSUPPORTED, "the kernel shows no routing table", (Source(path),))
        if isinstance(answer, Observed):
            found += default_routes(answer.value)
            sources.append(answer.value.source())
    return Observed(Routes(tuple(found)), tuple(sources))


ROUTES = Probe(
    name="routes",
    record=Routes,
    about="Default routes of IPv4 and IPv6.",
    requests=tuple(Read(path, limit=4 * MIB) for path in TABLES),
    parse=parse,
)
