"""GRUB's password as its menu asks for it: who may edit an entry or open the command line.

`superusers` names the accounts that may; a `password` or `password_pbkdf2` line gives one its password. With
superusers and no password nobody may edit, but without superusers everybody may (GRUB manual, "Authentication and
authorisation"). Red Hat's menu takes the password from user.cfg, and only where that file sets GRUB2_PASSWORD.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from posture.model.answer import File, Meta
from posture.model.evidence import Source, Unavailable

_SUPERUSERS = re.compile(r"""^(?:set\s+)?superusers\s*=\s*["']?([^"']*)["']?\s*;?\s*$""")
_USER_CFG = re.compile(r"^GRUB2_PASSWORD\s*=\s*(.*)$")


@dataclass(frozen=True, slots=True)
class Menu:
    """One grub.cfg. `superusers`, `hashed` and `clear` are the lines that say so, where there are any.

    `stub` is true for a file that only leads to another (`configfile` without an entry of its own).
    """

    path: str
    superusers: Source | None = None
    hashed: Source | None = None
    clear: Source | None = None
    stub: bool = False


@dataclass(frozen=True, slots=True)
class BootLoader:
    """GRUB's menus, and the metadata of every file of its that was found; `holds_hash` names those with a password.

    `unread` says what could not be read on the EFI partition.
    """

    menus: tuple[Menu, ...] = ()
    metas: tuple[Meta, ...] = ()
    holds_hash: frozenset[str] = frozenset()
    unread: tuple[Unavailable, ...] = ()


def user_password(file: File) -> Source | None:
    """The line of user.cfg that sets a password."""
    for number, line in enumerate(file.text.splitlines(), 1):
        match = _USER_CFG.match(line.strip())
        if match and match[1].strip("\"' ") not in ("", "<empty>"):
            return file.source(number, "GRUB2_PASSWORD=...")
    return None


def menu(file: File, user: Source | None) -> Menu:
    """What one grub.cfg says, `user` being the password line of the user.cfg beside it.

    Lines inside `if ... GRUB2_PASSWORD ... fi` count only where user.cfg sets a password.
    """
    superusers = hashed = clear = None
    nested: list[bool] = []
    leads = has_entry = False
    for number, raw in enumerate(file.text.splitlines(), 1):
        line = raw.strip()
        words = line.split(None, 1)
        if not words or words[0].startswith("#"):
            continue
        if words[0] == "if":
            nested.append("GRUB2_PASSWORD" in line and user is None)
        elif words[0] == "fi" and nested:
            nested.pop()
        if any(nested):
            continue
        leads = leads or words[0] == "configfile"
        has_entry = has_entry or words[0] in ("menuentry", "submenu", "linux", "blscfg")
        match = _SUPERUSERS.match(line)
        if match:
            superusers = file.source(number, line) if match[1].strip() else None
        elif words[0] == "password_pbkdf2" and len(words) > 1:
            hashed = file.source(number, "password_pbkdf2 ...")
        elif words[0] == "password" and len(words) > 1:
            clear = file.source(number, "password ...")
    return Menu(file.path, superusers, hashed, clear, leads and not has_entry)
