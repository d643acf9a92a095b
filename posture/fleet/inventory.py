"""Reads an inventory (`posture/inventory/1`): the assets with what only their owner knows about them."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from posture.catalog.strict_yaml import load
from posture.catalog.validate import Strict, validate
from posture.errors import ContentError, Problem, UsageError
from posture.fleet.visit import Visit
from posture.model.target import Target


class AssetModel(Strict):
    target: str
    owner: str = ""
    zone: str = ""
    criticality: Annotated[int, Field(ge=1, le=4)] | None = None


class InventoryFile(Strict):
    schema_: Annotated[Literal["posture/inventory/1"], Field(alias="schema")]
    assets: Annotated[dict[str, AssetModel], Field(min_length=1)]


def load_inventory(path: Path, limit: str | None = None) -> list[Visit]:
    """The visits of an inventory, those whose name matches the glob `limit`. Raises ContentError, UsageError."""
    try:
        document = load(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as fault:
        raise ContentError([Problem(str(path), 1, 1, f"cannot be read: {fault}")]) from None
    visits, problems = [], []
    for name, asset in validate(document, InventoryFile).assets.items():
        try:
            target = Target.parse(asset.target)
        except UsageError as fault:
            problems.append(document.problem(("assets", name, "target"), str(fault)))
            continue
        if limit is None or fnmatchcase(name, limit):
            visits.append(Visit(target, name, asset.zone, asset.criticality, asset.owner))
    if problems:
        raise ContentError(problems)
    if not visits:
        raise UsageError(f"no asset of {path} matches {limit!r}")
    return visits
