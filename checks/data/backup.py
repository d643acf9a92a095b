"""Backup, as far as the host can witness it. Whether a copy can be restored only a person can say."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import Backup, Fail, NotApplicable, Param, Pass, Reason, Source, Tighter, Unknown, Verdict, check

DAY = 86_400


@check(
    "data.backup.scheduled",
    title="A backup job runs by itself on the host",
    ccss="AV:L/AC:L/Au:N/C:N/I:P/A:C",
    fix="Schedule a backup of the data with a timer or cron, or name the central backup of the host in a waiver.",
    maps={"mlps": ("8.1.4.9a",), "attack": ("T1485", "T1490")},
)
def scheduled(backup: Backup) -> Iterator[Verdict]:
    """A backup that somebody has to remember is missing on the day it is needed."""
    if backup.jobs:
        tools = tuple(sorted({job.tool for job in backup.jobs}))
        yield Pass(observed=tools, expected="a backup job", at=[job.at for job in backup.jobs])
    else:
        yield Fail(
            observed="no job that names a known backup tool",
            expected="a backup job",
            because="neither cron nor an enabled systemd unit names one; one that is pulled from outside leaves no job",
        )


@check(
    "data.backup.fresh",
    title="The newest backup copy is recent",
    ccss="AV:L/AC:L/Au:N/C:N/I:P/A:P",
    fix="Find out why the backup job has not written since, and run it.",
    params={"max_age_days": Param(7, Tighter.LOWER, "days since the newest copy was written")},
    maps={"mlps": ("8.1.4.9a",), "attack": ("T1485",)},
)
def fresh(backup: Backup, *, max_age_days: int) -> Iterator[Verdict]:
    """Jobs fail in silence: the age of the newest copy is what would be lost today."""
    newest = backup.newest()
    if newest is None:
        if backup.jobs:
            yield Unknown(
                because="a job runs, and its copies are not in the usual folders of this host",
                reason=Reason.UNSUPPORTED,
                at=[job.at for job in backup.jobs],
            )
        else:
            yield NotApplicable(because="no backup copy lies in the usual folders of this host")
        return
    at = Source(newest.path)
    if backup.now is None:
        yield Unknown(because="the clock of the target is not known, so ages are not", reason=Reason.UNSUPPORTED, at=at)
        return
    days = max(0, backup.now - newest.mtime) // DAY
    kind = Pass if days <= max_age_days else Fail
    yield kind(observed=f"{days} days", expected=f"at most {max_age_days} days", at=at)


@check(
    "data.backup.closed",
    title="Backup copies are closed to other accounts",
    ccss="AV:L/AC:L/Au:N/C:C/I:N/A:N",
    fix="Run `chmod 0700` on the backup folder and `chmod 0600` on the copies.",
    maps={"mlps": ("8.1.4.9a", "8.1.4.8b@3"), "attack": ("T1005", "T1490")},
)
def closed(backup: Backup) -> Iterator[Verdict]:
    """A backup holds everything its source protects, without the source's access rules."""
    if not backup.copies:
        yield NotApplicable(because="no backup copy lies in the usual folders of this host")
        return
    bad = [meta for meta in backup.copies if meta.mode & 0o006]
    for meta in bad[:50]:
        seen = f"mode {meta.mode:04o}, owner {meta.uid}"
        yield Fail(subject=meta.path, observed=seen, expected="nothing for others", at=Source(meta.path))
    if not bad:
        yield Pass(observed=f"{len(backup.copies)} copies", expected="nothing for others")
