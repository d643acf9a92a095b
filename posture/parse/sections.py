"""Files of `[section]` and `name = value` lines in which names ignore case and blanks: smb.conf, rsyncd.conf."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from posture.model.answer import File
from posture.model.evidence import Source
from posture.model.setting import Setting

GLOBAL = "global"
YES = frozenset({"yes", "true", "1", "on"})
NO = frozenset({"no", "false", "0", "off"})


@dataclass(frozen=True, slots=True)
class Line:
    """One assignment: section and name in lower case without blanks, the value as written."""

    section: str
    name: str
    value: str
    at: Source


def assignments(file: File, section: str = GLOBAL) -> Iterator[Line]:
    """The assignments in order; `section` is where the file begins. A section without any yields an empty name."""
    for number, text in _joined(file.text):
        if text.startswith("[") and "]" in text:
            section = text[1:].partition("]")[0].strip()
            section = GLOBAL if section.lower() == GLOBAL else section
            yield Line(section, "", "", file.source(number, text[:200]))
            continue
        name, sign, value = text.partition("=")
        if sign:
            yield Line(section, plain(name), value.strip(), file.source(number, text[:200]))


def plain(name: str) -> str:
    """`Guest OK` and `guestok` are one name."""
    return "".join(name.lower().split())


def boolean(line: Line) -> Setting | None:
    """A yes or no; None for anything else."""
    word = line.value.lower()
    return Setting(word in YES, line.at) if word in YES or word in NO else None


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Lines that say something; a backslash at the end of one goes on with the next."""
    held: list[str] = []
    start = 1
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        start = start if held else number
        if not held and (not line or line[0] in "#;"):
            continue
        if line.endswith("\\"):
            held.append(line[:-1].rstrip())
            continue
        yield start, " ".join((*held, line)).strip()
        held = []
    if held:
        yield start, " ".join(held).strip()
