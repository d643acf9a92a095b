"""sudo: who may become root, with what proof, and what is written down about it."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import (
    Absence,
    Fail,
    Grant,
    KeyFiles,
    NotApplicable,
    Param,
    Pass,
    Source,
    Sudoers,
    Tighter,
    Unknown,
    Verdict,
    check,
)

ROOT = frozenset(("root", "#0"))
ADMINISTRATORS = ("root", "#0", "%sudo", "%wheel", "%admin")

INTERACTIVE = (
    *("sh", "bash", "dash", "zsh", "ksh", "csh", "tcsh", "fish", "su", "busybox", "screen", "tmux", "script"),
    *("vi", "vim", "nvim", "view", "rvim", "nano", "pico", "emacs", "ed", "joe", "less", "more", "most", "man"),
    *("python", "python2", "python3", "perl", "ruby", "lua", "node", "php", "irb", "gdb", "expect", "tclsh"),
    *("mysql", "psql", "sqlite3", "ftp", "sftp", "ssh", "telnet", "nsenter", "unshare", "chroot", "strace"),
)
"""Programs that give a shell or run code whatever arguments they are started with."""

BY_ARGUMENT = (
    *("find", "awk", "gawk", "mawk", "sed", "tar", "zip", "rsync", "git", "env", "xargs", "nice", "timeout", "time"),
    *("cp", "mv", "dd", "tee", "ln", "install", "chmod", "chown", "mount", "docker", "podman", "ctr", "kubectl"),
    *("apt", "apt-get", "dpkg", "rpm", "yum", "dnf", "pip", "pip3", "npm", "make", "systemd-run", "crontab", "nmap"),
    *("tcpdump", "openssl", "curl", "wget", "visudo", "useradd", "usermod", "passwd", "socat", "nc", "ncat"),
)
"""Programs that hand over root to whoever may choose their arguments."""


def _unsure(sudoers: Sudoers, failed: bool) -> Iterator[Verdict]:
    """What keeps a policy without a failure from being called sound."""
    if failed:
        return
    for fault in sudoers.faults:
        yield Unknown(subject=str(fault), because="this line of sudoers does not parse", at=fault)
    if sudoers.remote is not None:
        because = f"nsswitch takes rules from {sudoers.remote.value} as well, and those were not looked at"
        yield Unknown(subject="directory service", because=because, at=sudoers.remote)


def _who(grant: Grant) -> tuple[str, ...]:
    """The users of a grant other than root, exclusions left out."""
    return tuple(user.name for user in grant.users if not user.negated and user.name not in ROOT)


def _all_as_root(grant: Grant) -> bool:
    everyone = {item.name for item in grant.runas if not item.negated}
    return grant.command.name == "ALL" and not grant.command.negated and bool(everyone & {"ALL", "root", "#0"})


@check(
    "host.sudo.nopasswd",
    title="sudo asks for a password before it gives full rights",
    ccss="AV:L/AC:L/Au:S/C:C/I:C/A:C",
    fix="Remove NOPASSWD from the rule with ALL; list single commands for what must run unattended.",
    confirm="sudo -l -U USER",
    maps={"mlps": ("8.1.4.2d", "8.1.4.1a"), "attack": ("T1548.003",), "cis-controls-8": ("5.4",)},
)
def nopasswd(sudoers: Sudoers) -> Iterator[Verdict]:
    """A stolen session or an unlocked terminal of such a user is root at once, with no secret to be known."""
    deciding: dict[str, Grant] = {}
    for grant in sudoers.grants:
        if _all_as_root(grant):
            deciding |= dict.fromkeys(_who(grant), grant)  # the last rule that matches is the one sudo takes
    failed = False
    for user, grant in deciding.items():
        if "NOPASSWD" in grant.tags:
            failed = True
            yield Fail(subject=user, observed="NOPASSWD: ALL", expected="a password", at=grant.at)
    yield from _unsure(sudoers, failed)


@check(
    "host.sudo.authenticate",
    title="Authentication of sudo is not switched off",
    ccss="AV:L/AC:L/Au:S/C:C/I:C/A:C",
    fix="Remove `!authenticate` from the Defaults lines.",
    confirm="grep -rn authenticate /etc/sudoers /etc/sudoers.d",
    maps={"mlps": ("8.1.4.1a", "8.1.4.2d"), "attack": ("T1548.003",)},
)
def authenticate(sudoers: Sudoers) -> Iterator[Verdict]:
    """One Defaults line can take the password away from every rule, or from all rules of a user or a command."""
    failed = False
    for default in sudoers.setting("authenticate"):
        if default.value is None:
            failed = True
            yield Fail(subject=default.scope, observed="!authenticate", expected="authenticate", at=default.at)
    yield from _unsure(sudoers, failed)


@check(
    "host.sudo.full_rights",
    title="Only administrators get all commands through sudo",
    ccss="AV:L/AC:L/Au:S/C:C/I:C/A:C",
    fix="Give the named user or group the commands of its task, or put its people in the administrators' group.",
    confirm="sudo -l -U USER",
    params={
        "administrators": Param(ADMINISTRATORS, Tighter.SUBSET, "users and %groups that may hold ALL commands"),
    },
    maps={"mlps": ("8.1.4.2d", "8.1.4.2a"), "attack": ("T1548.003",), "cis-controls-8": ("5.4",)},
)
def full_rights(sudoers: Sudoers, *, administrators: tuple[str, ...]) -> Iterator[Verdict]:
    """Full rights outside the known groups are administrators nobody counts when rights are reviewed."""
    seen: set[str] = set()
    for grant in sudoers.grants:
        if not _all_as_root(grant):
            continue
        for user in _who(grant):
            if user not in administrators and user not in seen:
                seen.add(user)
                yield Fail(subject=user, observed="ALL commands as root", expected="single commands", at=grant.at)
    yield from _unsure(sudoers, bool(seen))


@check(
    "host.sudo.exclusions",
    title="No rule grants ALL commands and then excludes some",
    ccss="AV:L/AC:L/Au:S/C:P/I:P/A:P",
    fix="List the commands that are allowed instead of those that are not.",
    confirm="sudo -l -U USER",
    maps={"mlps": ("8.1.4.2d",), "attack": ("T1548.003",)},
)
def exclusions(sudoers: Sudoers) -> Iterator[Verdict]:
    """An excluded program runs again under a copied name, so that the exclusion only looks like a limit."""
    everything = {str(grant.at): grant for grant in sudoers.grants if _all_as_root(grant) and _who(grant)}
    barred: dict[str, list[str]] = {}
    for grant in sudoers.grants:
        if grant.command.negated and str(grant.at) in everything:
            barred.setdefault(str(grant.at), []).append(grant.command.name)
    for place, names in barred.items():
        grant = everything[place]
        who, observed = ", ".join(_who(grant)[:5]), f"ALL except {', '.join(names[:10])}"
        yield Fail(subject=who, observed=observed, expected="a list of allowed commands", at=grant.at)
    yield from _unsure(sudoers, bool(barred))


@check(
    "host.sudo.escapes",
    title="Commands granted through sudo cannot be turned into a root shell",
    ccss="AV:L/AC:L/Au:S/C:C/I:C/A:C",
    fix="Grant `sudoedit FILE` instead of an editor, a wrapper with fixed arguments instead of a general tool.",
    confirm="sudo -l -U USER",
    params={
        "interactive": Param(INTERACTIVE, Tighter.SUPERSET, "programs that give a shell with any arguments"),
        "by_argument": Param(BY_ARGUMENT, Tighter.SUPERSET, "programs that give root to who chooses their arguments"),
        "administrators": Param(ADMINISTRATORS, Tighter.SUBSET, "users and %groups that are root anyway"),
    },
    maps={"mlps": ("8.1.4.2d",), "attack": ("T1548.003",)},
)
def escapes(
    sudoers: Sudoers,
    *,
    interactive: tuple[str, ...],
    by_argument: tuple[str, ...],
    administrators: tuple[str, ...],
) -> Iterator[Verdict]:
    """An editor or an interpreter under sudo starts any program as root: the narrow grant is a full one."""
    seen: set[tuple[str, str]] = set()
    for grant in sudoers.grants:
        if grant.command.negated or grant.command.name == "ALL" or not _root(grant):
            continue
        why = _escape(grant, interactive, by_argument)
        for user in _who(grant) if why else ():
            if user not in administrators and (user, grant.command.name) not in seen:
                seen.add((user, grant.command.name))
                yield Fail(
                    subject=f"{user}: {grant.command.name}", observed=grant.command.name, because=why, at=grant.at
                )
    yield from _unsure(sudoers, bool(seen))


def _root(grant: Grant) -> bool:
    return bool({item.name for item in grant.runas if not item.negated} & {"ALL", "root", "#0"})


def _escape(grant: Grant, interactive: tuple[str, ...], by_argument: tuple[str, ...]) -> str:
    """Why the command amounts to a shell, or nothing."""
    path, _, arguments = grant.command.name.partition(" ")
    if path.startswith("^"):
        return ""
    if path.endswith("/"):
        return f"every program in {path} may be run"
    name = path.rsplit("/", 1)[-1]
    if "*" in name and path.startswith("/"):
        return f"{path} matches programs that nobody listed"
    if name in interactive and "NOEXEC" not in grant.tags:
        return f"{name} can start a shell"
    if name in by_argument and (not arguments or "*" in arguments) and arguments.strip() != '""':
        return f"{name} is root for whoever chooses its arguments"
    return ""


@check(
    "host.sudo.timestamp_timeout",
    title="sudo asks again after a short time",
    ccss="AV:L/AC:M/Au:S/C:P/I:P/A:P",
    fix="Set `Defaults timestamp_timeout=5` in /etc/sudoers with visudo.",
    confirm="sudo -V | grep 'Authentication timestamp timeout'",
    params={"minutes": Param(15, Tighter.LOWER, "longest time for which sudo remembers the password")},
    maps={"mlps": ("8.1.4.1b",), "attack": ("T1548.003",)},
)
def timestamp_timeout(sudoers: Sudoers, *, minutes: int) -> Iterator[Verdict]:
    """While sudo remembers the password, whoever takes over the session is root; a negative time never ends."""
    expected = f"from 0 to {minutes} minutes"
    for default in sudoers.setting("timestamp_timeout"):
        text = "0" if default.value is None else str(default.value)
        try:
            value = float(text)
        except ValueError:
            yield Unknown(subject=default.scope, because=f"timestamp_timeout {text!r} is no number", at=default.at)
            continue
        kind = Pass if 0 <= value <= minutes else Fail
        yield kind(subject=default.scope, observed=f"timestamp_timeout {text}", expected=expected, at=default.at)
    if any(default.scope == "" for default in sudoers.setting("timestamp_timeout")):
        return
    if minutes >= 15:
        yield Pass(observed="timestamp_timeout not set (built in: 5 or 15 minutes)", expected=expected)
    else:
        because = "it is not set, and the built-in time (5 or 15 minutes) depends on how sudo was built"
        yield Unknown(because=because, expected=expected)


@check(
    "host.sudo.use_pty",
    title="sudo runs commands in a terminal of their own",
    ccss="AV:L/AC:M/Au:S/C:P/I:P/A:P",
    fix="Set `Defaults use_pty` in /etc/sudoers with visudo.",
    confirm="sudo -V | grep -i pty",
    maps={"mlps": ("8.1.4.2d",), "attack": ("T1548.003",)},
)
def use_pty(sudoers: Sudoers) -> Iterator[Verdict]:
    """A program left behind by a command run with sudo could otherwise type into the administrator's terminal."""
    found = sudoers.setting("use_pty")
    for default in found:
        kind = Fail if default.value is None else Pass
        observed = "!use_pty" if default.value is None else "use_pty"
        yield kind(subject=default.scope, observed=observed, expected="use_pty", at=default.at)
    if any(default.scope == "" for default in found):
        return
    version = _numbers(sudoers.version)
    if not version:
        yield Unknown(because="use_pty is not set, and its default depends on the version of sudo, which is not known")
    elif version < (1, 9, 14):
        yield Fail(observed=f"use_pty not set (off by default in {sudoers.version})", expected="use_pty")
    else:
        yield Pass(observed=f"use_pty (default since 1.9.14, this is {sudoers.version})", expected="use_pty")


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.partition("p")[0].split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else ()


@check(
    "host.sudo.log",
    title="sudo writes down what it is used for",
    ccss="AV:L/AC:L/Au:S/C:N/I:P/A:N",
    fix="Remove `!syslog` from the Defaults lines, or set `Defaults logfile=/var/log/sudo.log` as well.",
    confirm="sudo -V | grep -i syslog",
    maps={"mlps": ("8.1.4.3a", "8.1.5.1a"), "attack": ("T1562.006",)},
)
def log(sudoers: Sudoers) -> Iterator[Verdict]:
    """Without a record of each command nobody can tell afterwards which administrator did what as root."""
    files = [default for default in sudoers.setting("logfile") if default.value]
    for default in sudoers.setting("syslog"):
        if default.value is None and not any(file.scope in ("", default.scope) for file in files):
            yield Fail(subject=default.scope, observed="!syslog and no logfile", expected="a log", at=default.at)


@check(
    "host.sudo.shared_password",
    title="sudo asks for the caller's own password",
    ccss="AV:L/AC:L/Au:S/C:P/I:P/A:N",
    fix="Remove `rootpw`, `targetpw` and `runaspw` from the Defaults lines, and rules for ALL users with them.",
    confirm="grep -rnE 'rootpw|targetpw|runaspw' /etc/sudoers /etc/sudoers.d",
    maps={"mlps": ("8.1.4.1a", "8.1.4.2c"), "attack": ("T1078.003",)},
)
def shared_password(sudoers: Sudoers) -> Iterator[Verdict]:
    """Asking for root's password makes several people share it, and the log no longer says who knew it."""
    failed = False
    for name in ("rootpw", "targetpw", "runaspw"):
        for default in sudoers.setting(name):
            if default.value is True:
                failed = True
                subject = f"{name} {default.scope}".strip()
                yield Fail(subject=subject, observed=name, expected="the caller's own password", at=default.at)
    yield from _unsure(sudoers, failed)


@check(
    "host.sudo.file_modes",
    title="The sudo policy can be read and changed by root only",
    ccss="AV:L/AC:L/Au:S/C:P/I:C/A:P",
    fix="Run `chown root:root FILE; chmod 0440 FILE` for the files, `chmod 0750` for /etc/sudoers.d.",
    confirm="stat -c '%a %U %n' /etc/sudoers /etc/sudoers.d /etc/sudoers.d/*",
    params={"forbidden": Param("0037", about="octal mode bits that no file of the policy may have")},
    if_absent=Absence.NOT_APPLICABLE,
    maps={"mlps": ("8.1.4.2f", "8.1.4.2a"), "attack": ("T1548.003", "T1222.002")},
)
def file_modes(files: KeyFiles, *, forbidden: str) -> Iterator[Verdict]:
    """Whoever can write one of these files is root; whoever can read them knows which account to take over."""
    bits = int(forbidden, 8)
    if not files.of("sudo") and not files.troubles.get("sudo"):
        yield NotApplicable(because="there is no sudo policy")
    for meta in files.of("sudo"):
        wrong = meta.mode & (0o022 if meta.kind == "dir" else bits)
        if meta.uid != 0 or wrong:
            observed = f"{meta.mode:04o}, owner {meta.uid}:{meta.gid}"
            yield Fail(subject=meta.path, observed=observed, expected="root, 0440 or less", at=Source(meta.path))
    for trouble in files.troubles.get("sudo", ()):
        yield Unknown(subject="files not seen", because=trouble.detail, reason=trouble.reason)
