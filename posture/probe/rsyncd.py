"""The modules that an rsync daemon would serve."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Read
from posture.parse.rsyncd import Rsyncd, read_rsyncd
from posture.parse.sections import assignments
from posture.probe.base import Probe

MAIN = "/etc/rsyncd.conf"
OTHERS = "/etc/rsyncd.d/*.conf"


def parse(answers: Answers) -> Evidence[Rsyncd]:
    """Absent without a configuration or without a module in it: a daemon then serves nothing."""
    main, others = answers.file(MAIN), answers.files(OTHERS)
    if not isinstance(main, Observed):
        return main
    if isinstance(others, Unavailable):
        return others
    files = (main.value, *(others.value if isinstance(others, Observed) else ()))
    record = read_rsyncd(line for file in files for line in assignments(file))
    if not record.modules:
        return Absent((Source(MAIN),))
    return Observed(record, tuple(file.source() for file in files))


RSYNCD = Probe(
    name="rsyncd",
    record=Rsyncd,
    about="Modules of the rsync daemon: who may read and write them.",
    requests=(Read(MAIN), Read(OTHERS)),
    parse=parse,
)
