"""When ClamAV's signatures were last renewed."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Look
from posture.parse.clamav import Clamav
from posture.probe.base import Probe

DAILY = ("/var/lib/clamav/daily.cld", "/var/lib/clamav/daily.cvd")


def parse(answers: Answers) -> Evidence[Clamav]:
    """Absent when there is no daily signature file."""
    found: list[tuple[int, str]] = []
    for path in DAILY:
        answer = answers.meta(path)
        if isinstance(answer, Unavailable):
            return answer
        if isinstance(answer, Observed):
            found.append((answer.value.mtime, path))
    if not found:
        return Absent(tuple(Source(path) for path in DAILY))
    renewed, path = max(found)
    return Observed(Clamav(renewed, Source(path)), (Source(path),))


CLAMAV = Probe(
    name="clamav",
    record=Clamav,
    about="The age of ClamAV's signatures.",
    requests=tuple(Look(path) for path in DAILY),
    parse=parse,
)
