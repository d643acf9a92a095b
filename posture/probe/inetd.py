"""Services started on demand by inetd or xinetd."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Read
from posture.parse.inetd import Inetd, InetService, from_inetd, from_xinetd
from posture.probe.base import Probe

INETD = "/etc/inetd.conf"
XINETD = "/etc/xinetd.conf"
XINETD_FILES = "/etc/xinetd.d/*"


def parse(answers: Answers) -> Evidence[Inetd]:
    """Absent without either super-server; files in /etc/xinetd.d mean nothing where xinetd itself is not there."""
    services: list[InetService] = []
    sources: list[Source] = []
    inetd, main, others = answers.file(INETD), answers.file(XINETD), answers.files(XINETD_FILES)
    for answer in (inetd, main):
        if isinstance(answer, Unavailable):
            return answer
    if isinstance(inetd, Observed):
        services += from_inetd(inetd.value)
        sources += inetd.sources
    if isinstance(main, Observed):
        if isinstance(others, Unavailable):
            return others
        services += from_xinetd(main.value, others.value if isinstance(others, Observed) else ())
        sources += (*main.sources, *others.sources)
    if not sources:
        return Absent((Source(INETD), Source(XINETD)))
    return Observed(Inetd(tuple(services)), tuple(sources))


INETD_PROBE = Probe(
    name="inetd",
    record=Inetd,
    about="Services that inetd or xinetd would start.",
    requests=(Read(INETD), Read(XINETD), Read(XINETD_FILES)),
    parse=parse,
)
