"""Private keys, database dumps and secrets that a walk met, and whether others can read them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from posture.model.answer import File, Meta
from posture.model.evidence import Reason

_KEY = re.compile(r"^-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----|^PuTTY-User-Key-File", re.MULTILINE)
_MARK = re.compile(r"<(redacted|default)>")
_NETRC = re.compile(r"^(.*[ \t])?password[ \t]+<hidden>", re.MULTILINE)
_OPAQUE = (".kdbx", ".kdb", ".p12", ".pfx", ".jks", ".keystore", "pgpass", "pgpass.conf", "htpasswd", "shadow.bak")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A file of a telling name. `holds` says whether its content bears the name out; None when it was not read.

    `open` says whether every local account can read it; None when a folder above could not be looked at.
    """

    meta: Meta
    open: bool | None
    holds: bool | None


@dataclass(frozen=True, slots=True)
class SensitiveFiles:
    """What the walk met by name, among files whose own mode lets others read them."""

    keys: tuple[Suspect, ...] = ()
    dumps: tuple[Suspect, ...] = ()
    secrets: tuple[Suspect, ...] = ()
    complete: bool = True
    why_partial: str = ""
    reason: Reason = Reason.TRUNCATED
    crowded: frozenset[str] = frozenset()
    """The kinds of which there are more than were looked into."""


def holds_key(file: File) -> bool:
    """Whether a file, read with its key material taken out, says it holds a private key."""
    return _KEY.search(file.text) is not None


def holds_secret(file: File) -> bool:
    """Whether a settings file, read with its secrets masked, holds one in clear outside comments."""
    lines = (line for line in file.text.split("\n") if not line.lstrip().startswith(("#", ";", "//")))
    text = "\n".join(lines)
    return _MARK.search(text) is not None or _NETRC.search(text) is not None


def opaque(path: str) -> bool:
    """Whether a name by itself says what is inside: key stores, password files of one format."""
    name = path.rsplit("/", 1)[-1].lower()
    return name.endswith(_OPAQUE) or name.startswith("shadow-")
