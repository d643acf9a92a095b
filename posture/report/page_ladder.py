"""The ladder for the page: one rung per level, with the exact gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from posture.model.assessment import Assessment, AssetResult, ControlResult, LevelStanding
from posture.report.page_figures import Stack, number, stack
from posture.report.page_index import Index
from posture.report.visible import visible_line
from posture.report.words import ATTAINED, NOT_ATTAINED, VERDICTS, Word


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the drawn stairs; lengths in the drawing's units."""

    level: int
    attained: bool
    assessed: bool
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Stairs:
    """The drawing of all levels in a box of `width` by `height`."""

    steps: tuple[Step, ...]
    width: int
    height: int
    spoken: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a gap; the title and the anchor are known for the assessed level only."""

    id: str
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Rung:
    """One level over all assets."""

    level: int
    assessed: bool
    word: Word
    stack: Stack
    unmet: tuple[Clause, ...]
    unassessed: tuple[Clause, ...]
    gap: str


@dataclass(frozen=True, slots=True)
class AssetRung:
    word: Word
    gap: str


@dataclass(frozen=True, slots=True)
class AssetLadder:
    """The rungs of one asset, in the order of the levels of the whole; None where it has no such rung."""

    name: str
    level: str
    rungs: tuple[AssetRung | None, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """`assets` is empty with fewer than two assets."""

    stairs: Stairs
    rungs: tuple[Rung, ...]
    assets: tuple[AssetLadder, ...]


STEP_WIDTH, STEP_RISE, STEP_GAP, HEADROOM = 56, 15, 4, 14


def ladder(assessment: Assessment, index: Index) -> Ladder:
    """Rungs from the lowest level to the highest."""
    standings = _reached(assessment.summary.ladder, assessment.summary.level_attained)
    controls = {control.id: control for control in assessment.controls}
    levels = [standing.level for standing in standings]
    several = len(assessment.assets) > 1
    return Ladder(
        stairs=_stairs(standings, assessment.baseline.level),
        rungs=tuple(
            _rung(standing, standing.level == assessment.baseline.level, controls, index) for standing in standings
        ),
        assets=tuple(_asset(asset, levels) for asset in assessment.assets if asset.ladder) if several else (),
    )


def _reached(standings: Iterable[LevelStanding], attained: int) -> list[LevelStanding]:
    """In order of level. A level without a gap of its own is not attained while one below it is not."""
    ordered = sorted(standings, key=lambda standing: standing.level)
    return [replace(standing, attained=standing.attained and standing.level <= attained) for standing in ordered]


def _stairs(standings: list[LevelStanding], assessed: int) -> Stairs:
    count = len(standings)
    height = HEADROOM + STEP_RISE * (count + 1)
    steps = []
    for place, standing in enumerate(standings):
        tall = STEP_RISE * (place + 2)
        step = Step(
            standing.level,
            standing.attained,
            standing.level == assessed,
            place * (STEP_WIDTH + STEP_GAP),
            height - tall,
            tall,
        )
        steps.append(step)
    told = ", ".join(f"level {s.level} {'attained' if s.attained else 'not attained'}" for s in standings)
    width = max(1, count * (STEP_WIDTH + STEP_GAP) - STEP_GAP)
    return Stairs(tuple(steps), width, height, told or "no levels")


def _rung(standing: LevelStanding, assessed: bool, controls: Mapping[str, ControlResult], index: Index) -> Rung:
    def clauses(ids: tuple[str, ...]) -> tuple[Clause, ...]:
        return tuple(
            Clause(
                visible_line(clause),
                visible_line(controls[clause].title) if clause in controls else "",
                index.controls.get(clause, ""),
            )
            for clause in ids
        )

    return Rung(
        level=standing.level,
        assessed=assessed,
        word=ATTAINED if standing.attained else NOT_ATTAINED,
        stack=stack(standing.verdicts, VERDICTS),
        unmet=clauses(standing.unmet),
        unassessed=clauses(standing.unassessed),
        gap=_gap(standing),
    )


def _gap(standing: LevelStanding) -> str:
    parts = []
    if standing.unmet:
        parts.append(number(len(standing.unmet), "clause not met", "clauses not met"))
    if standing.unassessed:
        parts.append(f"{len(standing.unassessed)} not assessed")
    if not parts and not standing.attained:
        return "nothing missing here, but a lower level is not attained"
    return ", ".join(parts) or "no gap"


def _asset(asset: AssetResult, levels: list[int]) -> AssetLadder:
    by_level = {standing.level: standing for standing in _reached(asset.ladder, asset.level_attained)}
    return AssetLadder(
        name=visible_line(asset.name),
        level=str(asset.level_attained) if asset.level_attained else "none",
        rungs=tuple(_asset_rung(by_level.get(level)) for level in levels),
    )


def _asset_rung(standing: LevelStanding | None) -> AssetRung | None:
    if standing is None:
        return None
    return AssetRung(ATTAINED if standing.attained else NOT_ATTAINED, _gap(standing))
