"""Home folders of people: they exist, belong to their owner, and hold nothing that lets others in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from posture.api import (
    Absent,
    Evidence,
    Fail,
    Home,
    Homes,
    Meta,
    Observed,
    Source,
    Unavailable,
    Unknown,
    Verdict,
    check,
)

GROUP_OR_OTHERS_WRITE = 0o022


def _unseen(home: Home, path: str, why: Unavailable) -> Unknown:
    return Unknown(subject=path, because=why.detail, reason=why.reason, at=home.account.at)


def _left_out(homes: Homes) -> Iterator[Verdict]:
    if homes.left_out:
        yield Unknown(subject="further homes", because=f"{homes.left_out} more accounts were not looked at")


@check(
    "host.homes.exist",
    title="Everybody who can log in has a home folder of their own",
    ccss="AV:L/AC:M/Au:S/C:P/I:P/A:N",
    fix="Create the folder with `mkhomedir_helper NAME`, or remove an account that is no longer used.",
    confirm="pwck -r",
    maps={"mlps": ("8.1.4.2a", "8.1.4.2c"), "attack": ("T1546.004",)},
)
def exist(homes: Homes) -> Iterator[Verdict]:
    """Without one the session starts in / or in a folder that somebody else can create and fill first."""
    for home in homes.homes:
        account, folder = home.account, home.folder
        if isinstance(folder, Unavailable):
            yield _unseen(home, account.name, folder)
        elif isinstance(folder, Absent):
            yield Fail(
                subject=account.name, observed=f"{account.home} is not there", expected="a folder", at=account.at
            )
        elif folder.value.kind != "dir":
            observed = f"{account.home} is a {folder.value.kind}"
            yield Fail(subject=account.name, observed=observed, expected="a folder", at=account.at)
        elif folder.value.uid not in (account.uid, 0) or account.home == "/":
            observed = f"{account.home} belongs to uid {folder.value.uid}"
            yield Fail(subject=account.name, observed=observed, expected=f"owned by {account.name}", at=account.at)
    yield from _left_out(homes)


@check(
    "host.homes.modes",
    title="Nobody else can write to a home folder",
    ccss="AV:L/AC:L/Au:S/C:P/I:P/A:P",
    fix="Run `chmod go-w` on the folder, better `chmod 0700`.",
    confirm="stat -c '%a %U %n' /root /home/*",
    maps={"mlps": ("8.1.4.2a", "8.1.4.2f"), "attack": ("T1098.004", "T1546.004"), "cis-controls-8": ("3.3",)},
)
def modes(homes: Homes) -> Iterator[Verdict]:
    """Whoever can write there replaces the login script or adds a key, and acts as the owner from the next login on."""
    for home in homes.homes:
        folder = home.folder
        if isinstance(folder, Unavailable):
            yield _unseen(home, home.account.home, folder)
        elif isinstance(folder, Observed) and folder.value.kind == "dir" and folder.value.mode & GROUP_OR_OTHERS_WRITE:
            yield Fail(
                subject=home.account.home,
                observed=f"mode {folder.value.mode:04o}",
                expected="no write right for group and others",
                at=Source(home.account.home),
            )
    yield from _left_out(homes)


def _present(homes: Homes, names: Iterable[str], expected: str) -> Iterator[Verdict]:
    for home in homes.homes:
        for name in names:
            seen: Evidence[Meta] = home.files.get(name, Absent())
            path = f"{home.account.home.rstrip('/')}/{name}"
            if isinstance(seen, Unavailable):
                yield _unseen(home, path, seen)
            elif isinstance(seen, Observed):
                observed = f"{seen.value.kind}, {seen.value.size} bytes"
                yield Fail(subject=path, observed=observed, expected=expected, at=Source(path))
    yield from _left_out(homes)


@check(
    "host.homes.no_rhosts",
    title="No home folder holds a list of trusted hosts",
    ccss="AV:A/AC:M/Au:N/C:P/I:P/A:P",
    fix="Remove the .rhosts or .shosts file and let its owner use an SSH key.",
    confirm="ls -la /root/.rhosts /home/*/.rhosts /home/*/.shosts",
    maps={"mlps": ("8.1.4.1a", "8.1.4.4b"), "attack": ("T1021.004",)},
)
def no_rhosts(homes: Homes) -> Iterator[Verdict]:
    """Such a file lets another host, or whoever takes its name, log in without a password."""
    yield from _present(homes, (".rhosts", ".shosts"), "no such file")


@check(
    "host.homes.no_netrc",
    title="No home folder holds passwords in .netrc",
    ccss="AV:L/AC:L/Au:S/C:P/I:N/A:N",
    fix="Remove .netrc, change the passwords in it, and use a credential store or keys.",
    confirm="ls -la /root/.netrc /home/*/.netrc",
    maps={"mlps": ("8.1.4.8b",), "attack": ("T1552.001",)},
)
def no_netrc(homes: Homes) -> Iterator[Verdict]:
    """The file holds passwords for other systems in clear text, and ends up in every backup."""
    yield from _present(homes, (".netrc",), "no such file")


@check(
    "host.homes.no_forward",
    title="No home folder forwards mail",
    ccss="AV:N/AC:M/Au:S/C:P/I:N/A:N",
    fix="Remove .forward; let the mail server forward what policy allows.",
    confirm="ls -la /root/.forward /home/*/.forward",
    maps={"mlps": ("8.1.3.1c@3",), "attack": ("T1048.003",)},
)
def no_forward(homes: Homes) -> Iterator[Verdict]:
    """Mail for the account, root's reports among it, leaves the system unseen, and the file may run a program."""
    yield from _present(homes, (".forward",), "no such file")
