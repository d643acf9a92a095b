"""What Ctrl-Alt-Del does on the console."""

from __future__ import annotations

from dataclasses import dataclass

from posture.model.answer import File
from posture.model.evidence import Source
from posture.model.setting import Setting
from posture.parse.console_command import program


@dataclass(frozen=True, slots=True)
class RebootKeys:
    """`once`: what the keys do (`nothing`, or what they start); `often`: systemd's CtrlAltDelBurstAction, None
    where systemd is not there."""

    once: Setting
    often: Setting | None = None


def inittab(file: File) -> Setting:
    """The `ctrlaltdel` entry of inittab; without one, SysV init does nothing."""
    for number, line in enumerate(file.text.splitlines(), 1):
        fields = line.strip().split(":", 3)
        if len(fields) == 4 and not line.lstrip().startswith("#") and fields[2] == "ctrlaltdel":
            at = file.source(number, line.strip())
            harmless = program(fields[3]) in ("", "true", "false", "echo", "logger")
            return Setting("nothing" if harmless else fields[3].strip(), at)
    return Setting("nothing", Source(file.path, excerpt="no ctrlaltdel entry"))
