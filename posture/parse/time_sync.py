"""Time servers of chrony, ntpd and systemd-timesyncd."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from posture.model.answer import File
from posture.model.setting import Setting

LOCAL_CLOCK = "127.127.1."
"""ntpd's name for the undisciplined clock of the host itself: no source of time."""


@dataclass(frozen=True, slots=True)
class TimeSync:
    """Servers (or reference clocks) by daemon name: `chronyd`, `ntpd`, `timesyncd`.

    `fallback` says that timesyncd has none set and takes the distribution's. `in_step` is what the running
    system says of itself, with the words it used; None where it could not be asked.
    """

    servers: dict[str, tuple[Setting, ...]]
    fallback: bool = False
    in_step: Setting | None = None


def servers(file: File) -> Iterator[Setting]:
    """The sources of chrony.conf or ntp.conf: `server`, `pool`, `peer`, and hardware clocks (`refclock`)."""
    for number, line in enumerate(file.text.split("\n"), 1):
        words = line.strip().split()
        if len(words) < 2 or words[0][0] in "#!;%":
            continue
        if words[0].lower() in ("server", "pool", "peer", "refclock") and not words[1].startswith(LOCAL_CLOCK):
            yield Setting(
                " ".join(words[1:3] if words[0].lower() == "refclock" else words[1:2]),
                file.source(number, line.strip()),
            )


def folders(file: File) -> tuple[str, ...]:
    """Globs of further chrony files: `confdir`, `sourcedir`, `include`."""
    found: list[str] = []
    for line in file.text.split("\n"):
        words = line.split()
        if len(words) > 1 and words[0] in ("confdir", "sourcedir"):
            suffix = "conf" if words[0] == "confdir" else "sources"
            found += [f"{path.rstrip('/')}/*.{suffix}" for path in words[1:]]
        elif len(words) > 1 and words[0] == "include":
            found.append(words[1])
    return tuple(found)
