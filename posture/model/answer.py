"""Raw answers to requests, before any parsing. Everything in them comes from the target: hostile text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias, TypeVar

from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import (
    Attested,
    Interest,
    Kind,
    Look,
    Ports,
    Read,
    Request,
    Run,
    SshHello,
    Tally,
    TlsHello,
    Walk,
)


@dataclass(frozen=True, slots=True)
class Meta:
    """What stat says of a path. `kind`: file, dir, fifo, socket, block, char or link (a dangling one).

    `mode` holds the permission bits with set-id and sticky (0o7777). `mtime` is seconds since 1970.
    """

    path: str
    kind: str
    mode: int
    uid: int
    gid: int
    size: int
    mtime: int


@dataclass(frozen=True, slots=True)
class File:
    """A file that was read whole."""

    path: str
    text: str
    meta: Meta | None = None
    digest: str = ""

    def source(self, line: int | None = None, excerpt: str = "") -> Source:
        return Source(self.path, line, excerpt, self.digest)


@dataclass(frozen=True, slots=True)
class Files:
    """All that a glob matched: what could be read or seen, and what could not."""

    found: tuple[File, ...] = ()
    metas: tuple[Meta, ...] = ()
    troubles: tuple[Unavailable, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """What a program printed, and its exit status."""

    argv: tuple[str, ...]
    status: int
    text: str
    digest: str = ""

    def source(self, line: int | None = None, excerpt: str = "") -> Source:
        return Source(" ".join(self.argv), line, excerpt, self.digest)


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk met. `complete` is false where something could not be entered or a bound was hit."""

    root: str
    met: tuple[Meta, ...]
    interests: frozenset[Interest]
    complete: bool = True
    why_partial: str = ""
    reason: Reason = Reason.TRUNCATED
    """The word for `why_partial`; without meaning when complete."""


@dataclass(frozen=True, slots=True)
class Tallied:
    """Valid values of personal data per file: `counts[path][kind]`."""

    root: str
    counts: tuple[tuple[str, Kind, int], ...]
    files: int = 0
    complete: bool = True
    why_partial: str = ""


@dataclass(frozen=True, slots=True)
class OpenPort:
    """A TCP port that answered, with nmap's guess of the service."""

    port: int
    service: str = ""
    product: str = ""


@dataclass(frozen=True, slots=True)
class OpenPorts:
    """What a port scan of `address` saw. `scanned` is the port specification that was tried."""

    address: str
    scanned: str
    open: tuple[OpenPort, ...]


@dataclass(frozen=True, slots=True)
class SshOffer:
    """The algorithm lists of an SSH server, in its order."""

    port: int
    banner: str
    kex: tuple[str, ...]
    host_keys: tuple[str, ...]
    ciphers: tuple[str, ...]
    macs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TlsOffer:
    """TLS versions accepted and refused, and the certificate's dates (UTC epoch seconds).

    `untested` lists versions this scanner could not try: they are never 'not offered'. `seen` is when the
    handshake was made, by the scanner's clock; it decides what has expired.
    """

    port: int
    accepted: tuple[str, ...]
    refused: tuple[str, ...]
    untested: tuple[str, ...]
    subject: str = ""
    issuer: str = ""
    not_before: int = 0
    not_after: int = 0
    key_type: str = ""
    key_bits: int = 0
    signature_hash: str = ""
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """An attestation as it stands in the file: a person's answer about a topic."""

    topic: str
    verdict: str
    who: str
    when: str
    valid_until: str
    artefact: str = ""
    digest: str = ""
    note: str = ""
    at: Source | None = None


Raw: TypeAlias = File | Files | Output | Walked | Tallied | OpenPorts | SshOffer | TlsOffer | Statement

_R = TypeVar("_R", bound=Raw)
NOT_ASKED = Unavailable(Reason.NOT_IN_BUNDLE, "this was not asked when the evidence was collected")


@dataclass(frozen=True)
class Answers:
    """The answers of one target. A question that was not asked is Unavailable(not-in-bundle).

    Looking up goes by path or command line alone; how an answer was bounded or redacted is the request's matter.
    """

    by_request: Mapping[Request, Evidence[Raw]] = field(default_factory=dict)

    @cached_property
    def _index(self) -> Mapping[tuple[type, object], Evidence[Raw]]:
        return {_key(request): answer for request, answer in self.by_request.items()}

    def file(self, path: str) -> Evidence[File]:
        """The file at a literal path, as asked by `Read(path, ...)`."""
        return self._typed(Read(path), File)

    def files(self, pattern: str) -> Evidence[tuple[File, ...]]:
        """All files a glob matches: Absent when none does, Unavailable when any could not be read."""
        answer = self.matches(pattern)
        if not isinstance(answer, Observed):
            return answer
        if answer.value.troubles:
            return answer.value.troubles[0]
        return Observed(answer.value.found, tuple(file.source() for file in answer.value.found))

    def matches(self, pattern: str) -> Evidence[Files]:
        """Like `files`, but what could not be read stands beside what could."""
        return self._typed(Read(pattern), Files)

    def meta(self, path: str) -> Evidence[Meta]:
        """What stat says of a literal path, as asked by `Look(path)`."""
        answer = self._typed(Look(path), Files)
        if not isinstance(answer, Observed):
            return answer
        if answer.value.metas:
            return Observed(answer.value.metas[0], answer.sources)
        return answer.value.troubles[0] if answer.value.troubles else Absent((Source(path),))

    def metas(self, pattern: str) -> Evidence[tuple[Meta, ...]]:
        """What stat says of all a glob matches: Unavailable when a folder on the way could not be listed."""
        answer = self._typed(Look(pattern), Files)
        if not isinstance(answer, Observed):
            return answer
        return answer.value.troubles[0] if answer.value.troubles else Observed(answer.value.metas, answer.sources)

    def seen(self, pattern: str) -> Evidence[Files]:
        """Like `metas`, but what could not be looked at stands beside what could."""
        return self._typed(Look(pattern), Files)

    def output(self, *argv: str) -> Evidence[Output]:
        """What a program printed, whatever its status. Absent never: a missing tool is Unavailable."""
        return self._typed(Run(argv), Output)

    def ok(self, *argv: str) -> Evidence[Output]:
        """What a program printed when it ended with status 0; otherwise Unavailable(failed)."""
        answer = self.output(*argv)
        if isinstance(answer, Observed) and answer.value.status != 0:
            detail = f"`{' '.join(argv)}` ended with status {answer.value.status}"
            return Unavailable(Reason.FAILED, detail, (answer.value.source(),))
        return answer

    def walked(self, root: str) -> Evidence[Walked]:
        """The walk below `root`, whatever interests it carried."""
        for request, answer in self.by_request.items():
            if isinstance(request, Walk) and request.root == root:
                return _narrow(answer, Walked)
        return NOT_ASKED

    def tallied(self, root: str) -> Evidence[Tallied]:
        """The count of personal data below `root`."""
        for request, answer in self.by_request.items():
            if isinstance(request, Tally) and request.root == root:
                return _narrow(answer, Tallied)
        return NOT_ASKED

    def ports(self) -> Evidence[OpenPorts]:
        """What the port scan saw from the scanner's side."""
        return self._typed(Ports(), OpenPorts)

    def ssh_offer(self, port: int = 22) -> Evidence[SshOffer]:
        """What the SSH server on `port` offers."""
        return self._typed(SshHello(port), SshOffer)

    def tls_offer(self, port: int = 443) -> Evidence[TlsOffer]:
        """What the TLS server on `port` offers."""
        return self._typed(TlsHello(port), TlsOffer)

    def statement(self, topic: str) -> Evidence[Statement]:
        """The attestation of a topic."""
        return self._typed(Attested(topic), Statement)

    def _typed(self, request: Request, kind: type[_R]) -> Evidence[_R]:
        return _narrow(self._index.get(_key(request), NOT_ASKED), kind)


def _key(request: Request) -> tuple[type, object]:
    if isinstance(request, Read | Look):
        return type(request), request.path
    if isinstance(request, Run):
        return Run, request.argv
    return type(request), request


def _narrow(answer: Evidence[Raw], kind: type[_R]) -> Evidence[_R]:
    if isinstance(answer, Observed):
        if not isinstance(answer.value, kind):
            return Unavailable(Reason.UNPARSABLE, f"expected {kind.__name__}, got {type(answer.value).__name__}")
        return Observed(answer.value, answer.sources)
    return answer
