"""Home folders of the people on a host, and the files in them that decide who gets in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from posture.model.answer import Meta
from posture.model.evidence import Evidence
from posture.parse.accounts import Account

TRUST = (".rhosts", ".shosts")
"""Files by which a user lets other hosts in without a password."""

RISKY = (*TRUST, ".netrc", ".forward")
KEYS = (".ssh", ".ssh/authorized_keys", ".ssh/authorized_keys2")


@dataclass(frozen=True, slots=True)
class Home:
    """What stat says of an account's home folder and of the files looked for in it, by relative name."""

    account: Account
    folder: Evidence[Meta]
    files: Mapping[str, Evidence[Meta]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Homes:
    """The homes of root and of all accounts of people. `left_out` counts accounts beyond the bound."""

    homes: tuple[Home, ...]
    left_out: int = 0
