"""Mandatory access control."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import Fail, Installed, Mac, NotApplicable, Pass, Unknown, Verdict, check


@check(
    "host.mac.enforcing",
    title="Mandatory access control is enforced",
    ccss="AV:L/AC:M/Au:S/C:P/I:P/A:P",
    fix="Set SELINUX=enforcing in /etc/selinux/config and reboot; or enable apparmor.service and enforce its profiles.",
    confirm="getenforce; aa-status",
    maps={"mlps": ("8.1.4.2g@3",), "attack": ("T1068", "T1611")},
)
def enforcing(mac: Mac, installed: Installed) -> Iterator[Verdict]:
    """It confines a service that has been broken into to what its policy allows, even where it runs as root."""
    if installed.container:
        yield NotApplicable(because="a container is confined by its host", at=installed.container)
    elif mac.selinux_now is not None or (mac.selinux_later is not None and mac.apparmor_now is None):
        yield from _selinux(mac)
    elif mac.apparmor_now is not None and mac.apparmor_now.value == "Y":
        yield _apparmor(mac)
    elif not mac.running:
        yield Unknown(because="no SELinux is set up, and whether AppArmor runs cannot be seen without a running kernel")
    else:
        yield Fail(observed="neither SELinux nor AppArmor runs", expected="one of them, enforcing", at=mac.apparmor_now)


def _selinux(mac: Mac) -> Iterator[Verdict]:
    now, later = mac.selinux_now, mac.selinux_later
    if now is not None:
        kind = Pass if now.value == "1" else Fail
        observed = "SELinux enforcing" if now.value == "1" else "SELinux permissive"
        yield kind(observed=observed, expected="SELinux enforcing", at=now)
    elif mac.running:
        yield Fail(observed="SELinux is set up, but does not run", expected="SELinux enforcing", at=later)
    if later is not None:
        kind = Pass if later.value == "enforcing" else Fail
        subject = "after the next boot" if now is not None or mac.running else ""
        yield kind(subject=subject, observed=f"SELINUX={later.value}", expected="SELINUX=enforcing", at=later)


def _apparmor(mac: Mac) -> Verdict:
    expected = "AppArmor profiles enforced"
    if mac.enforced is None:
        if mac.hidden is None:
            return Unknown(because="the kernel does not list its AppArmor profiles", expected=expected)
        return Unknown(because=mac.hidden.detail, reason=mac.hidden.reason, expected=expected)
    kind = Pass if mac.enforced else Fail
    return kind(observed=f"{mac.enforced} profiles enforced", expected=expected, at=mac.profiles)
