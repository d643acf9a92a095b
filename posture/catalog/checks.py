"""Loads every check of every content package."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from posture.catalog.card import compile_cards
from posture.catalog.content import CHECKS, Package, digest_of, packages
from posture.catalog.strict_yaml import load
from posture.errors import ContentError, Problem
from posture.model.check import Check
from posture.probe.registry import probes


@dataclass(frozen=True, slots=True)
class Catalog:
    """All checks by id, the problems met while loading, and the digest of the files they came from."""

    checks: Mapping[str, Check]
    problems: tuple[Problem, ...]
    digest: str


def load_checks(extra: Iterable[Path] = ()) -> Catalog:
    """The built-in checks, those of installed plugins, and those of `extra` card or module files."""
    found, problems = packages(CHECKS)
    checks: dict[str, Check] = {}
    contents: list[tuple[str, bytes]] = []
    sources: list[tuple[Package | None, Path]] = [(package, path) for package in found for path in _files(package)]
    sources += [(None, path) for path in extra]
    for package, path in sources:
        shown = package.show(path) if package else path.as_posix()
        try:
            contents.append((shown, path.read_bytes()))
            new, faults = _load_file(package, path, shown)
        except Exception as fault:  # noqa: BLE001 - a plugin may raise anything at import
            new, faults = [], [Problem(shown, 1, 1, f"does not load: {fault!r}")]
        problems += faults
        for check in new:
            if check.id in checks:
                problems.append(
                    Problem(shown, 1, 1, f"check {check.id} is already defined at {checks[check.id].origin}")
                )
            else:
                checks[check.id] = check
    return Catalog(dict(sorted(checks.items())), tuple(problems), digest_of(iter(contents)))


def _files(package: Package) -> list[Path]:
    return sorted([*package.files(".yaml"), *package.files(".py")])


def _load_file(package: Package | None, path: Path, shown: str) -> tuple[list[Check], list[Problem]]:
    if path.suffix == ".yaml":
        try:
            return compile_cards(load(path.read_text("utf-8"), shown), probes())
        except ContentError as fault:
            return [], list(fault.problems)
        except UnicodeDecodeError as fault:
            return [], [Problem(shown, 1, 1, f"not UTF-8 text: {fault.reason}")]
    module = importlib.import_module(package.module_name(path)) if package else _import_file(path)
    return [value for value in vars(module).values() if isinstance(value, Check)], []


def _import_file(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"posture_extra_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
