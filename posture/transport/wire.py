"""Requests and answers as JSON: for the collector's manifest and for bundles. Decoding is strict and bounded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from posture.errors import BundleError
from posture.model import answer as answers
from posture.model import request as requests_
from posture.model.answer import Raw
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import Request

_REQUESTS: Mapping[str, type] = {
    kind.__name__: kind
    for kind in (
        requests_.Read,
        requests_.Look,
        requests_.Run,
        requests_.Walk,
        requests_.Tally,
        requests_.Ports,
        requests_.SshHello,
        requests_.TlsHello,
        requests_.Attested,
    )
}
_RAWS: Mapping[str, type] = {
    kind.__name__: kind
    for kind in (
        answers.File,
        answers.Files,
        answers.Output,
        answers.Walked,
        answers.Tallied,
        answers.OpenPorts,
        answers.SshOffer,
        answers.TlsOffer,
        answers.Statement,
    )
}


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def request_to_data(request: Request) -> dict[str, Any]:
    """`{"ask": "Read", "path": ...}`; defaults are left out, so that the line stays readable."""
    data: dict[str, Any] = {"ask": type(request).__name__}
    for name, value in asdict(request).items():
        default = type(request).__dataclass_fields__[name].default
        if value != default:
            data[name] = sorted(value) if isinstance(value, frozenset) else value
    return data


def request_from_data(data: Any) -> Request:
    """The request; raises BundleError for anything that is none."""
    return _decode(data, "ask", _REQUESTS)  # type: ignore[no-any-return]


def requests_to_json(requests: Sequence[Request]) -> str:
    """One line of JSON."""
    return json.dumps([request_to_data(request) for request in requests], separators=(",", ":"))


def requests_from_json(text: str) -> list[Request]:
    """The requests of a manifest; raises BundleError."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise BundleError(f"the manifest is no JSON: {fault}") from None
    if not isinstance(data, list):
        raise BundleError("the manifest is no list of requests")
    return [request_from_data(item) for item in data]


def evidence_to_data(evidence: Evidence[Raw]) -> dict[str, Any]:
    """`{"observed": ...}`, `{"absent": [...]}` or `{"unavailable": reason, ...}`."""
    sources = [asdict(source) for source in evidence.sources]
    if isinstance(evidence, Observed):
        value = {"is": type(evidence.value).__name__, **_plain(asdict(evidence.value))}
        return {"observed": value, "sources": sources}
    if isinstance(evidence, Absent):
        return {"absent": True, "sources": sources}
    return {"unavailable": str(evidence.reason), "detail": evidence.detail, "sources": sources}


def evidence_from_data(data: Any) -> Evidence[Raw]:
    """The evidence; raises BundleError for anything that is none."""
    if not isinstance(data, dict):
        raise BundleError("an answer is no object")
    try:
        sources = tuple(_adapter(Source).validate_python(source) for source in data.get("sources", []))
        if "observed" in data:
            return Observed(_decode(data["observed"], "is", _RAWS), sources)
        if data.get("absent") is True:
            return Absent(sources)
        return Unavailable(Reason(data["unavailable"]), str(data.get("detail", "")), sources)
    except (KeyError, ValueError, TypeError) as fault:
        raise BundleError(f"an answer is damaged: {fault}") from None


def _plain(value: Any) -> Any:
    """Sets as sorted lists; JSON has no sets."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _decode(data: Any, tag: str, kinds: Mapping[str, type]) -> Any:
    if not isinstance(data, dict) or data.get(tag) not in kinds:
        raise BundleError(f"expected an object with {tag!r} one of {', '.join(kinds)}")
    fields = {name: value for name, value in data.items() if name != tag}
    try:
        return _adapter(kinds[data[tag]]).validate_python(fields)
    except ValidationError as fault:
        raise BundleError(f"{data[tag]}: {fault.errors()[0]['msg']}") from None
