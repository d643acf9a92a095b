"""How to reach targets: what the command line, the environment and the user's SSH files say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of all transports.

    `timeout` is seconds for one connection attempt. Host keys are always checked; `known_hosts` replaces the
    user's file. `outside` false leaves out the view from the scanner's side.
    """

    timeout: int = 15
    identity: Path | None = None
    known_hosts: Path | None = None
    ssh_config: Path | None = None
    password: str | None = None
    outside: bool = True
