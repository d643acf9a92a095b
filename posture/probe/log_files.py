"""Log files with their owners and modes."""

from __future__ import annotations

from posture.model.answer import Answers, Meta
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Look
from posture.parse.log_files import LogFiles
from posture.probe.base import Probe

NAMES = (
    *("auth.log", "secure", "syslog", "messages", "kern.log", "daemon.log", "user.log", "cron.log", "cron", "debug"),
    *("maillog", "mail.log", "boot.log", "sudo.log", "dmesg", "tallylog", "audit/audit.log"),
)
OLDER = ("auth.log.*", "secure-*", "syslog.*", "messages-*", "audit/audit.log.*")
PATHS = tuple(f"/var/log/{name}" for name in NAMES)
GLOBS = tuple(f"/var/log/{name}" for name in OLDER)


def parse(answers: Answers) -> Evidence[LogFiles]:
    """Absent when none of them is there."""
    found: list[Meta] = []
    troubles: list[Unavailable] = []
    for path in PATHS:
        one = answers.meta(path)
        if isinstance(one, Observed):
            found.append(one.value)
        elif isinstance(one, Unavailable):
            troubles.append(one)
    for pattern in GLOBS:
        many = answers.metas(pattern)
        if isinstance(many, Observed):
            found += many.value
        elif isinstance(many, Unavailable):
            troubles.append(many)
    if not found:
        return troubles[0] if troubles else Absent((Source("/var/log"),))
    return Observed(LogFiles(tuple(found), tuple(troubles)), tuple(Source(meta.path) for meta in found[:5]))


LOG_FILES = Probe(
    name="log_files",
    record=LogFiles,
    about="Owners and modes of the usual log files.",
    requests=(*(Look(path) for path in PATHS), *(Look(pattern) for pattern in GLOBS)),
    parse=parse,
)
