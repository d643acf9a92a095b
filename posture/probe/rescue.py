"""Rescue mode, emergency mode and single-user mode, from unit files or inittab."""

from __future__ import annotations

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Read
from posture.parse.rescue import UNITS, Rescue, inittab, units
from posture.parse.systemd_conf import ROOTS, not_running
from posture.probe.base import Probe

INITTAB = "/etc/inittab"
MAIN = tuple(f"{root}/system/{unit}" for root in ROOTS for unit in UNITS)
DROP_INS = tuple(f"{root}/system/{unit}.d/*.conf" for root in ROOTS for unit in UNITS)


def parse(answers: Answers) -> Evidence[Rescue]:
    """Absent where there are neither units nor an inittab (a container image)."""
    files: list[File] = []
    for path in MAIN:
        answer = answers.file(path)
        if isinstance(answer, Observed):
            files.append(answer.value)
        elif isinstance(answer, Unavailable) and not not_running(path, answer):
            return answer
    for pattern in DROP_INS:
        several = answers.files(pattern)
        if isinstance(several, Observed):
            files += several.value
        elif isinstance(several, Unavailable) and not not_running(pattern, several):
            return several
    modes = units(files)
    if modes:
        return Observed(Rescue(modes), tuple(file.source() for file in files))
    table = answers.file(INITTAB)
    if isinstance(table, Observed):
        return Observed(Rescue(inittab(table.value)), table.sources)
    return table if isinstance(table, Unavailable) else Absent((Source(MAIN[0]), Source(INITTAB)))


RESCUE = Probe(
    name="rescue",
    record=Rescue,
    about="Whether rescue, emergency and single-user mode ask for root's password.",
    requests=(*(Read(path) for path in (*MAIN, *DROP_INS)), Read(INITTAB)),
    parse=parse,
)
