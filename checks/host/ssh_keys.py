"""Keys of the SSH server and of the people who log in with them."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import (
    Accounts,
    Evidence,
    Fail,
    Home,
    Homes,
    Meta,
    Observed,
    Source,
    SshHostKeys,
    Unavailable,
    Unknown,
    Verdict,
    check,
)

KEY_GROUP = "ssh_keys"
"""The RHEL family lets this group read host keys, for ssh-keysign."""

KEY_FILES = (".ssh", ".ssh/authorized_keys", ".ssh/authorized_keys2")


@check(
    "host.sshd.host_keys",
    title="Only root can read the server's private host keys",
    ccss="AV:L/AC:L/Au:S/C:C/I:P/A:N",
    fix="Run `chown root:root` and `chmod 0600` on the key; if others could read it, make a new one.",
    confirm="stat -c '%a %U:%G %n' /etc/ssh/ssh_host_*_key",
    maps={"mlps": ("8.1.4.1c", "8.1.4.8b"), "attack": ("T1552.004", "T1557"), "cis-controls-8": ("3.3",)},
)
def host_keys(keys: SshHostKeys, accounts: Accounts | None) -> Iterator[Verdict]:
    """Whoever holds the host key can stand between administrators and this host, and read what they type."""
    for meta in keys.files:
        group = accounts.group_name(meta.gid) if accounts else str(meta.gid)
        limit = 0o640 if group == KEY_GROUP else 0o600
        if meta.uid != 0 or meta.mode & ~limit & 0o777:
            yield Fail(
                subject=meta.path,
                observed=f"mode {meta.mode:04o}, owner {meta.uid}:{group}",
                expected="at most 0600 and owned by root (0640 for group ssh_keys)",
                at=Source(meta.path),
            )


@check(
    "host.sshd.authorized_keys",
    title="Only its owner can change who logs in to an account by key",
    ccss="AV:L/AC:L/Au:S/C:P/I:P/A:P",
    fix="Run `chmod 0700 ~/.ssh`, `chmod 0600 ~/.ssh/authorized_keys` and `chown` both to the account.",
    confirm="stat -c '%a %U %n' /root/.ssh/authorized_keys /home/*/.ssh/authorized_keys",
    maps={"mlps": ("8.1.4.2a", "8.1.4.1c"), "attack": ("T1098.004",), "cis-controls-8": ("3.3",)},
)
def authorized_keys(homes: Homes) -> Iterator[Verdict]:
    """A line added to authorized_keys is a lasting way in that no change of password closes."""
    for home in homes.homes:
        for name in KEY_FILES:
            seen: Evidence[Meta] | None = home.files.get(name)
            path = f"{home.account.home.rstrip('/')}/{name}"
            if isinstance(seen, Unavailable):
                yield Unknown(subject=path, because=seen.detail, reason=seen.reason, at=home.account.at)
            elif isinstance(seen, Observed):
                yield from _guarded(home, path, seen.value)
    if homes.left_out:
        yield Unknown(subject="further homes", because=f"{homes.left_out} more accounts were not looked at")


def _guarded(home: Home, path: str, meta: Meta) -> Iterator[Verdict]:
    owner = home.account
    if meta.uid not in (owner.uid, 0) or meta.mode & 0o022:
        yield Fail(
            subject=path,
            observed=f"mode {meta.mode:04o}, owner {meta.uid}",
            expected=f"owned by {owner.name} or root, not writable for group and others",
            at=Source(path),
        )
