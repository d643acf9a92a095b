"""Services that a super-server starts on demand: /etc/inetd.conf, and xinetd's files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from posture.model.answer import File
from posture.model.evidence import Source

BY_PORT = {
    "7": "echo", "9": "discard", "13": "daytime", "19": "chargen", "21": "ftp", "23": "telnet", "37": "time",
    "69": "tftp", "79": "finger", "512": "exec", "513": "login", "514": "shell",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class InetService:
    """An enabled service, by the name in /etc/services (a number is turned into its usual name), and its program."""

    name: str
    program: str
    at: Source


@dataclass(frozen=True, slots=True)
class Inetd:
    """All enabled services of inetd and xinetd."""

    services: tuple[InetService, ...] = ()

    def named(self, *names: str) -> tuple[InetService, ...]:
        """Those under one of these names, or started by a program that has one of them in its own."""
        return tuple(
            one
            for one in self.services
            if one.name in names or any(one.program.rsplit("/", 1)[-1] in (f"in.{n}d", f"{n}d") for n in names)
        )


def from_inetd(file: File) -> Iterator[InetService]:
    """`telnet stream tcp nowait root /usr/sbin/tcpd /usr/sbin/in.telnetd`: behind a wrapper the wrapped program."""
    for number, line in enumerate(file.text.splitlines(), 1):
        words = line.split()
        if len(words) < 6 or words[0].startswith("#") or words[1] not in ("stream", "dgram", "raw", "seqpacket"):
            continue
        name = words[0].rpartition(":")[2].partition("/")[0]
        program = words[6] if words[5].endswith("/tcpd") and len(words) > 6 else words[5]
        yield InetService(BY_PORT.get(name, name), program, file.source(number, line.strip()[:200]))


def from_xinetd(main: File, others: Iterable[File]) -> Iterator[InetService]:
    """Services that are not disabled, neither in their own block nor by the defaults in the main file."""
    blocks = [block for file in (main, *others) for block in _blocks(file)]
    defaults = [settings for kind, _, settings, _ in blocks if kind == "defaults"]
    disabled = {name for settings in defaults for name in settings.get("disabled", "").split()}
    enabled = {name for settings in defaults for name in settings.get("enabled", "").split()}
    for kind, name, settings, at in blocks:
        ids = {name, settings.get("id", name)}
        off = settings.get("disable", "no").lower() == "yes" or ids & disabled or (enabled and not ids & enabled)
        if kind == "service" and not off:
            usual = BY_PORT.get(settings.get("port", ""), name)
            yield InetService(usual, settings.get("server", ""), at)


def _blocks(file: File) -> Iterator[tuple[str, str, dict[str, str], Source]]:
    """(`service` or `defaults`, name, settings, place); `+=` adds to a setting."""
    head: tuple[str, str, Source] | None = None
    settings: dict[str, str] = {}
    for number, raw in enumerate(file.text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        words = line.replace("{", " { ").split()
        if words[0] in ("service", "defaults"):
            name = words[1] if words[0] == "service" and len(words) > 1 else ""
            head, settings = (words[0], name, file.source(number, line[:200])), {}
        elif line.startswith("}") and head is not None:
            yield head[0], head[1], settings, head[2]
            head = None
        elif head is not None:
            key, _, value = line.partition("=")
            adds = key.rstrip().endswith("+")
            key = key.strip().rstrip("+-").strip()
            settings[key] = f"{settings.get(key, '')} {value.strip()}".strip() if adds else value.strip()
