"""Files of plain `KEY=value` lines: os-release, /etc/default/*, /etc/selinux/config, auditd.conf and their like."""

from __future__ import annotations

from posture.model.answer import File
from posture.model.setting import Setting


def assignments(file: File) -> dict[str, Setting]:
    """The last value of each key, quotes taken off. Lines that start with # or ; and lines without = say nothing."""
    result: dict[str, Setting] = {}
    for number, line in enumerate(file.text.split("\n"), 1):
        text = line.strip()
        if not text or text[0] in "#;" or "=" not in text:
            continue
        key, _, value = text.removeprefix("export ").partition("=")
        result[key.strip()] = Setting(unquoted(value.strip()), file.source(number, text))
    return result


def unquoted(value: str) -> str:
    """The value a shell would see, for the simple cases: one pair of quotes, or a word before a comment."""
    if value[:1] in ("'", '"'):
        end = value.find(value[0], 1)
        return value[1:end] if end > 0 else value[1:]
    return value.partition(" #")[0].rstrip()
