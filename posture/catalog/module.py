"""The decorator for checks written in Python."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from posture.model.ccss import Ccss
from posture.model.check import Absence, Check, Need, Param, Wants
from posture.model.evidence import Absent, Observed, Unavailable
from posture.model.layer import Layer
from posture.model.setting import Value
from posture.model.verdict import Verdict
from posture.probe.registry import probe_of


def check(
    id: str,  # noqa: A002 - the field's word
    *,
    title: str,
    ccss: str,
    fix: str,
    layer: Layer | None = None,
    params: Mapping[str, Param] | None = None,
    confirm: str = "",
    maps: Mapping[str, tuple[str, ...]] | None = None,
    if_absent: Absence = Absence.NOT_APPLICABLE,
) -> Callable[[Callable[..., Iterable[Verdict]]], Check]:
    """Make a check of a judge.

    The judge's positional parameters, by type, name the probes it needs: a record type `T` (judged only
    when observed), `T | None` (None when absent) or `Evidence[T]` (all three values, the judge decides).
    Keyword-only parameters are the check's `params`. Its docstring is the *why*. Yielding nothing means
    pass. Raises TypeError for a judge that cannot be understood, with the reason.
    """

    def make(judge: Callable[..., Iterable[Verdict]]) -> Check:
        why = inspect.cleandoc(judge.__doc__ or "")
        if not why:
            raise TypeError(f"{id}: the judge needs a docstring that says why the check matters")
        needs, keywords = _needs(id, judge)
        declared = dict(params or {})
        if set(keywords) != set(declared):
            raise TypeError(f"{id}: keyword parameters {sorted(keywords)} and params {sorted(declared)} differ")

        def run(evidence: Mapping[str, Any], values: Mapping[str, Value]) -> Iterable[Verdict]:
            return judge(*(evidence[need.argument] for need in needs), **values)

        code = judge.__code__
        return Check(
            id=id,
            title=title,
            layer=layer or Layer(id.split(".")[0]),
            why=" ".join(why.split()),
            ccss=Ccss.parse(ccss),
            needs=needs,
            judge=run,
            fix=fix,
            params=declared,
            confirm=confirm,
            maps=dict(maps or {}),
            if_absent=if_absent,
            origin=f"{code.co_filename}:{code.co_firstlineno}",
        )

    return make


def _needs(id: str, judge: Callable[..., Any]) -> tuple[tuple[Need, ...], list[str]]:  # noqa: A002
    hints = typing.get_type_hints(judge)
    needs, keywords = [], []
    for parameter in inspect.signature(judge).parameters.values():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            keywords.append(parameter.name)
            continue
        record, wants = _record(hints.get(parameter.name))
        probe = probe_of(record) if isinstance(record, type) else None
        if probe is None:
            raise TypeError(f"{id}: no probe yields {parameter.name}: {hints.get(parameter.name)}")
        needs.append(Need(probe.name, parameter.name, wants))
    if not needs:
        raise TypeError(f"{id}: the judge asks for no evidence")
    return tuple(needs), keywords


def _record(hint: Any) -> tuple[Any, Wants]:
    if typing.get_origin(hint) not in (typing.Union, types.UnionType):
        return hint, Wants.VALUE
    members = typing.get_args(hint)
    if Absent in members and Unavailable in members:
        observed = next(member for member in members if typing.get_origin(member) is Observed)
        return typing.get_args(observed)[0], Wants.EVIDENCE
    others = [member for member in members if member is not type(None)]
    if len(others) == 1 and len(members) == 2:
        return others[0], Wants.OPTIONAL
    return None, Wants.VALUE
