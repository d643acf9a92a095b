"""Which kernel modules modprobe and the kernel refuse to load, and which drivers are at work now.

Precedence is kmod's (modprobe.d(5), libkmod): of files with one name, /etc wins over /run over /usr/local/lib over
/usr/lib over /lib; all names are then read in byte order; the first `install` that matches a module counts. Names of
modules treat `-` and `_` alike, and those of `install` may be shell patterns. A line ends in `\\` to go on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from posture.model.answer import File
from posture.model.evidence import Source

FOLDERS = (
    "/etc/modprobe.d",
    "/run/modprobe.d",
    "/usr/local/lib/modprobe.d",
    "/usr/lib/modprobe.d",
    "/lib/modprobe.d",
)
HARMLESS = frozenset(("true", "false", "nologin", ":", "exit", "echo", "logger"))
"""Programs that, put in place of loading, load nothing."""

_BETWEEN = re.compile(r"[;&|\n]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """An `install` or `blacklist` line; `name` in its normal form, `command` empty for a blacklist."""

    name: str
    command: str
    at: Source

    @property
    def blocks(self) -> bool:
        """Whether the command in place of loading surely loads nothing."""
        if "`" in self.command or "$(" in self.command:
            return False
        parts = [part.split() for part in _BETWEEN.split(self.command) if part.strip()]
        return bool(parts) and all(part[0].rsplit("/", 1)[-1] in HARMLESS for part in parts)


@dataclass(frozen=True, slots=True)
class KernelModules:
    """`shipped` and `built_in`: modules of the installed kernels, None where no kernel is installed. `active`: drivers
    at work now, by module. `running` tells whether a kernel could be asked at all. `closed`: the kernel loads no more.

    `denied` are modules the kernel's command line refuses, `unlisted` those it keeps from loading by alias.
    """

    installs: tuple[Rule, ...] = ()
    blacklists: tuple[Rule, ...] = ()
    shipped: frozenset[str] | None = None
    built_in: frozenset[str] = frozenset()
    active: tuple[tuple[str, Source], ...] = ()
    denied: frozenset[str] = frozenset()
    unlisted: frozenset[str] = frozenset()
    command_line: Source | None = None
    running: bool = False
    closed: bool = False

    def install(self, module: str) -> Rule | None:
        """The `install` line that counts for a module."""
        return next((rule for rule in self.installs if fnmatchcase(module, rule.name)), None)

    def blacklist(self, module: str) -> Source | None:
        """What keeps the module from being loaded for a device that was plugged in."""
        if module in self.unlisted:
            return self.command_line
        return next((rule.at for rule in self.blacklists if rule.name == module), None)

    def at_work(self, module: str) -> Source | None:
        """Where the driver was seen at work."""
        return next((at for name, at in self.active if name == module), None)


def normal(name: str) -> str:
    """A module's name as the kernel spells it."""
    return name.replace("-", "_")


def rules(files: Iterable[File]) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The `install` and the `blacklist` lines, in the order kmod reads them."""
    chosen: dict[str, File] = {}
    for file in sorted(files, key=_rank, reverse=True):
        chosen[file.path.rsplit("/", 1)[-1]] = file
    installs, blacklists = [], []
    for name in sorted(chosen, key=lambda text: text.encode(errors="replace")):
        for number, line in _lines(chosen[name].text):
            words = line.split(None, 2)
            if len(words) < 2:
                continue
            at = chosen[name].source(number, line)
            if words[0] == "install" and len(words) == 3:
                installs.append(Rule(normal(words[1]), words[2].strip(), at))
            elif words[0] == "blacklist":
                blacklists.append(Rule(normal(words[1]), "", at))
    return tuple(installs), tuple(blacklists)


def _rank(file: File) -> int:
    folder = file.path.rsplit("/", 1)[0]
    return FOLDERS.index(folder) if folder in FOLDERS else len(FOLDERS)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    joined, start = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        start = start if joined else number
        joined += line.rstrip("\r")
        if joined.endswith("\\"):
            joined = joined[:-1] + " "
            continue
        if joined.strip() and not joined.lstrip().startswith("#"):
            yield start, joined.strip()
        joined = ""
    if joined.strip() and not joined.lstrip().startswith("#"):
        yield start, joined.strip()


def refused(command_line: str) -> tuple[frozenset[str], frozenset[str]]:
    """Modules the kernel itself refuses (`module_blacklist=`), and those modprobe keeps from loading by alias."""
    denied: set[str] = set()
    unlisted: set[str] = set()
    for word in command_line.split():
        key, _, value = word.partition("=")
        names = {normal(name) for name in value.strip('"').split(",") if name}
        if normal(key) == "module_blacklist":
            denied = names  # the kernel keeps the last one
        elif normal(key) == "modprobe.blacklist":
            unlisted |= names
    return frozenset(denied), frozenset(unlisted)
