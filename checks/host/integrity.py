"""Knowing when programs and settings have been changed."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import (
    Fail,
    FileMonitor,
    Installed,
    NotApplicable,
    Pass,
    Source,
    Startup,
    Unknown,
    Verdict,
    check,
)

EVENTS = {
    "samhain": ("samhain",),
    "falco": ("falco", "falco-modern-bpf", "falco-bpf", "falco-kmod"),
}
"""Tools that need no more than to run."""


@check(
    "host.integrity.monitor",
    title="A tool tells when programs or settings have been changed",
    ccss="AV:L/AC:L/Au:S/C:N/I:C/A:N",
    fix="Install AIDE, run `aideinit`, and enable its daily check; or switch on file watching in the agent you have.",
    confirm="ls -l /var/lib/aide; systemctl list-timers | grep aide",
    maps={
        "mlps": ("8.1.4.4f@3", "8.1.4.7b@3", "8.1.4.6@3"),
        "attack": ("T1554", "T1014"),
        "cis-controls-8": ("13.2",),
    },
)
def monitor(installed: Installed, files: FileMonitor, startup: Startup | None) -> Iterator[Verdict]:
    """A changed program keeps working as it did; without a comparison nobody notices for months."""
    expected = "AIDE with a database and a schedule, or another tool that watches files"
    if installed.container:
        yield NotApplicable(because="a container's files are those of its image", at=installed.container)
        return
    working = _working(installed, files, startup)
    if working is not None:
        yield Pass(observed=working[0], expected=expected, at=working[1])
        return
    lacking = _lacking(installed, files)
    if lacking is not None:
        yield Fail(observed=lacking, expected=expected)
        return
    names = ("aide", "tripwire", "osquery", "wazuh agent", *EVENTS)
    found, unsure = installed.first(*names), installed.unsure(*names)
    if found is not None:
        because = f"{found[0]} is installed; whether it watches files was not found out"
        yield Unknown(because=because, expected=expected, at=found[1])
    elif unsure is not None:
        yield Unknown(because=unsure.detail, reason=unsure.reason, expected=expected)
    else:
        yield Fail(observed="none is installed", expected=expected)


def _working(installed: Installed, files: FileMonitor, startup: Startup | None) -> tuple[str, Source] | None:
    """A tool that is set up and started by something, and where that is said."""
    if installed.first("aide") and files.aide_database and files.aide_schedule:
        return "AIDE, with a database, on a schedule", files.aide_schedule
    if installed.first("tripwire") and files.tripwire_schedule:
        return "Tripwire, on a schedule", files.tripwire_schedule
    if startup is None:
        return None
    for name, units in EVENTS.items():
        enabled = startup.starts(*units)
        if installed.first(name) and enabled:
            return f"{name}, enabled", enabled
    agent = startup.starts("wazuh-agent")
    if installed.first("wazuh agent") and agent and files.wazuh_watches:
        return "Wazuh agent, watching files", agent
    return None


def _lacking(installed: Installed, files: FileMonitor) -> str | None:
    """What a tool that is there lacks for certain, where it is the only one."""
    present = [name for name, _ in installed.all("aide", "tripwire", "osquery", "wazuh agent", *EVENTS)]
    if present == ["aide"] and files.aide_database is None:
        return "AIDE installed, without a database to compare with"
    if present == ["wazuh agent"] and files.wazuh_watches is False:
        return "Wazuh agent installed, file watching switched off"
    return None
