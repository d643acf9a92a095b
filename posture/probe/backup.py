"""Backup: jobs in cron and systemd, copies in the usual folders, and the target's clock to tell their age."""

from __future__ import annotations

from posture.model.answer import Answers, Meta
from posture.model.evidence import Evidence, Observed, Source, Unavailable
from posture.model.request import Look, Read, Redaction, Run
from posture.parse.backup import Backup, Job, is_copy, jobs_in, jobs_of_units
from posture.probe.base import Probe

CRON = (
    "/etc/crontab",
    "/etc/cron.d/*",
    "/etc/cron.hourly/*",
    "/etc/cron.daily/*",
    "/etc/cron.weekly/*",
    "/etc/cron.monthly/*",
    "/var/spool/cron/crontabs/*",
    "/var/spool/cron/*",
)
UNITS = "/etc/systemd/system/*.wants/*"
FOLDERS = (
    "/var/backups",
    "/var/backup",
    "/backup",
    "/backups",
    "/srv/backup",
    "/srv/backups",
    "/opt/backup",
    "/data/backup",
)
COPIES = tuple(f"{folder}{depth}" for folder in FOLDERS for depth in ("/*", "/*/*"))
CLOCK = ("date", "+%s")


def parse(answers: Answers) -> Evidence[Backup]:
    """Unavailable when a table of jobs or a folder of copies could not be looked at."""
    jobs: list[Job] = []
    for pattern in CRON:
        if Read(pattern).is_glob:
            matched = answers.matches(pattern)
            if isinstance(matched, Unavailable):
                return matched
            if isinstance(matched, Observed):
                if matched.value.troubles:
                    return matched.value.troubles[0]
                jobs += jobs_in(matched.value.found)
        else:
            file = answers.file(pattern)
            if isinstance(file, Unavailable):
                return file
            if isinstance(file, Observed):
                jobs += jobs_in((file.value,))
    links = answers.metas(UNITS)
    if isinstance(links, Unavailable):
        return links
    jobs += jobs_of_units(links.value if isinstance(links, Observed) else ())
    copies: list[Meta] = []
    for pattern in COPIES:
        metas = answers.metas(pattern)
        if isinstance(metas, Unavailable):
            return metas
        copies += [meta for meta in metas.value if is_copy(meta)] if isinstance(metas, Observed) else []
    clock = answers.ok(*CLOCK)
    text = clock.value.text.strip() if isinstance(clock, Observed) else ""
    now = int(text) if text.isdecimal() and len(text) < 15 else None
    return Observed(
        Backup(tuple(jobs), tuple(copies), now), tuple(Source(path) for path in (*CRON[:2], UNITS, FOLDERS[0]))
    )


BACKUP = Probe(
    name="backup",
    record=Backup,
    about="Backup: scheduled jobs, copies in the usual folders and their age.",
    requests=(
        *(Read(path, redact=Redaction.SETTINGS) for path in CRON),
        Look(UNITS),
        *(Look(path) for path in COPIES),
        Run(CLOCK),
    ),
    parse=parse,
)
