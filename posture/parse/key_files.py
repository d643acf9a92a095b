"""Owners and modes of the files that decide what root runs and who gets in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from posture.model.answer import Meta
from posture.model.evidence import Unavailable


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """Metadata by purpose (`cron`, `units`, ...; links followed), and what could not be looked at."""

    groups: Mapping[str, tuple[Meta, ...]] = field(default_factory=dict)
    troubles: Mapping[str, tuple[Unavailable, ...]] = field(default_factory=dict)

    def of(self, purpose: str) -> tuple[Meta, ...]:
        """The regular files and folders of a purpose."""
        return tuple(meta for meta in self.groups.get(purpose, ()) if meta.kind in ("file", "dir"))


def owner_and_mode(meta: Meta) -> str:
    """As a person reads it: `0664, owner 0:50`."""
    return f"{meta.mode:04o}, owner {meta.uid}:{meta.gid}"


def others_may_write(meta: Meta) -> bool:
    """Whether anybody but root may change it: another owner, or write rights of a group that is not root's."""
    return meta.uid != 0 or bool(meta.mode & 0o002) or bool(meta.mode & 0o020 and meta.gid != 0)
