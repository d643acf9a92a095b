"""Bundles: recorded answers. The offline format, the test fixture, the bug report, and what a rejudge reads.

A bundle is gzip-compressed JSON lines: a header, one line per answer, and an end line with the count and the
SHA-256 of all lines before it. The plain stream of a collector run by hand is accepted too. Reading is reading
hostile input: sizes are bounded before anything is built.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from posture.errors import BundleError, TargetError
from posture.model.answer import NOT_ASKED, Raw
from posture.model.evidence import Evidence
from posture.model.request import Inside, Request, Walk, identity
from posture.transport import frames
from posture.transport.session import Batch
from posture.transport.stream import cut
from posture.transport.wire import (
    evidence_from_data,
    evidence_to_data,
    request_from_data,
    request_to_data,
    requests_from_json,
)

SCHEMA = "posture/bundle/1"
MAX_BYTES = 512 << 20
"""Unpacked. A host's evidence is some 300 kB; a thousand times that is hostile or a mistake."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the bundle is of: the asset's name, the target it was taken from, and when (UTC, ISO-8601)."""

    name: str
    target: str
    taken: str
    tool: str


def write(path: Path, header: Header, answers: Mapping[Request, Evidence[Raw]]) -> str:
    """Write the bundle, whole or not at all, mode 0600; returns its digest."""
    lines = [json.dumps({"schema": SCHEMA, **_fields(header)})]
    for request, evidence in answers.items():
        lines.append(json.dumps({"request": request_to_data(request), "answer": evidence_to_data(evidence)}))
    digest = sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    lines.append(json.dumps({"end": len(answers), "sha256": digest}))
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as packed:
        packed.write("".join(f"{line}\n" for line in lines).encode())
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(buffer.getvalue())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return f"sha256:{digest}"


def read(path: Path) -> tuple[Header, dict[Request, Evidence[Raw]]]:
    """The header and the answers. Raises BundleError for anything damaged, TargetError when it cannot be opened."""
    data = _unpacked(path)
    if data[:1] == b"{":
        return _parse(data, path)
    return _stream(data, path)


def _stream(data: bytes, path: Path) -> tuple[Header, dict[Request, Evidence[Raw]]]:
    try:
        stream = cut(data)
    except ValueError:
        raise BundleError(f"{path}: neither a bundle nor a collector's output") from None
    requests = cast(list[Inside], requests_from_json(stream.manifest))
    return Header(path.stem, "collector", _time(stream.info), ""), dict(frames.read(data, requests))


def _time(info: Mapping[str, str]) -> str:
    from datetime import UTC, datetime

    try:
        return datetime.fromtimestamp(int(info["time"]), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (KeyError, ValueError, OverflowError, OSError):
        return ""


def _parse(data: bytes, path: Path) -> tuple[Header, dict[Request, Evidence[Raw]]]:
    body, _, last = data.rstrip(b"\n").rpartition(b"\n")
    rows = list(_rows(body, path))
    end = _json(last, path)
    if sha256(body + b"\n").hexdigest() != end.get("sha256") or end.get("end") != len(rows) - 1:
        raise BundleError(f"{path}: the content does not fit its digest: damaged or changed")
    head = rows[0]
    if head.get("schema") != SCHEMA:
        raise BundleError(f"{path}: expected schema {SCHEMA}, found {head.get('schema')!r}")
    header = Header(*(str(head.get(name, "")) for name in ("name", "target", "taken", "tool")))
    return header, {request_from_data(row.get("request")): evidence_from_data(row.get("answer")) for row in rows[1:]}


def _rows(body: bytes, path: Path) -> Iterator[Any]:
    for line in body.split(b"\n"):
        yield _json(line, path)


def _json(line: bytes, path: Path) -> Any:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise BundleError(f"{path}: a line is no JSON: cut off or damaged") from None
    if not isinstance(row, dict):
        raise BundleError(f"{path}: a line is no object")
    return row


def _unpacked(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(2)
            file.seek(0)
            source: Any = gzip.GzipFile(fileobj=file) if head == b"\x1f\x8b" else file
            data: bytes = source.read(MAX_BYTES + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
        raise BundleError(f"{path}: cannot be unpacked: {fault}") from None
    except OSError as fault:
        raise TargetError(f"{path}: {fault.strerror}") from None
    if len(data) > MAX_BYTES:
        raise BundleError(f"{path}: longer than {MAX_BYTES} bytes unpacked")
    return data


def _fields(header: Header) -> dict[str, str]:
    return {"name": header.name, "target": header.target, "taken": header.taken, "tool": header.tool}


class Replay:
    """`bundle:FILE`: answers from the record; what was not recorded is Unavailable(not-in-bundle)."""

    def __init__(self, path: Path) -> None:
        self.header, self.answers = read(path)
        self.exported = self.header.target.startswith("config:")
        self._known = {identity(request): request for request in self.answers}

    def __enter__(self) -> Replay:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def ask(self, requests: Sequence[Request]) -> Batch:
        """The recorded answers, whatever their bounds; a recorded walk answers every smaller walk of its root."""
        return {request: self._answer(request) for request in requests}

    def _answer(self, request: Request) -> Evidence[Raw]:
        if request in self.answers:
            return self.answers[request]
        known = self._known.get(identity(request))
        if known is None or (isinstance(known, Walk) and isinstance(request, Walk) and not _covers(known, request)):
            return NOT_ASKED
        return self.answers[known]


def _covers(known: Walk, wanted: Walk) -> bool:
    return wanted.interests <= known.interests
