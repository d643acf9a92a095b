"""The clock, on which every record rests."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import Fail, Installed, NotApplicable, Pass, Source, Startup, TimeSync, Unknown, Verdict, check

UNITS = {
    "chronyd": ("chronyd", "chrony"),
    "ntpd": ("ntpd", "ntp", "ntpsec", "openntpd"),
    "timesyncd": ("systemd-timesyncd",),
}


def _enabled(sync: TimeSync | None, installed: Installed, startup: Startup) -> dict[str, Source]:
    """The daemons that are installed and start at boot, with the links that say so."""
    names = [name for name in UNITS if installed.first(name) and (sync is not None and name in sync.servers)]
    found = {name: startup.starts(*UNITS[name]) for name in names}
    return {name: place for name, place in found.items() if place is not None}


@check(
    "host.time.synchronised",
    title="The clock is set by time servers",
    ccss="AV:N/AC:M/Au:N/C:N/I:P/A:N",
    fix="Name the site's time servers in chrony.conf (or NTP= in timesyncd.conf) and enable the service.",
    confirm="timedatectl; chronyc sources",
    maps={"mlps": ("8.1.4.3b", "8.1.5.4d@3"), "attack": ("T1070.006",), "cis-controls-8": ("8.4",)},
)
def synchronised(sync: TimeSync | None, installed: Installed, startup: Startup | None) -> Iterator[Verdict]:
    """Records of different hosts can be put in order only when their clocks agree; courts ask for that order."""
    expected = "chrony, ntpd or systemd-timesyncd enabled, with a server"
    if installed.container:
        yield NotApplicable(because="a container shares the clock of its host", at=installed.container)
        return
    if startup is None:
        yield Unknown(because="no init system was found that would start a time service", expected=expected)
        return
    enabled = _enabled(sync, installed, startup)
    if not enabled or sync is None:
        present = [name for name, _ in installed.all(*UNITS)]
        observed = f"{', '.join(present)} installed, not enabled" if present else "no time service"
        yield Fail(observed=observed, expected=expected)
        return
    for name, place in enabled.items():
        servers = sync.servers[name]
        if servers:
            named = ", ".join(str(server.value) for server in servers[:4])
            yield Pass(subject=name, observed=f"servers: {named}", expected=expected, at=servers[0])
        elif name == "timesyncd" and sync.fallback:
            yield Pass(subject=name, observed="the distribution's servers (none set)", expected=expected, at=place)
        else:
            yield Fail(subject=name, observed="enabled, without a server", expected=expected, at=place)


@check(
    "host.time.one_service",
    title="One service alone sets the clock",
    ccss="AV:L/AC:H/Au:S/C:N/I:P/A:N",
    fix="Keep one of chrony, ntpd and systemd-timesyncd; disable and remove the others.",
    confirm="systemctl list-unit-files --state=enabled | grep -E 'chrony|ntp|timesync'",
    maps={"mlps": ("8.1.4.3b",), "attack": ("T1070.006",)},
)
def one_service(sync: TimeSync | None, installed: Installed, startup: Startup | None) -> Iterator[Verdict]:
    """Two services pull the clock to and fro, and records made meanwhile carry times that never were."""
    if startup is None or sync is None:
        yield NotApplicable(because="no time service starts at boot")
        return
    enabled = _enabled(sync, installed, startup)
    if len(enabled) > 1:
        places = tuple(enabled.values())
        yield Fail(observed=f"{', '.join(enabled)} are enabled", expected="one service", at=places)


@check(
    "host.time.in_step",
    title="The running clock is in step with its servers",
    ccss="AV:N/AC:M/Au:N/C:N/I:P/A:N",
    fix="Find out why no server answers (`chronyc sources -v`, `timedatectl timesync-status`); open UDP port 123.",
    confirm="timedatectl show -p NTPSynchronized",
    maps={"mlps": ("8.1.4.3b", "8.1.5.4d@3"), "attack": ("T1070.006",)},
)
def in_step(sync: TimeSync | None, installed: Installed) -> Iterator[Verdict]:
    """A server that is named and never answers keeps no clock right."""
    if installed.container:
        yield NotApplicable(because="a container shares the clock of its host", at=installed.container)
    elif sync is None:
        yield NotApplicable(because="no time service is set up")
    elif sync.in_step is None:
        yield Unknown(because="neither timedatectl nor chronyc could be asked", expected="in step")
    else:
        kind = Pass if sync.in_step.value else Fail
        observed = "in step" if sync.in_step.value else "not in step"
        yield kind(observed=observed, expected="in step", at=sync.in_step)
