"""USBGuard's own settings (usbguard-daemon.conf(5)): what happens to a device no rule speaks of."""

from __future__ import annotations

from dataclasses import dataclass

from posture.model.answer import File
from posture.model.setting import Setting


@dataclass(frozen=True, slots=True)
class Usbguard:
    """`implicit`: allow, block or reject, for a device that no rule matches; block where nothing is said."""

    implicit: Setting


def usbguard(file: File) -> Usbguard:
    """The last assignment counts; keys and values are as the daemon reads them, comments start with `#`."""
    found = Setting("block", file.source(), default=True)
    for number, line in enumerate(file.text.splitlines(), 1):
        key, sign, value = line.strip().partition("=")
        if sign and key.strip() == "ImplicitPolicyTarget":
            found = Setting(value.strip(), file.source(number, line.strip()))
    return Usbguard(found)
