"""Reading a bundle is reading hostile input."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posture.errors import BundleError, TargetError
from posture.model.answer import File, Output, Statement
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import Interest, Read, Request, Run, Walk
from posture.transport import bundle
from posture.transport.wire import (
    evidence_from_data,
    evidence_to_data,
    request_from_data,
    request_to_data,
)

text = st.text(max_size=20)
evidence = st.one_of(
    st.builds(lambda a, b: Observed(File(a, b), (Source(a, 3, b),)), text, text),
    st.builds(lambda a: Observed(Output(("x", a), 1, a)), text),
    st.builds(lambda a: Observed(Statement(a, "conform", a, a, a)), text),
    st.just(Absent((Source("/x"),))),
    st.builds(lambda a: Unavailable(Reason.TIMEOUT, a), text),
)


@given(evidence)
def test_evidence_survives_the_wire(item: Evidence[File]) -> None:
    assert evidence_from_data(json.loads(json.dumps(evidence_to_data(item)))) == item


@pytest.mark.parametrize("request_", [Read("/a", limit=3), Run(("a", "b"), root=True), Walk("/", frozenset(Interest))])
def test_requests_survive_the_wire(request_: Request) -> None:
    assert request_from_data(json.loads(json.dumps(request_to_data(request_)))) == request_


@given(st.binary(max_size=300), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_is_read_or_refused(tmp_path: Path, data: bytes, packed: bool) -> None:
    path = tmp_path / "x.bundle"
    path.write_bytes(gzip.compress(data) if packed else data)
    with pytest.raises((BundleError, TargetError)):
        bundle.read(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "MAX_BYTES", 1000)
    path = tmp_path / "bomb"
    path.write_bytes(gzip.compress(b"{" + b" " * 100_000))
    with pytest.raises(BundleError, match="longer"):
        bundle.read(path)


def test_a_changed_line_is_found(tmp_path: Path) -> None:
    path = tmp_path / "x.bundle"
    bundle.write(path, bundle.Header("n", "local:", "", ""), {Read("/a"): Observed(File("/a", "yes"))})
    lines = gzip.decompress(path.read_bytes()).replace(b"yes", b"no!")
    path.write_bytes(gzip.compress(lines))
    with pytest.raises(BundleError, match="digest"):
        bundle.read(path)


def test_an_old_bundle_stays_whole_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.bundle"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bundle.os, "replace", full)
    with pytest.raises(OSError, match="space"):
        bundle.write(path, bundle.Header("n", "local:", "", ""), {})
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
