"""Which services start by themselves, read from links, so that it works without a running init."""

from __future__ import annotations

from posture.model.answer import Answers, Meta
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Look
from posture.parse.startup import Startup, startup
from posture.probe.base import Probe

WANTS = (
    "/etc/systemd/system/*.wants/*",
    "/etc/systemd/system/*.requires/*",
    "/usr/lib/systemd/system/*.wants/*",
    "/lib/systemd/system/*.wants/*",
)
OVERRIDES = ("/etc/systemd/system/*.*",)
SCRIPTS = ("/etc/rc[2345].d/S*", "/etc/rc.d/rc[2345].d/S*", "/etc/runlevels/*/*")
NATIVE = ("/usr/lib/systemd/system/*.service", "/lib/systemd/system/*.service")


def parse(answers: Answers) -> Evidence[Startup]:
    """Absent when there is neither systemd, SysV init nor OpenRC (a container image)."""
    groups: list[list[Meta]] = []
    for patterns in (WANTS, OVERRIDES, SCRIPTS, NATIVE):
        found: list[Meta] = []
        for pattern in patterns:
            answer = answers.metas(pattern)
            if isinstance(answer, Unavailable):
                return answer
            if isinstance(answer, Observed):
                found += answer.value
        groups.append(found)
    if not any(groups):
        return Absent(tuple(Source(pattern) for pattern in (*WANTS[:1], *SCRIPTS)))
    wants, overrides, scripts, native = groups
    return Observed(startup(wants, overrides, scripts, native), (Source("/etc/systemd/system"),))


STARTUP = Probe(
    name="startup",
    record=Startup,
    about="Units and init scripts that start at boot, by their links.",
    requests=tuple(Look(pattern, most=3000) for pattern in (*WANTS, *OVERRIDES, *SCRIPTS, *NATIVE)),
    parse=parse,
)
