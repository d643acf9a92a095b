"""Temperatures and case switches of the running machine."""

from __future__ import annotations

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Read
from posture.parse.sensors import Sensors, alarm, temperatures
from posture.probe.base import Probe

HWMON = "/sys/class/hwmon/*"
NAME, INPUT, INTRUSION = f"{HWMON}/name", f"{HWMON}/temp*_input", f"{HWMON}/intrusion*_alarm"
BOUNDS = (f"{HWMON}/temp*_crit", f"{HWMON}/temp*_fault")


def parse(answers: Answers) -> Evidence[Sensors]:
    """Absent where the machine shows no sensor (most virtual machines)."""
    files: list[File] = []
    unread: tuple[Unavailable, ...] = ()
    for pattern in (INPUT, NAME, *BOUNDS):
        answer = answers.matches(pattern)
        if isinstance(answer, Observed):
            if pattern == INPUT:
                unread = answer.value.troubles
            files += answer.value.found
        elif isinstance(answer, Unavailable):
            return answer
    switches = answers.matches(INTRUSION)
    if isinstance(switches, Unavailable):
        return switches
    found, untold = (switches.value.found, switches.value.troubles) if isinstance(switches, Observed) else ((), ())
    record = Sensors(temperatures(files), {file.path: alarm(file) for file in found}, unread, untold)
    if not record.temperatures and not found and not unread and not untold:
        return Absent((Source(INPUT),))
    return Observed(record, tuple(Source(one.at.what) for one in record.temperatures[:4]))


SENSORS = Probe(
    name="sensors",
    record=Sensors,
    about="Temperatures with their critical bounds, and switches that notice an opened case.",
    requests=tuple(Read(pattern, limit=4096) for pattern in (INPUT, NAME, *BOUNDS, INTRUSION)),
    parse=parse,
)
