"""The report formats, and where they go."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from posture.errors import UsageError
from posture.model.assessment import Assessment

FORMATS: Mapping[str, tuple[str, str]] = {
    "json": ("posture.report.json_", "the assessment, schema posture/assessment/1"),
    "html": ("posture.report.html", "one self-contained page"),
    "summary": ("posture.report.summary", "the summary as plain text"),
}
"""Name -> (module with a `render(assessment) -> str`, what it is). Modules are imported when used."""


@dataclass(frozen=True, slots=True)
class Destination:
    """One `--report FORMAT:PATH`; the path `-` is standard output."""

    format: str
    path: str

    @classmethod
    def parse(cls, text: str) -> Destination:
        """Read `html:out.html`; raises UsageError naming the formats."""
        name, separator, path = text.partition(":")
        if name not in FORMATS:
            raise UsageError(f"unknown report format {name!r}; known are {', '.join(FORMATS)}")
        if not separator or not path:
            raise UsageError(f"{text!r}: say where to, as in {name}:report.{name} or {name}:-")
        return cls(name, path)

    def refuse_unwritable(self) -> None:
        """Say before the scan what would fail after it. Raises UsageError."""
        if self.path == "-":
            return
        path = Path(self.path)
        if path.is_symlink():
            raise UsageError(f"{path} is a symbolic link: a report is not written through one")
        if path.is_dir():
            raise UsageError(f"{path} is a folder")
        if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
            raise UsageError(f"{path.parent} is no folder that can be written to")


def deliver(assessment: Assessment, destination: Destination) -> None:
    """Write one report: whole or not at all, mode 0600. Raises UsageError when the place cannot be written."""
    text: str = importlib.import_module(FORMATS[destination.format][0]).render(assessment)
    if destination.path == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        write_whole(Path(destination.path), text)
    except OSError as fault:
        raise UsageError(f"{destination.path} cannot be written: {fault.strerror}") from None


def write_whole(path: Path, text: str) -> None:
    """Replace a file in one step; a full disk leaves the old one as it was."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(fd, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
