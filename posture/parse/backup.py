"""Signs of backup on a host: jobs that would make one, and the copies that lie about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from posture.model.answer import File, Meta
from posture.model.evidence import Source

TOOLS = (
    "restic", "borg", "borgmatic", "rsnapshot", "duplicity", "duplicati", "rdiff-backup", "backupninja",
    "rclone", "rsync", "bacula-fd", "bareos-fd", "bareos-filedaemon", "amdump", "urbackupclientbackend",
    "veeamservice", "veeamconfig", "pg_dump", "pg_dumpall", "pg_basebackup", "pgbackrest", "barman", "wal-g",
    "autopostgresqlbackup", "mysqldump", "mariadb-dump", "mariabackup", "mariadb-backup", "xtrabackup",
    "innobackupex", "automysqlbackup", "mongodump", "etcdctl snapshot", "btrbk", "sanoid", "syncoid",
    "zfs send", "timeshift", "kopia", "velero", "proxmox-backup-client",
)  # fmt: skip
_TOOL = re.compile(r"(?:^|[\s/;&|(\"'=])(" + "|".join(map(re.escape, TOOLS)) + r")(?=$|[\s;&|)\"'.@-])")
_TAR = re.compile(r"(?:^|[\s/;&|(])tar\s+-?[a-zA-Z]*c[a-zA-Z]*[\s]")
_UNIT = re.compile(
    r"(?:^|[-_@.])(backup|restic|borg|borgmatic|rsnapshot|pgbackrest|barman|bacula|bareos|btrbk|sanoid|urbackup|veeam|kopia)"
)
_OURS = re.compile(r"(dpkg\.|apt\.|alternatives\.|passwd|shadow|group|gshadow|aptitude|debconf|infodir)")
"""Debian keeps copies of its own tables in /var/backups: they are no backup of anybody's data."""


@dataclass(frozen=True, slots=True)
class Job:
    """A line, script or unit that makes a backup, with the tool it names."""

    tool: str
    at: Source


@dataclass(frozen=True, slots=True)
class Backup:
    """Jobs found, copies found, and the target's own clock (seconds since 1970; None when it was not asked)."""

    jobs: tuple[Job, ...] = ()
    copies: tuple[Meta, ...] = ()
    now: int | None = None

    def newest(self) -> Meta | None:
        return max(self.copies, key=lambda meta: meta.mtime, default=None)


def jobs_in(files: Iterable[File]) -> Iterator[Job]:
    """Lines of cron tables and scripts that name a tool, comments left out."""
    for file in files:
        for number, line in enumerate(file.text.split("\n"), 1):
            text = line.strip()
            if text.startswith("#"):
                continue
            match = _TOOL.search(text)
            if match:
                yield Job(match[1], file.source(number, text[:200]))
            elif _TAR.search(text):
                yield Job("tar", file.source(number, text[:200]))


def jobs_of_units(links: Iterable[Meta]) -> Iterator[Job]:
    """Enabled timers and services whose name speaks of backup."""
    for link in links:
        name = link.path.rsplit("/", 1)[-1].lower()
        match = _UNIT.search(name)
        if match and name != "dpkg-db-backup.timer" and name.endswith((".timer", ".service")):
            yield Job(name, Source(link.path))


def is_copy(meta: Meta) -> bool:
    """Whether a file in a backup folder is more than the system's copy of its own tables."""
    name = meta.path.rsplit("/", 1)[-1]
    return meta.kind == "file" and meta.size > 0 and not _OURS.match(name)
