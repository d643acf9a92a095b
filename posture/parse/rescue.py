"""Rescue and emergency mode: whether the shell on the console comes after root's password."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from posture.model.answer import File
from posture.model.evidence import Source
from posture.model.setting import Setting
from posture.parse.console_command import SHELLS, program
from posture.parse.systemd_conf import merged

UNITS = ("rescue.service", "emergency.service")
SULOGIN = frozenset(("sulogin", "systemd-sulogin-shell"))
FORCE = "SYSTEMD_SULOGIN_FORCE"


@dataclass(frozen=True, slots=True)
class RescueMode:
    """One way into a shell for repairs. `commands` run in order; `force` lets in although root has no password."""

    name: str
    commands: tuple[Setting, ...]
    force: Source | None = None


@dataclass(frozen=True, slots=True)
class Rescue:
    """The modes of the init system that is there."""

    modes: tuple[RescueMode, ...] = ()


def asks(command: Setting) -> bool:
    """Whether the command asks for root's password before it gives a shell.

    Older units write `/bin/sh -c "/sbin/sulogin; systemctl default"`: there the first word of the script counts.
    """
    text = str(command.value)
    if program(text) in SULOGIN:
        return True
    _, found, script = text.partition(" -c ")
    return bool(found) and program(script.strip().lstrip("\"'").split(";", 1)[0]) in SULOGIN


def units(files: Iterable[File]) -> tuple[RescueMode, ...]:
    """The modes of systemd; a unit without any file is left out."""
    known = tuple(files)
    modes = []
    for name in UNITS:
        unit = merged(known, name)
        commands = unit.all("Service", "ExecStart")
        if any(file.path.endswith(f"/{name}") for file in known):
            modes.append(RescueMode(name, commands, _force(unit.all("Service", "Environment"))))
    return tuple(modes)


def _force(environment: Iterable[Setting]) -> Source | None:
    found = None
    for setting in environment:
        for word in str(setting.value).split():
            key, _, value = word.strip("\"'").partition("=")
            if key == FORCE:
                found = setting.at if value.lower() in ("1", "yes", "y", "true", "t", "on") else None
    return found


def inittab(file: File) -> tuple[RescueMode, ...]:
    """Single-user mode of SysV init: the entries of runlevel S that are waited for.

    Without any such entry init starts sulogin by itself (init(8)).
    """
    commands: list[Setting] = []
    for number, line in enumerate(file.text.splitlines(), 1):
        fields = line.strip().split(":", 3)
        if len(fields) == 4 and not line.lstrip().startswith("#") and set("Ss1") & set(fields[1]):
            name = program(fields[3])
            if fields[2] in ("wait", "respawn", "once") and name in SULOGIN | SHELLS:
                commands.append(Setting(fields[3].strip(), file.source(number, line.strip())))
    if not commands:
        commands = [Setting("/sbin/sulogin", file.source(), default=True)]
    return (RescueMode("single-user mode", tuple(commands)),)
