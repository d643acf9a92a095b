"""Files of `name = value` or bare `name` lines as the PAM modules read them: pwquality.conf, faillock.conf.

A `#` anywhere ends the line. White space or one `=` ends the name.
"""

from __future__ import annotations

from collections.abc import Iterator

from posture.model.answer import File
from posture.model.setting import Setting


def option_lines(file: File) -> Iterator[tuple[str, Setting]]:
    """Every option with its value in order; the value of a bare name is an empty text."""
    for number, line in enumerate(file.text.split("\n"), 1):
        text = line.split("#", 1)[0].strip()
        if not text:
            continue
        end = next((i for i, char in enumerate(text) if char.isspace() or char == "="), len(text))
        value = text[end:].lstrip()
        value = value[1:].lstrip() if value.startswith("=") else value
        yield text[:end], Setting(value, file.source(number, line.strip()))


def leading_number(text: str) -> int | None:
    """The digits a text begins with, as sscanf reads an unsigned number; None without any."""
    digits = text.strip()[:12]
    end = next((i for i, char in enumerate(digits) if not ("0" <= char <= "9")), len(digits))
    return int(digits[:end]) if end else None
