"""Whether other accounts can get at a file: its own mode, and that of every folder above it."""

from __future__ import annotations

from collections.abc import Mapping

from posture.model.answer import Meta


def above(path: str) -> tuple[str, ...]:
    """The folders on the way to a path, outermost first, the root left out."""
    parts = path.strip("/").split("/")[:-1]
    return tuple("/" + "/".join(parts[: depth + 1]) for depth in range(len(parts)))


def readable_by_others(meta: Meta, folders: Mapping[str, Meta | None]) -> bool | None:
    """Whether an account with no other right can open the file for reading.

    `folders` gives what is known of each folder above. None when the file itself is readable and a folder that
    could close the way was not seen; a folder known to be closed settles it.
    """
    if not meta.mode & 0o004:
        return False
    known = [folders.get(path) for path in above(meta.path)]
    if any(folder is not None and not folder.mode & 0o001 for folder in known):
        return False
    return None if any(folder is None for folder in known) else True
