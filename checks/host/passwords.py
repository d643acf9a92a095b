"""Passwords of local accounts: there is one, it is hashed well, and it ages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from posture.api import (
    Accounts,
    Evidence,
    Fail,
    LoginDefs,
    Observed,
    Param,
    Pass,
    PasswordState,
    Setting,
    Shadow,
    ShadowEntry,
    Tighter,
    Unavailable,
    Unknown,
    Verdict,
    check,
)

NEW = "new accounts"
"""The subject for what login.defs and useradd give to accounts yet to be made."""

NEVER = 99999


@check(
    "host.accounts.no_empty_password",
    title="Every account has a password or is locked",
    ccss="AV:L/AC:L/Au:N/C:C/I:C/A:C",
    fix="Lock the account with `passwd -l NAME`, or set a password, and remove nullok from the PAM files.",
    confirm="awk -F: '$2 == \"\"' /etc/shadow",
    maps={"mlps": ("8.1.4.1a",), "attack": ("T1078.003", "T1078.001"), "cis-controls-8": ("5.2",)},
)
def no_empty_password(accounts: Accounts, shadow: Evidence[Shadow]) -> Iterator[Verdict]:
    """An empty password field is a login without a password for anybody at a prompt, and for su from any account."""
    for account in accounts.accounts:
        if not account.password:
            yield Fail(subject=account.name, observed="empty field in /etc/passwd", expected="x", at=account.at)
    if isinstance(shadow, Unavailable):
        yield Unknown(because=shadow.detail, reason=shadow.reason, at=shadow.sources)
        return
    if not isinstance(shadow, Observed):
        return
    shadowed = {account.name for account in accounts.accounts if account.password == "x"}
    for entry in shadow.value.entries:
        if entry.secret.state is PasswordState.EMPTY and entry.name in shadowed:
            yield Fail(
                subject=entry.name, observed="empty field in /etc/shadow", expected="a hash or a lock", at=entry.at
            )


@check(
    "host.accounts.hash_scheme",
    title="Passwords are hashed with a strong scheme",
    ccss="AV:L/AC:M/Au:S/C:C/I:P/A:N",
    params={
        "allowed": Param(
            ("y", "gy", "7", "2b", "2y", "6", "5", "sm3"),
            Tighter.SUBSET,
            "crypt(5) prefixes: yescrypt, gost-yescrypt, scrypt, bcrypt, sha512, sha256, sm3",
        ),
    },
    fix="Set `ENCRYPT_METHOD YESCRYPT` in login.defs and `yescrypt` for pam_unix; let each user change the password.",
    confirm="getent shadow | cut -d: -f1,2 | cut -c1-20",
    maps={"mlps": ("8.1.4.1a", "8.1.4.8b"), "attack": ("T1003.008",), "cis-controls-8": ("3.11",)},
)
def hash_scheme(shadow: Shadow, *, allowed: tuple[str, ...]) -> Iterator[Verdict]:
    """DES, MD5 and SHA-1 hashes that leak once, from a backup or a stolen disk, become passwords again within hours."""
    for entry in shadow.with_password:
        scheme = entry.secret.scheme
        if scheme == "other":
            yield Unknown(subject=entry.name, because="the field is no hash that crypt(5) knows", at=entry.at)
        elif scheme not in allowed:
            yield Fail(subject=entry.name, observed=entry.secret.name, expected=allowed, at=entry.at)


def _at_most(limit: int, *, least: int = 0) -> Callable[[int | None], bool]:
    return lambda days: days is not None and least <= days <= limit


def _at_least(limit: int) -> Callable[[int | None], bool]:
    return lambda days: days is not None and days >= limit


def _ages(
    shadow: Shadow,
    defaults: LoginDefs | None,
    name: str,
    field: Callable[[ShadowEntry], int | None],
    good: Callable[[int | None], bool],
    expected: str,
) -> Iterator[Verdict]:
    """One verdict for each account with a password, and one for accounts yet to be made."""
    for entry in shadow.with_password:
        days = field(entry)
        kind = Pass if good(days) else Fail
        observed = "no limit" if days is None or days >= NEVER else f"{days} days"
        yield kind(subject=entry.name, observed=observed, expected=expected, at=entry.at)
    if defaults is not None:
        yield _new(defaults.settings(name)[0], name, good, expected)


def _new(setting: Setting, name: str, good: Callable[[int | None], bool], expected: str) -> Verdict:
    value = setting.value
    if not isinstance(value, int):
        return Unknown(subject=NEW, because=f"{name} {value} is no number", at=setting)
    kind = Pass if good(None if value < 0 else value) else Fail
    where = " (default)" if setting.default else ""
    return kind(subject=NEW, observed=f"{name} {value}{where}", expected=expected, at=setting)


@check(
    "host.accounts.password_max_days",
    title="Passwords must be changed regularly",
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:P",
    params={"days": Param(90, Tighter.LOWER, "longest life of a password")},
    fix="Set `PASS_MAX_DAYS 90` in /etc/login.defs for new accounts and `chage -M 90 NAME` for each existing one.",
    confirm="awk -F: '$2 ~ /^\\$/ {print $1, $5}' /etc/shadow",
    maps={"mlps": ("8.1.4.1a",), "attack": ("T1078.003",)},
)
def password_max_days(shadow: Shadow, defaults: LoginDefs | None, *, days: int) -> Iterator[Verdict]:
    """A password that was seen, guessed or reused elsewhere keeps its worth until it is changed."""
    good = _at_most(days, least=1)
    yield from _ages(shadow, defaults, "PASS_MAX_DAYS", lambda entry: entry.max_days, good, f"at most {days} days")


@check(
    "host.accounts.password_min_days",
    title="A new password stays for a while",
    ccss="AV:L/AC:H/Au:S/C:P/I:N/A:N",
    params={"days": Param(1, Tighter.HIGHER, "shortest time between two changes")},
    fix="Set `PASS_MIN_DAYS 1` in /etc/login.defs for new accounts and `chage -m 1 NAME` for each existing one.",
    confirm="awk -F: '$2 ~ /^\\$/ {print $1, $4}' /etc/shadow",
    maps={"mlps": ("8.1.4.1a",)},
)
def password_min_days(shadow: Shadow, defaults: LoginDefs | None, *, days: int) -> Iterator[Verdict]:
    """Without a pause a user changes the password several times in a row and is back at the old one."""
    good = _at_least(days)
    expected = f"at least {days} days"
    yield from _ages(shadow, defaults, "PASS_MIN_DAYS", lambda entry: entry.min_days, good, expected)


@check(
    "host.accounts.password_warn_days",
    title="Users are warned before a password expires",
    ccss="AV:L/AC:H/Au:S/C:N/I:N/A:P",
    params={"days": Param(7, Tighter.HIGHER, "days of warning")},
    fix="Set `PASS_WARN_AGE 7` in /etc/login.defs for new accounts and `chage -W 7 NAME` for each existing one.",
    confirm="awk -F: '$2 ~ /^\\$/ {print $1, $6}' /etc/shadow",
    maps={"mlps": ("8.1.4.1a",)},
)
def password_warn_days(shadow: Shadow, defaults: LoginDefs | None, *, days: int) -> Iterator[Verdict]:
    """Who is forced to choose a password without notice chooses a poor one, or is locked out when it matters."""
    good = _at_least(days)
    yield from _ages(shadow, defaults, "PASS_WARN_AGE", lambda entry: entry.warn_days, good, f"at least {days} days")


@check(
    "host.accounts.inactive_lock",
    title="An account whose password has expired is locked",
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:N",
    params={"days": Param(30, Tighter.LOWER, "days from the end of a password to the lock")},
    fix="Run `useradd -D -f 30` for new accounts and `chage -I 30 NAME` for each existing one.",
    confirm="useradd -D | grep INACTIVE; awk -F: '$2 ~ /^\\$/ {print $1, $7}' /etc/shadow",
    maps={"mlps": ("8.1.4.2c",), "attack": ("T1078.003",), "cis-controls-8": ("5.3",)},
)
def inactive_lock(shadow: Shadow, defaults: LoginDefs | None, *, days: int) -> Iterator[Verdict]:
    """Accounts nobody uses any more are the ones whose misuse nobody notices."""
    good = _at_most(days)
    expected = f"locked at most {days} days after the password expired"
    yield from _ages(shadow, defaults, "INACTIVE", lambda entry: entry.inactive_days, good, expected)
