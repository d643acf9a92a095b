"""The servers of an nginx configuration, and which directive is in force in them."""

from __future__ import annotations

from dataclasses import dataclass

from posture.model.setting import Setting, Value
from posture.parse.nginx_tree import Scope

LOOPBACK = ("127.", "localhost", "[::1]", "unix:")
UNREAD = "a file included here could not be read"


@dataclass(frozen=True, slots=True)
class Listen:
    """One `listen`: the address and port as one word, and whether it carries TLS by itself."""

    socket: str
    tls: bool

    @property
    def is_local(self) -> bool:
        """Whether only this host can reach it."""
        return self.socket.startswith(LOOPBACK)


@dataclass(frozen=True, slots=True)
class Server:
    """One `server` block of the http part. `clear` are the sockets on which other hosts reach it without TLS."""

    subject: str
    scope: Scope
    tls: bool
    clear: tuple[str, ...] = ()

    def within(self, scope: Scope) -> str:
        """The name of a block inside it."""
        around = reversed(tuple(scope.chain()))
        path = " ".join(" ".join(one.args) for one in around if one.name in ("location", "if"))
        return f"{self.subject} {path}"


def servers_of(main: Scope) -> tuple[Server, ...]:
    """The servers in the order of the files. A socket that carries TLS for one server does so for all on it."""
    found = [scope for scope in main.within() if scope.name == "server" and scope.outer and scope.outer.name == "http"]
    heard = [tuple(_listen(one.args) for one in scope.own.get("listen", ())) for scope in found]
    secure = {one.socket for listens in heard for one in listens if one.tls}
    return tuple(
        _server(scope, listens or (Listen("*:80", False),), secure) for scope, listens in zip(found, heard, strict=True)
    )


def _server(scope: Scope, listens: tuple[Listen, ...], secure: set[str]) -> Server:
    names = scope.last("server_name")
    name = next((word for word in names.args if word), "_") if names else "_"
    subject = f"{name} on {' '.join(dict.fromkeys(one.socket for one in listens))}"
    switch = next((found for one in scope.chain() if (found := one.last("ssl")) is not None), None)
    if switch is not None and switch.args == ("on",):
        return Server(subject, scope, True)
    clear = tuple(one.socket for one in listens if one.socket not in secure and not one.is_local)
    return Server(subject, scope, any(one.socket in secure for one in listens), clear)


def _listen(args: tuple[str, ...]) -> Listen:
    address = args[0] if args else "80"
    if address.isdecimal():
        address = f"*:{address}"
    elif not address.startswith("unix:") and ":" not in address.rsplit("]", 1)[-1]:
        address = f"{address}:80"
    return Listen(address, "ssl" in args[1:] or "quic" in args[1:])


def effective(scope: Scope, name: str, default: Value, subject: str) -> Setting:
    """What holds in a block: the innermost directive wins. Undecided where an unread file stands in between."""
    for one in scope.chain():
        found = one.last(name)
        if found is not None:
            value: Value = found.args[0] if len(found.args) == 1 else found.args
            return Setting(value, found.at, subject=subject)
        if one.missing:
            return Setting(None, one.missing[0], subject=subject, undecided=UNREAD)
    return Setting(default, scope.at, default=True, subject=subject)


def everywhere(servers: tuple[Server, ...], name: str, default: Value) -> tuple[Setting, ...]:
    """For each server, and for each block within that sets it for itself or may do so in an unread file."""
    found = []
    for server in servers:
        found.append(effective(server.scope, name, default, server.subject))
        for scope in server.scope.within():
            if scope.last(name) is not None or scope.missing:
                found.append(effective(scope, name, default, server.within(scope)))
    return tuple(found) or (Setting(None, moot="no server is configured"),)
