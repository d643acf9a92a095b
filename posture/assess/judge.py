"""Settles the outcome of one check on one asset."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from posture.assess.collect import Broken
from posture.expect.match import Incomparable, say
from posture.model.answer import Statement
from posture.model.check import Absence, Check, Wants
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.outcome import Outcome
from posture.model.setting import Value
from posture.model.verdict import Fail, NotApplicable, Pass, Unknown, Verdict

log = logging.getLogger(__name__)
SOURCES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Settled:
    """One outcome for one subject, with what was expected, what was seen, and where."""

    outcome: Outcome
    subject: str = ""
    because: str = ""
    expected: str = ""
    observed: str = ""
    places: tuple[Source, ...] = ()
    reason: str = ""


_OUTCOMES: Mapping[type, Outcome] = {
    Pass: Outcome.PASS,
    Fail: Outcome.FAIL,
    NotApplicable: Outcome.NOT_APPLICABLE,
    Unknown: Outcome.UNKNOWN,
}


def judge(
    check: Check, evidence: Mapping[str, Evidence[Any] | Broken], params: Mapping[str, Value]
) -> tuple[Settled, ...]:
    """At least one outcome. A judge that raises settles as `error` and never ends the run."""
    values = {name: param.default for name, param in check.params.items()} | dict(params)
    arguments: dict[str, Any] = {}
    sources: list[Source] = []
    for need in check.needs:
        answer = evidence.get(need.probe, Unavailable(Reason.NOT_IN_BUNDLE, f"{need.probe} was not asked"))
        early = _early(check, need.wants, answer)
        if early is not None:
            return (early,)
        assert not isinstance(answer, Broken)
        sources += answer.sources
        arguments[need.argument] = _argument(need.wants, answer)
    try:
        verdicts = list(check.judge(arguments, values))
    except Incomparable as fault:
        return (Settled(Outcome.UNKNOWN, because=str(fault), reason=Reason.UNPARSABLE),)
    except Exception as fault:
        log.exception("check %s raised", check.id)
        return (Settled(Outcome.ERROR, because=f"the check itself failed: {fault!r}"),)
    shown = tuple(sources[:SOURCES_SHOWN])
    if not verdicts:
        return (Settled(Outcome.PASS, places=shown),)
    return _distinct(tuple(_settle(verdict, shown) for verdict in verdicts))


def judge_attested(check: Check, answer: Evidence[Statement], today: date) -> tuple[Settled, ...]:
    """The outcome of an attested check: notchecked without a statement, and again once it has expired."""
    if isinstance(answer, Observed) and answer.value.valid_until < today.isoformat():
        detail = f"the attestation by {answer.value.who} expired on {answer.value.valid_until}"
        return (Settled(Outcome.NOT_CHECKED, because=detail, reason=Reason.STALE, places=answer.sources),)
    if not isinstance(answer, Observed):
        detail = "no attestation; fill in the sheet from `posture attest template`"
        return (Settled(Outcome.NOT_CHECKED, because=detail, reason=Reason.NOT_ATTESTED),)
    try:
        verdicts = list(check.judge({"statement": answer.value}, {}))
    except Exception as fault:
        log.exception("check %s raised", check.id)
        return (Settled(Outcome.ERROR, because=f"the check itself failed: {fault!r}"),)
    return tuple(_settle(verdict, answer.sources) for verdict in verdicts)


def _early(check: Check, wants: Wants, answer: Evidence[Any] | Broken) -> Settled | None:
    """The outcome that needs no judge, because the evidence is not there to be judged."""
    if isinstance(answer, Broken):
        return Settled(Outcome.ERROR, because=f"probe {answer.probe} failed: {answer.fault!r}")
    if wants is Wants.EVIDENCE:
        return None
    if isinstance(answer, Unavailable):
        return Settled(
            Outcome.UNKNOWN,
            because=answer.detail,
            reason=answer.reason,
            places=answer.sources[:SOURCES_SHOWN],
        )
    if isinstance(answer, Absent) and wants is Wants.VALUE:
        places = answer.sources[:SOURCES_SHOWN]
        where = ", ".join(str(source) for source in places)
        outcome = {
            Absence.PASS: Outcome.PASS,
            Absence.FAIL: Outcome.FAIL,
            Absence.NOT_APPLICABLE: Outcome.NOT_APPLICABLE,
        }[check.if_absent]
        return Settled(outcome, because=f"not there: {where}" if where else "not there", places=places)
    return None


def _argument(wants: Wants, answer: Evidence[Any]) -> Any:
    if wants is Wants.EVIDENCE:
        return answer
    return answer.value if isinstance(answer, Observed) else None


def _settle(verdict: Verdict, sources: tuple[Source, ...]) -> Settled:
    return Settled(
        _OUTCOMES[type(verdict)],
        verdict.subject,
        verdict.because,
        "" if verdict.expected is None else say(verdict.expected),
        "" if verdict.observed is None else say(verdict.observed),
        verdict.places[:SOURCES_SHOWN] or sources,
        verdict.reason if isinstance(verdict, Unknown) else "",
    )


def _distinct(settled: tuple[Settled, ...]) -> tuple[Settled, ...]:
    """Subjects told apart: a second finding of one subject gets a number, so fingerprints stay unique."""
    seen: dict[str, int] = {}
    result = []
    for one in settled:
        count = seen[one.subject] = seen.get(one.subject, 0) + 1
        if count > 1:
            one = replace(one, subject=f"{one.subject} #{count}".strip())
        result.append(one)
    return tuple(result)
