"""Takes secrets out of file contents at the source.

Every redaction exists twice: here, for files read in this process, and as an awk program in the collector
script (`posture.transport.redaction.awk`). A test holds the two to the same answer, byte for byte. All of them take
out NUL bytes, end the last line with a newline, and keep every line in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from posture.model.request import Redaction
from posture.transport.redaction.settings import redact_settings
from posture.transport.redaction.snmp import redact_snmp
from posture.transport.redaction.web import redact_web

_LOCK = re.compile(r"[!*]+")
_CRYPT = re.compile(r"[$][A-Za-z0-9-]+[$].*[$]", re.DOTALL)
_DES = re.compile(r"[./0-9A-Za-z]{13}")
_ROUNDS = re.compile(r"rounds=[0-9]+")
_COST = re.compile(r"[0-9]+")

_MARKER = re.compile(r"-----(BEGIN|END) [A-Z0-9 ]+-----")
_PUBLIC = re.compile(r"-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----")
_HEADER = re.compile(
    r"Proc-Type: [0-9],ENCRYPTED|DEK-Info: [A-Z0-9-]+,[0-9A-F]*"
    r"|PuTTY-User-Key-File-[0-9]: [a-z0-9-]+|Encryption: [a-z0-9-]+"
)
_BASE64 = re.compile(r"[A-Za-z0-9+/=]{1,76}")
_OPENSSH = "b3BlbnNzaC1rZXktdjEAAAAA"
_OPENSSH_PLAIN = f"{_OPENSSH}BG5vbmU"


def redact(kind: Redaction, text: str) -> str:
    """The text with the secrets of `kind` taken out; line numbers stay. Linear in the length of the text."""
    return _REDACTORS[kind](text)


def _by_line(each: Callable[[list[str]], Iterable[str]]) -> Callable[[str], str]:
    def run(text: str) -> str:
        lines = text.replace("\0", "").split("\n")
        if not lines[-1]:
            lines.pop()
        bare = [line.removesuffix("\r") for line in lines]
        return "".join(
            f"{shown}{line[len(plain) :]}\n" for shown, plain, line in zip(each(bare), bare, lines, strict=True)
        )

    return run


def _shadow(lines: list[str]) -> Iterable[str]:
    """Of each colon-separated line, field 2 becomes the scheme and state of the hash; any other hash is masked."""
    return (_shadow_line(line) for line in lines)


def _shadow_line(line: str) -> str:
    parts = line.split(":")
    if len(parts) < 2:
        return line if not line or line[0] in "#+-" else "<redacted>"
    shown = ["<redacted>" if part.startswith("$") else part for part in parts]
    shown[1] = _scheme(parts[1])
    return ":".join(shown)


def _scheme(field: str) -> str:
    """`!$6$<redacted>`: the lock marks, the scheme, its cost where it says one; never salt or hash."""
    lock = _LOCK.match(field)
    marks = lock[0] if lock else ""
    rest = field[len(marks) :]
    if rest in ("", "x"):
        return field
    if _CRYPT.match(rest):
        pieces = rest.split("$")
        name, cost = pieces[1], pieces[2]
        if len(name) > 12:
            return f"{marks}<other>"
        shown = _ROUNDS.fullmatch(cost) or (name.startswith("2") and _COST.fullmatch(cost))
        return f"{marks}${name}${cost + '$' if shown else ''}<redacted>"
    return f"{marks}<des>" if _DES.fullmatch(rest) else f"{marks}<other>"


def _private_key(lines: list[str]) -> Iterable[str]:
    """Markers and headers stay, certificates stay whole, the body of everything else goes."""
    public, last = False, ""
    for line in lines:
        shown = ""
        if _MARKER.fullmatch(line):
            shown, public = line, _PUBLIC.fullmatch(line) is not None
        elif _HEADER.fullmatch(line):
            shown = line
        elif last == "-----BEGIN OPENSSH PRIVATE KEY-----" and line.startswith(_OPENSSH):
            shown = "cipher: none" if line.startswith(_OPENSSH_PLAIN) else "cipher: some"
        elif public and _BASE64.fullmatch(line):
            shown = line
        yield shown
        last = line


_REDACTORS: Mapping[Redaction, Callable[[str], str]] = {
    Redaction.NONE: lambda text: text,
    Redaction.SHADOW: _by_line(_shadow),
    Redaction.PRIVATE_KEY: _by_line(_private_key),
    Redaction.SETTINGS: redact_settings,
    Redaction.WEB: redact_web,
    Redaction.SNMP: _by_line(redact_snmp),
}
