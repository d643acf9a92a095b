"""What one walk over the local file systems met, with the ids that have a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from posture.model.answer import File, Meta, Walked
from posture.model.request import Interest

MODES = frozenset((Interest.SET_ID, Interest.WORLD_WRITABLE_FILE, Interest.WORLD_WRITABLE_DIR))


@dataclass(frozen=True, slots=True)
class TreeWalk:
    """Metadata of all that was met; `remote` says that accounts may come from a directory service as well."""

    walked: Walked
    uids: frozenset[int] = frozenset()
    gids: frozenset[int] = frozenset()
    remote: bool = False

    def set_id(self) -> Iterator[Meta]:
        """Regular files that run as their owner or group."""
        return (meta for meta in self.walked.met if _set_id(meta))

    def world_writable_files(self) -> Iterator[Meta]:
        """Regular files anybody may change."""
        return (meta for meta in self.walked.met if _open_file(meta))

    def world_writable_folders(self) -> Iterator[Meta]:
        """Folders in which anybody may remove the files of others."""
        return (meta for meta in self.walked.met if _open_folder(meta))

    def unowned(self) -> Iterator[Meta]:
        """Files and folders whose owner or group has no name.

        The walk itself asks the target's name service. Where that knows more names than /etc/passwd, an entry
        that was met for its mode cannot be told from an unowned one, and is left out.
        """
        for meta in self.walked.met:
            if meta.uid in self.uids and meta.gid in self.gids:
                continue
            if not self.remote or not (_set_id(meta) or _open_file(meta) or _open_folder(meta)):
                yield meta


def _set_id(meta: Meta) -> bool:
    return meta.kind == "file" and bool(meta.mode & 0o6000)


def _open_file(meta: Meta) -> bool:
    return meta.kind == "file" and bool(meta.mode & 0o002)


def _open_folder(meta: Meta) -> bool:
    return meta.kind == "dir" and bool(meta.mode & 0o002) and not meta.mode & 0o1000


def ids(file: File) -> frozenset[int]:
    """The numeric ids of a passwd or group file."""
    fields = (line.split(":") for line in file.text.split("\n"))
    return frozenset(
        int(parts[2]) for parts in fields if len(parts) > 2 and parts[2].isascii() and parts[2].isdecimal()
    )


def remote_names(nsswitch: str) -> bool:
    """Whether nsswitch.conf takes accounts from anywhere but files and systemd."""
    for line in nsswitch.split("\n"):
        name, colon, sources = line.partition("#")[0].partition(":")
        if colon and name.strip() in ("passwd", "group"):
            words = {word for word in sources.split() if not word.startswith("[")}
            if words - {"files", "compat", "systemd", "altfiles", "db"}:
                return True
    return False
