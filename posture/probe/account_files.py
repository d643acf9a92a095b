"""The files accounts live in, looked at without reading them."""

from __future__ import annotations

from posture.model.answer import Answers, Meta
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Look
from posture.parse.account_files import AccountFiles
from posture.probe.base import Probe

FILES = tuple(f"/etc/{name}{mark}" for name in ("passwd", "shadow", "group", "gshadow") for mark in ("", "-"))


def parse(answers: Answers) -> Evidence[AccountFiles]:
    """The files that are there; Unavailable when one cannot be looked at."""
    found: list[Meta] = []
    for path in FILES:
        answer = answers.meta(path)
        if isinstance(answer, Unavailable):
            return answer
        if isinstance(answer, Observed):
            found.append(answer.value)
    sources = tuple(Source(path) for path in FILES)
    return Observed(AccountFiles(tuple(found)), sources) if found else Absent(sources)


ACCOUNT_FILES = Probe(
    name="account_files",
    record=AccountFiles,
    about="Owner and mode of passwd, shadow, group, gshadow and their backups.",
    requests=tuple(Look(path) for path in FILES),
    parse=parse,
)
