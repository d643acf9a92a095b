"""Paths inside a root filesystem that lies in a folder, resolved as if that folder were `/`.

Absolute symbolic links stay inside; `..` stops at the root; a chain of more than 40 links is a loop, as in
the kernel. No path leaves the folder.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from posture.model.answer import Meta
from posture.model.request import WILDCARDS
from posture.transport.globbing import part_matches

MAX_LINKS = 40
_KINDS = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "dir",
    stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket",
    stat.S_IFBLK: "block",
    stat.S_IFCHR: "char",
    stat.S_IFLNK: "link",
}


class LoopError(OSError):
    """More than 40 symbolic links on the way."""


class Tree:
    """A folder seen as a root."""

    def __init__(self, folder: Path) -> None:
        self.folder = os.fsencode(folder.resolve())

    def real(self, path: str) -> bytes:
        """The real place of a path of the tree; its last part may not exist. Raises OSError on the way."""
        todo = [part for part in os.fsencode(path).split(b"/") if part not in (b"", b".")]
        done: list[bytes] = []
        links = 0
        while todo:
            part = todo.pop(0)
            if part == b"..":
                done = done[:-1]
                continue
            place = b"/".join((self.folder, *done, part))
            try:
                mode = os.lstat(place).st_mode
            except FileNotFoundError:
                return b"/".join((self.folder, *done, part, *todo))
            if not stat.S_ISLNK(mode):
                done.append(part)
                continue
            links += 1
            if links > MAX_LINKS:
                raise LoopError(40, "too many symbolic links")
            target = os.readlink(place)
            if target.startswith(b"/"):
                done = []
            todo = [piece for piece in target.split(b"/") if piece not in (b"", b".")] + todo
        return b"/".join((self.folder, *done))

    def meta(self, path: str) -> Meta:
        """What stat says, links followed. Raises OSError."""
        return meta_of(path, os.lstat(self.real(path)))

    def read(self, path: str, limit: int) -> bytes:
        """The content of a regular file, at most `limit` bytes. Never blocks on a FIFO or a device."""
        fd = os.open(self.real(path), os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(fd, "rb") as file:
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                raise OSError(22, "no regular file")
            return file.read(limit)

    def glob(self, pattern: str, denied: list[str]) -> Iterator[str]:
        """Paths a shell glob matches, sorted; folders that could not be listed are added to `denied`."""
        bases = [""]
        for part in pattern.strip("/").split("/"):
            bases = [path for base in bases for path in self._step(base, part, denied)]
        yield from bases

    def _step(self, base: str, part: str, denied: list[str]) -> list[str]:
        if not WILDCARDS & set(part):
            path = f"{base}/{part}"
            try:
                os.lstat(self.real(path))
            except PermissionError:
                denied.append(base or "/")
                return []
            except OSError:
                return []
            return [path]
        try:
            names = sorted(os.fsdecode(name) for name in os.listdir(self.real(base or "/")))
        except PermissionError:
            denied.append(base or "/")
            return []
        except OSError:
            return []
        return [f"{base}/{name}" for name in names if part_matches(name, part)]


def meta_of(path: str, info: os.stat_result) -> Meta:
    """Metadata under the path's name in the tree."""
    kind = _KINDS.get(stat.S_IFMT(info.st_mode), "other")
    return Meta(path, kind, stat.S_IMODE(info.st_mode), info.st_uid, info.st_gid, info.st_size, int(info.st_mtime))
