"""Kernel parameters: what runs now, and what the files will set at the next boot.

Precedence is systemd-sysctl's (sysctl.d(5), checked against `systemd-sysctl --cat-config` of version 252): of
files with one name, /etc wins over /run over /usr/local/lib over /usr/lib over /lib, an empty file or a link to
/dev/null included; all names are then applied in byte order, a later assignment overriding an earlier one. A key
that is set or excluded (`-key`) by name is left out of every glob, whatever the order.

/etc/sysctl.conf counts under systemd only through a link such as 99-sysctl.conf; without systemd, procps and
BusyBox read it last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from posture.model.answer import File
from posture.model.evidence import Source
from posture.model.setting import Setting

FOLDERS = ("/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d", "/lib/sysctl.d")
LAST = "/etc/sysctl.conf"
WILDCARDS = frozenset("*?[")

WITHOUT: Mapping[str, int] = {
    "kernel.sysrq": 0,
    "kernel.yama.ptrace_scope": 0,
    "kernel.unprivileged_bpf_disabled": 2,
}
"""What a running kernel that lacks the parameter amounts to: it is built without the magic key; without Yama every
process may trace its user's others; without the bpf switch (no bpf() at all, or a kernel before 4.4) only root may
load programs."""


@dataclass(frozen=True, slots=True)
class Configured:
    """The assignments of all files: by name (None where a name is only excluded from globs), and by glob in order."""

    by_name: Mapping[str, Setting | None] = field(default_factory=dict)
    by_glob: tuple[tuple[str, Setting], ...] = ()

    def get(self, name: str) -> Setting | None:
        """What the files set a key to, or None."""
        if name in self.by_name:
            return self.by_name[name]
        found = [setting for pattern, setting in self.by_glob if _covers(pattern, name)]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Sysctl:
    """Runtime values by key (empty where the target does not run), and configured ones with their line.

    `missing` are keys that were asked for and that the running kernel does not have.
    """

    runtime: Mapping[str, Setting] = field(default_factory=dict)
    configured: Configured = field(default_factory=Configured)
    missing: frozenset[str] = frozenset()

    def settings(self, name: str) -> tuple[Setting, ...]:
        """The value in force and, where a file says otherwise, the value after the next boot.

        A key that neither runs nor is configured is undecided: the kernel's own default is not to be seen.
        """
        if name in self.missing:
            return (_lacking(name),)
        running, later = self.runtime.get(name), self.configured.get(name)
        if running is None:
            return (later or Setting(None, undecided="no file sets it and no kernel runs here to ask"),)
        if later is None or later.value == running.value:
            return (running,)
        return (running, Setting(later.value, later.at, subject="after the next boot"))


def _lacking(name: str) -> Setting:
    at = Source(f"/proc/sys/{path(name)}", excerpt="the running kernel has no such parameter")
    if name in WITHOUT:
        return Setting(WITHOUT[name], at)
    if name.startswith("net.ipv6."):
        return Setting(None, at, moot="the running kernel has no IPv6")
    return Setting(None, at, undecided="the running kernel has no such parameter")


def configured(files: Iterable[File]) -> Configured:
    """The effective assignments over all files, with the lines that decided them."""
    chosen: dict[str, File] = {}
    for file in sorted(files, key=_rank, reverse=True):
        chosen[_name(file)] = file
    by_name: dict[str, Setting | None] = {}
    by_glob: dict[str, Setting] = {}
    for file in sorted(chosen.values(), key=lambda file: (file.path == LAST, _name(file).encode(errors="replace"))):
        for number, line in enumerate(file.text.split("\n"), 1):
            key, value = _assignment(line)
            if not key:
                continue
            setting = None if value is None else Setting(value, file.source(number, line.strip()))
            if setting is not None and WILDCARDS & set(key):
                by_glob.pop(key, None)
                by_glob[key] = setting
            else:
                by_name[key] = setting
    return Configured(by_name, tuple(by_glob.items()))


def _name(file: File) -> str:
    return file.path.rsplit("/", 1)[-1]


def _rank(file: File) -> int:
    folder = file.path.rsplit("/", 1)[0]
    return FOLDERS.index(folder) if folder in FOLDERS else -1


def _assignment(line: str) -> tuple[str, int | str | None]:
    """Key and value; no value for a bare `-key`, no key for a line that says nothing."""
    text = line.strip()
    if not text or text[0] in "#;":
        return "", ""
    key, sign, value = text.partition("=")
    if not sign:
        return (normal(key[1:].strip()), None) if key.startswith("-") else ("", "")
    return normal(key.removeprefix("-").strip()), number(value.strip())


def normal(key: str) -> str:
    """A key with dots between its parts: `net/ipv4/conf/eth0.1/rp_filter` is `net.ipv4.conf.eth0/1.rp_filter`."""
    key = key.removeprefix("/proc/sys/")
    slash, dot = key.find("/"), key.find(".")
    if slash >= 0 and (dot < 0 or slash < dot):
        return _swapped(key)
    return key


def path(key: str) -> str:
    """The path below /proc/sys of a key in its normal form."""
    return _swapped(key)


def _swapped(key: str) -> str:
    return key.translate({ord("."): "/", ord("/"): "."})


def _covers(pattern: str, name: str) -> bool:
    """Whether a glob matches, part by part as glob(3) does: a wildcard never crosses a separator."""
    parts, names = pattern.split("."), name.split(".")
    return len(parts) == len(names) and all(map(fnmatchcase, names, parts))


def number(text: str) -> int | str:
    """An integer where the text is one; otherwise the text with its blanks made single spaces."""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() and len(text) < 20 else " ".join(text.split())
