"""The Docker daemon: what daemon.json and the command line of its service set together.

dockerd refuses to start when one setting stands in both places, so that their union is what is in force.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from posture.model.answer import File, Meta
from posture.model.evidence import Evidence, Source
from posture.model.setting import Setting, Value

LISTS = ("hosts", "insecure-registries")
FLAG_NAMES = {"-H": "hosts", "host": "hosts", "insecure-registry": "insecure-registries"}
"""Flags whose name in daemon.json differs."""
SWITCHES = ("icc", "live-restore", "tls", "tlsverify", "no-new-privileges", "debug")
DEFAULTS: Mapping[str, Value] = {
    "icc": True,
    "live-restore": False,
    "tlsverify": False,
    "no-new-privileges": False,
    "userns-remap": "",
    "log-driver": "json-file",
}
"""dockerd's own defaults (dockerd(8))."""


@dataclass(frozen=True, slots=True)
class Docker:
    """Settings by their name in daemon.json, and what stat says of the daemon's socket."""

    assigned: Mapping[str, tuple[Setting, ...]] = field(default_factory=dict)
    source: Source | None = None
    socket: Evidence[Meta] | None = None

    def settings(self, name: str) -> tuple[Setting, ...]:
        """A setting by name; `open-hosts` are the TCP addresses where clients prove nothing.

        A list gives one setting for each item. Raises KeyError for a name without a default.
        """
        if name == "open-hosts":
            return self._open_hosts()
        found = self.assigned.get(name, ())
        if name in LISTS:
            return found or (Setting("", at=self.source, default=True),)
        return (found[-1] if found else Setting(DEFAULTS[name], at=self.source, default=True),)

    def _open_hosts(self) -> tuple[Setting, ...]:
        verify = self.settings("tlsverify")[0]
        over_tcp = [one for one in self.assigned.get("hosts", ()) if not _is_local(str(one.value))]
        if not over_tcp or verify.value is True:
            return (Setting("", at=self.source, default=not over_tcp),)
        return tuple(over_tcp)


def _is_local(host: str) -> bool:
    """Whether an address of the daemon is a socket file and not TCP, which is also what a bare address means."""
    return host.startswith(("unix:", "fd:", "npipe:"))


def from_json(file: File) -> dict[str, tuple[Setting, ...]] | None:
    """What daemon.json sets; None where it is no JSON object, with which dockerd does not start."""
    if not file.text.strip():
        return {}
    try:
        data = json.loads(file.text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    return {str(key): tuple(_settings(file, str(key), value)) for key, value in data.items()}


def _settings(file: File, key: str, value: object) -> Iterable[Setting]:
    at = _place(file, key)
    for item in value if isinstance(value, list) else [value]:
        yield Setting(item if isinstance(item, str | int | float | bool) else json.dumps(item)[:200], at)


def _place(file: File, key: str) -> Source:
    for number, line in enumerate(file.text.split("\n"), 1):
        if f'"{key}"' in line:
            return file.source(number, line.strip()[:200])
    return file.source()


def from_command(command: Setting, variables: Mapping[str, Setting]) -> dict[str, tuple[Setting, ...]]:
    """What the command line of the service sets, with `$NAME` words filled in from its environment file."""
    found: dict[str, tuple[Setting, ...]] = {}
    words = list(_words(command, variables))
    position = 0
    while position < len(words):
        word, at = words[position]
        following = words[position + 1][0] if position + 1 < len(words) else ""
        position += 1
        name, sign, value = _flag(word)
        if not name:
            continue
        if name in SWITCHES:
            setting = Setting(value.lower() not in ("false", "0", "f") if sign else True, at)
        elif sign:
            setting = Setting(value, at)
        else:
            setting = Setting(following, at)
            position += 1
        found[name] = (*found.get(name, ()), setting)
    return found


def _flag(word: str) -> tuple[str, str, str]:
    if word.startswith("-H"):
        value = word[2:].removeprefix("=")
        return "hosts", value and "=", value
    if not word.startswith("--"):
        return "", "", ""
    name, sign, value = word[2:].partition("=")
    return FLAG_NAMES.get(name, name), sign, value


def _words(command: Setting, variables: Mapping[str, Setting]) -> Iterable[tuple[str, Source | None]]:
    for word in _split(str(command.value)):
        name = word.removeprefix("$").strip("{}") if word.startswith("$") else ""
        if name in variables:
            for inner in _split(str(variables[name].value)):
                yield inner, variables[name].at
        else:
            yield word, command.at


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()
