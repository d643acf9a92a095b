"""/etc/login.defs and /etc/default/useradd: what new accounts get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from posture.model.answer import File
from posture.model.setting import Setting
from posture.parse.assignments import assignments

DEFAULTS: Mapping[str, int | str] = {
    "PASS_MAX_DAYS": -1,
    "PASS_MIN_DAYS": -1,
    "PASS_WARN_AGE": -1,
    "UID_MIN": 1000,
    "SYS_UID_MAX": 999,
    "UMASK": "022",
    "USERGROUPS_ENAB": "no",
    "ENCRYPT_METHOD": "DES",
    "INACTIVE": -1,
}
"""What the shadow tools take where a line is missing."""


@dataclass(frozen=True, slots=True)
class LoginDefs:
    """Settings by name, those of useradd among them (INACTIVE). Numbers are numbers, UMASK stays octal text."""

    values: Mapping[str, Setting] = field(default_factory=dict)

    def settings(self, name: str) -> tuple[Setting, ...]:
        """The setting, or its default. Raises KeyError for a name that is not judged."""
        return (self.values.get(name, Setting(DEFAULTS[name], default=True)),)

    def number(self, name: str) -> int:
        """A whole number; the default where the file holds no number."""
        value = self.settings(name)[0].value
        default = DEFAULTS[name]
        return value if isinstance(value, int) else default if isinstance(default, int) else 0


def parse_login_defs(login_defs: File | None, useradd: File | None) -> LoginDefs:
    """A name, white space, a value; quotes fall away; the last line of a name wins."""
    values: dict[str, Setting] = {}
    for number, line in enumerate(login_defs.text.split("\n") if login_defs else (), 1):
        text = line.strip()
        if not text or text.startswith("#") or login_defs is None:
            continue
        name, _, rest = text.replace("\t", " ").partition(" ")
        value = rest.strip(' "\t').partition('"')[0]
        values[name] = Setting(_typed(name, value), login_defs.source(number, text))
    inactive = assignments(useradd).get("INACTIVE") if useradd else None
    if inactive is not None:
        values["INACTIVE"] = Setting(_typed("INACTIVE", str(inactive.value)), inactive.at)
    return LoginDefs(values)


def _typed(name: str, value: str) -> int | str:
    """A number where the tools read one: decimal, or octal and hexadecimal with their prefix."""
    if not isinstance(DEFAULTS.get(name), int):
        return value
    digits = value.removeprefix("-")
    if not digits.isascii() or not digits.isalnum() or len(digits) > 12:
        return value
    octal = digits.startswith("0") and digits.isdecimal() and len(digits) > 1
    try:
        size = int(digits, 8 if octal else 0)
    except ValueError:
        return value
    return -size if value.startswith("-") else size
