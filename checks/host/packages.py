"""Software packages: from whom they come, and how far behind they are."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import (
    Absence,
    AutoUpdates,
    Evidence,
    Fail,
    Installed,
    NotApplicable,
    Observed,
    Param,
    Pass,
    Platform,
    Reason,
    Repositories,
    Startup,
    Tighter,
    Unknown,
    Updates,
    Verdict,
    check,
)

DAY = 86400
NAMED = 20
WITH_SECURITY_ARCHIVE = ("debian", "ubuntu")


@check(
    "host.packages.security_updates",
    title="No security update of the distribution is waiting",
    ccss="AV:N/AC:M/Au:N/C:P/I:P/A:P",
    fix="Run `apt-get update && apt-get dist-upgrade`, after a test where the host matters.",
    confirm="apt-get -s dist-upgrade | grep -i security",
    params={
        "oldest_lists": Param(7, Tighter.LOWER, "days after which the lists no longer tell what is waiting"),
    },
    maps={"mlps": ("8.1.4.4e",), "attack": ("T1190", "T1068", "T1210"), "cis-controls-8": ("7.3",)},
)
def security_updates(updates: Updates, *, oldest_lists: int) -> Iterator[Verdict]:
    """Each of them closes a hole that has been described in public since it was published."""
    waiting = [one for one in updates.waiting if one.security]
    if waiting:
        names = ", ".join(f"{one.name} {one.have} -> {one.offered}" for one in waiting[:NAMED])
        more = f" and {len(waiting) - NAMED} more" if len(waiting) > NAMED else ""
        places = tuple(one.at for one in waiting[:5])
        yield Fail(observed=f"{len(waiting)} waiting: {names}{more}", expected="none waiting", at=places)
        return
    age = (updates.now - updates.refreshed) // DAY
    if not updates.refreshed:
        yield Unknown(because="apt has no list of a security archive: it cannot know of security updates")
    elif not updates.now:
        yield Unknown(because="the age of apt's lists is not known", at=updates.refreshed_at)
    elif age > oldest_lists or age < -1:
        because = f"apt's security lists are {age} days old: what came out since is not known"
        yield Unknown(
            because=because, expected=f"{oldest_lists} days or less", reason=Reason.STALE, at=updates.refreshed_at
        )
    else:
        yield Pass(observed=f"none waiting, lists {age} days old", expected="none waiting", at=updates.refreshed_at)


@check(
    "host.packages.security_archive",
    title="The distribution's security archive is among the package sources",
    ccss="AV:N/AC:M/Au:N/C:P/I:P/A:P",
    fix="Add the -security suite of the release to /etc/apt/sources.list.d/ and run `apt-get update`.",
    confirm="apt-cache policy | grep -i security",
    if_absent=Absence.NOT_APPLICABLE,
    maps={"mlps": ("8.1.4.4e",), "attack": ("T1190", "T1068"), "cis-controls-8": ("7.3",)},
)
def security_archive(repositories: Repositories, platform: Platform) -> Iterator[Verdict]:
    """A host that does not ask for security updates looks up to date for ever."""
    if platform.id.value not in WITH_SECURITY_ARCHIVE:
        yield NotApplicable(because=f"{platform.pretty or platform.id.value} has no security archive of its own")
        return
    found = [source for source in repositories.sources if source.security]
    if found:
        observed = f"{found[0].uri} {' '.join(found[0].suites)}"
        yield Pass(observed=observed, expected="a security archive", at=found[0].at)
    else:
        yield Fail(observed=f"{len(repositories.sources)} sources, none of security", expected="a security archive")


@check(
    "host.packages.signatures",
    title="Packages are installed only with a valid signature",
    ccss="AV:A/AC:M/Au:N/C:C/I:C/A:C",
    fix="Remove `trusted=yes` and `allow-insecure=yes` from apt's sources; set gpgcheck=1 for every repository.",
    confirm="grep -rnE 'trusted|allow-insecure' /etc/apt/sources.list*; grep -rn gpgcheck /etc/yum.repos.d /etc/dnf",
    maps={"mlps": ("8.1.4.6", "8.1.4.7a"), "attack": ("T1195.002",), "cis-controls-8": ("2.5",)},
)
def signatures(repositories: Repositories) -> Iterator[Verdict]:
    """Whoever sits between the host and a source that is not checked installs programs as root."""
    for source in repositories.sources:
        if source.trusted:
            subject = source.uri if source.kind == "apt" else source.suites[0]
            yield Fail(subject=subject, observed=source.trusted, expected="signatures are checked", at=source.at)
    for setting in repositories.weakened:
        yield Fail(subject="apt", observed=setting.value, expected="signatures are checked", at=setting)


@check(
    "host.packages.automatic_updates",
    title="Security updates are installed without waiting for a person",
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:P",
    fix="Install unattended-upgrades and set both APT::Periodic values to 1, or set apply_updates of dnf-automatic.",
    confirm="apt-config dump APT::Periodic; systemctl is-enabled apt-daily-upgrade.timer dnf-automatic.timer",
    maps={"attack": ("T1190", "T1068"), "cis-controls-8": ("7.3",)},
)
def automatic_updates(
    updates: AutoUpdates | None, startup: Evidence[Startup], installed: Installed
) -> Iterator[Verdict]:
    """Holes are used within days of their publication; a monthly round of patching comes too late for some.

    The baseline asks for updates after a test, not for automatic ones: no control hangs on this check.
    """
    expected = "unattended-upgrades or dnf-automatic set up and started by a timer"
    if installed.container:
        yield NotApplicable(because="a container is updated by building its image anew", at=installed.container)
        return
    if updates is None:
        yield Fail(observed="neither is installed", expected=expected)
        return
    setting = updates.apt if updates.apt is not None else updates.dnf
    if not updates.by_apt and not updates.by_dnf:
        yield Fail(observed="installed, switched off", expected=expected, at=setting)
        return
    if not isinstance(startup, Observed):
        yield Unknown(because="whether a timer starts it is not known", expected=expected, at=setting)
        return
    timers = ("apt-daily-upgrade.timer",) if updates.by_apt else ("dnf-automatic.timer", "dnf-automatic-install.timer")
    enabled = startup.value.starts(*timers)
    if enabled is None and not startup.value.units:
        yield Unknown(because="no systemd timer is there; whether cron starts it was not looked at", expected=expected)
    elif enabled is None:
        yield Fail(observed=f"set up, {timers[0]} not enabled", expected=expected, at=setting)
    else:
        yield Pass(observed=f"set up, {enabled.what.rsplit('/', 1)[-1]} enabled", expected=expected, at=enabled)
