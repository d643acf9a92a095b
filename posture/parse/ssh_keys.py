"""The private host keys of an SSH server, looked at without reading them."""

from __future__ import annotations

from dataclasses import dataclass

from posture.model.answer import Meta


@dataclass(frozen=True, slots=True)
class SshHostKeys:
    """What stat says of each private host key."""

    files: tuple[Meta, ...]
