"""Runs cases: raw text in, verdict out, through the real plan, probes and judge.

A case file (`posture/cases/1`) holds the cases of checks; this is how every built-in check is tested, and
how an author tests a plugin with `posture check test`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from posture.assess.collect import collect
from posture.assess.judge import Settled, judge, judge_attested
from posture.assess.plan import plan
from posture.catalog.strict_yaml import load
from posture.catalog.validate import Strict, validate
from posture.model.answer import (
    Meta,
    OpenPort,
    OpenPorts,
    Raw,
    SshOffer,
    Statement,
    Tallied,
    TlsOffer,
    Walked,
)
from posture.model.check import Check
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source
from posture.model.outcome import Outcome
from posture.model.request import (
    Attested,
    Interest,
    Kind,
    Ports,
    Request,
    SshHello,
    Tally,
    TlsHello,
    Walk,
)
from posture.probe.registry import probes
from posture.transport.fake import Scripted

TODAY = date(2026, 1, 15)
"""The day on which cases are judged, so that dates in them mean something."""


class Stat(Strict):
    """Metadata of a path; `mode` is octal text such as "0640"."""

    mode: str = "0644"
    uid: int = 0
    gid: int = 0
    kind: str = "file"
    size: int = 0
    mtime: int = 1_700_000_000

    def meta(self, path: str) -> Meta:
        return Meta(path, self.kind, int(self.mode, 8), self.uid, self.gid, self.size, self.mtime)


class Ran(Strict):
    status: int = 0
    out: str = ""


class Given(Strict):
    """What the scripted target holds. What is not listed is absent (paths) or not installed (programs)."""

    files: dict[str, str] = {}
    stats: dict[str, Stat] = {}
    runs: dict[str, Ran] = {}
    troubles: dict[str, Annotated[Reason, Field(strict=False)]] = {}
    walk: dict[str, dict[str, Stat]] = {}
    walk_partial: dict[str, str] = {}
    """By root of a walk: why it is not complete."""
    tally: dict[str, dict[str, dict[str, int]]] = {}
    ports: dict[int, str] | None = None
    ssh: dict[str, Any] | None = None
    tls: dict[int, dict[str, Any]] = {}
    refused: tuple[int, ...] = ()
    """Ports on which nothing answers, seen from outside."""
    attested: dict[str, dict[str, str]] = {}


class CaseModel(Strict):
    check: str
    name: str
    given: Given = Given()
    params: dict[str, Any] = {}
    expect: Annotated[Outcome, Field(strict=False)]
    subject: str | None = None
    observed: str | None = None
    at: str | None = None
    reason: str | None = None
    because: str | None = None
    count: int | None = None


class CaseFile(Strict):
    schema_: Annotated[Literal["posture/cases/1"], Field(alias="schema")]
    cases: tuple[CaseModel, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One case and where it stands."""

    model: CaseModel
    origin: str

    @property
    def title(self) -> str:
        return f"{self.model.check}: {self.model.name}"


def load_cases(path: Path) -> Iterator[Case]:
    """The cases of a file, in order. Raises ContentError with every fault."""
    document = load(path.read_text("utf-8"), path.name)
    for index, model in enumerate(validate(document, CaseFile).cases):
        yield Case(model, f"{path.name}:{document.places[('cases', index)][0]}")


def run_case(case: Case, checks: Mapping[str, Check]) -> list[str]:
    """What is wrong: empty when the check says what the case expects."""
    wanted = case.model
    check = checks.get(wanted.check)
    if check is None:
        return [f"no check is named {wanted.check}"]
    settled = outcomes(check, wanted)
    worst = _worst(settled)
    if worst is not wanted.expect:
        return [f"expected {wanted.expect}, got {worst}: {[_brief(one) for one in settled]}"]
    deciding = [one for one in settled if one.outcome is worst]
    return list(_differences(wanted, deciding))


def outcomes(check: Check, wanted: CaseModel) -> tuple[Settled, ...]:
    """Judge a check against what the case gives."""
    if check.attested:
        answer = scripted(wanted.given).answers([Attested(check.id)]).statement(check.id)
        return judge_attested(check, answer, TODAY)
    todo = plan([check], probes())
    return judge(check, collect(todo, scripted(wanted.given)).evidence, wanted.params)


def _worst(settled: tuple[Settled, ...]) -> Outcome:
    order = (
        Outcome.ERROR,
        Outcome.FAIL,
        Outcome.UNKNOWN,
        Outcome.NOT_CHECKED,
        Outcome.PASS,
        Outcome.NOT_APPLICABLE,
    )
    return min((one.outcome for one in settled), key=order.index)


def _differences(wanted: CaseModel, deciding: list[Settled]) -> Iterator[str]:
    wants = {
        "subject": wanted.subject,
        "observed": wanted.observed,
        "reason": wanted.reason,
        "because": wanted.because,
    }
    for name, want in wants.items():
        have = [getattr(one, name) for one in deciding]
        exact = name in ("subject", "reason")
        if want is not None and not any(want == value if exact else want in value for value in have):
            yield f"expected {name} {want!r}, got {have}"
    places = [str(place) for one in deciding for place in one.places]
    if wanted.at is not None and wanted.at not in places:
        yield f"expected a place {wanted.at!r}, got {places}"
    if wanted.count is not None and len(deciding) != wanted.count:
        yield f"expected {wanted.count} findings, got {[_brief(one) for one in deciding]}"


def _brief(one: Settled) -> str:
    return f"{one.outcome} {one.subject!r} observed={one.observed!r} because={one.because!r} reason={one.reason!r}"


def scripted(given: Given) -> Scripted:
    """The scripted target of a case."""
    answers: dict[Request, Evidence[Raw]] = {}
    for root, entries in given.walk.items():
        met = tuple(stat.meta(path) for path, stat in entries.items())
        partial = given.walk_partial.get(root, "")
        walked = Walked(root, met, frozenset(Interest), not partial, partial)
        for probe in probes().values():
            for request in probe.requests:
                if isinstance(request, Walk) and request.root == root:
                    answers[request] = Observed(walked, (Source(root),))
    _tallies(given, answers)
    if given.ports is not None:
        ports = tuple(OpenPort(port, service) for port, service in sorted(given.ports.items()))
        answers[Ports()] = Observed(OpenPorts("192.0.2.1", Ports().ports, ports), (Source("nmap 192.0.2.1"),))
    if given.ssh is not None:
        defaults: dict[str, Any] = {
            "port": 22,
            "banner": "",
            "kex": (),
            "host_keys": (),
            "ciphers": (),
            "macs": (),
        }
        answers[SshHello()] = Observed(SshOffer(**(defaults | given.ssh)), (Source("ssh 192.0.2.1:22"),))
    for port, offer in given.tls.items():
        base: dict[str, Any] = {"port": port, "accepted": (), "refused": (), "untested": ()}
        answers[TlsHello(port)] = Observed(TlsOffer(**(base | offer)), (Source(f"tls 192.0.2.1:{port}"),))
    for port in given.refused:
        answers[SshHello(port)] = answers[TlsHello(port)] = Absent((Source(f"192.0.2.1:{port}"),))
    for topic, words in given.attested.items():
        answers[Attested(topic)] = Observed(_statement(topic, words), (Source("attestations.yaml"),))
    return Scripted(
        files=given.files,
        metas={path: stat.meta(path) for path, stat in given.stats.items()},
        runs={line: (ran.status, ran.out) for line, ran in given.runs.items()},
        troubles=given.troubles,
        given=answers,
    )


def _statement(topic: str, words: dict[str, str]) -> Statement:
    fields: dict[str, Any] = dict(words)
    return Statement(topic=topic, **fields)


def _tallies(given: Given, answers: dict[Request, Evidence[Raw]]) -> None:
    for root, counts in given.tally.items():
        rows = tuple((path, Kind(kind), number) for path, kinds in counts.items() for kind, number in kinds.items())
        for probe in probes().values():
            for request in probe.requests:
                if isinstance(request, Tally) and request.root == root:
                    answers[request] = Observed(Tallied(root, rows, len(counts)), (Source(root),))
