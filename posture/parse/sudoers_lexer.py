"""Cuts sudoers into logical lines and tokens, as sudo's own scanner (plugins/sudoers/toke.l) does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from posture.model.answer import File
from posture.model.evidence import Source

MARKS = ",:=!()"
COMMANDS = ("sudoedit", "list")
OPTIONS = frozenset(
    ("ROLE", "TYPE", "CWD", "CHROOT", "TIMEOUT", "NOTBEFORE", "NOTAFTER", "APPARMOR_PROFILE", "PRIVS", "LIMITPRIVS")
)


class SudoersFault(Exception):
    """The line does not follow the grammar."""


@dataclass(frozen=True, slots=True)
class Logical:
    """A line with its continuations joined and comments taken off."""

    text: str
    at: Source


@dataclass(frozen=True, slots=True)
class Token:
    """`mark` is one of the marks; a word has an empty mark. `start` and `end` are places in the line.

    `command` says that the word is a path (or sudoedit) with its arguments, which run to the next mark.
    """

    text: str
    start: int
    end: int
    mark: str = ""
    command: bool = False


def logical_lines(file: File) -> Iterator[Logical]:
    """Lines of a file that say something. A backslash before the end of a line joins the next one."""
    joined, start = "", 0
    for number, line in enumerate(file.text.split("\n"), 1):
        line = line.removesuffix("\r")
        if not joined:
            start = number
        if line.endswith("\\") and not line.endswith("\\\\"):
            joined += line[:-1]
            continue
        text = without_comment(joined + line).strip()
        joined = ""
        if text:
            yield Logical(text, file.source(start, text[:300]))
    text = without_comment(joined).strip()
    if text:
        yield Logical(text, file.source(start, text[:300]))


def without_comment(line: str) -> str:
    """The line up to a comment. `#include`, `#includedir` and user or group ids (`#0`, `%#10`) are none."""
    if line.lstrip().startswith(("#include ", "#include\t", "#includedir ", "#includedir\t")):
        return line
    quoted, position = False, 0
    while position < len(line):
        char = line[position]
        if char == "\\":
            position += 1
        elif char == '"':
            quoted = not quoted
        elif char == "#" and not quoted and not _is_id(line, position):
            return line[:position]
        position += 1
    return line


def _is_id(line: str, position: int) -> bool:
    rest = line[position + 1 : position + 3]
    return rest[:1].isdigit() or (rest[:1] == "-" and rest[1:].isdigit())


def tokens(text: str) -> tuple[Token, ...]:
    """Words and marks. Quotes and backslashes are taken off names; commands keep their backslashes."""
    found: list[Token] = []
    position = 0
    while position < len(text):
        char = text[position]
        if char in " \t":
            position += 1
        elif char in MARKS:
            found.append(Token(char, position, position + 1, mark=char))
            position += 1
        else:
            value = len(found) > 1 and found[-1].mark == "=" and found[-2].text in OPTIONS
            token = _name(text, position) if value else _word(text, position)
            found.append(token)
            position = token.end
    return tuple(found)


def _word(text: str, start: int) -> Token:
    if text[start] in "/^" or any(
        text.startswith(name, start) and text[start + len(name) : start + len(name) + 1] in ("", " ", "\t", ",")
        for name in COMMANDS
    ):
        end = _command_end(text, start)
        return Token(text[start:end].strip(), start, end, command=True)
    return _name(text, start)


def _name(text: str, start: int) -> Token:
    out: list[str] = []
    position, quoted = start, False
    while position < len(text):
        char = text[position]
        if char == "\\" and position + 1 < len(text):
            position += 1
            out.append(text[position])
        elif char == '"':
            quoted = not quoted
        elif not quoted and (char in " \t" or char in MARKS):
            break
        else:
            out.append(char)
        position += 1
    return Token("".join(out), start, position)


def _command_end(text: str, start: int) -> int:
    """Where a command with its arguments ends: at an unescaped comma, colon or equals sign; a regex at its `$`."""
    position = start
    regex = text[position] == "^"
    while position < len(text):
        char = text[position]
        if char == "\\":
            position += 1
        elif regex and char == "$" and (position + 1 == len(text) or text[position + 1] in ", \t"):
            regex = False
        elif regex or (char == "^" and text[position - 1] in " \t"):
            regex = True
        elif char in ",:=":
            return position
        position += 1
    return len(text)
