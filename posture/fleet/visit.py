"""Visits one target: opens it, collects, closes it. Nothing that goes wrong there leaves this function."""

from __future__ import annotations

import logging
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posture.assess.collect import Broken, Collected, collect, unreachable
from posture.assess.plan import Plan
from posture.assess.subject import Subject
from posture.errors import PostureError, TargetError
from posture.fleet.clock import now, stamp
from posture.model.evidence import Evidence, Observed, Reason, Unavailable
from posture.model.target import Scheme, Target
from posture.parse.os_release import Platform
from posture.transport.open import open_session
from posture.transport.options import Options

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Visit:
    """A target to visit, with what the inventory says of the asset."""

    target: Target
    name: str = ""
    zone: str = ""
    criticality: int | None = None
    owner: str = ""


def visit(wanted: Visit, plan: Plan, options: Options) -> Subject:
    """The subject for weighing; a target that cannot be opened or is lost comes back as unreachable."""
    taken, name = stamp(now()), wanted.name or default_name(wanted.target)
    try:
        with open_session(wanted.target, options) as session:
            header = getattr(session, "header", None)
            known = collect(plan, session)
        if header is not None:
            taken, name = header.taken or taken, wanted.name or header.name or name
    except TargetError as fault:
        return _unreachable(wanted, plan, name, str(fault), fault.reason, taken)
    except PostureError as fault:
        return _unreachable(wanted, plan, name, str(fault), Reason.UNPARSABLE, taken)
    except Exception as fault:
        log.exception("visiting %s failed", wanted.target)
        return _unreachable(wanted, plan, name, f"the transport itself failed: {fault!r}", Reason.FAILED, taken)
    return _subject(wanted, known, name, taken)


def _subject(wanted: Visit, known: Collected, name: str, taken: str) -> Subject:
    gaps = [item for item in known.evidence.values() if isinstance(item, Unavailable | Broken)]
    reasons = sorted({str(item.reason) for item in gaps if isinstance(item, Unavailable)})
    return Subject(
        name=name,
        target=str(wanted.target),
        known=known,
        status="partial" if gaps else "complete",
        reason=f"could not look everywhere: {', '.join(reasons)}" if reasons else "",
        platform=_platform(known.evidence),
        zone=wanted.zone,
        criticality=wanted.criticality,
        owner=wanted.owner,
        taken=taken,
    )


def _unreachable(wanted: Visit, plan: Plan, name: str, detail: str, reason: str, taken: str) -> Subject:
    return Subject(
        name=name,
        target=str(wanted.target),
        known=unreachable(plan.probes, reason, detail),
        status="unreachable",
        reason=detail,
        zone=wanted.zone,
        criticality=wanted.criticality,
        owner=wanted.owner,
        taken=taken,
    )


def _platform(evidence: Mapping[str, Evidence[Any] | Broken]) -> str:
    answer = evidence.get("platform")
    if isinstance(answer, Observed) and isinstance(answer.value, Platform):
        return answer.value.pretty
    return ""


def default_name(target: Target) -> str:
    """What an asset is called when nobody named it: the host, or the folder or file."""
    if target.scheme is Scheme.LOCAL:
        return socket.gethostname()
    if target.scheme is Scheme.SSH:
        return target.host if target.port in (None, 22) else f"{target.host}:{target.port}"
    return Path(target.path).resolve().name or str(target)
