"""How an asset is reached."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from posture.errors import UsageError


class Scheme(StrEnum):
    """The kinds of target."""

    LOCAL = "local"
    SSH = "ssh"
    ROOTFS = "rootfs"
    CONFIG = "config"
    BUNDLE = "bundle"


_SSH = re.compile(r"(?:(?P<user>[^@\s]+)@)?(?P<host>\[[0-9A-Fa-f:.%\w]+\]|[^@:\s\[\]]+)(?::(?P<port>\d{1,5}))?/?")


@dataclass(frozen=True, slots=True)
class Target:
    """An address of the form `local:`, `ssh://user@host:port`, `rootfs:DIR`, `config:PATH` or `bundle:FILE`."""

    scheme: Scheme
    path: str = ""
    user: str = ""
    host: str = ""
    port: int | None = None

    @classmethod
    def parse(cls, text: str) -> Target:
        """Read an address; a bare `user@host` or `host:port` means ssh. Raises UsageError with the known forms."""
        if text in ("local", "local:", "local://", "localhost:"):
            return cls(Scheme.LOCAL)
        for scheme in (Scheme.ROOTFS, Scheme.CONFIG, Scheme.BUNDLE):
            prefix = f"{scheme}:"
            if text.startswith(prefix):
                path = text[len(prefix) :].removeprefix("//")
                if not path:
                    raise UsageError(f"{text!r} names no path: write {prefix}PATH")
                return cls(scheme, path=path)
        return cls._parse_ssh(text)

    @classmethod
    def _parse_ssh(cls, text: str) -> Target:
        explicit = text.startswith("ssh://")
        rest = text.removeprefix("ssh://")
        match = _SSH.fullmatch(rest)
        if match is None or (not explicit and "@" not in rest and ":" not in rest and "." not in rest):
            raise UsageError(
                f"{text!r} is no target: expected local:, ssh://[user@]host[:port], "
                "rootfs:DIR, config:PATH or bundle:FILE"
            )
        user = match["user"] or ""
        if ":" in user:
            raise UsageError("a password does not belong in an address: use an agent, a key, or the prompt")
        host, port = match["host"].strip("[]"), int(match["port"]) if match["port"] else None
        if host.startswith("-") or user.startswith("-"):
            raise UsageError(f"{text!r}: a host or user name cannot begin with '-'")
        if port is not None and not 0 < port < 65536:
            raise UsageError(f"{text!r}: the port must be between 1 and 65535")
        return cls(Scheme.SSH, user=user, host=host, port=port)

    def __str__(self) -> str:
        if self.scheme is Scheme.LOCAL:
            return "local:"
        if self.scheme is not Scheme.SSH:
            return f"{self.scheme}:{self.path}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"ssh://{self.user + '@' if self.user else ''}{host}{f':{self.port}' if self.port else ''}"
