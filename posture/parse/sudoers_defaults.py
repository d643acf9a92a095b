"""The `Defaults` lines of sudoers: settings for everybody, or for some users, hosts, commands or run-as users."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from posture.model.evidence import Source
from posture.parse.sudoers_lexer import Logical, SudoersFault, tokens


@dataclass(frozen=True, slots=True)
class Default:
    """One `Defaults` entry. `scope` is empty, or such as `user:alice`; `value` is None for `!name`, True for `name`."""

    name: str
    value: str | bool | None
    at: Source
    scope: str = ""


def defaults(line: Logical) -> Iterator[Default]:
    """The settings of one line. Raises SudoersFault where it does not follow the grammar."""
    text = line.text[8:]
    scope = ""
    if text[:1] in ("@", ":", "!", ">"):
        kind = {"@": "host", ":": "user", "!": "command", ">": "runas"}[text[0]]
        who, text = _scope(text[1:])
        scope = f"{kind}:{who}"
    elif text[:1] not in (" ", "\t"):
        raise SudoersFault
    for part in _parts(text):
        yield _default(part, scope, line.at)


def _scope(text: str) -> tuple[str, str]:
    """Whom a Defaults entry is for: a comma list without blanks around its names, then the settings."""
    stripped = text.lstrip()
    items = tokens(stripped)
    place = 0
    while place < len(items):
        while place < len(items) and items[place].mark == "!":
            place += 1
        place += 1
        if place < len(items) and items[place].mark == ",":
            place += 1
            continue
        break
    if place > len(items) or not place:
        raise SudoersFault
    last = items[place - 1]
    if last.command:  # a command's name ends at the first blank, as Defaults take no arguments
        end = last.start + len(last.text.split(None, 1)[0])
        return stripped[:end], stripped[end:]
    return stripped[: last.end], stripped[last.end :]


def _parts(text: str) -> Iterator[str]:
    """Comma-separated settings; a comma in quotes or after a backslash separates nothing."""
    start, quoted, position = 0, False, 0
    while position < len(text):
        char = text[position]
        if char == "\\":
            position += 1
        elif char == '"':
            quoted = not quoted
        elif char == "," and not quoted:
            yield text[start:position].strip()
            start = position + 1
        position += 1
    yield text[start:].strip()


def _default(part: str, scope: str, at: Source) -> Default:
    if not part:
        raise SudoersFault
    name, sign, value = part.partition("=")
    if sign:
        return Default(name.rstrip("+- \t"), value.strip().replace('"', ""), at, scope)
    bare = name.lstrip("! \t")
    bangs = name[: len(name) - len(bare)].count("!")
    return Default(bare.strip(), None if bangs % 2 else True, at, scope)
