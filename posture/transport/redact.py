"""Takes secrets out of file contents at the source.

Every redaction exists twice: here, for files read in this process, and as an awk program in the collector
script. The contract test holds the two to the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from posture.model.request import Redaction

SECRET_WORDS = (
    "password", "passwd", "passphrase", "secret", "token", "apikey", "api_key", "api-key", "requirepass",
    "masterauth", "private_key", "privatekey", "credential", "access_key", "accesskey", "pwd",
)  # fmt: skip
DEFAULT_SECRETS = (
    "password", "passw0rd", "admin", "admin123", "administrator", "root", "toor", "changeme", "change_me",
    "changeit", "secret", "default", "guest", "test", "123456", "12345678", "123456789", "foobared", "postgres",
    "mysql", "redis", "minioadmin", "pass", "letmein", "welcome", "qwerty", "example", "nacos", "ruoyi",
)  # fmt: skip

_KEEP_LOCK = re.compile(r"[!*]+")
_DES = re.compile(r"[./0-9A-Za-z]{13}")


def redact(kind: Redaction, text: str) -> str:
    """The text with the secrets of `kind` taken out; line numbers stay."""
    return _REDACTORS[kind](text)


def _shadow(text: str) -> str:
    return "\n".join(_shadow_line(line) for line in text.split("\n"))


def _shadow_line(line: str) -> str:
    parts = line.split(":")
    if len(parts) < 2:
        return line if not line or line[0] in "#+-" else "<redacted>"
    parts[1] = _scheme(parts[1])
    return ":".join(parts)


def _scheme(field: str) -> str:
    lock = _KEEP_LOCK.match(field)
    marks = lock[0] if lock else ""
    rest = field[len(marks) :]
    if rest in ("", "x"):
        return field
    if rest.startswith("$"):
        pieces = rest.split("$")
        name = pieces[1] if len(pieces) > 1 else ""
        cost = pieces[2] if len(pieces) > 3 and (pieces[2].startswith("rounds=") or name.startswith("2")) else ""
        return f"{marks}${name}${cost + '$' if cost else ''}<redacted>"
    return f"{marks}<des>" if _DES.fullmatch(rest) else f"{marks}<other>"


def _private_key(text: str) -> str:
    kept = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.startswith(("-----BEGIN ", "-----END ", "Proc-Type:", "DEK-Info:")):
            kept.append(line)
        elif line.startswith("b3BlbnNzaC1rZXktdjEAAAAA") and number and "OPENSSH" in lines[number - 1]:
            plain = line.startswith("b3BlbnNzaC1rZXktdjEAAAAABG5vbmU")
            kept.append("cipher: none" if plain else "cipher: some")
        else:
            kept.append("")
    return "\n".join(kept)


def _settings(text: str) -> str:
    return "\n".join(_settings_line(line) for line in text.split("\n"))


def _settings_line(line: str) -> str:
    line = _without_url_password(line)
    lowered = line.lower()
    starts = [lowered.find(word) for word in SECRET_WORDS]
    found = [start + len(word) for start, word in zip(starts, SECRET_WORDS, strict=True) if start >= 0]
    if not found:
        return line
    return _mask_after(line, min(found))


def _mask_after(line: str, position: int) -> str:
    """Mask the value that follows the first separator after the secret-looking word."""
    end = position
    while end < len(line) and (line[end].isalnum() or line[end] in "_-."):
        end += 1
    while end < len(line) and line[end] in "\"'] \t":
        end += 1
    if end < len(line) and line[end] in "=:":
        end += 1
        if end < len(line) and line[end] in ">=":
            end += 1
    elif end == position or line[end - 1] not in " \t":
        return line
    while end < len(line) and line[end] in " \t":
        end += 1
    value = line[end:].rstrip("\r")
    tail = line[end + len(value) :]
    return f"{line[:end]}{_mask(value)}{tail}"


def _mask(value: str) -> str:
    core = value.strip(" \t,;\"'")
    if core in ("", "null", "none", "~"):
        return "<empty>"
    if core in ("{", "[", "{}", "[]") or core.startswith(("${", "$(", "%(", "{{", "<")):
        return value
    return "<default>" if core.lower() in DEFAULT_SECRETS else "<redacted>"


def _without_url_password(line: str) -> str:
    start = line.find("://")
    while start >= 0:
        rest = line[start + 3 :]
        stop = next((i for i, char in enumerate(rest) if char in "/?# \t\"'"), len(rest))
        at = rest.rfind("@", 0, stop)
        colon = rest.find(":")
        if at > 0 and 0 <= colon < at:
            mask = _mask(rest[colon + 1 : at])
            line = f"{line[: start + 4 + colon]}{mask}{rest[at:]}"
        start = line.find("://", start + 3)
    return line


_REDACTORS: Mapping[Redaction, Callable[[str], str]] = {
    Redaction.NONE: lambda text: text,
    Redaction.SHADOW: _shadow,
    Redaction.PRIVATE_KEY: _private_key,
    Redaction.SETTINGS: _settings,
}
