"""Who may give orders to the Docker daemon on this host."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import (
    Accounts,
    Docker,
    Fail,
    NotApplicable,
    Observed,
    Param,
    Pass,
    Tighter,
    Unavailable,
    Unknown,
    Verdict,
    check,
)


@check(
    "application.docker_access.socket",
    title="The Docker socket is closed to other accounts",
    ccss="AV:L/AC:L/Au:N/C:C/I:C/A:C",
    fix="Set SocketMode=0660 and SocketGroup=docker in docker.socket, or `chmod 0660 /run/docker.sock`.",
    confirm="stat -c '%a %U:%G' /run/docker.sock",
    maps={"mlps": ("8.1.4.2a", "8.1.4.2f@3"), "attack": ("T1552.007", "T1611")},
)
def socket(docker: Docker) -> Iterator[Verdict]:
    """Whoever may write to the socket starts a container that holds the disk of the host, and is root."""
    seen = docker.socket
    if isinstance(seen, Unavailable):
        yield Unknown(because=seen.detail, reason=seen.reason)
    elif isinstance(seen, Observed):
        kind = Fail if seen.value.mode & 0o002 else Pass
        observed = f"{seen.value.path} {seen.value.mode:04o}, owner {seen.value.uid}:{seen.value.gid}"
        yield kind(observed=observed, expected="not writable by others", at=seen.sources)
    else:
        yield NotApplicable(because="the daemon has no socket: it does not run")


@check(
    "application.docker_access.group",
    title="Nobody is root by way of the docker group without being listed",
    ccss="AV:L/AC:L/Au:S/C:C/I:C/A:C",
    fix="Remove people with `gpasswd -d NAME docker`, let them use sudo, or list approved members in `approved`.",
    confirm="getent group docker",
    params={"approved": Param((), Tighter.SUBSET, "names of accounts that may be root through Docker")},
    maps={"mlps": ("8.1.4.2d@2", "8.1.4.2a"), "attack": ("T1611", "T1078.003")},
)
def group(docker: Docker, accounts: Accounts, *, approved: tuple[str, ...]) -> Iterator[Verdict]:
    """A member of the group docker is root without a password, and sudo's log knows nothing of it."""
    for group in accounts.groups_by_name().get("docker", ()):
        primary = (one.name for one in accounts.accounts if one.gid == group.gid)
        for name in dict.fromkeys((*group.members, *primary)):
            kind = Pass if name in approved or name == "root" else Fail
            yield kind(subject=name, observed="in the group docker", expected="approved by name", at=group.at)
