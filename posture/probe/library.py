"""The files of one daemon, as its configuration names them: those that are here, and those yet to be asked."""

from __future__ import annotations

from collections.abc import Iterable

from posture.model.answer import Answers, File, Files
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import WILDCARDS, Read, Redaction, Request
from posture.probe.include import may_follow


class Library:
    """Looks files up in the answers by path or glob, and remembers what it could not find there.

    A parser calls `read` for each include it meets. What was never asked gathers in `wanted`, to be returned by
    the probe's `follow`; what was asked and could not be read gathers in `troubles`, by what was asked.
    """

    def __init__(self, answers: Answers, redact: Redaction = Redaction.NONE) -> None:
        self._answers = answers
        self._redact = redact
        self._wanted: dict[str, None] = {}
        self._found: dict[str, File] = {}
        self.troubles: dict[str, Unavailable] = {}
        for request, answer in answers.by_request.items():
            if isinstance(request, Read) and isinstance(answer, Observed):
                self._keep(answer.value)

    def _keep(self, value: object) -> None:
        if isinstance(value, File):
            self._found[value.path] = value
        elif isinstance(value, Files):
            self._found |= {file.path: file for file in value.found}

    def read(self, pattern: str) -> tuple[File, ...]:
        """The files at a path or glob, in byte order of their paths; none where they could not be had."""
        if pattern in self._found:
            return (self._found[pattern],)
        answer = self.ask(pattern)
        if isinstance(answer, Unavailable):
            self.troubles.setdefault(pattern, answer)
            return ()
        if not isinstance(answer, Observed):
            return ()
        for trouble in answer.value.troubles:
            self.troubles.setdefault(pattern, trouble)
        return tuple(sorted(answer.value.found, key=lambda file: file.path))

    def ask(self, pattern: str) -> Evidence[Files]:
        """The same as evidence. A path that may not be followed, or was not asked, is Unavailable."""
        is_glob = bool(WILDCARDS & set(pattern))
        if not is_glob and pattern in self._found:
            file = self._found[pattern]
            return Observed(Files((file,)), (file.source(),))
        if Read(pattern, redact=self._redact) not in self._answers.by_request and not self._asked(pattern):
            if not may_follow(pattern, globs=True):
                return Unavailable(Reason.UNSUPPORTED, f"{pattern} is not followed: it may hold secrets")
            self._wanted[pattern] = None
            detail = f"{pattern} is named by the configuration and was not read"
            return Unavailable(Reason.NOT_IN_BUNDLE, detail, (Source(pattern),))
        if is_glob:
            return self._answers.matches(pattern)
        answer = self._answers.file(pattern)
        return Observed(Files((answer.value,)), answer.sources) if isinstance(answer, Observed) else answer

    def _asked(self, pattern: str) -> bool:
        return any(isinstance(request, Read) and request.path == pattern for request in self._answers.by_request)

    def wanted(self) -> tuple[Request, ...]:
        """What has yet to be asked."""
        return tuple(Read(path, redact=self._redact) for path in self._wanted)


def first_trouble(answers: Answers, patterns: Iterable[str]) -> Unavailable | None:
    """The first of several globs or paths that could not be looked at, or None."""
    for pattern in patterns:
        answer = answers.matches(pattern) if WILDCARDS & set(pattern) else answers.file(pattern)
        if isinstance(answer, Unavailable):
            return answer
        if isinstance(answer, Observed) and isinstance(answer.value, Files) and answer.value.troubles:
            return answer.value.troubles[0]
    return None


def nothing(patterns: Iterable[str]) -> Absent:
    """Looked for in all these places, and not there."""
    return Absent(tuple(Source(pattern) for pattern in patterns))
