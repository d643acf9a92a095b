"""Files under a literal path or a glob, and files under several of them."""

from __future__ import annotations

from collections.abc import Iterable

from posture.model.answer import Answers, File
from posture.model.evidence import Evidence, Observed, Unavailable
from posture.model.request import WILDCARDS
from posture.parse.systemd_conf import not_running


def found(answers: Answers, path: str) -> Evidence[tuple[File, ...]]:
    """The file at a path, or all that a glob matches: Absent when there is none."""
    if WILDCARDS & set(path):
        return answers.files(path)
    one = answers.file(path)
    return Observed((one.value,), one.sources) if isinstance(one, Observed) else one


def all_found(answers: Answers, paths: Iterable[str]) -> tuple[File, ...] | Unavailable:
    """The files of several paths, in their order; the first trouble where one cannot be read.

    What lies below /run counts as empty where no system runs.
    """
    files: list[File] = []
    for path in paths:
        answer = found(answers, path)
        if isinstance(answer, Unavailable) and not not_running(path, answer):
            return answer
        files += answer.value if isinstance(answer, Observed) else ()
    return tuple(files)
