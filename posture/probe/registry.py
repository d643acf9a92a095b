"""Finds probes: every `Probe` in a module of this package, and those of the entry point group `posture.probes`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any

import posture.probe
from posture.probe.base import Probe


@cache
def probes() -> Mapping[str, Probe[Any]]:
    """All probes by name. Two probes of one name are a mistake of ours or of a plugin: ValueError."""
    found: dict[str, Probe[Any]] = {}
    for module in _modules():
        for value in vars(module).values():
            if isinstance(value, Probe) and found.setdefault(value.name, value) is not value:
                raise ValueError(f"two probes are named {value.name!r}")
    return dict(sorted(found.items()))


@cache
def probe_of(record: type) -> Probe[Any] | None:
    """The probe that yields this type of record."""
    return next((probe for probe in probes().values() if probe.record is record), None)


def _modules() -> Iterator[ModuleType]:
    for info in pkgutil.iter_modules(posture.probe.__path__):
        if info.name not in ("base", "registry"):
            yield importlib.import_module(f"posture.probe.{info.name}")
    for point in sorted(entry_points(group="posture.probes"), key=lambda point: point.name):
        yield point.load()
