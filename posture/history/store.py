"""Keeps assessments in a folder, one compressed file per run: small, private, and readable without us."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Sequence
from pathlib import Path

from posture.errors import UsageError

_RUN = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}")
MAX_BYTES = 1 << 30
"""Unpacked. A stored file larger than this was not written by us."""


def folder() -> Path:
    """`POSTURE_STATE`, or `posture/runs` in the user's state folder (XDG)."""
    named = os.environ.get("POSTURE_STATE")
    if named:
        return Path(named)
    state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(state).expanduser() / "posture" / "runs"


class Store:
    """The runs of one folder. It is made, private to the user, when the first run is kept."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or folder()

    def keep(self, run: str, document: str) -> Path:
        """Keep a run's JSON, whole or not at all. Raises OSError."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = self.path / f"{run}.json.gz"
        temporary = self.path / f".{run}.{os.getpid()}.tmp"
        fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        try:
            with os.fdopen(fd, "wb") as file:
                file.write(gzip.compress(document.encode(), mtime=0))
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, place)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        return place

    def runs(self) -> Sequence[str]:
        """The ids of the runs kept, oldest first. Other files in the folder are left alone."""
        if not self.path.is_dir():
            return ()
        names = (path.name.removesuffix(".json.gz") for path in self.path.glob("*.json.gz"))
        return sorted(name for name in names if _RUN.fullmatch(name))

    def read(self, run: str) -> bytes:
        """The JSON of a run; `last` is the newest. Raises UsageError with the newest ids when it is not there."""
        known = self.runs()
        if run == "last" and known:
            run = known[-1]
        if run not in known:
            newest = ", ".join(reversed(known[-3:])) or "none yet"
            raise UsageError(f"there is no run {run!r} in {self.path}; newest: {newest}")
        try:
            with gzip.open(self.path / f"{run}.json.gz") as file:
                data = file.read(MAX_BYTES + 1)
        except (OSError, EOFError) as fault:
            raise UsageError(f"run {run} cannot be read: {fault}") from None
        if len(data) > MAX_BYTES:
            raise UsageError(f"run {run} is longer than {MAX_BYTES} bytes")
        return data
