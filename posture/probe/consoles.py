"""What serves the machine's own screen and serial lines."""

from __future__ import annotations

from collections.abc import Mapping

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Read
from posture.model.setting import Setting
from posture.parse.consoles import Consoles, graphical, inittab, units
from posture.parse.systemd_conf import ROOTS, not_running
from posture.probe.base import Probe

NAMES = ("*getty*.service", "*autologin*.service")
UNITS = tuple(
    pattern
    for root in ROOTS
    for name in NAMES
    for pattern in (f"{root}/system/{name}", f"{root}/system/{name}.d/*.conf")
)
INITTAB = "/etc/inittab"
DISPLAY: Mapping[str, tuple[str, ...]] = {
    "gdm": ("/etc/gdm3/custom.conf", "/etc/gdm3/daemon.conf", "/etc/gdm/custom.conf"),
    "lightdm": (
        "/usr/share/lightdm/lightdm.conf.d/*.conf",
        "/etc/xdg/lightdm/lightdm.conf.d/*.conf",
        "/etc/lightdm/lightdm.conf.d/*.conf",
        "/etc/lightdm/lightdm.conf",
    ),
    "sddm": ("/usr/lib/sddm/sddm.conf.d/*.conf", "/etc/sddm.conf.d/*.conf", "/etc/sddm.conf"),
}
"""By display manager: its files in the order it reads them."""


def parse(answers: Answers) -> Evidence[Consoles]:
    """Absent where nothing serves a console (a container image). A unit link to /dev/null reads as an empty unit."""
    commands = _read(answers, UNITS)
    if isinstance(commands, Unavailable):
        return commands
    table = answers.file(INITTAB)
    if isinstance(table, Unavailable):
        return table
    served = units(commands) + (inittab(table.value) if isinstance(table, Observed) else ())
    screens: tuple[Setting, ...] = ()
    seen = [*commands, *([table.value] if isinstance(table, Observed) else [])]
    for manager, paths in DISPLAY.items():
        files = _read(answers, paths)
        if isinstance(files, Unavailable):
            return files
        screens += graphical(manager, files)
        seen += files
    if not served and not screens:
        return Absent((Source(UNITS[0]), Source(INITTAB)))
    return Observed(Consoles(served, screens), tuple(file.source() for file in seen))


def _read(answers: Answers, paths: tuple[str, ...]) -> list[File] | Unavailable:
    found: list[File] = []
    for path in paths:
        answer = answers.files(path) if Read(path).is_glob else answers.file(path)
        if isinstance(answer, Observed):
            found += answer.value if isinstance(answer.value, tuple) else (answer.value,)
        elif isinstance(answer, Unavailable) and not not_running(path, answer):
            return answer
    return found


CONSOLES = Probe(
    name="consoles",
    record=Consoles,
    about="What serves screen and serial consoles, and whom a display manager logs in by itself.",
    requests=tuple(Read(path) for path in (*UNITS, INITTAB, *(path for paths in DISPLAY.values() for path in paths))),
    parse=parse,
)
