"""Words on the kernel's command line that open a root shell on the console without a password."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from posture.model.answer import File
from posture.model.evidence import Source
from posture.model.setting import Setting
from posture.parse.console_command import SHELLS
from posture.parse.systemd_conf import truth

COMMANDS = frozenset(("linux", "linux16", "linuxefi", "options"))
"""First words of the lines that name the parameters, in grub.cfg and in loader entries."""

DEBUG_SHELL = frozenset(("systemd.debug-shell", "systemd.debug_shell"))
BREAKS = frozenset(("rd.break", "rdbreak", "break"))
"""dracut's and initramfs-tools' words for a shell before the system starts."""


@dataclass(frozen=True, slots=True)
class KernelLines:
    """Each command line: `subject` tells whether it runs now or stands in a menu, `value` holds the words."""

    lines: tuple[Setting, ...] = ()


def doors(line: str) -> tuple[str, ...]:
    """The words that open a shell. What follows `--` goes to init, which is handed none of these."""
    found = []
    for word in line.split():
        if word == "--":
            break
        key, _, value = word.strip("\"'").partition("=")
        if (
            (key in ("init", "rdinit") and value.rsplit("/", 1)[-1] in SHELLS)
            or (key in DEBUG_SHELL and truth(Setting(value), otherwise=True))
            or (key == "SYSTEMD_SULOGIN_FORCE" and truth(Setting(value), otherwise=False))
            or key in BREAKS
        ):
            found.append(word[:80])
    return tuple(found)


def running(file: File) -> Setting:
    """The line of the kernel that runs."""
    text = file.text.strip()
    return Setting(text, file.source(1, text), subject="running kernel")


def menus(files: Iterable[File]) -> Iterator[Setting]:
    """The lines of a menu's entries, in grub.cfg and in /boot/loader/entries."""
    for file in files:
        for number, line in enumerate(file.text.splitlines(), 1):
            words = line.split(None, 1)
            if len(words) == 2 and words[0] in COMMANDS:
                at: Source = file.source(number, line.strip())
                yield Setting(words[1].strip(), at, subject=str(at))
