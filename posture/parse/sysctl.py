"""Kernel parameters: what runs now, and what the files will set at the next boot.

Precedence is systemd-sysctl's (sysctl.d(5)): of files with one name, /etc wins over /run over /usr/local/lib
over /usr/lib over /lib; all names are then applied in byte order, a later assignment overriding an earlier
one. /etc/sysctl.conf takes part only through a link such as 99-sysctl.conf, or through procps at boot; Debian
and the RHEL family ship that link, so it is read last here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from posture.model.answer import File
from posture.model.setting import Setting

FOLDERS = ("/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d", "/lib/sysctl.d")
LAST = "/etc/sysctl.conf"


@dataclass(frozen=True, slots=True)
class Sysctl:
    """Runtime values by key (empty where the target does not run), and configured ones with their line."""

    runtime: Mapping[str, Setting] = field(default_factory=dict)
    configured: Mapping[str, Setting] = field(default_factory=dict)

    def settings(self, name: str) -> tuple[Setting, ...]:
        """The value in force and, where a file says otherwise, the value after the next boot.

        A key that neither runs nor is configured is undecided: the kernel's own default is not to be seen.
        """
        running, later = self.runtime.get(name), self.configured.get(name)
        if running is None:
            return (later or Setting(None, undecided="no file sets it and no kernel runs here to ask"),)
        if later is None or later.value == running.value:
            return (running,)
        return (running, Setting(later.value, later.at, subject="after the next boot"))


def configured(files: Iterable[File]) -> dict[str, Setting]:
    """The effective assignment of each key over all files, with the line that decided it."""
    chosen: dict[str, File] = {}
    for file in sorted(files, key=_rank, reverse=True):
        chosen[file.path.rsplit("/", 1)[-1]] = file
    ordered = sorted(chosen.values(), key=lambda file: (file.path == LAST, file.path.rsplit("/", 1)[-1]))
    result: dict[str, Setting] = {}
    for file in ordered:
        for number, line in enumerate(file.text.splitlines(), 1):
            key, value = _assignment(line)
            if key:
                result[key] = Setting(value, file.source(number, line.strip()))
    return result


def _rank(file: File) -> int:
    folder = file.path.rsplit("/", 1)[0]
    return FOLDERS.index(folder) if folder in FOLDERS else -1


def _assignment(line: str) -> tuple[str, int | str]:
    text = line.strip()
    if not text or text[0] in "#;" or "=" not in text:
        return "", ""
    key, _, value = text.partition("=")
    return normal(key.strip().removeprefix("-")), number(value.strip())


def normal(key: str) -> str:
    """A key with dots: `net/ipv4/ip_forward` and `net.ipv4.ip_forward` are one."""
    return key.replace("/", ".") if "/" in key else key


def number(text: str) -> int | str:
    """An integer where the text is one."""
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 20 else text
