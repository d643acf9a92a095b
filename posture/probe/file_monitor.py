"""Tools that tell when files have changed."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Evidence, Observed, Source, Unavailable
from posture.model.request import Look, Read, Redaction
from posture.parse.file_monitor import FileMonitor, watches
from posture.probe.base import Probe

DATABASES = ("/var/lib/aide/aide.db", "/var/lib/aide/aide.db.gz")
SCHEDULES = (
    "/etc/cron.daily/aide",
    "/etc/cron.d/aide",
    "/etc/cron.weekly/aide",
    "/etc/systemd/system/timers.target.wants/dailyaidecheck.timer",
    "/etc/systemd/system/timers.target.wants/aidecheck.timer",
    "/etc/systemd/system/timers.target.wants/aide-check.timer",
    "/etc/systemd/system/multi-user.target.wants/aidecheck.timer",
)
TRIPWIRE = ("/etc/cron.daily/tripwire", "/etc/cron.daily/tripwire-check")
OSSEC = "/var/ossec/etc/ossec.conf"


def parse(answers: Answers) -> Evidence[FileMonitor]:
    """Always observed, unless AIDE's folder may not be entered: then whether it has a database is not known."""
    database = _first(answers, DATABASES)
    if isinstance(database, Unavailable):
        return database
    schedule, tripwire = _first(answers, SCHEDULES), _first(answers, TRIPWIRE)
    ossec = answers.file(OSSEC)
    record = FileMonitor(
        database,
        schedule if isinstance(schedule, Source) else None,
        tripwire if isinstance(tripwire, Source) else None,
        watches(ossec.value.text) if isinstance(ossec, Observed) else None,
        ossec.value.source() if isinstance(ossec, Observed) else None,
    )
    return Observed(record, tuple(place for place in (record.aide_database, record.aide_schedule) if place is not None))


def _first(answers: Answers, paths: tuple[str, ...]) -> Source | Unavailable | None:
    trouble: Unavailable | None = None
    for path in paths:
        answer = answers.meta(path)
        if isinstance(answer, Observed):
            return Source(path)
        if isinstance(answer, Unavailable):
            trouble = answer
    return trouble


FILE_MONITOR = Probe(
    name="file_monitor",
    record=FileMonitor,
    about="AIDE's database and schedule, Tripwire's schedule, the Wazuh agent's file watching.",
    requests=(
        *(Look(path) for path in (*DATABASES, *SCHEDULES, *TRIPWIRE)),
        Read(OSSEC, redact=Redaction.SETTINGS),
    ),
    parse=parse,
)
