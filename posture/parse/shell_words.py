"""Splits lines of a shell script into simple commands, well enough to see plain assignments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 4096
"""Characters of a line that are read."""


@dataclass(frozen=True, slots=True)
class Command:
    """The words of one simple command, quotes taken off. `linked` when it follows `&&`, `||` or a pipe."""

    words: tuple[str, ...]
    linked: bool = False


def commands(line: str) -> Iterator[Command]:
    """The simple commands of one line. A quote that stays open ends with the line."""
    words: list[str] = []
    letters: list[str] = []
    quote, started, linked = "", False, False
    for char in [*line[:LONGEST], "\n"]:
        if quote:
            if char == quote:
                quote = ""
            else:
                letters.append(char)
        elif char in "'\"":
            quote, started = char, True
        elif char == "#" and not started:
            break
        elif char in " \t\r\n;&|":
            if started:
                words.append("".join(letters))
                letters, started = [], False
            if char in ";&|":
                if words:
                    yield Command(tuple(words), linked)
                words, linked = [], char != ";"
        else:
            letters.append(char)
            started = True
    if started:
        words.append("".join(letters))
    if words:
        yield Command(tuple(words), linked)
