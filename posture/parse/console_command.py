"""What a command line that serves a console lets a person do before any password was asked."""

from __future__ import annotations

import shlex

SHELLS = frozenset(("sh", "bash", "dash", "ash", "zsh", "ksh", "busybox", "su"))
GETTYS = frozenset(("agetty", "getty", "mingetty", "fgetty", "mgetty"))
_WITH_VALUE = "CdfHIloPrt"
"""Short options of agetty(8) that take a value, besides `-a`."""


def words(command: str) -> tuple[str, ...]:
    """The words of an `ExecStart=` or inittab command; systemd's prefixes (`-`, `@`, `!`, ...) are left out."""
    try:
        found = shlex.split(command)
    except ValueError:
        found = command.split()
    if found:
        found[0] = found[0].lstrip("-@:+!|")
    return tuple(found)


def program(command: str) -> str:
    """The base name of the program."""
    found = words(command)
    return found[0].rsplit("/", 1)[-1] if found else ""


def is_getty(command: str) -> bool:
    """Whether the program is known to ask for a name and a password."""
    return program(command) in GETTYS or program(command) == "login"


def open_door(command: str) -> str:
    """Why the console needs no password; empty where it asks for one."""
    name = program(command)
    if name in SHELLS:
        return f"starts {name} without a login"
    if name == "login" and "-f" in words(command)[1:]:
        return "login -f asks for no password"
    if name not in GETTYS:
        return ""
    return _getty(words(command)[1:])


def _getty(arguments: tuple[str, ...]) -> str:
    for index, word in enumerate(arguments):
        following = arguments[index + 1] if index + 1 < len(arguments) else ""
        if word == "--":
            break
        found = _long(word, following) if word.startswith("--") else _short(word, following)
        if found:
            return found
    return ""


def _long(word: str, following: str) -> str:
    key, sign, value = word.partition("=")
    value = value if sign else following
    for name, letter, shortest in (("--autologin", "a", 3), ("--login-options", "o", 9), ("--login-program", "l", 9)):
        if len(key) >= shortest and name.startswith(key):
            return _opens(letter, value)
    return ""


def _short(word: str, following: str) -> str:
    """One word of short options of agetty: one that takes a value ends the word."""
    if not word.startswith("-"):
        return ""
    for index, letter in enumerate(word[1:], 2):
        if letter == "a" or letter in _WITH_VALUE:
            return _opens(letter, word[index:] or following)
    return ""


def _opens(letter: str, value: str) -> str:
    if letter == "a":
        return f"logs {value} in by itself"
    if letter == "o" and "-f" in value.split():
        return "login -f asks for no password"
    name = value.rsplit("/", 1)[-1]
    return f"starts {name} without a login" if letter == "l" and name in SHELLS else ""
