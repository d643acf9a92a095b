"""Turns the `expect` and `when` of a card into a judge."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from posture.expect.match import Incomparable, Match, say
from posture.expect.matchers import MATCHERS
from posture.model.answer import Statement
from posture.model.check import Judge
from posture.model.evidence import Reason, Source
from posture.model.setting import Setting, Value
from posture.model.verdict import Fail, NotApplicable, Pass, Unknown, Verdict

Expect = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Expectation:
    """`field: {matcher: argument}` over a record; an argument `$name` is the parameter of that name.

    A record offers its fields as attributes (plain values, a Setting, or several Settings), or, where
    the names are data (sysctl keys), by a method `settings(name) -> tuple[Setting, ...]`.
    """

    expect: Expect
    record: type
    when: Expect = field(default_factory=dict)

    def faults(self, params: Mapping[str, Value]) -> Iterator[tuple[tuple[str, ...], str]]:
        """What is wrong with the card itself: unknown fields, matchers, parameters, bad arguments."""
        names = _field_names(self.record)
        for name, conditions in self.expect.items():
            if names is not None and name not in names:
                yield (name,), f"the record has no field {name!r}; it has {', '.join(sorted(names))}"
            for matcher, argument in conditions.items():
                if matcher not in MATCHERS:
                    yield (name, matcher), f"unknown matcher {matcher!r}; known are {', '.join(MATCHERS)}"
                    continue
                try:
                    MATCHERS[matcher](_argument(argument, params))
                except KeyError as missing:
                    yield (name, matcher), f"no parameter named {missing.args[0]}"
                except (ValueError, Incomparable) as fault:
                    yield (name, matcher), str(fault)

    def judge(self, evidence: Mapping[str, Any], params: Mapping[str, Value]) -> Iterator[Verdict]:
        """Yield one verdict per setting; when a condition of `when` does not hold, NotApplicable."""
        record = evidence["record"]
        for name, conditions in self.when.items():
            for setting in _settings(record, name):
                for match in _matches(setting.value, conditions, params):
                    if not match.ok:
                        yield NotApplicable(because=f"{name} is {match.actual}", at=setting)
                        return
        for name, conditions in self.expect.items():
            for setting in _settings(record, name):
                if len(self.expect) > 1:  # several fields: each is a subject of its own
                    setting = replace(setting, subject=f"{name} {setting.subject}".strip())
                yield _verdict(name, setting, conditions, params)


def compile_expectation(expect: Expect, record: type, when: Expect | None = None) -> Expectation:
    """The expectation of a card over a type of record."""
    return Expectation(expect, record, when or {})


def _verdict(name: str, setting: Setting, conditions: Mapping[str, Any], params: Mapping[str, Value]) -> Verdict:
    said: dict[str, Any] = {"subject": setting.subject, "at": setting}
    if setting.moot:
        return NotApplicable(because=f"{name}: {setting.moot}", **said)
    if setting.undecided:
        return Unknown(because=f"{name}: {setting.undecided}", reason=setting.reason, **said)
    try:
        matches = list(_matches(setting.value, conditions, params))
    except Incomparable as fault:
        return Unknown(because=f"{name}: {fault}", reason=Reason.UNPARSABLE, **said)
    failed = [match for match in matches if not match.ok]
    expected = " and ".join(match.expected for match in failed or matches)
    observed = f"{name} {say(setting.value)}{' (default)' if setting.default else ''}"
    kind = Fail if failed else Pass
    return kind(observed=observed, expected=f"{name} {expected}", **said)


def _matches(value: Value, conditions: Mapping[str, Any], params: Mapping[str, Value]) -> Iterator[Match]:
    for matcher, argument in conditions.items():
        yield MATCHERS[matcher](_argument(argument, params))(value)


def _argument(argument: Any, params: Mapping[str, Value]) -> Value:
    if isinstance(argument, str) and argument.startswith("$"):
        return params[argument[1:]]
    return argument  # type: ignore[no-any-return]  # strict_yaml yields scalars and tuples only


def _settings(record: Any, name: str) -> tuple[Setting, ...]:
    if hasattr(record, "settings"):
        return tuple(record.settings(name))
    value = getattr(record, name)
    if isinstance(value, Setting):
        return (value,)
    if isinstance(value, tuple) and value and all(isinstance(item, Setting) for item in value):
        return value
    if isinstance(value, frozenset | set | list):
        value = tuple(sorted(value))
    return (Setting(value, at=_source(record)),)


def _source(record: Any) -> Source | None:
    source = getattr(record, "source", None)
    return source if isinstance(source, Source) else None


def _field_names(record: type) -> frozenset[str] | None:
    if hasattr(record, "settings") or not dataclasses.is_dataclass(record):
        return None
    names = {part.name for part in dataclasses.fields(record)}
    names |= {name for name in dir(record) if isinstance(getattr(record, name, None), property)}
    return frozenset(name for name in names if not name.startswith("_"))


def compile_statement(question: str) -> Judge:
    """The judge of an attested card: the person's verdict decides, word for word."""

    def judge(evidence: Mapping[str, Any], params: Mapping[str, Value]) -> Iterator[Verdict]:
        said: Statement = evidence["statement"]
        signed = f"{said.who}, {said.when}, valid until {said.valid_until}"
        observed = f"{said.verdict}: {signed}{'; ' + said.note if said.note else ''}"
        kinds: Mapping[str, Any] = {"conform": Pass, "partly": Fail, "not": Fail}
        if said.verdict == "notapplicable":
            yield NotApplicable(because=said.note or f"stated by {signed}", at=said.at)
        else:
            yield kinds[said.verdict](observed=observed, expected=question, at=said.at)

    return judge
