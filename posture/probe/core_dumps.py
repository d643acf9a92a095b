"""What keeps crashing programs from leaving their memory on disk."""

from __future__ import annotations

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Read
from posture.model.setting import Setting
from posture.parse.core_dumps import CoreDumps, limits
from posture.parse.systemd_conf import ROOTS, merged, not_running
from posture.probe.base import Probe

LIMITS, MORE = "/etc/security/limits.conf", "/etc/security/limits.d/*.conf"
COREDUMP = (*(f"{root}/coredump.conf" for root in ROOTS), *(f"{root}/coredump.conf.d/*.conf" for root in ROOTS))


def parse(answers: Answers) -> Evidence[CoreDumps]:
    """Absent when the target has neither limits nor systemd-coredump."""
    found: dict[str, tuple[File, ...]] = {}
    for path in (LIMITS, MORE, *COREDUMP):
        answer = _read(answers, path)
        if isinstance(answer, Unavailable) and not not_running(path, answer):
            return answer
        found[path] = answer.value if isinstance(answer, Observed) else ()
    if not any(found.values()):
        return Absent((Source(LIMITS), Source(COREDUMP[0])))
    everybody, exceptions = limits((*found[LIMITS], *sorted(found[MORE], key=lambda file: file.path)))
    systemd = merged((file for path in COREDUMP for file in found[path]), "coredump.conf")
    storage = systemd.last("Coredump", "Storage") or Setting("external", default=True)
    return Observed(
        CoreDumps(everybody, exceptions, storage), tuple(file.source() for files in found.values() for file in files)
    )


def _read(answers: Answers, path: str) -> Evidence[tuple[File, ...]]:
    if "*" in path:
        return answers.files(path)
    one = answers.file(path)
    return Observed((one.value,)) if isinstance(one, Observed) else one


CORE_DUMPS = Probe(
    name="core_dumps",
    record=CoreDumps,
    about="Limits on core dumps, and what systemd-coredump does with them.",
    requests=tuple(Read(path) for path in (LIMITS, MORE, *COREDUMP)),
    parse=parse,
)
