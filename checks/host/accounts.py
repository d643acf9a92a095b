"""Local accounts and groups: who there is, and that each is one person or one service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from posture.api import (
    Account,
    AccountFiles,
    Accounts,
    Fail,
    Group,
    LoginDefs,
    Param,
    Reason,
    Source,
    Tighter,
    Unknown,
    Verdict,
    check,
)

ASKABLE = ("ldap", "nis", "nisplus", "hesiod", "db")
"""Directories that may hand out user id 0; sssd and winbind do not."""

SHADOW_GROUPS = ("root", "shadow")
READABLE = ("passwd", "group")


def _twice(groups: Iterable[tuple[int | str, Sequence[Account | Group]]], what: str) -> Iterator[Verdict]:
    for key, entries in groups:
        if len(entries) > 1:
            yield Fail(
                subject=f"{what} {key}",
                observed=[entry.name for entry in entries] if key != entries[0].name else f"{len(entries)} lines",
                expected="one line",
                at=[entry.at for entry in entries],
            )


@check(
    "host.accounts.unique_uid",
    title="Every local account has its own user id",
    ccss="AV:L/AC:L/Au:S/C:P/I:C/A:P",
    fix="Give each person a separate id with `usermod -u`, then re-own that person's files.",
    confirm="cut -d: -f3 /etc/passwd | sort | uniq -d",
    maps={"mlps": ("8.1.4.1a", "8.1.4.2c"), "attack": ("T1078.003",), "cis-controls-8": ("5.1",)},
)
def unique_uid(accounts: Accounts) -> Iterator[Verdict]:
    """Two names on one user id blur the audit trail: nobody can tell which person acted."""
    yield from _twice(accounts.names_by_uid().items(), "uid")


@check(
    "host.accounts.unique_name",
    title="No account name stands twice in the account database",
    ccss="AV:L/AC:L/Au:S/C:N/I:P/A:P",
    fix="Remove or rename the second line with `vipw`; only the first one is ever used.",
    confirm="cut -d: -f1 /etc/passwd | sort | uniq -d",
    maps={"mlps": ("8.1.4.1a",), "attack": ("T1136.001",)},
)
def unique_name(accounts: Accounts) -> Iterator[Verdict]:
    """Of two lines with one name only the first counts, so locking or removing the account may miss the real one."""
    yield from _twice(accounts.by_name().items(), "account")


@check(
    "host.accounts.unique_gid",
    title="Every local group has its own group id",
    ccss="AV:L/AC:L/Au:S/C:P/I:P/A:N",
    fix="Give the second group a free id with `groupmod -g`, then re-own its files.",
    confirm="cut -d: -f3 /etc/group | sort | uniq -d",
    maps={"mlps": ("8.1.4.2a",), "attack": ("T1078.003",)},
)
def unique_gid(accounts: Accounts) -> Iterator[Verdict]:
    """Members of one group silently get the file rights of the other that shares its number."""
    yield from _twice(accounts.groups_by_gid().items(), "gid")


@check(
    "host.accounts.unique_group_name",
    title="No group name stands twice in the group database",
    ccss="AV:L/AC:L/Au:S/C:N/I:P/A:N",
    fix="Merge the members into one line with `vigr`.",
    confirm="cut -d: -f1 /etc/group | sort | uniq -d",
    maps={"mlps": ("8.1.4.2a",)},
)
def unique_group_name(accounts: Accounts) -> Iterator[Verdict]:
    """Of two lines with one name only the first counts for lookups, so a member may keep rights thought removed."""
    yield from _twice(accounts.groups_by_name().items(), "group")


@check(
    "host.accounts.primary_group_exists",
    title="The primary group of every account exists",
    ccss="AV:L/AC:L/Au:S/C:P/I:P/A:N",
    fix="Create the group, or give the account an existing one with `usermod -g`.",
    confirm="pwck -r",
    maps={"mlps": ("8.1.4.2a",)},
)
def primary_group_exists(accounts: Accounts) -> Iterator[Verdict]:
    """Whoever is given that free number later inherits the files of the account."""
    known = accounts.groups_by_gid()
    elsewhere = accounts.remote("group")
    for account in accounts.accounts:
        if account.gid in known:
            continue
        said = {"subject": account.name, "observed": f"gid {account.gid}", "expected": "a group of /etc/group"}
        if elsewhere:
            because = f"the group may come from {', '.join(elsewhere)}, which is not looked at"
            yield Unknown(because=because, reason=Reason.UNSUPPORTED, at=account.at, **said)
        else:
            yield Fail(at=account.at, **said)


@check(
    "host.accounts.only_root_uid0",
    title="Only root has user id 0",
    ccss="AV:L/AC:L/Au:S/C:C/I:C/A:C",
    fix="Remove the second account or give it an ordinary id, and grant what it needs through sudo.",
    confirm="awk -F: '$3 == 0' /etc/passwd",
    maps={"mlps": ("8.1.4.1a", "8.1.4.2d"), "attack": ("T1136.001", "T1078.003"), "cis-controls-8": ("5.4",)},
)
def only_root_uid0(accounts: Accounts) -> Iterator[Verdict]:
    """Every account with id 0 is root under another name, with its own password and outside the rules for root."""
    for account in accounts.names_by_uid().get(0, ()):
        if account.name != "root":
            yield Fail(subject=account.name, observed="uid 0", expected="uid 0 for root alone", at=account.at)
    for service in accounts.remote():
        if service in ASKABLE:
            because = f"nsswitch.conf also asks {service} for accounts, which is not looked at"
            yield Unknown(subject=f"accounts from {service}", because=because, reason=Reason.UNSUPPORTED)


@check(
    "host.accounts.no_hash_in_passwd",
    title="No password hash stands in the world-readable account database",
    ccss="AV:L/AC:L/Au:S/C:C/I:P/A:N",
    fix="Run `pwconv` to move hashes to /etc/shadow, then change the passwords that were exposed.",
    confirm="awk -F: '$2 != \"x\"' /etc/passwd",
    maps={"mlps": ("8.1.4.1a", "8.1.4.8b"), "attack": ("T1003.008",)},
)
def no_hash_in_passwd(accounts: Accounts) -> Iterator[Verdict]:
    """Everybody on the host can read /etc/passwd and try passwords against a hash in it, at leisure and unseen."""
    for account in accounts.accounts:
        hashed = account.password.lstrip("!*")
        if hashed.startswith(("$", "<")):
            yield Fail(subject=account.name, observed="a hash in /etc/passwd", expected="x", at=account.at)


@check(
    "host.accounts.no_compat_entries",
    title="No line of the account databases takes in NIS entries",
    ccss="AV:L/AC:H/Au:N/C:P/I:P/A:P",
    fix="Remove the lines that begin with `+`; name remote directories in /etc/nsswitch.conf.",
    confirm="grep '^+' /etc/passwd /etc/group",
    maps={"mlps": ("8.1.4.1a",), "attack": ("T1078.003",)},
)
def no_compat_entries(accounts: Accounts) -> Iterator[Verdict]:
    """A `+` line lets whoever answers for NIS add accounts, and misread as an account it has no password."""
    for source in accounts.compat:
        yield Fail(
            subject=f"{source.what} {source.excerpt[:40]}", observed=source.excerpt, expected="no such line", at=source
        )


@check(
    "host.accounts.system_shells",
    title="System accounts cannot log in",
    ccss="AV:L/AC:M/Au:S/C:P/I:P/A:P",
    params={
        "allowed": Param((), Tighter.SUBSET, "system accounts that may keep a shell, such as postgres"),
    },
    fix="Set the shell with `usermod -s /usr/sbin/nologin NAME`; run its jobs through systemd or `runuser -s`.",
    confirm="awk -F: '$3 < 1000 && $7 !~ /nologin|false/' /etc/passwd",
    maps={"mlps": ("8.1.4.2b", "8.1.4.2d"), "attack": ("T1078.001", "T1078.003"), "cis-controls-8": ("4.7",)},
)
def system_shells(accounts: Accounts, defaults: LoginDefs | None, *, allowed: tuple[str, ...]) -> Iterator[Verdict]:
    """A service that is broken into can become a session for its attacker when its account has a shell."""
    first_user = (defaults or LoginDefs()).number("UID_MIN")
    for account in accounts.accounts:
        if 0 < account.uid < first_user and account.can_log_in and account.name not in allowed:
            yield Fail(
                subject=account.name,
                observed=f"shell {account.shell or '/bin/sh (field empty)'}",
                expected="nologin or false",
                at=account.at,
            )


@check(
    "host.accounts.generic_names",
    title="No account is made for nobody in particular",
    ccss="AV:N/AC:M/Au:N/C:P/I:P/A:P",
    params={
        "names": Param(
            ("guest", "test", "demo", "temp", "tmp", "anonymous", "default", "support", "vendor"),
            Tighter.SUPERSET,
            "names that stand for no person",
        ),
    },
    fix="Remove the account, or lock it with `usermod -L -e 1 NAME`, and give each person an account of their own.",
    confirm="getent passwd guest test demo temp",
    maps={"mlps": ("8.1.4.2b", "8.1.4.2c"), "attack": ("T1078.001",), "cis-controls-8": ("5.3",)},
)
def generic_names(accounts: Accounts, *, names: tuple[str, ...]) -> Iterator[Verdict]:
    """Such accounts are shared, have passwords that are easy to guess, and outlive what they were made for."""
    for account in accounts.accounts:
        if account.can_log_in and account.name.lower() in names:
            yield Fail(
                subject=account.name, observed=f"shell {account.shell or '/bin/sh'}", expected="no login", at=account.at
            )


@check(
    "host.accounts.file_modes",
    title="The account databases are guarded",
    ccss="AV:L/AC:L/Au:S/C:C/I:C/A:N",
    fix="chown root: and chmod 0644 passwd and group; chown root:shadow and chmod 0640 shadow, gshadow; so too `-`.",
    confirm="stat -c '%a %U:%G %n' /etc/passwd* /etc/shadow* /etc/group* /etc/gshadow*",
    maps={"mlps": ("8.1.4.2a", "8.1.4.2f"), "attack": ("T1003.008", "T1136.001"), "cis-controls-8": ("3.3",)},
)
def file_modes(files: AccountFiles, accounts: Accounts) -> Iterator[Verdict]:
    """Write access makes anybody root; read access to shadow, or to a forgotten backup of it, yields the hashes."""
    for meta in files.files:
        limit = 0o644 if meta.path.rsplit("/", 1)[-1].rstrip("-") in READABLE else 0o640
        group = accounts.group_name(meta.gid)
        readers = limit == 0o640 and meta.mode & 0o040 and meta.gid != 0 and group not in SHADOW_GROUPS
        if meta.uid != 0 or meta.mode & ~limit & 0o777 or readers:
            owner = accounts.user_name(meta.uid)
            yield Fail(
                subject=meta.path,
                observed=f"mode {meta.mode:04o}, owner {owner}:{group}",
                expected=f"at most {limit:04o}, owner root{' and group root or shadow' if limit == 0o640 else ''}",
                at=Source(meta.path),
            )
