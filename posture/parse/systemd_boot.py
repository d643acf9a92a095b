"""systemd-boot's loader.conf(5): whether its menu offers the editor."""

from __future__ import annotations

from dataclasses import dataclass

from posture.model.answer import File
from posture.model.setting import Setting

TRUE = frozenset(("1", "yes", "y", "true", "t", "on"))
FALSE = frozenset(("0", "no", "n", "false", "f", "off"))


@dataclass(frozen=True, slots=True)
class SystemdBoot:
    """For each loader.conf, whether the editor is on; `subject` is the file."""

    editors: tuple[Setting, ...] = ()


def editor(file: File) -> Setting:
    """The last valid `editor` line counts; without one the editor is on."""
    found = Setting(True, file.source(), default=True, subject=file.path)
    for number, line in enumerate(file.text.splitlines(), 1):
        words = line.split()
        if len(words) == 2 and words[0] == "editor" and words[1].lower() in TRUE | FALSE:
            found = Setting(words[1].lower() in TRUE, file.source(number, line.strip()), subject=file.path)
    return found
