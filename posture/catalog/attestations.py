"""Reads attestation files (`posture/attestations/1`): what people state about what no machine can see."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from posture.catalog.dates import IsoDate
from posture.catalog.strict_yaml import load
from posture.catalog.validate import Strict, validate
from posture.errors import ContentError, Problem
from posture.model.answer import Statement
from posture.model.attestation import Attestation, Attestations
from posture.model.evidence import Source

Filled = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class AttestationModel(Strict):
    topic: Filled
    asset: Filled = "*"
    verdict: Literal["conform", "partly", "not", "notapplicable"]
    who: Filled
    when: IsoDate
    valid_until: IsoDate
    artefact: str = ""
    digest: str = ""
    note: str = ""


class AttestationFile(Strict):
    schema_: Annotated[Literal["posture/attestations/1"], Field(alias="schema")]
    attestations: tuple[AttestationModel, ...]


def load_attestations(path: Path, topics: Collection[str]) -> Attestations:
    """The attestations of a file. Raises ContentError with every fault: unknown topics, dates, empty names."""
    try:
        document = load(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as fault:
        raise ContentError([Problem(str(path), 1, 1, f"cannot be read: {fault}")]) from None
    problems = []
    items = []
    for index, model in enumerate(validate(document, AttestationFile).attestations):
        here = ("attestations", index)
        if model.topic not in topics:
            problems.append(document.problem((*here, "topic"), f"nothing asks for an attestation of {model.topic!r}"))
        if model.valid_until < model.when:
            problems.append(document.problem((*here, "valid_until"), "expires before it was given"))
        if model.verdict == "notapplicable" and not model.note:
            problems.append(document.problem(here, "notapplicable needs a `note` that says why"))
        fields = model.model_dump(exclude={"asset"})
        excerpt = f"{model.who}: {model.verdict}"
        source = Source(str(path), document.places[here][0], excerpt, model.digest)
        items.append(Attestation(model.asset, Statement(**fields, at=source)))
    if problems:
        raise ContentError(problems)
    return Attestations(tuple(items))
