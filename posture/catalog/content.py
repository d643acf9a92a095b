"""Finds content: packages under the entry points `posture.checks` and `posture.baselines`.

A package's files are listed and read; only its Python modules are imported. One broken file or plugin
is a Problem, never the end of the run.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from posture.errors import Problem

CHECKS = "posture.checks"
BASELINES = "posture.baselines"


@dataclass(frozen=True, slots=True)
class Package:
    """A content package: its import name and the folder its files lie in."""

    name: str
    folder: Path

    def files(self, suffix: str) -> Iterator[Path]:
        """Its files with a suffix, sorted, hidden ones and caches left out."""
        for path in sorted(self.folder.rglob(f"*{suffix}")):
            parts = path.relative_to(self.folder).parts
            if not any(part.startswith((".", "__")) for part in parts):
                yield path

    def show(self, path: Path) -> str:
        """The path as people should see it: relative, with the package's name in front."""
        return f"{self.name.removeprefix('posture_')}/{path.relative_to(self.folder).as_posix()}"

    def module_name(self, path: Path) -> str:
        return ".".join((self.name, *path.relative_to(self.folder).with_suffix("").parts))


def packages(group: str) -> tuple[list[Package], list[Problem]]:
    """The content packages of a group, built-in first, then by name; those that fail to import as problems."""
    found, problems = [], []
    points = sorted(entry_points(group=group), key=lambda point: (point.name != "builtin", point.name))
    for point in points:
        try:
            found.append(_package(point))
        except Exception as fault:  # noqa: BLE001 - a plugin may raise anything at import
            problems.append(Problem(f"plugin {point.name} ({point.value})", 1, 1, f"does not load: {fault!r}"))
    return found, problems


def _package(point: EntryPoint) -> Package:
    module = importlib.import_module(point.module)
    if not module.__file__:
        raise ImportError(f"{point.module} has no folder")
    return Package(point.module, Path(module.__file__).parent)


def digest_of(files: Iterator[tuple[str, bytes]]) -> str:
    """SHA-256 over names and contents, in the order given."""
    total = hashlib.sha256()
    for name, content in files:
        total.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return f"sha256:{total.hexdigest()}"
