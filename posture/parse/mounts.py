"""Mounted file systems: the kernel's list, and what /etc/fstab and mount units will do at the next boot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from posture.model.answer import File
from posture.model.evidence import Source


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of /proc/mounts or fstab. `options` keep only the last of each pair such as dev and nodev."""

    device: str
    folder: str
    kind: str
    options: frozenset[str]
    at: Source


@dataclass(frozen=True, slots=True)
class Mounts:
    """By mount point; `running` is None where no system runs to ask."""

    running: Mapping[str, Mount] | None
    fstab: Mapping[str, Mount] = field(default_factory=dict)

    def holding(self, path: str) -> Mount | None:
        """The running mount that holds a path: the longest mount point above it."""
        return _holding(self.running or {}, path)

    def later(self, path: str) -> Mount | None:
        """The entry of fstab for this very mount point."""
        return self.fstab.get(path)


def _holding(mounts: Mapping[str, Mount], path: str) -> Mount | None:
    while path:
        if path in mounts:
            return mounts[path]
        path = path.rpartition("/")[0]
    return mounts.get("/")


OPPOSITES = {
    "suid": "nosuid",
    "dev": "nodev",
    "exec": "noexec",
    "rw": "ro",
}
IMPLIED = {"user": ("noexec", "nosuid", "nodev"), "users": ("noexec", "nosuid", "nodev"), "owner": ("nosuid", "nodev")}
"""mount(8): what these options bring unless a later one takes it back."""


def options(text: str) -> frozenset[str]:
    """The options in force of a comma list: a later one overrides its opposite."""
    found: dict[str, None] = {}
    for word in text.split(","):
        if word == "defaults":
            word_list: Iterable[str] = ("rw", "suid", "dev", "exec")
        else:
            word_list = (*IMPLIED.get(word, ()), word)
        for one in word_list:
            opposite = OPPOSITES.get(one) or next((k for k, v in OPPOSITES.items() if v == one), None)
            found.pop(opposite or "", None)
            found[one] = None
    return frozenset(found)


def table(file: File) -> dict[str, Mount]:
    """Mounts by mount point; where one is mounted over another, the last counts."""
    result: dict[str, Mount] = {}
    for number, line in enumerate(file.text.split("\n"), 1):
        fields = line.split()
        if len(fields) < 3 or fields[0].startswith("#"):
            continue
        folder = unescaped(fields[1])
        folder = folder.rstrip("/") or "/"
        text = fields[3] if len(fields) > 3 else "defaults"
        result[folder] = Mount(
            unescaped(fields[0]), folder, fields[2], options(text), file.source(number, line.strip())
        )
    return result


def unescaped(text: str) -> str:
    """A path of fstab or /proc/mounts with its octal escapes resolved."""
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, char)
    return text
