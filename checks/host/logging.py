"""Log records: written, kept, protected, and out of reach of whoever takes over the host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from posture.api import (
    Clock,
    Destination,
    Evidence,
    Fail,
    Forwarding,
    Installed,
    Journald,
    LogFiles,
    Logrotate,
    NotApplicable,
    Observed,
    Param,
    Pass,
    Source,
    Startup,
    Tighter,
    Unavailable,
    Unknown,
    Verdict,
    check,
    owner_and_mode,
)

T = TypeVar("T")

SHIPPERS = (
    *("filebeat", "fluent-bit", "fluentd", "vector", "promtail", "splunk forwarder", "ilogtail", "wazuh agent"),
)
UNITS = {
    "rsyslogd": ("rsyslog", "syslog"),
    "syslog-ng": ("syslog-ng", "syslog-ng@.service", "syslog"),
}
LOGS = ("/var/log/auth.log", "/var/log/secure", "/var/log/syslog", "/var/log/messages")


def _writer(installed: Installed, startup: Startup | None) -> tuple[str, Source] | None:
    """The syslog daemon that is installed and starts at boot."""
    for name, units in UNITS.items():
        found = installed.first(name)
        enabled = startup.starts(*units) if startup else None
        if found and enabled:
            return name, enabled
    return None


@check(
    "host.logging.daemon",
    title="A log daemon writes records that outlive a reboot",
    ccss="AV:L/AC:L/Au:N/C:N/I:P/A:N",
    fix="Run `mkdir /var/log/journal` and set Storage=persistent in journald.conf, or install and enable rsyslog.",
    confirm="systemctl is-enabled rsyslog; journalctl --list-boots",
    maps={"mlps": ("8.1.4.3a", "8.1.4.3c"), "attack": ("T1562.006", "T1070.002"), "cis-controls-8": ("8.2",)},
)
def daemon(installed: Installed, startup: Startup | None, journald: Journald | None) -> Iterator[Verdict]:
    """Records kept in memory are gone with the first restart, which is often the first thing that happens."""
    expected = "rsyslog or syslog-ng enabled, or a persistent journal"
    if installed.container and journald is None:
        yield NotApplicable(because="a container leaves its logs to its host", at=installed.container)
        return
    writer = _writer(installed, startup)
    if writer is not None:
        yield Pass(observed=f"{writer[0]} enabled", expected=expected, at=writer[1])
        return
    present = [name for name, _ in installed.all(*UNITS)]
    if journald is not None and journald.persistent:
        at = journald.storage.at or journald.folder
        yield Pass(observed=f"journal, Storage={journald.storage.value}", expected=expected, at=at)
    elif journald is not None and journald.persistent is None:
        yield Unknown(because=f"systemd knows no Storage={journald.storage.value}", at=journald.storage)
    elif present and startup is None:
        yield Unknown(because=f"{present[0]} is installed, but no init system was found that would start it")
    else:
        seen = [f"{name} installed, not enabled" for name in present]
        seen += [f"journal in memory only (Storage={journald.storage.value})"] if journald else []
        yield Fail(
            observed="; ".join(seen) or "no log daemon", expected=expected, at=journald.storage if journald else None
        )


def _sent(
    forwarding: Forwarding | None, installed: Installed, startup: Startup | None
) -> tuple[list[Destination], list[str]]:
    """Destinations that take the records of logins to another host, and what might do so but was not read."""
    programs = {"rsyslog": ("rsyslog", "syslog"), "syslog-ng": ("syslog-ng", "syslog"), "systemd-journal-upload": ()}
    sure: list[Destination] = []
    unclear = [name for name, _ in installed.all(*SHIPPERS)]
    for destination in forwarding.destinations if forwarding else ():
        units = (*programs.get(destination.program, ()), destination.program)
        if startup is not None and startup.starts(*units) is None:
            continue
        if destination.scope == "all" and not destination.local and startup is not None:
            sure.append(destination)
        elif destination.scope != "some":
            unclear.append(f"{destination.program} ({destination.at})")
    return sure, unclear


@check(
    "host.logging.forwarding",
    title="Log records are sent to another host as they are written",
    ccss="AV:L/AC:L/Au:S/C:N/I:P/A:P",
    fix="Send everything to the log server, for example `*.* @@logs.example.org:6514` in /etc/rsyslog.d/.",
    confirm="grep -rnE '@@?|omfwd|omrelp' /etc/rsyslog.conf /etc/rsyslog.d",
    maps={"mlps": ("8.1.4.3c", "8.1.5.4d@3"), "attack": ("T1562.006", "T1070.002"), "cis-controls-8": ("8.9",)},
)
def forwarding(sent: Forwarding | None, installed: Installed, startup: Startup | None) -> Iterator[Verdict]:
    """Whoever becomes root can rewrite every record on the host; a copy elsewhere is what remains true."""
    if installed.container and not (sent and sent.destinations):
        yield NotApplicable(because="a container leaves its logs to its host", at=installed.container)
        return
    sure, unclear = _sent(sent, installed, startup)
    expected = "all records, or those of logins, sent to another host"
    if sure:
        observed = ", ".join(f"{one.program} to {one.target}" for one in sure[:5])
        yield Pass(observed=observed, expected=expected, at=tuple(one.at for one in sure))
    elif unclear:
        yield Unknown(
            because=f"{', '.join(unclear[:5])} may send them; how it is set up was not read", expected=expected
        )
    else:
        partly = [one for one in sent.destinations if one.scope == "some"] if sent else []
        observed = "only some records are sent" if partly else "nothing is sent"
        yield Fail(observed=observed, expected=expected, at=tuple(one.at for one in partly))


@check(
    "host.logging.file_modes",
    title="Log files are read by few and changed by the log daemon only",
    ccss="AV:L/AC:L/Au:S/C:P/I:P/A:N",
    fix="Run `chmod 0640 FILE`, and set $FileCreateMode 0640 in rsyslog and `create 0640` in logrotate.",
    confirm="ls -l /var/log/auth.log /var/log/secure /var/log/syslog /var/log/messages",
    params={"forbidden": Param("0137", about="octal mode bits that no log file may have")},
    maps={"mlps": ("8.1.4.3c",), "attack": ("T1070.002",)},
)
def file_modes(logs: LogFiles, *, forbidden: str) -> Iterator[Verdict]:
    """Logs tell readers which accounts and programs to try next; whoever can write them removes the traces."""
    bits = int(forbidden, 8)
    for meta in logs.files:
        person = 1000 <= meta.uid < 65000
        if meta.kind == "file" and (meta.mode & bits or person):
            expected = f"no bits of {forbidden}, owned by root or a system account"
            yield Fail(subject=meta.path, observed=owner_and_mode(meta), expected=expected, at=Source(meta.path))
    for trouble in logs.troubles:
        yield Unknown(subject="files not seen", because=trouble.detail, reason=trouble.reason)


@check(
    "host.logging.retention",
    title="Logs are kept for six months",
    ccss="AV:L/AC:L/Au:N/C:N/I:P/A:N",
    fix="Set `rotate 26` with `weekly` for the logs in /etc/logrotate.d/rsyslog, or keep them on a log server.",
    confirm="cat /etc/logrotate.conf /etc/logrotate.d/*",
    params={
        "days": Param(180, Tighter.HIGHER, "the Cybersecurity Law asks for at least six months"),
        "logs": Param(LOGS, Tighter.SUPERSET, "logs that are judged where they are there"),
    },
    maps={"mlps": ("8.1.4.3c", "8.1.5.4d@3"), "attack": ("T1070.002",), "cis-controls-8": ("8.10",)},
)
def retention(
    files: LogFiles | None,
    rotate: Logrotate | None,
    journald: Journald | None,
    sent: Evidence[Forwarding],
    installed: Installed,
    startup: Startup | None,
    clock: Evidence[Clock],
    *,
    days: int,
    logs: tuple[str, ...],
) -> Iterator[Verdict]:
    """Break-ins are found after months; by then the records of how it began have to be there still."""
    expected = f"{days} days or more"
    elsewhere = isinstance(sent, Unavailable) or bool(_sent(_value(sent), installed, startup)[0])
    there = [meta.path for meta in files.files if meta.path in logs] if files else []
    for path in there:
        yield _kept(path, rotate, days, elsewhere, expected)
    if journald is not None and not there:
        yield from _journal(journald, _value(clock), days, elsewhere, expected)
    elif not there and installed.container:
        yield NotApplicable(because="a container leaves its logs to its host", at=installed.container)
    elif not there:
        yield Unknown(because=f"none of {', '.join(logs)} is there, and no journal", expected=expected)


def _value(evidence: Evidence[T]) -> T | None:
    return evidence.value if isinstance(evidence, Observed) else None


def _kept(path: str, rotate: Logrotate | None, days: int, elsewhere: bool, expected: str) -> Verdict:
    rotation = rotate.of(path) if rotate else None
    if rotation is None:
        return Pass(subject=path, observed="never rotated", expected=expected)
    if rotation.days is not None and rotation.days >= days:
        return Pass(subject=path, observed=f"{rotation.days} days", expected=expected, at=rotation.at)
    kept = "until a size is reached" if rotation.days is None else f"{rotation.days} days"
    if elsewhere:
        because = f"kept here {kept}; whether a receiver of the records keeps them long enough is not known"
        return Unknown(subject=path, because=because, expected=expected, at=rotation.at)
    if rotation.days is None:
        because = "files are dropped by size, so that a busy day shortens the time they are kept"
        return Unknown(subject=path, because=because, expected=expected, at=rotation.at)
    return Fail(subject=path, observed=kept, expected=expected, at=rotation.at)


def _journal(journald: Journald, clock: Clock | None, days: int, elsewhere: bool, expected: str) -> Iterator[Verdict]:
    """The journal goes by size: only how far back it reaches shows that the size is enough."""
    if elsewhere:
        yield Unknown(
            subject="journal", because="whether a receiver of the records keeps them long enough is not known"
        )
    elif journald.persistent is False:
        yield Fail(subject="journal", observed="in memory only", expected=expected, at=journald.storage)
    elif journald.retention and journald.retention < days:
        observed = f"{journald.retention} days"
        yield Fail(subject="journal", observed=observed, expected=expected, at=journald.retention_at)
    elif clock is not None and journald.oldest and clock.now - journald.oldest >= days * 86400:
        observed = f"reaches back {(clock.now - journald.oldest) // 86400} days"
        yield Pass(subject="journal", observed=observed, expected=expected, at=Source("/var/log/journal"))
    else:
        because = "the journal is limited by size, and does not yet reach back far enough to show how long it keeps"
        yield Unknown(subject="journal", because=because, expected=expected, at=journald.storage)
