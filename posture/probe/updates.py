"""Updates that are waiting on a host with apt. The simulation is told to keep its caches and logs to itself."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import Look, Run
from posture.parse.updates import Updates, waiting
from posture.probe.base import Probe
from posture.probe.clock import DATE

SIMULATE = (
    "apt-get",
    "-s",
    "-o",
    "Debug::NoLocking=true",
    "-o",
    "Dir::Cache::pkgcache=",
    "-o",
    "Dir::Cache::srcpkgcache=",
    "-o",
    "Dir::Log::Planner=",
    "dist-upgrade",
)
"""Empty cache and log names make apt work in memory: as root it would otherwise renew its caches and a log."""

STATUS = "/var/lib/dpkg/status"
LISTS = "/var/lib/apt/lists/*security*Release"


def parse(answers: Answers) -> Evidence[Updates]:
    """Unavailable on hosts without apt: other package managers keep no such offline answer without writing logs."""
    if isinstance(answers.meta(STATUS), Absent):
        return Unavailable(Reason.UNSUPPORTED, "only apt can be asked for waiting updates without writing to the host")
    simulated, date, lists = answers.ok(*SIMULATE), answers.ok(*DATE), answers.metas(LISTS)
    if not isinstance(simulated, Observed):
        return simulated if isinstance(simulated, Unavailable) else Absent((Source(STATUS),))
    if isinstance(lists, Unavailable):
        return lists
    times = [(meta.mtime, meta.path) for meta in lists.value] if isinstance(lists, Observed) else []
    refreshed, path = max(times, default=(0, ""))
    text = date.value.text.strip() if isinstance(date, Observed) else ""
    now = int(text) if text.isascii() and text.isdecimal() and len(text) < 13 else 0
    record = Updates(waiting(simulated.value), refreshed, Source(path) if path else None, now)
    return Observed(record, simulated.sources)


UPDATES = Probe(
    name="updates",
    record=Updates,
    about="Updates that apt would install, and the age of its security lists.",
    requests=(Run(SIMULATE, limit=4 << 20, seconds=60), Run(DATE), Look(STATUS), Look(LISTS)),
    parse=parse,
)
