"""os-release(5): what distribution this is."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from posture.model.answer import File
from posture.model.setting import Setting


@dataclass(frozen=True, slots=True)
class Platform:
    """The distribution's id, its version (None where it has none, as in Debian testing), and names for people."""

    id: Setting
    version: Setting
    pretty: str
    kernel: str = ""
    hostname: str = ""


def platform(file: File, kernel: str, hostname: str) -> Platform:
    """The record of an os-release file; a later assignment of a key wins, as in a shell."""
    found: dict[str, Setting] = {}
    for number, line in enumerate(file.text.splitlines(), 1):
        key, separator, raw = line.strip().partition("=")
        if separator and not key.startswith("#"):
            found[key] = Setting(_unquoted(raw), file.source(number, line.strip()))
    missing = Setting(None, file.source(), default=True)
    id_, version = found.get("ID", missing), found.get("VERSION_ID", missing)
    pretty = found.get("PRETTY_NAME", id_).value
    return Platform(id_, version, str(pretty or ""), kernel.split("\n")[0], hostname.split("\n")[0])


def _unquoted(raw: str) -> str:
    try:
        return " ".join(shlex.split(raw))
    except ValueError:
        return raw.strip("\"'")
