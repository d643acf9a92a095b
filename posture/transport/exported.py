"""Exported configuration: a folder or one file, taken from a host that is not here."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from posture.errors import TargetError
from posture.model.answer import File, Files, Raw
from posture.model.evidence import Absent, Evidence, Observed, Reason, Unavailable
from posture.model.request import WILDCARDS, Read, Request
from posture.transport.files import RUNTIME, RootFs
from posture.transport.session import Batch
from posture.transport.tree import Tree

UNNAMED = "exported"
"""Stands for a part of a path that a request leaves open and the export does not name."""


@dataclass(frozen=True, slots=True)
class _Match:
    """How much of a path the export holds (empty: nothing), and what is there."""

    suffix: str
    answer: Evidence[Raw]


class Config(RootFs):
    """`config:PATH`: what was exported is judged; what was not, proves nothing.

    A request for /etc/ssh/sshd_config is answered by etc/ssh/sshd_config, ssh/sshd_config or sshd_config in the
    folder, the longest that is there; a folder that bears the name of a part of the path stands for it. What is
    missing is Unavailable(not-in-bundle). Owners and modes of an export say nothing about the host.
    """

    exported = True

    def __init__(self, path: Path) -> None:
        self.only = ""
        if path.is_file():
            self.only, path = path.name, path.parent
        elif not path.is_dir():
            raise TargetError(f"{path} is neither a file nor a folder", "unreachable")
        elif not os.listdir(path):
            raise TargetError(f"{path} is empty: no configuration to look at", "unsupported")
        self.tree = Tree(path)
        self.name = path.resolve().name
        self.claims: dict[str, str] = {}
        """Which path of the host an exported file stands for: one file cannot be two."""

    def ask(self, requests: Sequence[Request]) -> Batch:
        """Files stand for the path of the host that fits them best; what is left over was not exported."""
        found = {request: self._find(request) for request in requests if isinstance(request, Read)}
        best = sorted(found, key=lambda request: -len(found[request].suffix.split("/")))
        settled = {request: self._settle(request, found[request]) for request in best}
        return {request: settled[request] if isinstance(request, Read) else _no_host(request) for request in requests}

    def _find(self, request: Read) -> _Match:
        """The longest end of the path that the export holds."""
        if not request.path.startswith(RUNTIME):
            for suffix in _suffixes(request.path, self.name):
                if (self.only and suffix.strip("/") != self.only) or self._is_folder(suffix):
                    continue
                answer = self._read(Read(suffix, request.limit, request.redact, request.most))
                if not isinstance(answer, Absent):
                    return _Match(suffix, answer)
        return _Match("", Unavailable(Reason.NOT_IN_BUNDLE, f"{request.path} is not among the exported files"))

    def _settle(self, request: Read, match: _Match) -> Evidence[Raw]:
        """The answer under the path the host would use, without files that already stand for another path."""
        if not isinstance(match.answer, Observed) or not isinstance(match.answer.value, File | Files):
            return match.answer
        head = request.path[: len(request.path) - len(match.suffix)].split("/")
        prefix = "/".join(UNNAMED if WILDCARDS & set(part) else part for part in head)
        value = match.answer.value
        files = (value,) if isinstance(value, File) else value.found
        mine = [file for file in files if self.claims.setdefault(file.path, prefix + file.path) == prefix + file.path]
        moved = tuple(File(prefix + file.path, file.text, None, file.digest) for file in mine)
        troubles = () if isinstance(value, File) else value.troubles
        if not moved and not troubles:
            return Unavailable(Reason.NOT_IN_BUNDLE, f"{request.path} is not among the exported files")
        sources = tuple(file.source() for file in moved)
        if request.is_glob:
            return Observed(Files(moved, (), troubles), sources)
        return Observed(moved[0], sources)

    def _is_folder(self, path: str) -> bool:
        """A folder that happens to bear the name of a file asked for: etc/ssh is not /etc/default/ssh."""
        try:
            return self.tree.meta(path).kind == "dir"
        except OSError:
            return False


def _suffixes(path: str, folder: str) -> list[str]:
    """The path and its ever shorter ends, where the exported folder's own name may stand for a part.

    An end that begins with a wildcard would match anything, and counts only right behind that name.
    """
    parts = path.strip("/").split("/")
    ends = [parts[start:] for start in range(len(parts)) if start == 0 or not WILDCARDS & set(parts[start])]
    if folder in parts[:-1]:
        ends.insert(1, parts[parts.index(folder) + 1 :])
    return ["/" + "/".join(end) for end in ends]


def _no_host(request: Request) -> Unavailable:
    return Unavailable(Reason.UNSUPPORTED, f"{request.describe()}: exported configuration cannot answer this")
