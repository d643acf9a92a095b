"""Drives a session: asks in at most three stages and lets the probes read what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from posture.assess.plan import Plan, merge
from posture.assess.view import views
from posture.model.answer import Answers, Raw
from posture.model.evidence import Absent, Evidence, Reason, Unavailable
from posture.model.request import Request, Walk, identity
from posture.probe.base import Probe
from posture.transport.session import Session

STAGES = 3


@dataclass(frozen=True, slots=True)
class Broken:
    """A probe that raised: our bug or a plugin's, told apart from what the target does."""

    probe: str
    fault: Exception


@dataclass(frozen=True, slots=True)
class Collected:
    """Everything known of one target: evidence by probe name, and the raw answers it came from."""

    evidence: Mapping[str, Evidence[Any] | Broken]
    answers: Answers = field(default_factory=Answers)


def collect(plan: Plan, session: Session) -> Collected:
    """Ask all that the plan wants, follow up twice at most, and parse.

    Raises TargetError when the target as a whole cannot be asked.
    """
    known: dict[Request, Evidence[Raw]] = dict(session.ask(plan.requests))
    for _ in range(STAGES - 1):
        wanted = _new(_follow(plan, Answers(known), session.exported), known)
        if not wanted:
            break
        known.update(session.ask(merge(wanted)))
    return read(plan.probes, Answers(known), exported=session.exported)


def read(probes: tuple[Probe[Any], ...], answers: Answers, *, exported: bool = False) -> Collected:
    """Let each probe parse the answers. Pure: this is also how a bundle is judged again.

    For exported configuration a probe of whose files some were exported takes the others for absent; one that then
    finds its subject absent as a whole has seen too little, and says so.
    """
    view = views(answers, exported)
    return Collected({probe.name: _parse(probe, view(probe), exported) for probe in probes}, answers)


def unreachable(probes: tuple[Probe[Any], ...], reason: str, detail: str) -> Collected:
    """What is known of a target that could not be opened: nothing, and why."""
    nothing = Unavailable(Reason(reason), detail)
    return Collected({probe.name: nothing for probe in probes})


def _follow(plan: Plan, answers: Answers, exported: bool) -> list[Request]:
    wanted: list[Request] = []
    view = views(answers, exported)
    for probe in plan.probes:
        if probe.follow is not None:
            try:
                wanted += probe.follow(view(probe))
            except Exception:  # noqa: BLE001, S112 - `parse` meets the same fault and reports it
                continue
    return wanted


def _new(wanted: list[Request], known: Mapping[Request, Any]) -> list[Request]:
    """The requests that nothing asked so far answers."""
    asked = {identity(old): old for old in known}
    return [request for request in wanted if not _covered(request, asked.get(identity(request)))]


def _covered(request: Request, old: Request | None) -> bool:
    if isinstance(request, Walk) and isinstance(old, Walk):
        return request.interests <= old.interests
    return old is not None


def _parse(probe: Probe[Any], answers: Answers, exported: bool) -> Evidence[Any] | Broken:
    try:
        evidence = probe.parse(answers)
        if exported and isinstance(evidence, Absent):
            return Unavailable(Reason.NOT_IN_BUNDLE, f"too little of {probe.name} was exported", evidence.sources)
        return evidence
    except Exception as fault:  # noqa: BLE001 - one bad probe never ends a run
        return Broken(probe.name, fault)
