"""Reads a card file (`posture/checks/1`) and compiles each card to a Check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from posture.catalog.expectation import compile_expectation, compile_statement
from posture.catalog.strict_yaml import Document, Path
from posture.catalog.validate import Strict, validate
from posture.errors import ContentError, Problem
from posture.model.ccss import Ccss
from posture.model.check import Absence, Check, Need, Param, Tighter
from posture.model.layer import Layer
from posture.model.setting import Scalar
from posture.probe.base import Probe

Words = Annotated[str, StringConstraints(min_length=8, max_length=1000, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Expect = dict[str, dict[str, Any]]


def _vector(text: str) -> str:
    Ccss.parse(text)
    return text


class ParamModel(Strict):
    default: Scalar | tuple[Scalar, ...]
    tighter: Annotated[Tighter, Field(strict=False)] = Tighter.ANY
    about: str = ""


class CardModel(Strict):
    title: Annotated[str, StringConstraints(min_length=8, max_length=100)]
    why: Words
    ccss: Annotated[str, AfterValidator(_vector)]
    params: dict[Name, ParamModel] = {}
    expect: Expect | None = None
    when: Expect = {}
    attest: Words | None = None
    probe: str | None = None
    fix: Words
    confirm: str = ""
    maps: dict[str, tuple[str, ...]] = {}
    if_absent: Annotated[Absence, Field(strict=False)] | None = None


class CardFile(Strict):
    schema_: Annotated[Literal["posture/checks/1"], Field(alias="schema")]
    subject: Annotated[str, StringConstraints(pattern=r"^(physical|network|host|data|application)\.[a-z][a-z0-9_]*$")]
    title: str
    layer: Annotated[Layer, Field(strict=False)]
    probe: str | None = None
    if_absent: Annotated[Absence, Field(strict=False)] = Absence.NOT_APPLICABLE
    checks: Annotated[dict[str, CardModel], Field(min_length=1)]


def compile_cards(document: Document, probes: Mapping[str, Probe[Any]]) -> tuple[list[Check], list[Problem]]:
    """The checks of one card file, and the problems of those that do not compile.

    A fault in one card leaves its neighbours standing; a fault in the file's frame loses the file.
    """
    file: CardFile | None
    problems: list[Problem] = []
    try:
        file = validate(document, CardFile)
    except ContentError as fault:
        file, problems = _without_broken(document, fault)
    if file is None:
        return [], problems
    checks = []
    for name, card in file.checks.items():
        faults = list(_faults(document, file, name, card, probes))
        if faults:
            problems += faults
        else:
            checks.append(_check(document, file, name, card))
    return checks, problems


def _without_broken(document: Document, fault: ContentError) -> tuple[CardFile | None, list[Problem]]:
    """The file with its broken cards taken out, if that leaves a valid file."""
    data = document.data
    problems = list(fault.problems)
    if not isinstance(data, dict) or not isinstance(data.get("checks"), dict):
        return None, problems
    sound = {}
    for name, card in data["checks"].items():
        try:
            validate(Document(document.file, card, {}), CardModel)
        except ContentError:
            continue
        sound[name] = card
    try:
        return validate(Document(document.file, {**data, "checks": sound}, document.places), CardFile), problems
    except ContentError:
        return None, problems


def _faults(
    document: Document, file: CardFile, name: str, card: CardModel, probes: Mapping[str, Probe[Any]]
) -> Iterator[Problem]:
    path: Path = ("checks", name)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        yield document.problem(path, f"a check's name is lower case with underscores, not {name!r}")
    if file.subject.split(".")[0] != file.layer:
        yield document.problem(("layer",), f"layer {file.layer} does not fit the subject {file.subject}")
    if (card.expect is None) == (card.attest is None):
        yield document.problem(path, "a card has either `expect` or `attest`")
    probe = card.probe or file.probe
    if card.expect is not None:
        if probe is None or probe not in probes:
            known = ", ".join(probes)
            yield document.problem((*path, "probe"), f"unknown probe {probe!r}; known are {known}")
        else:
            for where, message in _expectation_faults(card, probes[probe]):
                yield document.problem((*path, *where), message)


def _expectation_faults(card: CardModel, probe: Probe[Any]) -> Iterator[tuple[Path, str]]:
    defaults = {name: param.default for name, param in card.params.items()}
    for part, expect in (("expect", card.expect or {}), ("when", card.when)):
        for where, message in compile_expectation(expect, probe.record).faults(defaults):
            yield (part, *where), message


def _check(document: Document, file: CardFile, name: str, card: CardModel) -> Check:
    line, _ = document.places[("checks", name)]
    common: dict[str, Any] = {
        "id": f"{file.subject}.{name}",
        "title": card.title,
        "layer": file.layer,
        "why": card.why,
        "ccss": Ccss.parse(card.ccss),
        "fix": card.fix,
        "params": {key: Param(param.default, param.tighter, param.about) for key, param in card.params.items()},
        "confirm": card.confirm,
        "maps": card.maps,
        "if_absent": card.if_absent or file.if_absent,
        "origin": f"{document.file}:{line}",
    }
    if card.attest is not None:
        return Check(**common, needs=(), judge=compile_statement(card.attest), attested=True)
    probe = card.probe or file.probe or ""
    return Check(
        **common,
        needs=(Need(probe, "record"),),
        judge=compile_expectation(card.expect or {}, object, card.when).judge,
    )
