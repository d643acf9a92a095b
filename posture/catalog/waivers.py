"""Reads waiver files (`posture/waivers/1`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from posture.catalog.dates import IsoDate
from posture.catalog.strict_yaml import load
from posture.catalog.validate import Strict, validate
from posture.errors import ContentError, Problem
from posture.model.waiver import Waiver

Filled = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class WaiverModel(Strict):
    check: Filled
    asset: Filled
    subject: Filled = "*"
    reason: Annotated[str, StringConstraints(min_length=10)]
    approver: Filled
    expires: IsoDate
    ticket: str = ""


class WaiverFile(Strict):
    schema_: Annotated[Literal["posture/waivers/1"], Field(alias="schema")]
    waivers: dict[str, WaiverModel]


def load_waivers(path: Path, checks: Iterable[str]) -> tuple[Waiver, ...]:
    """The waivers of a file. Raises ContentError; a check pattern that matches nothing is a fault too."""
    try:
        document = load(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as fault:
        raise ContentError([Problem(str(path), 1, 1, f"cannot be read: {fault}")]) from None
    known = list(checks)
    problems = []
    waivers = []
    for id, model in validate(document, WaiverFile).waivers.items():  # noqa: A001
        if not any(fnmatchcase(check, model.check) for check in known):
            problems.append(document.problem(("waivers", id, "check"), f"no check matches {model.check!r}"))
        line = document.places[("waivers", id)][0]
        waivers.append(
            Waiver(
                id,
                model.check,
                model.asset,
                model.reason,
                model.approver,
                date.fromisoformat(model.expires),
                model.subject,
                model.ticket,
                f"{path}:{line}",
            )
        )
    if problems:
        raise ContentError(problems)
    return tuple(waivers)
