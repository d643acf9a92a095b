"""nginx: its servers and the settings in force in each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from posture.model.answer import File, Meta
from posture.model.evidence import Evidence, Source
from posture.model.setting import Setting
from posture.parse.nginx_replies import framing, headers, hsts, plain_http
from posture.parse.nginx_servers import Server, effective, everywhere, servers_of
from posture.parse.nginx_tls import key_access, tls_versions, weak_ciphers
from posture.parse.nginx_tree import Scope

SHOWN = 20
"""Lines that are named where something could not be read; one is enough to leave a question open."""


@dataclass(frozen=True, slots=True)
class Nginx:
    """The configuration of nginx. `version` is that of the package, where the package manager says it.

    `keys` is what stat says of the private keys, by path.
    """

    main: Scope = field(default_factory=lambda: Scope("main"))
    files: tuple[File, ...] = ()
    version: tuple[int, ...] | None = None
    keys: Mapping[str, Evidence[Meta]] = field(default_factory=dict)

    @property
    def servers(self) -> tuple[Server, ...]:
        """The servers of the http part in the order of the files."""
        return servers_of(self.main)

    @property
    def unread(self) -> tuple[Source, ...]:
        """Includes and files that could not be read where a server might stand in them."""
        scopes = (self.main, *self.main.within())
        found = (at for scope in scopes if scope.name in ("main", "http") for at in scope.missing)
        return tuple(dict.fromkeys(found))[:SHOWN]

    def settings(self, name: str) -> tuple[Setting, ...]:
        """The settings of a name, one for each server (or location) they hold for.

        Names are those of `_ASKED`. Raises KeyError for any other: a card that asks for it is mistaken.
        """
        found = _ASKED[name](self)
        unread = () if name == "worker_user" else self.unread
        if unread and all(one.moot for one in found):
            found = ()
        why = "what this line brings in could not be read"
        return (*found, *(Setting(None, at, subject=str(at), undecided=why) for at in unread))


_ASKED: Mapping[str, Callable[[Nginx], tuple[Setting, ...]]] = {
    "tls_versions": lambda nginx: tls_versions(nginx.servers, nginx.version),
    "weak_ciphers": lambda nginx: weak_ciphers(nginx.servers),
    "key_access": lambda nginx: key_access(nginx.main, nginx.keys),
    "plain_http": lambda nginx: plain_http(nginx.servers),
    "hsts": lambda nginx: hsts(nginx.servers),
    "nosniff": lambda nginx: headers(nginx.servers, "x-content-type-options"),
    "framing": lambda nginx: framing(nginx.servers),
    "server_tokens": lambda nginx: everywhere(nginx.servers, "server_tokens", "on"),
    "autoindex": lambda nginx: everywhere(nginx.servers, "autoindex", "off"),
    # without `user` nginx takes the account it was built for, never root
    "worker_user": lambda nginx: (effective(nginx.main, "user", "built-in", ""),),
}
