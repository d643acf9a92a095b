"""/etc/shadow after redaction: whether an account has a password, how it is hashed, and how it ages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from posture.model.answer import File
from posture.model.evidence import Source


class PasswordState(StrEnum):
    """What field 2 of shadow or passwd means for a login with a password."""

    LOCKED = "locked"
    EMPTY = "empty"
    """No password is asked for."""
    SET = "set"


SCHEMES = {
    "1": "md5", "2": "blowfish", "2a": "bcrypt", "2b": "bcrypt", "2x": "bcrypt", "2y": "bcrypt", "3": "nt",
    "5": "sha256", "6": "sha512", "7": "scrypt", "gy": "gost-yescrypt", "md5": "sun-md5", "sha1": "sha1",
    "sm3": "sm3", "y": "yescrypt",
}  # fmt: skip
"""crypt(5): the prefix between the first two dollar signs, and what it stands for."""


@dataclass(frozen=True, slots=True)
class Secret:
    """The state of a password field. `scheme` is a crypt(5) prefix, `des`, `other` (no known hash), or empty."""

    state: PasswordState
    scheme: str = ""

    @property
    def name(self) -> str:
        """The scheme in words."""
        return SCHEMES.get(self.scheme, self.scheme)


@dataclass(frozen=True, slots=True)
class ShadowEntry:
    """One account. Days are None where the field is empty (no limit)."""

    name: str
    secret: Secret
    last_change: int | None
    min_days: int | None
    max_days: int | None
    warn_days: int | None
    inactive_days: int | None
    expires: int | None
    at: Source


@dataclass(frozen=True, slots=True)
class Shadow:
    """All entries in file order; the first of a name counts."""

    entries: tuple[ShadowEntry, ...]

    @property
    def with_password(self) -> tuple[ShadowEntry, ...]:
        """The accounts that can log in with a password."""
        return tuple(entry for entry in self.entries if entry.secret.state is PasswordState.SET)


def parse_shadow(file: File) -> Shadow:
    """The entries of a redacted shadow file."""
    found: dict[str, ShadowEntry] = {}
    for line_number, line in enumerate(file.text.split("\n"), 1):
        text = line.lstrip(" \t").rstrip("\r")
        fields = text.split(":")
        if len(fields) < 2 or not fields[0] or fields[0][0] in "#+-":
            continue
        change, low, high, warn, inactive, expires = (_days(field) for field in (*fields[2:], *[""] * 6)[:6])
        at = file.source(line_number, text)
        entry = ShadowEntry(fields[0], secret(fields[1]), change, low, high, warn, inactive, expires, at)
        found.setdefault(entry.name, entry)
    return Shadow(tuple(found.values()))


def secret(field: str) -> Secret:
    """What a redacted password field says. A mark before the hash locks the account and keeps the scheme."""
    if not field:
        return Secret(PasswordState.EMPTY)
    rest = field.lstrip("!*")
    scheme = _scheme(rest)
    if rest != field or not scheme:
        return Secret(PasswordState.LOCKED, scheme)
    return Secret(PasswordState.SET, scheme)


def _days(text: str) -> int | None:
    """A number of days; empty, negative or no number means that there is no limit."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _scheme(rest: str) -> str:
    if rest.startswith("$"):
        return rest[1:].partition("$")[0]
    if rest.startswith("<"):
        return rest.strip("<>")
    return ""
