"""What keeps crashing programs from leaving their memory on disk: limits of sessions, and systemd-coredump."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from posture.model.answer import File
from posture.model.setting import Setting


@dataclass(frozen=True, slots=True)
class CoreDumps:
    """`limit` is the hard limit of everybody but root (None: unlimited), `exceptions` those of users and groups
    that may dump; `storage` is what systemd-coredump does with a dump it is handed."""

    limit: Setting
    exceptions: tuple[Setting, ...]
    storage: Setting


def limits(files: Iterable[File]) -> tuple[Setting, tuple[Setting, ...]]:
    """The hard core limit of `*`, and entries of other domains that allow dumps (limits.conf(5)).

    The last entry of a domain counts; `-` sets both limits. One for a user or group goes before the one for all.
    """
    last: dict[str, Setting] = {}
    for file in files:
        for number, line in enumerate(file.text.split("\n"), 1):
            words = line.partition("#")[0].split()
            if len(words) == 4 and words[1] in ("hard", "-") and words[2] == "core":
                value: int | None = int(words[3]) if words[3].isascii() and words[3][:12].isdecimal() else None
                last[words[0]] = Setting(value, file.source(number, line.strip()), subject=words[0])
    everybody = last.pop("*", Setting(None, default=True))
    return everybody, tuple(setting for setting in last.values() if setting.value != 0)
