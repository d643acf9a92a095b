"""Readings of the machine's own sensors, as the kernel's hwmon interface gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from posture.model.answer import File
from posture.model.evidence import Source, Unavailable

HIGHEST = 200_000
"""Thousandths of a degree: a bound above this (some chips report 65261.8 or 127.5 in millions) bounds nothing."""


@dataclass(frozen=True, slots=True)
class Temperature:
    """One sensor in thousandths of a degree Celsius; `critical` is None where the chip names no bound."""

    name: str
    now: int | None
    critical: int | None
    at: Source
    faulty: bool = False


@dataclass(frozen=True, slots=True)
class Sensors:
    """Temperatures, and by path the alarms of switches that notice when the case is opened (None: no valid answer).

    `unread` are files of temperatures that gave no answer, `untold` those of switches.
    """

    temperatures: tuple[Temperature, ...] = ()
    intrusion: Mapping[str, bool | None] = field(default_factory=dict)
    unread: tuple[Unavailable, ...] = ()
    untold: tuple[Unavailable, ...] = ()


def temperatures(files: Iterable[File]) -> tuple[Temperature, ...]:
    """The sensors among the files of hwmon folders: `tempN_input` with its `_crit`, `_fault` and the chip's name.

    Below -40 degrees, or above 200, no machine runs: such a reading comes from a sensor that is not connected.
    """
    texts = {file.path: file for file in files}
    found = []
    for path, file in sorted(texts.items()):
        folder, _, base = path.rpartition("/")
        if not base.endswith("_input"):
            continue
        stem = base.removesuffix("_input")
        chip = texts.get(f"{folder}/name")
        critical = _number(texts.get(f"{folder}/{stem}_crit"))
        now = _number(file)
        found.append(
            Temperature(
                f"{chip.text.strip()[:40] if chip else folder.rsplit('/', 1)[-1]} {stem}",
                now,
                critical if critical is not None and 0 < critical < HIGHEST else None,
                file.source(1, file.text.strip()),
                faulty=_number(texts.get(f"{folder}/{stem}_fault")) == 1
                or (now is not None and not -40_000 < now < HIGHEST),
            )
        )
    return tuple(found)


def alarm(file: File) -> bool | None:
    """Whether the case was opened since the alarm was last cleared."""
    return {"0": False, "1": True}.get(file.text.strip())


def _number(file: File | None) -> int | None:
    text = file.text.strip() if file is not None else ""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) < 12 else None
