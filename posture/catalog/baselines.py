"""Loads graded baselines: a `baseline.yaml` and its part files, all faults with their lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from posture.catalog.content import BASELINES, digest_of, packages
from posture.catalog.strict_yaml import Document, load
from posture.catalog.validate import Strict, validate
from posture.errors import ContentError, Problem
from posture.model.baseline import Assess, Baseline, Control, Importance, Level, Text
from posture.model.check import Check
from posture.model.layer import Layer
from posture.model.setting import Scalar, Value

Params = dict[int, dict[str, dict[str, Scalar | tuple[Scalar, ...]]]]


class TextModel(Strict):
    en: str
    zh: str = ""

    def text(self) -> Text:
        return Text(self.en, self.zh)


class LevelModel(Strict):
    title: TextModel
    extends: int | None = None


class BaselineFile(Strict):
    schema_: Annotated[Literal["posture/baseline/1"], Field(alias="schema")]
    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    title: TextModel
    source: str = ""
    changes: tuple[str, ...] = ()
    levels: Annotated[dict[int, LevelModel], Field(min_length=1)]
    parts: Annotated[tuple[str, ...], Field(min_length=1)]


class ControlModel(Strict):
    clauses: Annotated[dict[int, str], Field(min_length=1)]
    point: TextModel
    title: TextModel
    layers: Annotated[tuple[Annotated[Layer, Field(strict=False)], ...], Field(min_length=1)]
    kind: Literal["S", "A", "G"] = "G"
    importance: Annotated[Importance, Field(strict=False)]
    assess: Annotated[Assess, Field(strict=False)]
    checks: tuple[str, ...] = ()
    params: Params = {}


class DomainModel(Strict):
    id: str
    en: str
    zh: str = ""


class ControlFile(Strict):
    schema_: Annotated[Literal["posture/controls/1"], Field(alias="schema")]
    domain: DomainModel
    controls: dict[str, ControlModel]


@dataclass(frozen=True, slots=True)
class Baselines:
    """Every baseline found, by id, and the problems of those that are invalid."""

    by_id: Mapping[str, Baseline]
    problems: tuple[Problem, ...] = field(default=())


def load_baselines(checks: Mapping[str, Check], *, lenient: bool = False) -> Baselines:
    """The baselines of all content packages, bound to these checks.

    An invalid baseline is left out whole and its problems are listed: half a baseline would flatter.
    `lenient` tolerates references to checks that are not there, for a run in which check files were broken.
    """
    found, problems = packages(BASELINES)
    loaded: dict[str, Baseline] = {}
    for package in found:
        for path in package.files("baseline.yaml"):
            try:
                baseline = load_baseline(path, checks, package.show(path.parent), lenient=lenient)
            except ContentError as fault:
                problems += fault.problems
                continue
            if baseline.id in loaded:
                problems.append(Problem(package.show(path), 1, 1, f"a baseline {baseline.id!r} is already there"))
            else:
                loaded[baseline.id] = baseline
    return Baselines(dict(sorted(loaded.items())), tuple(problems))


def load_baseline(path: Path, checks: Mapping[str, Check], shown: str = "", *, lenient: bool = False) -> Baseline:
    """One baseline from its `baseline.yaml`. Raises ContentError with every fault of all its files."""
    shown = shown or path.parent.as_posix()
    contents = [(path.name, _content(path, shown))]
    document = load(contents[0][1].decode("utf-8", "replace"), f"{shown}/{path.name}")
    frame = validate(document, BaselineFile)
    problems = list(_level_faults(document, frame))
    controls: list[Control] = []
    for index, part in enumerate(frame.parts):
        try:
            if "/" in part or part.startswith("."):
                raise ContentError([document.problem(("parts", index), f"{part!r} must lie beside baseline.yaml")])
            content = _content(path.parent / part, shown)
            contents.append((part, content))
            controls += _controls(load(content.decode("utf-8", "replace"), f"{shown}/{part}"), frame)
        except ContentError as fault:
            problems += fault.problems
    problems += _doubles(controls)
    baseline = Baseline(
        frame.id,
        frame.version,
        frame.title.text(),
        tuple(Level(number, level.title.text()) for number, level in sorted(frame.levels.items())),
        tuple(controls),
        frame.source,
        frame.changes,
        digest_of(iter(contents)),
    )
    if not problems:
        baseline, faults = _bound(baseline, checks, lenient)
        problems += faults
        problems += _param_faults(baseline, checks, lenient)
    if problems:
        raise ContentError(problems)
    return baseline


def _content(path: Path, shown: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise ContentError([Problem(f"{shown}/{path.name}", 1, 1, f"cannot be read: {fault.strerror}")]) from None


def _level_faults(document: Document, frame: BaselineFile) -> Iterator[Problem]:
    numbers = sorted(frame.levels)
    if numbers != list(range(1, len(numbers) + 1)):
        yield document.problem(("levels",), f"levels are numbered from 1 without gaps, not {numbers}")
    for number, level in frame.levels.items():
        wanted = number - 1 if number > 1 else None
        if level.extends != wanted:
            yield document.problem(("levels", number), f"level {number} extends {wanted}, not {level.extends}")


def _controls(document: Document, frame: BaselineFile) -> list[Control]:
    file = validate(document, ControlFile)
    problems = []
    controls = []
    for key, model in file.controls.items():
        for level in (*model.clauses, *model.params):
            if level not in frame.levels:
                problems.append(document.problem(("controls", key), f"there is no level {level}"))
        controls.append(
            Control(
                key,
                dict(sorted(model.clauses.items())),
                model.point.text(),
                model.title.text(),
                file.domain.id,
                model.layers,
                model.importance,
                model.assess,
                model.kind,
                {check: min(model.clauses) for check in model.checks},
                model.params,
                f"{document.file}:{document.places[('controls', key)][0]}",
            )
        )
    if problems:
        raise ContentError(problems)
    return controls


def _doubles(controls: list[Control]) -> Iterator[Problem]:
    seen: dict[tuple[int, str], str] = {}
    for control in controls:
        for level, clause in control.clauses.items():
            if seen.setdefault((level, clause), control.key) != control.key:
                yield _at(control, f"clause {clause} stands twice at level {level}")


def _bound(baseline: Baseline, checks: Mapping[str, Check], lenient: bool) -> tuple[Baseline, list[Problem]]:
    """Controls with the checks that name them in `maps`, as `CLAUSE` or `CLAUSE@LEVEL`, and their own."""
    bindings: dict[str, dict[str, int]] = {control.key: dict(control.checks) for control in baseline.controls}
    problems = []
    for check in checks.values():
        for reference in check.maps.get(baseline.id, ()):
            key, _, level = reference.partition("@")
            if key not in bindings or (level and not level.isdecimal()):
                problems.append(_origin(check.origin, f"{check.id}: {baseline.id} has no control {reference!r}"))
            else:
                bindings[key][check.id] = int(level or 1)
    for control in baseline.controls:
        for name in control.checks:
            if name not in checks and not lenient:
                problems.append(_at(control, f"control {control.key} relies on an unknown check {name!r}"))
    controls = tuple(replace(control, checks=bindings[control.key]) for control in baseline.controls)
    return replace(baseline, controls=controls), problems


def _param_faults(baseline: Baseline, checks: Mapping[str, Check], lenient: bool) -> Iterator[Problem]:
    """Parameters must exist and may only tighten from level to level."""
    before: dict[tuple[str, str], Value] = {}
    for level in baseline.levels:
        for control in baseline.controls:
            for name, values in control.params.get(level.number, {}).items():
                check = checks.get(name)
                if check is None:
                    if not lenient:
                        yield _at(control, f"parameters for an unknown check {name!r}")
                    continue
                for key, value in values.items():
                    param = check.params.get(key)
                    if param is None:
                        yield _at(control, f"{name} has no parameter {key!r}; it has {', '.join(check.params)}")
                        continue
                    old = before.get((name, key))
                    if old is not None and not param.tighter.allows(old, value):
                        yield _at(control, f"{name}: {key} loosens from {old} to {value} at level {level.number}")
                    before[name, key] = value


def _at(control: Control, message: str) -> Problem:
    return _origin(control.origin, message)


def _origin(origin: str, message: str) -> Problem:
    file, _, line = origin.rpartition(":")
    return Problem(file or origin, int(line) if line.isdecimal() else 1, 1, message)
