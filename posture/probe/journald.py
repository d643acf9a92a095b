"""The systemd journal: its settings, its folder on disk, and how far back it reaches."""

from __future__ import annotations

from posture.model.answer import Answers, Meta
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Look, Read
from posture.model.setting import Setting
from posture.parse.journald import Journald, begins, seconds
from posture.parse.systemd_conf import ROOTS, merged
from posture.probe.base import Probe
from posture.probe.found import all_found

CONFIG = (*(f"{root}/journald.conf" for root in ROOTS), *(f"{root}/journald.conf.d/*.conf" for root in ROOTS))
PROGRAMS = ("/usr/lib/systemd/systemd-journald", "/lib/systemd/systemd-journald")
FOLDER, JOURNALS = "/var/log/journal", "/var/log/journal/*/*.journal"
DAY = 86400


def parse(answers: Answers) -> Evidence[Journald]:
    """Absent without systemd-journald. Files below /run that no running system can show are left out."""
    files = all_found(answers, CONFIG)
    if isinstance(files, Unavailable):
        return files
    if not files and not any(isinstance(answers.meta(path), Observed) for path in PROGRAMS):
        return Absent(tuple(Source(path) for path in PROGRAMS))
    folder = answers.meta(FOLDER)
    if isinstance(folder, Unavailable):
        return folder
    settings = merged(files, "journald.conf")
    storage = settings.last("Journal", "Storage") or Setting("auto", default=True)
    retention = settings.last("Journal", "MaxRetentionSec")
    record = Journald(
        storage,
        Source(FOLDER) if isinstance(folder, Observed) and folder.value.kind == "dir" else None,
        seconds(str(retention.value)) // DAY if retention else 0,
        retention.at if retention else None,
        _oldest(answers.metas(JOURNALS)),
    )
    return Observed(record, tuple(file.source() for file in files) or (Source(PROGRAMS[0]),))


def _oldest(answer: Evidence[tuple[Meta, ...]]) -> int:
    if not isinstance(answer, Observed):
        return 0
    times = [begins(meta.path) for meta in answer.value]
    return min((time for time in times if time > 0), default=0)


JOURNALD = Probe(
    name="journald",
    record=Journald,
    about="The systemd journal: storage, limits, and how far back it reaches.",
    requests=(
        *(Read(path) for path in CONFIG),
        *(Look(path) for path in PROGRAMS),
        Look(FOLDER),
        Look(JOURNALS, most=2000),
    ),
    parse=parse,
)
