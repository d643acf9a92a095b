"""Mandatory access control: SELinux and AppArmor, as they run and as they are set up."""

from __future__ import annotations

from dataclasses import dataclass

from posture.model.evidence import Source, Unavailable
from posture.model.setting import Setting


@dataclass(frozen=True, slots=True)
class Mac:
    """`selinux_now` and `apparmor_now` are None where that module does not run or cannot be asked.

    `enforced` counts AppArmor profiles that are enforced; None where only root could tell, and `hidden` says why.
    """

    selinux_now: Setting | None = None
    selinux_later: Setting | None = None
    apparmor_now: Setting | None = None
    enforced: int | None = None
    hidden: Unavailable | None = None
    profiles: Source | None = None
    running: bool = False
    """Whether a running kernel was there to ask."""


def enforced(text: str) -> int:
    """How many profiles of /sys/kernel/security/apparmor/profiles are enforced."""
    return sum(1 for line in text.split("\n") if line.rstrip().endswith(("(enforce)", "(kill)")))
