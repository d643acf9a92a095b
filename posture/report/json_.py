"""The assessment as JSON, its JSON Schema, and back."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from posture.errors import BundleError
from posture.model.assessment import SCHEMA, Assessment


@cache
def _adapter() -> TypeAdapter[Assessment]:
    return TypeAdapter(Assessment)


def render(assessment: Assessment) -> str:
    """The document, indented, keys in the order of the contract with `schema` first, one trailing newline."""
    data = _adapter().dump_python(assessment, mode="json")
    ordered = {"schema": data.pop("schema"), **data}
    return json.dumps(ordered, ensure_ascii=False, indent=1) + "\n"


def parse(text: str | bytes, name: str = "the file") -> Assessment:
    """An assessment read back. Raises BundleError for anything that is none."""
    try:
        return _adapter().validate_json(text)
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BundleError(f"{name} is no {SCHEMA} document: {where}: {first['msg']}") from None


def schema() -> dict[str, Any]:
    """The published JSON Schema (draft 2020-12)."""
    body = _adapter().json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, **body}
