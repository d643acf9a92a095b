"""Logins on the machine's own screen and serial lines: units, inittab, and display managers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from posture.model.answer import File
from posture.model.setting import Setting
from posture.parse.console_command import GETTYS, SHELLS, program
from posture.parse.systemd_conf import merged

RESPAWN = ("respawn", "askfirst", "once", "wait", "ondemand")
DISPLAY = (
    ("gdm", "daemon", "AutomaticLogin", "AutomaticLoginEnable"),
    ("gdm", "daemon", "TimedLogin", "TimedLoginEnable"),
    ("lightdm", "Seat", "autologin-user", ""),
    ("lightdm", "SeatDefaults", "autologin-user", ""),
    ("sddm", "Autologin", "User", ""),
)
"""Display manager, section, the key that names the user, and the switch (empty: naming a user is enough)."""


@dataclass(frozen=True, slots=True)
class Consoles:
    """`commands`: what serves each console, `subject` being the unit or the line's id. `graphical`: by display manager
    found, the user it logs in by itself, empty for none."""

    commands: tuple[Setting, ...] = ()
    graphical: tuple[Setting, ...] = ()


def units(files: Iterable[File]) -> tuple[Setting, ...]:
    """The last `ExecStart` of each unit; an instance that has none of its own runs its template's."""
    known = tuple(files)
    commands = []
    for name in sorted(set(_names(known))):
        command = _last(known, name) or _last(known, _template(name))
        if command is not None and program(str(command.value)) != "systemctl":  # it only starts other units
            commands.append(Setting(command.value, command.at, subject=name))
    return tuple(commands)


def _last(files: tuple[File, ...], name: str) -> Setting | None:
    return merged((file for file in files if f"/{name}" in file.path), name).last("Service", "ExecStart")


def _names(files: Iterable[File]) -> Iterator[str]:
    for file in files:
        folder, _, base = file.path.rpartition("/")
        name = folder.rsplit("/", 1)[-1].removesuffix(".d") if folder.endswith(".service.d") else base
        if name.endswith(".service"):
            yield name


def _template(name: str) -> str:
    stem, sign, _ = name.partition("@")
    return f"{stem}@.service" if sign else name


def inittab(file: File) -> tuple[Setting, ...]:
    """Commands of inittab that serve a console: a getty, or a shell."""
    found = []
    for number, line in enumerate(file.text.splitlines(), 1):
        fields = line.strip().split(":", 3)
        if len(fields) < 4 or line.lstrip().startswith("#") or fields[2] not in RESPAWN:
            continue
        if program(fields[3]) in GETTYS | SHELLS:
            at = file.source(number, line.strip())
            found.append(Setting(fields[3].strip(), at, subject=f"inittab {fields[0] or number}"))
    return tuple(found)


def graphical(manager: str, files: Iterable[File]) -> tuple[Setting, ...]:
    """The user a display manager logs in by itself; files in the order they are read, a later assignment winning."""
    values: dict[tuple[str, str], Setting] = {}
    first: File | None = None
    for file in files:
        first = first or file
        for section, key, setting in _assignments(file):
            values[section, key] = setting
    result = []
    for name, section, key, switch in DISPLAY:
        if name != manager or first is None:
            continue
        for where in sorted({seat for seat, _ in values if seat == section or seat.startswith(f"{section}:")}):
            user = values.get((where, key))
            on = not switch or _true(values.get((where, switch)))
            if user is not None and user.value and on:
                result.append(Setting(user.value, user.at, subject=f"{manager} [{where}]"))
    if not result and first is not None:
        result.append(Setting("", first.source(), subject=manager))
    return tuple(result)


def _true(setting: Setting | None) -> bool:
    return setting is not None and str(setting.value).lower() in ("true", "1", "yes")


def _assignments(file: File) -> Iterator[tuple[str, str, Setting]]:
    section = ""
    for number, line in enumerate(file.text.splitlines(), 1):
        text = line.strip()
        if text.startswith("[") and text.endswith("]"):
            section = text[1:-1]
        elif "=" in text and text[0] not in "#;":
            key, _, value = text.partition("=")
            yield section, key.strip(), Setting(value.strip(), file.source(number, text))
