"""How the service starts sshd: the variable of its environment file, read for `-f` and `-o`."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from posture.model.answer import File
from posture.parse.assignments import assignments
from posture.parse.sshd_syntax import Directive, directive_of

CONFIG = "/etc/ssh/sshd_config"
ENVIRONMENT = {"/etc/default/ssh": "SSHD_OPTS", "/etc/sysconfig/sshd": "OPTIONS"}
"""Environment file of the service and its variable: Debian's and that of the RHEL family."""

_WITH_ARGUMENT = "CEbcfghkopu"


@dataclass(frozen=True, slots=True)
class Start:
    """Which configuration file is read, and the options given before it."""

    config: str = CONFIG
    options: tuple[Directive, ...] = ()


def start_of(file: File) -> Start:
    """The start of an environment file; what cannot be split into words says nothing."""
    setting = assignments(file).get(ENVIRONMENT.get(file.path, ""))
    if setting is None or setting.at is None:
        return Start()
    try:
        words = shlex.split(str(setting.value))
    except ValueError:
        return Start()
    config, options = CONFIG, []
    for letter, argument in _flags(words):
        text = f"Port {argument}" if letter == "p" else argument
        directive = directive_of(text, setting.at) if letter in "op" else None
        if directive:
            options.append(directive)
        if letter == "f" and argument.startswith("/"):
            config = argument
    return Start(config, tuple(options))


def _flags(words: list[str]) -> list[tuple[str, str]]:
    """The flags that take an argument, `-oX` and `-o X` alike."""
    found, position = [], 0
    while position < len(words):
        word = words[position]
        position += 1
        for at, letter in enumerate(word[1:], 1) if word.startswith("-") else ():
            if letter in _WITH_ARGUMENT:
                argument = word[at + 1 :]
                if not argument and position < len(words):
                    argument, position = words[position], position + 1
                found.append((letter, argument))
                break
    return found
