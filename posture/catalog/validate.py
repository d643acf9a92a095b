"""Checks a parsed document against a pydantic model and says every fault with its line."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from posture.catalog.strict_yaml import Document, Path
from posture.errors import ContentError, Problem

M = TypeVar("M", bound=BaseModel)


class Strict(BaseModel):
    """Base of all content models: unknown keys are errors, nothing is converted in silence."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True)


def validate(document: Document, model: type[M]) -> M:
    """The document as `model`; raises ContentError with one Problem per fault."""
    try:
        return model.model_validate(document.data)
    except ValidationError as fault:
        raise ContentError([_problem(document, error) for error in fault.errors()]) from None


def _problem(document: Document, error: Any) -> Problem:
    path: Path = tuple(error["loc"])
    name = path[-1] if path else "document"
    match error["type"]:
        case "extra_forbidden":
            message = f"unknown key {name!r}"
        case "missing":
            message = f"key {name!r} is missing"
        case _:
            message = f"{name}: {error['msg']}"
    return document.problem(path, message)
