"""Who may log in over SSH, and with how many factors."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import Evidence, Fail, Observed, Pam, Pass, Setting, Sshd, Unavailable, Unknown, Verdict, check

LISTS = ("allow_users", "allow_groups", "deny_users", "deny_groups")
DECIDES = (
    *LISTS,
    "permit_root_login",
    "authentication_methods",
    "password_authentication",
    "pubkey_authentication",
)
"""Options that decide, in a Match on addresses, who gets in from where."""

ENABLES = {
    "publickey": "pubkey_authentication",
    "password": "password_authentication",
    "keyboard-interactive": "kbd_interactive_authentication",
    "hostbased": "hostbased_authentication",
    "gssapi-with-mic": "gssapi_authentication",
}
ASKING = ("password", "keyboard-interactive")
"""Methods by which the user proves knowledge, or answers what PAM asks."""


@check(
    "host.sshd.access_limits",
    title="SSH access is limited by user, group or source",
    ccss="AV:N/AC:M/Au:S/C:P/I:P/A:N",
    fix="Set `AllowGroups ssh-users` or `AllowUsers admin@192.0.2.*` to those who administer this host; reload sshd.",
    confirm="sshd -T | grep -iE 'allow(users|groups)|deny(users|groups)'",
    maps={"mlps": ("8.1.4.4c@3", "8.1.4.2c@3"), "attack": ("T1133", "T1021.004"), "cis-controls-8": ("6.8",)},
)
def access_limits(sshd: Sshd) -> Iterator[Verdict]:
    """Without a list every account that has a password or a key, however old, is a door to the network."""
    expected = "AllowUsers, AllowGroups, DenyUsers, DenyGroups, or access decided in a Match on addresses"
    limiting = next(_limits(sshd), None)
    if limiting is None:
        yield Fail(observed="every account from everywhere", expected=expected)
    else:
        observed = limiting.at.excerpt if limiting.at else limiting.value
        yield Pass(observed=f"{limiting.subject} {observed}".strip(), expected=expected, at=limiting)


def _limits(sshd: Sshd) -> Iterator[Setting]:
    """The lists that leave anybody out, and what a block for addresses decides."""
    for name in LISTS:
        setting = sshd.of(name)
        if isinstance(setting.value, tuple) and setting.value and not {"*", "*@*"} & set(map(str, setting.value)):
            yield setting
    for name in DECIDES:
        yield from (setting for setting in sshd.settings(name) if " Address " in setting.subject)


@check(
    "host.sshd.two_factors",
    title="Logging in over SSH takes two factors, one of them cryptographic",
    ccss="AV:N/AC:H/Au:N/C:C/I:C/A:C",
    fix="Set `AuthenticationMethods publickey,password` or `publickey,keyboard-interactive`; have PAM ask for a code.",
    confirm="sshd -T | grep -iE 'authenticationmethods|^(pubkey|password|kbdinteractive)authentication'",
    maps={"mlps": ("8.1.4.1d@3",), "attack": ("T1133", "T1110.001", "T1021.004"), "cis-controls-8": ("6.5",)},
)
def two_factors(sshd: Sshd, pam: Evidence[Pam]) -> Iterator[Verdict]:
    """One stolen password, or one copied key file, is then enough to take the host over from afar."""
    for subject in sshd.subjects:
        if subject and not any(
            sshd.of(name, subject).subject for name in ("authentication_methods", *ENABLES.values())
        ):
            continue
        said = sshd.of("authentication_methods", subject)
        weak: list[str] = []
        unsure: list[str] = []
        for way in _ways(sshd, subject, said):
            strong = _strong(way, sshd, pam)
            (unsure if strong is None else weak if not strong else []).append("+".join(way))
        expected = "publickey with a second method in every way to log in"
        if weak:
            yield Fail(subject=subject, observed=f"enough alone: {', '.join(weak)}", expected=expected, at=said)
        elif unsure and isinstance(pam, Unavailable):
            because = f"whether {', '.join(unsure)} asks for a second factor is PAM's matter: {pam.detail}"
            yield Unknown(subject=subject, because=because, reason=pam.reason, at=said)
        else:
            yield Pass(subject=subject, observed=f"AuthenticationMethods {said.value}", expected=expected, at=said)


def _ways(sshd: Sshd, subject: str, said: Setting) -> Iterator[tuple[str, ...]]:
    """Every sequence of methods that lets somebody in; one that holds a disabled method never ends."""
    enabled = [method for method, option in ENABLES.items() if sshd.of(option, subject).value == "yes"]
    listed = said.value if isinstance(said.value, tuple) else ()
    if listed == ("any",):
        yield from ((method,) for method in enabled)
        return
    for way in listed:
        methods = tuple(method.partition(":")[0] for method in str(way).split(","))
        if all(method in enabled for method in methods):
            yield methods


def _strong(way: tuple[str, ...], sshd: Sshd, pam: Evidence[Pam]) -> bool | None:
    """Whether a way takes two factors, one cryptographic; None when PAM decides and cannot be seen."""
    if "publickey" in way and any(method in ASKING for method in way):
        return True
    if not any(method in ASKING for method in way) or sshd.of("use_pam").value != "yes":
        return False
    if isinstance(pam, Unavailable):
        return None
    return isinstance(pam, Observed) and not isinstance(pam.value.second_factor("sshd"), str)
