"""What PAM demands of passwords and of those who log in."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import Fail, LoginDefs, NotApplicable, Pam, Param, Pass, Setting, Tighter, Unknown, Verdict, check

HASHES = ("yescrypt", "gost_yescrypt", "sm3", "blowfish", "sha512", "sha256", "md5", "bigcrypt")
"""Options of pam_unix that name a scheme; without one login.defs decides."""

ASKS_A_PASSWORD = ("login", "sshd", "su", "su-l", "sudo", "sudo-i", "gdm-password", "lightdm", "sddm", "polkit-1")


@check(
    "host.pam.password_quality",
    title="New passwords must be long and of several kinds of character",
    ccss="AV:N/AC:M/Au:N/C:P/I:P/A:P",
    params={
        "length": Param(8, Tighter.HIGHER, "shortest password accepted"),
        "classes": Param(3, Tighter.HIGHER, "kinds of character: lower case, upper case, digits, others"),
    },
    fix=(
        "Install libpam-pwquality, set `minlen = 12` and `minclass = 3` in /etc/security/pwquality.conf, and let "
        "`password requisite pam_pwquality.so retry=3` stand before pam_unix."
    ),
    confirm="grep -rn pam_pwquality /etc/pam.d/; grep -v '^#' /etc/security/pwquality.conf",
    maps={"mlps": ("8.1.4.1a",), "attack": ("T1110.001", "T1110.003"), "cis-controls-8": ("5.2",)},
)
def password_quality(pam: Pam, *, length: int, classes: int) -> Iterator[Verdict]:
    """Users choose what is easy to remember; what is easy to remember is in the list of every guesser."""
    found = pam.quality()
    if isinstance(found, str):
        yield Fail(observed=found, expected=f"at least {length} characters of {classes} kinds")
        return
    yield _least("length", found.length, length, "characters")
    yield _least("kinds of character", found.classes, classes, "kinds")


def _least(subject: str, setting: Setting, least: int, unit: str) -> Verdict:
    value = setting.value if isinstance(setting.value, int) else 0
    kind = Pass if value >= least else Fail
    observed = f"{value} {unit}{' (default)' if setting.default else ''}"
    return kind(subject=subject, observed=observed, expected=f"at least {least} {unit}", at=setting)


@check(
    "host.pam.password_quality_root",
    title="The rules for passwords bind root too",
    ccss="AV:N/AC:H/Au:S/C:P/I:P/A:N",
    fix="Add the line `enforce_for_root` to /etc/security/pwquality.conf.",
    confirm="grep -rn enforce_for_root /etc/pam.d/ /etc/security/",
    maps={"mlps": ("8.1.4.1a@3",), "attack": ("T1110.001",)},
)
def password_quality_root(pam: Pam) -> Iterator[Verdict]:
    """Without it root is only warned, for the password that matters most and for those root sets for others."""
    found = pam.quality()
    if isinstance(found, str):
        yield Fail(observed=found, expected="enforce_for_root")
    elif not found.root_too:
        yield Fail(observed="root is only warned", expected="enforce_for_root", at=found.module.at)


@check(
    "host.pam.password_history",
    title="Former passwords are not taken again",
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:N",
    params={"remember": Param(5, Tighter.HIGHER, "former passwords refused")},
    fix="Add `password required pam_pwhistory.so remember=5 use_authtok` before pam_unix.",
    confirm="grep -rnE 'pam_pwhistory|remember' /etc/pam.d/",
    maps={"mlps": ("8.1.4.1a",), "attack": ("T1110.001",)},
)
def password_history(pam: Pam, *, remember: int) -> Iterator[Verdict]:
    """A forced change is worth nothing when the old password, which may be known, comes back at once."""
    setting = pam.history()
    if setting.undecided:
        yield Unknown(because=setting.undecided, at=setting)
        return
    value = setting.value if isinstance(setting.value, int) else 0
    observed = f"{value} former passwords refused" if value else "no former password is refused"
    kind = Pass if value >= remember else Fail
    yield kind(observed=observed, expected=f"at least {remember}", at=setting)


@check(
    "host.pam.hash_algorithm",
    title="New passwords are hashed with a strong scheme",
    ccss="AV:L/AC:M/Au:S/C:C/I:P/A:N",
    params={
        "allowed": Param(
            ("yescrypt", "gost_yescrypt", "blowfish", "sha512", "sha256", "bcrypt", "sm3"),
            Tighter.SUBSET,
            "scheme names",
        ),
    },
    fix="Add `yescrypt` (or `sha512`) to the pam_unix line of the password stack, and set ENCRYPT_METHOD to the same.",
    confirm="grep -rn 'password.*pam_unix' /etc/pam.d/; grep ENCRYPT_METHOD /etc/login.defs",
    maps={"mlps": ("8.1.4.1a", "8.1.4.8b"), "attack": ("T1003.008",), "cis-controls-8": ("3.11",)},
)
def hash_algorithm(pam: Pam, defaults: LoginDefs | None, *, allowed: tuple[str, ...]) -> Iterator[Verdict]:
    """The scheme decides how long a stolen hash withstands guessing: MD5 hours, yescrypt longer than anybody waits."""
    for module in pam.setters():
        chosen = next((option for option in reversed(module.arguments) if option in HASHES), "")
        setting = Setting(chosen, module.at) if chosen else (defaults or LoginDefs()).settings("ENCRYPT_METHOD")[0]
        name = str(setting.value).lower()
        kind = Pass if name in allowed else Fail
        where = f"{module.name} {chosen}" if chosen else f"ENCRYPT_METHOD {setting.value}"
        yield kind(observed=where, expected=allowed, at=setting if setting.at else module.at)
    if not pam.setters():
        yield NotApplicable(because="no module of the password stack stores local passwords")


@check(
    "host.pam.lockout",
    title="Repeated failed logins lock the account",
    ccss="AV:N/AC:M/Au:N/C:P/I:P/A:P",
    params={"most": Param(5, Tighter.LOWER, "failures before the account is locked")},
    fix=(
        "Set `deny = 5` and `unlock_time = 600` in /etc/security/faillock.conf, and let pam_faillock stand around the "
        "password module: preauth before it, authfail after it."
    ),
    confirm="grep -rn pam_faillock /etc/pam.d/; grep -v '^#' /etc/security/faillock.conf",
    maps={"mlps": ("8.1.4.1b",), "attack": ("T1110.001", "T1110.003"), "cis-controls-8": ("4.10",)},
)
def lockout(pam: Pam, *, most: int) -> Iterator[Verdict]:
    """Without a limit somebody can try passwords for as long as it takes."""
    for service in pam.login_services:
        found = pam.lockout(service)
        subject = f"service {service}"
        expected = f"locked after at most {most} failures"
        if isinstance(found, str):
            yield Fail(subject=subject, observed=found, expected=expected)
            continue
        value = found.deny.value
        if found.deny.undecided or not isinstance(value, int):
            yield Unknown(subject=subject, because=found.deny.undecided or "deny is no number", at=found.deny)
            continue
        kind = Pass if 0 < value <= most else Fail
        yield kind(subject=subject, observed=_said("deny", found.deny), expected=expected, at=found.deny)


@check(
    "host.pam.lockout_time",
    title="A locked account stays locked long enough",
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:N",
    params={"seconds": Param(600, Tighter.HIGHER, "shortest time of the lock; 0 means until an administrator unlocks")},
    fix="Set `unlock_time = 600` in /etc/security/faillock.conf, and remove a smaller one from the PAM files.",
    confirm="grep -rn unlock_time /etc/pam.d/ /etc/security/faillock.conf",
    maps={"mlps": ("8.1.4.1b",), "attack": ("T1110.001",)},
)
def lockout_time(pam: Pam, *, seconds: int) -> Iterator[Verdict]:
    """A lock that opens after a minute costs a guesser patience, not success."""
    for service in pam.login_services:
        found = pam.lockout(service)
        subject = f"service {service}"
        expected = f"locked for at least {seconds} seconds, or until unlocked"
        if isinstance(found, str):
            yield Fail(subject=subject, observed=found, expected=expected)
            continue
        value = found.unlock_time.value
        if found.unlock_time.undecided or not isinstance(value, int):
            because = found.unlock_time.undecided or "unlock_time is no number"
            yield Unknown(subject=subject, because=because, at=found.unlock_time)
            continue
        kind = Pass if value == 0 or value >= seconds else Fail
        observed = _said("unlock_time", found.unlock_time)
        yield kind(subject=subject, observed=observed, expected=expected, at=found.unlock_time)


def _said(name: str, setting: Setting) -> str:
    return f"{name} {setting.value}{' (default)' if setting.default else ''}"


@check(
    "host.pam.su_wheel",
    title="Only administrators may use su",
    ccss="AV:L/AC:M/Au:S/C:C/I:C/A:C",
    fix="Add `auth required pam_wheel.so use_uid` to /etc/pam.d/su, before the password module.",
    confirm="grep -v '^#' /etc/pam.d/su",
    maps={"mlps": ("8.1.4.2d",), "attack": ("T1078.003",), "cis-controls-8": ("5.4",)},
)
def su_wheel(pam: Pam) -> Iterator[Verdict]:
    """Whoever learns root's password needs only any account at all; every service account is then a step to root."""
    if not pam.has("su"):
        yield NotApplicable(because="su has no PAM service file here")
        return
    found = pam.wheel()
    if isinstance(found, str):
        yield Fail(observed=found, expected="pam_wheel refuses others")
    else:
        yield Pass(observed="pam_wheel refuses others", expected="pam_wheel refuses others", at=found.at)


@check(
    "host.pam.second_factor",
    title="Logging in takes a second factor",
    ccss="AV:N/AC:H/Au:N/C:C/I:C/A:C",
    fix="Add a module such as pam_google_authenticator, pam_oath, pam_u2f or pam_pkcs11 as required, without nullok.",
    confirm="grep -rnE 'authenticator|oath|u2f|pkcs11' /etc/pam.d/",
    maps={"mlps": ("8.1.4.1d@3",), "attack": ("T1110.001", "T1078.003"), "cis-controls-8": ("6.5",)},
)
def second_factor(pam: Pam) -> Iterator[Verdict]:
    """A password is seen over a shoulder, guessed or reused; a token in the hand is not."""
    services = [service for service in pam.login_services if service != "sshd"]
    if not services:
        yield NotApplicable(because="people log in over SSH only, which is judged with its own methods")
    for service in services:
        found = pam.second_factor(service)
        expected = "a second factor besides the password"
        if isinstance(found, str):
            yield Fail(subject=f"service {service}", observed=found, expected=expected)
        else:
            yield Pass(subject=f"service {service}", observed=found.name, expected=expected, at=found.at)


@check(
    "host.pam.no_nullok",
    title="PAM accepts no empty password",
    ccss="AV:L/AC:H/Au:N/C:P/I:P/A:P",
    fix="Remove `nullok` from the pam_unix line of the auth stack (common-auth, system-auth).",
    confirm="grep -rn nullok /etc/pam.d/",
    maps={"mlps": ("8.1.4.1a",), "attack": ("T1078.003",), "cis-controls-8": ("5.2",)},
)
def no_nullok(pam: Pam) -> Iterator[Verdict]:
    """With nullok one emptied field in the shadow file is a login for everybody."""
    for service in pam.login_services:
        module = pam.empty_passwords(service)
        if module is not None:
            yield Fail(subject=f"service {service}", observed=module.at.excerpt, expected="no nullok", at=module.at)


@check(
    "host.pam.wrong_password_refused",
    title="A wrong password lets nobody in",
    ccss="AV:N/AC:L/Au:N/C:C/I:C/A:C",
    fix="End the auth stack with `auth required pam_deny.so`; let no module that asks for nothing be `sufficient`.",
    confirm="grep -n auth /etc/pam.d/common-auth /etc/pam.d/system-auth",
    maps={"mlps": ("8.1.4.1a",), "attack": ("T1556.003", "T1078.003")},
)
def wrong_password_refused(pam: Pam) -> Iterator[Verdict]:
    """One misplaced pam_permit, or a jump too far, turns the password prompt into decoration; it is also a backdoor."""
    for service in ASKS_A_PASSWORD:
        if pam.has(service) and pam.open_door(service):
            yield Fail(
                subject=f"service {service}",
                observed="the stack grants access after a wrong password",
                expected="access refused",
            )
