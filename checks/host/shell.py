"""What a login shell is told by the system-wide profile."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import (
    Absent,
    Evidence,
    Fail,
    LoginDefs,
    NotApplicable,
    Observed,
    Pam,
    Param,
    Pass,
    Setting,
    ShellProfile,
    Tighter,
    Unavailable,
    Unknown,
    Verdict,
    check,
)

USUAL = "022"
"""The umask a session starts with when nothing sets one."""


@check(
    "host.shell.timeout",
    title="An idle shell ends by itself",
    ccss="AV:L/AC:M/Au:N/C:P/I:P/A:N",
    params={"seconds": Param(900, Tighter.LOWER, "longest idle time")},
    fix="Write `TMOUT=900`, `readonly TMOUT` and `export TMOUT` to /etc/profile.d/tmout.sh.",
    confirm="grep -n TMOUT /etc/profile /etc/profile.d/*.sh /etc/bash.bashrc",
    maps={"mlps": ("8.1.4.1b",), "attack": ("T1078.003",), "cis-controls-8": ("4.3",)},
)
def timeout(profile: ShellProfile, *, seconds: int) -> Iterator[Verdict]:
    """An administrator's shell left open is an administrator's shell for whoever passes by."""
    for setting in profile.timeout:
        value = setting.value
        if setting.undecided or isinstance(value, str):
            because = setting.undecided or f"TMOUT {value} cannot be read as a number"
            yield Unknown(subject=setting.subject, because=because, at=setting)
            continue
        kind = Pass if isinstance(value, int) and 0 < value <= seconds else Fail
        observed = "TMOUT is not set" if value is None else f"TMOUT {value}"
        yield kind(subject=setting.subject, observed=observed, expected=f"1 to {seconds} seconds", at=setting)


@check(
    "host.shell.timeout_readonly",
    title="Users cannot switch the idle timeout off",
    ccss="AV:L/AC:H/Au:S/C:P/I:P/A:N",
    fix="Add `readonly TMOUT` after the line that sets TMOUT.",
    confirm="grep -n TMOUT /etc/profile /etc/profile.d/*.sh /etc/bash.bashrc",
    maps={"mlps": ("8.1.4.1b",)},
)
def timeout_readonly(profile: ShellProfile) -> Iterator[Verdict]:
    """A limit that a user may lift with one line in ~/.bashrc is a suggestion."""
    locked = profile.timeout_readonly
    if locked.undecided:
        yield Unknown(because=locked.undecided, at=locked)
        return
    kind = Pass if locked.value == "yes" else Fail
    observed = "TMOUT is readonly" if locked.value == "yes" else "TMOUT is not readonly"
    yield kind(observed=observed, expected="readonly", at=locked)


@check(
    "host.shell.umask",
    title="New files are closed to others",
    ccss="AV:L/AC:M/Au:S/C:P/I:P/A:N",
    params={"mask": Param("027", Tighter.ANY, "octal permissions that new files must lack at least")},
    fix="Set `UMASK 027` in /etc/login.defs and write `umask 027` to /etc/profile.d/umask.sh.",
    confirm="grep -n umask /etc/profile /etc/profile.d/*.sh /etc/bash.bashrc; grep UMASK /etc/login.defs",
    maps={"mlps": ("8.1.4.2a", "8.1.4.2f"), "attack": ("T1552.001",), "cis-controls-8": ("3.3",)},
)
def umask(
    profile: ShellProfile | None, pam: Evidence[Pam], defaults: LoginDefs | None, *, mask: str
) -> Iterator[Verdict]:
    """With 022 every account on the host can read what a user writes, unless the user thinks of it each time."""
    if profile is None and defaults is None and isinstance(pam, Absent):
        yield NotApplicable(because="nothing here gives anybody a session")
        return
    configured = (defaults or LoginDefs()).settings("UMASK")[0]
    if profile is not None and profile.umask:
        for setting in profile.umask:
            yield _masked(f"login shells {setting.subject}".strip(), setting, mask)
    elif isinstance(pam, Unavailable):
        yield Unknown(subject="login shells", because=f"pam_umask may set it: {pam.detail}", reason=pam.reason)
    else:
        given = pam.value.umask(configured) if isinstance(pam, Observed) else None
        yield _masked("login shells", given or Setting(USUAL, default=True), mask)
    if defaults is not None:
        yield _masked("new accounts", configured, mask)


def _masked(subject: str, setting: Setting, mask: str) -> Verdict:
    bits, wanted = _bits(str(setting.value)), _bits(mask)
    if setting.undecided or bits is None or wanted is None:
        because = setting.undecided or f"umask {setting.value} cannot be read"
        return Unknown(subject=subject, because=because, at=setting)
    kind = Fail if wanted & ~bits else Pass
    observed = f"umask {bits:03o}{' (default)' if setting.default else ''}"
    return kind(subject=subject, observed=observed, expected=f"umask {mask} or stricter", at=setting)


def _bits(text: str) -> int | None:
    """The bits of an octal umask, or of a symbolic one such as `u=rwx,g=rx,o=`."""
    if text.isascii() and text.isdecimal() and not set(text) & {"8", "9"} and len(text) < 6:
        return int(text, 8) & 0o777
    allowed = {"u": 0, "g": 0, "o": 0}
    for clause in text.split(","):
        who, equals, rights = clause.partition("=")
        if not equals or set(who) - set("ugoa") or set(rights) - set("rwx"):
            return None
        for one in "ugo" if not who or "a" in who else who:
            allowed[one] = sum({"r": 4, "w": 2, "x": 1}[right] for right in set(rights))
    return 0o777 & ~(allowed["u"] << 6 | allowed["g"] << 3 | allowed["o"])
