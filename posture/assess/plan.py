"""Decides what to judge and what must be asked for it. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from posture.errors import UsageError
from posture.model.check import Check
from posture.model.layer import Layer
from posture.model.request import Look, Read, Request, Tally, Walk, identity
from posture.probe.base import Probe

ALWAYS = frozenset({"platform"})
"""Probes asked whatever is selected: the report says what each asset is."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The selected checks, the probes they need, and the first stage of requests, merged and in order."""

    checks: tuple[Check, ...]
    probes: tuple[Probe[Any], ...]
    requests: tuple[Request, ...]


def select(
    checks: Mapping[str, Check],
    *,
    layers: Collection[Layer] = (),
    only: Collection[str] = (),
    skip: Collection[str] = (),
) -> tuple[Check, ...]:
    """The checks of the given layers whose id matches a glob of `only` and none of `skip`.

    Raises UsageError, with the nearest ids, for a glob that matches nothing: a misspelt selection must not
    look like a clean run.
    """
    for pattern in (*only, *skip):
        if not any(fnmatchcase(id, pattern) for id in checks):  # noqa: A001
            raise UsageError(f"no check matches {pattern!r}{nearest(pattern, checks)}")
    chosen = tuple(
        check
        for check in checks.values()
        if (not layers or check.layer in layers)
        and (not only or any(fnmatchcase(check.id, pattern) for pattern in only))
        and not any(fnmatchcase(check.id, pattern) for pattern in skip)
    )
    if checks and not chosen:
        raise UsageError("the selection leaves no check: --layer, --check and --skip exclude each other")
    return chosen


def nearest(name: str, known: Iterable[str]) -> str:
    """`; did you mean a, b?` or nothing."""
    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    return f"; did you mean {', '.join(close)}?" if close else ""


def plan(checks: Iterable[Check], probes: Mapping[str, Probe[Any]]) -> Plan:
    """What has to be asked so that these checks can be judged."""
    chosen = tuple(checks)
    names = sorted({need.probe for check in chosen for need in check.needs} | ALWAYS & probes.keys())
    needed = tuple(probes[name] for name in names)
    return Plan(chosen, needed, merge(request for probe in needed for request in probe.requests))


def merge(requests: Iterable[Request]) -> tuple[Request, ...]:
    """Each question once: the walks of one root become one, and of two readings of a path the more generous stays."""
    merged: dict[object, Request] = {}
    for request in requests:
        key = identity(request)
        known = merged.get(key)
        merged[key] = request if known is None else _both(known, request)
    return tuple(sorted(merged.values(), key=lambda request: isinstance(request, Walk | Tally)))


def _both(a: Request, b: Request) -> Request:
    """One request that answers for both; they share an identity, so they are of one kind."""
    if isinstance(a, Walk) and isinstance(b, Walk):
        return replace(a, interests=a.interests | b.interests)
    if isinstance(a, Read) and isinstance(b, Read):
        return replace(a, limit=max(a.limit, b.limit), most=max(a.most, b.most))
    if isinstance(a, Look) and isinstance(b, Look):
        return replace(a, most=max(a.most, b.most))
    return a
