"""Uninterruptible power: whether NUT or apcupsd is set up to shut the machine down before the battery is empty."""

from __future__ import annotations

from dataclasses import dataclass

from posture.model.answer import File
from posture.model.setting import Setting

MODES = ("none", "standalone", "netserver", "netclient", "manual", "controlled", "auto")


@dataclass(frozen=True, slots=True)
class Power:
    """`nut`: MODE of nut.conf; `monitor`: whether upsmon.conf is there (it holds a password, so it is not read).
    `apcupsd`: UPSTYPE of apcupsd.conf. None where the program has no configuration."""

    nut: Setting | None = None
    monitor: bool = False
    apcupsd: Setting | None = None


def nut_mode(file: File) -> Setting:
    """MODE of nut.conf, `none` where it says nothing; a shell reads it, so the last assignment counts."""
    found = Setting("none", file.source(), default=True)
    for number, line in enumerate(file.text.splitlines(), 1):
        key, sign, value = line.strip().partition("=")
        if sign and key == "MODE":
            found = Setting(value.split("#", 1)[0].strip().strip("\"'"), file.source(number, line.strip()))
    return found


def ups_type(file: File) -> Setting:
    """UPSTYPE of apcupsd.conf, empty where it says nothing."""
    found = Setting("", file.source(), default=True)
    for number, line in enumerate(file.text.splitlines(), 1):
        words = line.split(None, 1)
        if len(words) == 2 and words[0].upper() == "UPSTYPE":
            found = Setting(words[1].strip(), file.source(number, line.strip()))
    return found
