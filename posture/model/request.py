"""One thing to ask of a target. Read-only by construction: there is no request that writes.

Every request is a frozen value: equal questions of different checks are asked once. `describe()` is
the line shown to people (privileges, explain, logs).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

MIB = 1 << 20
WILDCARDS = frozenset("*?[")


class Redaction(StrEnum):
    """What is taken out of a file before its content leaves the target."""

    NONE = "none"
    SHADOW = "shadow"
    """Field 2 of colon-separated lines becomes the hash scheme and state, never the hash."""
    PRIVATE_KEY = "private-key"
    """Only the kind of key and whether it is encrypted; certificates, being public, stay whole."""
    SETTINGS = "settings"
    """Values of secret-looking keys become marks: `<redacted>` (a secret in clear), `<default>` (a well-known one),
    `<empty>`, `<reference>` (filled in elsewhere), `<encrypted>`, or `<hidden>` (masked for caution)."""
    WEB = "web"
    """Secret arguments in the configuration of nginx and Apache become `<redacted>`; its structure stays."""
    SNMP = "snmp"
    """Communities and pass phrases of snmpd.conf become `<default>` (a well-known one) or `<redacted>`."""


class Interest(StrEnum):
    """A kind of file worth reporting from a walk. One walk answers all interests."""

    SET_ID = "set-id"
    WORLD_WRITABLE_FILE = "world-writable-file"
    WORLD_WRITABLE_DIR = "world-writable-dir"
    """Without the sticky bit."""
    UNOWNED = "unowned"
    PRIVATE_KEY_NAME = "private-key-name"
    DATA_DUMP_NAME = "data-dump-name"
    SECRET_NAME = "secret-name"


class Kind(StrEnum):
    """Kinds of personal data that are counted, never copied."""

    RESIDENT_ID = "cn-resident-id"
    MOBILE = "cn-mobile"
    BANK_CARD = "bank-card"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Read:
    """The content (and metadata) of a file, or of every file a glob matches.

    `limit` bounds the bytes per file; a longer file is Unavailable(truncated). `most` bounds the files.
    """

    path: str
    limit: int = MIB
    redact: Redaction = Redaction.NONE
    most: int = 400

    @property
    def is_glob(self) -> bool:
        return bool(WILDCARDS & set(self.path))

    def describe(self) -> str:
        suffix = "" if self.redact is Redaction.NONE else f" ({self.redact} redacted at the source)"
        return f"read {self.path}{suffix}"


@dataclass(frozen=True, slots=True)
class Look:
    """Type, mode, owner, size and time of a path (symlinks followed), or of all a glob matches; no content."""

    path: str
    most: int = 1000

    @property
    def is_glob(self) -> bool:
        return bool(WILDCARDS & set(self.path))

    def describe(self) -> str:
        return f"stat {self.path}"


@dataclass(frozen=True, slots=True)
class Run:
    """The standard output of a program that only reports. Never a shell string: argv is a list.

    `root` says that the answer is meaningless without root; it is then Unavailable(permission).
    """

    argv: tuple[str, ...]
    limit: int = MIB
    seconds: int = 15
    root: bool = False

    def describe(self) -> str:
        return f"run {' '.join(self.argv)}{' (as root)' if self.root else ''}"


@dataclass(frozen=True, slots=True)
class Walk:
    """One traversal of the local file system below `root`, not crossing into others, for `interests`.

    Names match case-insensitively. The planner merges walks of one root into one.
    """

    root: str
    interests: frozenset[Interest]
    most: int = 20000
    seconds: int = 300

    def describe(self) -> str:
        return f"walk {self.root} for {', '.join(sorted(self.interests))}"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many valid values of personal data each text file below `root` holds: counts, never values.

    Bounded to `most` files of at most `limit` bytes each.
    """

    root: str
    kinds: frozenset[Kind]
    limit: int = 4 * MIB
    most: int = 2000
    seconds: int = 120

    def describe(self) -> str:
        return f"count {', '.join(sorted(self.kinds))} in text files below {self.root}"


@dataclass(frozen=True, slots=True)
class Ports:
    """Which TCP ports of the target answer, seen from the scanner (nmap connect scan)."""

    ports: str = (
        "1-1024,1433,1521,2049,2375,2376,3000,3306,3389,5000,5432,5601,5672,5900,5984,6379,8000,8080,8443,"
        "9000,9090,9200,9300,11211,15672,27017"
    )
    seconds: int = 120

    def describe(self) -> str:
        return f"nmap connect scan of ports {self.ports}, from the scanner"


@dataclass(frozen=True, slots=True)
class SshHello:
    """The banner and algorithm lists that an SSH server offers, seen from the scanner."""

    port: int = 22
    seconds: int = 10

    def describe(self) -> str:
        return f"SSH banner and key exchange lists of port {self.port}, from the scanner"


@dataclass(frozen=True, slots=True)
class TlsHello:
    """Protocol versions and certificate that a TLS server offers, seen from the scanner."""

    port: int = 443
    seconds: int = 10

    def describe(self) -> str:
        return f"TLS versions and certificate of port {self.port}, from the scanner"


@dataclass(frozen=True, slots=True)
class Attested:
    """What a person states about `topic` in the attestations file."""

    topic: str

    def describe(self) -> str:
        return f"attestation of {self.topic}"


Inside: TypeAlias = Read | Look | Run | Walk | Tally
Outside: TypeAlias = Ports | SshHello | TlsHello
Request: TypeAlias = Inside | Outside | Attested


def identity(request: Request) -> object:
    """What two requests share that ask the same question, within whatever bounds: a path, a command line, a root."""
    if isinstance(request, Read):
        return Read, request.path, request.redact
    if isinstance(request, Look):
        return Look, request.path
    if isinstance(request, Run):
        return Run, request.argv
    return (Walk, request.root) if isinstance(request, Walk) else request
