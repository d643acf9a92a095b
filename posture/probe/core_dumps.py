"""What keeps crashing programs from leaving their memory on disk."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Read
from posture.model.setting import Setting
from posture.parse.core_dumps import CoreDumps, limits
from posture.parse.systemd_conf import ROOTS, merged
from posture.probe.base import Probe
from posture.probe.found import all_found

LIMITS, MORE = "/etc/security/limits.conf", "/etc/security/limits.d/*.conf"
COREDUMP = (*(f"{root}/coredump.conf" for root in ROOTS), *(f"{root}/coredump.conf.d/*.conf" for root in ROOTS))


def parse(answers: Answers) -> Evidence[CoreDumps]:
    """Absent when the target has neither limits nor systemd-coredump."""
    main, more, coredump = all_found(answers, (LIMITS,)), all_found(answers, (MORE,)), all_found(answers, COREDUMP)
    if isinstance(main, Unavailable):
        return main
    if isinstance(more, Unavailable):
        return more
    if isinstance(coredump, Unavailable):
        return coredump
    files = (*main, *sorted(more, key=lambda file: file.path))
    if not files and not coredump:
        return Absent((Source(LIMITS), Source(COREDUMP[0])))
    everybody, exceptions = limits(files)
    systemd = merged(coredump, "coredump.conf")
    storage = systemd.last("Coredump", "Storage") or Setting("external", default=True)
    sources = tuple(file.source() for file in (*files, *coredump))
    return Observed(CoreDumps(everybody, exceptions, storage), sources)


CORE_DUMPS = Probe(
    name="core_dumps",
    record=CoreDumps,
    about="Limits on core dumps, and what systemd-coredump does with them.",
    requests=tuple(Read(path) for path in (LIMITS, MORE, *COREDUMP)),
    parse=parse,
)
