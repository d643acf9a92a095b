"""A scripted target held in memory: for cases, for plugin authors, for the contract test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from posture.model.answer import Answers, File, Files, Meta, Output, Raw
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import Attested, Look, Read, Request, Run, identity
from posture.transport.globbing import path_matches
from posture.transport.redaction import redact
from posture.transport.session import Batch


@dataclass(frozen=True, slots=True)
class Scripted:
    """Answers from tables. What is not in a table: a path is Absent, a program is missing, the rest unsupported.

    `files` maps a path to its text, `metas` to its metadata (a plain root-owned 0644 file where left out),
    `runs` a command line to (status, output), `troubles` a path or command line to the reason it cannot be
    answered, `given` a request to its whole answer.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    metas: Mapping[str, Meta] = field(default_factory=dict)
    runs: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    troubles: Mapping[str, Reason] = field(default_factory=dict)
    given: Mapping[Request, Evidence[Raw]] = field(default_factory=dict)

    exported: bool = False

    def ask(self, requests: Sequence[Request]) -> Batch:
        """Answer each request from the tables."""
        return {request: self._answer(request) for request in requests}

    def __enter__(self) -> Scripted:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def answers(self, requests: Sequence[Request]) -> Answers:
        """The batch as a probe sees it."""
        return Answers(self.ask(requests))

    def _answer(self, request: Request) -> Evidence[Raw]:
        for known, answer in self.given.items():
            if identity(known) == identity(request):
                return answer
        if isinstance(request, Run):
            return self._run(request)
        if isinstance(request, Read | Look):
            if request.path in self.troubles:
                return Unavailable(self.troubles[request.path], request.path)
            return self._read(request) if isinstance(request, Read) else self._look(request)
        reason = Reason.NOT_ATTESTED if isinstance(request, Attested) else Reason.UNSUPPORTED
        return Unavailable(reason, f"the script has no answer to: {request.describe()}")

    def _run(self, request: Run) -> Evidence[Raw]:
        line = " ".join(request.argv)
        if line in self.troubles:
            return Unavailable(self.troubles[line], line)
        if line not in self.runs:
            return Unavailable(Reason.TOOL_MISSING, f"{request.argv[0]} is not installed")
        status, text = self.runs[line]
        output = Output(request.argv, status, text, _digest(text))
        return Observed(output, (output.source(),))

    def _read(self, request: Read) -> Evidence[Raw]:
        if not request.is_glob:
            if request.path not in self.files:
                return Absent((Source(request.path),))
            file = self._file(request.path, request)
            return Observed(file, (file.source(),))
        paths = [path for path in self._matching(request.path) if self._meta(path).kind == "file"]
        troubles = tuple(Unavailable(self.troubles[path], path) for path in self._troubled(request.path))
        found = tuple(self._file(path, request) for path in paths if path in self.files)
        if not found and not troubles:
            return Absent((Source(request.path),))
        return Observed(Files(found=found, troubles=troubles), tuple(file.source() for file in found))

    def _look(self, request: Look) -> Evidence[Raw]:
        paths = self._matching(request.path) if request.is_glob else [request.path]
        metas = tuple(self._meta(path) for path in paths if path in self.files or path in self.metas)
        troubles = tuple(Unavailable(self.troubles[path], path) for path in self._troubled(request.path))
        if not metas and not troubles:
            return Absent((Source(request.path),))
        sources = tuple(Source(meta.path) for meta in metas)
        return Observed(Files(metas=metas, troubles=troubles), sources)

    def _matching(self, pattern: str) -> list[str]:
        known = sorted({*self.files, *self.metas})
        return [path for path in known if path_matches(path, pattern) and path not in self.troubles]

    def _troubled(self, pattern: str) -> list[str]:
        return [path for path in sorted(self.troubles) if path_matches(path, pattern)]

    def _file(self, path: str, request: Read) -> File:
        text = redact(request.redact, self.files[path])
        return File(path, text, self._meta(path), _digest(text))

    def _meta(self, path: str) -> Meta:
        return self.metas.get(path) or Meta(path, "file", 0o644, 0, 0, len(self.files.get(path, "")), 0)


def _digest(text: str) -> str:
    return f"sha256:{sha256(text.encode('utf-8', 'surrogateescape')).hexdigest()}"
