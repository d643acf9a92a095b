"""Owner and mode of the account databases and their backups."""

from __future__ import annotations

from dataclasses import dataclass

from posture.model.answer import Meta


@dataclass(frozen=True, slots=True)
class AccountFiles:
    """What stat says of the files that are there, in a fixed order."""

    files: tuple[Meta, ...]
