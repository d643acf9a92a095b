"""nginx: its servers and the settings in force in each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from posture.model.answer import File, Meta
from posture.model.evidence import Absent, Evidence, Observed, Source
from posture.model.setting import Setting, Value
from posture.parse.nginx_syntax import Directive
from posture.parse.nginx_tree import PREFIX, Scope

WEAK = (
    "RC4",
    "DES",
    "3DES",
    "MD5",
    "NULL",
    "ANULL",
    "ENULL",
    "EXP",
    "EXPORT",
    "LOW",
    "ADH",
    "AECDH",
    "ALL",
    "IDEA",
    "SEED",
)
"""Names in a cipher list that bring in ciphers without encryption, without authentication, or long broken."""
PASSES = ("proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass")
LOOPBACK = ("127.", "localhost", "[::1]", "unix:")
NO_TLS = "no server here speaks TLS"
NO_SERVER = "no server is configured"


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
    """One `server` block of the http part."""

    subject: str
    scope: Scope
    listens: tuple[Listen, ...]
    tls: bool


@dataclass(frozen=True, slots=True)
class Nginx:
    """The configuration of nginx. `version` is that of the package, where the package manager says it."""

    main: Scope = field(default_factory=lambda: Scope("main"))
    files: tuple[File, ...] = ()
    version: tuple[int, ...] | None = None
    keys: Mapping[str, Evidence[Meta]] = field(default_factory=dict)
    """What stat says of the private keys, by path."""

    @property
    def servers(self) -> tuple[Server, ...]:
        """The servers in the order of the files."""
        found = [scope for scope in self.main.within() if scope.name == "server" and _in_http(scope)]
        heard = [tuple(_listen(one.args) for one in scope.own.get("listen", ())) for scope in found]
        secure = {one.socket for listens in heard for one in listens if one.tls}
        servers = []
        for scope, listens in zip(found, heard, strict=True):
            own = listens or (Listen("*:80", False),)
            on = scope.last("ssl")
            tls = any(one.tls or one.socket in secure for one in own) or (on is not None and on.args == ("on",))
            servers.append(Server(_subject(scope, own), scope, own, tls))
        return tuple(servers)

    @property
    def unread(self) -> tuple[Source, ...]:
        """Includes and files that could not be read where a server might stand in them."""
        scopes = (self.main, *self.main.within())
        found = (at for scope in scopes if scope.name in ("main", "http") for at in scope.missing)
        return tuple(dict.fromkeys(found))

    def settings(self, name: str) -> tuple[Setting, ...]:
        """The settings of a name, one for each server (or location) they hold for.

        Names are those of `_ASKED`. Raises KeyError for any other: a card that asks for it is mistaken.
        """
        found = _ASKED[name](self)
        blind = tuple(
            Setting(None, at, subject=str(at), undecided="what this line brings in could not be read")
            for at in self.unread
        )
        return found if name == "worker_user" else (*found, *blind)


def _in_http(scope: Scope) -> bool:
    return scope.outer is not None and scope.outer.name == "http"


def _listen(args: tuple[str, ...]) -> Listen:
    address = args[0] if args else "80"
    if address.isdecimal():
        address = f"*:{address}"
    elif not address.startswith("unix:") and ":" not in address.rsplit("]", 1)[-1]:
        address = f"{address}:80"
    return Listen(address, "ssl" in args[1:] or "quic" in args[1:])


def _subject(scope: Scope, listens: tuple[Listen, ...]) -> str:
    names = scope.last("server_name")
    name = next((word for word in names.args if word), "_") if names else "_"
    return f"{name} on {' '.join(dict.fromkeys(one.socket for one in listens))}"


def effective(scope: Scope, name: str, default: Value, subject: str) -> Setting:
    """What holds in a block: the innermost directive wins. Undecided where an unread file stands in between."""
    for one in scope.chain():
        found = one.last(name)
        if found is not None:
            value: Value = found.args[0] if len(found.args) == 1 else found.args
            return Setting(value, found.at, subject=subject)
        if one.missing:
            return Setting(None, one.missing[0], subject=subject, undecided="a file included here could not be read")
    return Setting(default, scope.at, default=True, subject=subject)


def _each(nginx: Nginx, name: str, default: Value) -> tuple[Setting, ...]:
    """For each server, and for each block within that sets it for itself."""
    found = []
    for server in nginx.servers:
        found.append(effective(server.scope, name, default, server.subject))
        for scope in server.scope.within():
            if scope.last(name) is not None or scope.missing:
                found.append(effective(scope, name, default, _within(server, scope)))
    return tuple(found) or (Setting(None, moot=NO_SERVER),)


def _within(server: Server, scope: Scope) -> str:
    path = " ".join(" ".join(one.args) for one in reversed(tuple(scope.chain())) if one.name in ("location", "if"))
    return f"{server.subject} {path}"


def _tls(nginx: Nginx, name: str, default: Value) -> tuple[Setting, ...]:
    found = (effective(server.scope, name, default, server.subject) for server in nginx.servers if server.tls)
    return tuple(found) or (Setting(None, moot=NO_TLS),)


def _tls_versions(nginx: Nginx) -> tuple[Setting, ...]:
    """The default is nginx's: until 1.27.3 it offers TLSv1 and TLSv1.1, from 1.23.4 also TLSv1.3 (its changelog)."""
    version = nginx.version
    default: Value = None
    if version is not None:
        default = ("TLSv1.2", "TLSv1.3") if version >= (1, 27, 3) else ("TLSv1", "TLSv1.1", "TLSv1.2")
    found = _tls(nginx, "ssl_protocols", default)
    why = "no file sets ssl_protocols, and the default of this version is not known"
    return tuple(
        Setting(None, one.at, subject=one.subject, undecided=why) if one.default and one.value is None else one
        for one in found
    )


def _weak_ciphers(nginx: Nginx) -> tuple[Setting, ...]:
    """The names in each cipher list that let weak ciphers in; nginx's default is HIGH:!aNULL:!MD5."""
    return tuple(
        one if one.moot or one.undecided else Setting(weak_names(str(one.value)), one.at, one.default, one.subject)
        for one in _tls(nginx, "ssl_ciphers", "HIGH:!aNULL:!MD5")
    )


def weak_names(ciphers: str) -> tuple[str, ...]:
    """Names of an OpenSSL cipher list that add weak ciphers and are not excluded again by `!NAME`."""
    words = [word for word in ciphers.replace(",", ":").replace(" ", ":").split(":") if word]
    never = {word[1:].upper() for word in words if word[0] == "!"}
    found = []
    for word in words:
        if word[0] in "!-@":
            continue
        parts = word.lstrip("+").upper().replace("+", "-").split("-")
        if any(part in WEAK for part in parts) and not never & set(parts) and _lets_in(parts, never):
            found.append(word)
    return tuple(dict.fromkeys(found))


def _lets_in(parts: list[str], never: set[str]) -> bool:
    """ALL is harmless once what it brings is excluded: anonymous ciphers; OpenSSL leaves the others out itself."""
    return parts != ["ALL"] or not never & {"ANULL", "ADH"}


def _plain_http(nginx: Nginx) -> tuple[Setting, ...]:
    found = []
    secure = {one.socket for server in nginx.servers for one in server.listens if one.tls}
    for server in nginx.servers:
        on = server.scope.last("ssl")
        plain = [one for one in server.listens if one.socket not in secure and not one.is_local]
        if plain and not (on is not None and on.args == ("on",)):
            found.append(_answer_in_clear(server))
    return tuple(found) or (Setting(None, moot="no server answers without TLS from other hosts"),)


def _answer_in_clear(server: Server) -> Setting:
    scope = server.scope
    at = scope.at
    if scope.last("return") or any(_redirects(one) for one in scope.inner if one.name == "if" and _on_scheme(one)):
        return Setting("redirects or refuses", at, subject=server.subject)
    if any(_to_https(one.args) for one in scope.own.get("rewrite", ())):
        return Setting("redirects or refuses", at, subject=server.subject)
    locations = [one for one in scope.inner if one.name == "location"]
    if scope.missing:
        return Setting(None, at, subject=server.subject, undecided="a file included here could not be read")
    serving = [one for one in locations if not _redirects(one) and "acme-challenge" not in " ".join(one.args)]
    if not serving and any(one.args in (("/",), ("^~", "/")) for one in locations):
        return Setting("redirects or refuses", at, subject=server.subject)
    return Setting("serves content", at, subject=server.subject)


def _on_scheme(scope: Scope) -> bool:
    return any(word.lstrip("(").startswith(("$scheme", "$https", "$server_port")) for word in scope.args)


def _redirects(scope: Scope) -> bool:
    return bool(scope.last("return")) or any(_to_https(one.args) for one in scope.own.get("rewrite", ()))


def _to_https(args: tuple[str, ...]) -> bool:
    return (
        len(args) > 1
        and args[0] in ("^", ".*", "^(.*)$", "^(.*)", "^/(.*)$", "^/(.*)", "(.*)")
        and args[1].startswith("https://")
    )


def _worker_user(nginx: Nginx) -> tuple[Setting, ...]:
    """The account of the workers; without `user` it is the one nginx was built for, never root."""
    return (effective(nginx.main, "user", "built-in", ""),)


def _headers(nginx: Nginx, name: str) -> tuple[Setting, ...]:
    """What each server and location adds for a header; `add_header` is inherited only where a block has none."""
    found = []
    tls_only = name == "strict-transport-security"
    for server in nginx.servers:
        if (
            (tls_only and not server.tls)
            or server.scope.last("return")
            or (not server.tls and _answer_in_clear(server).value == "redirects or refuses")
        ):
            continue
        found.append(_header(server.scope, name, server.subject))
        for scope in server.scope.within():
            if "add_header" in scope.own and scope.name in ("location", "if") and not scope.last("return"):
                found.append(_header(scope, name, _within(server, scope)))
    return tuple(found) or (Setting(None, moot=NO_TLS if tls_only else "no server serves content"),)


def _header(scope: Scope, name: str, subject: str) -> Setting:
    for one in scope.chain():
        added = one.own.get("add_header", [])
        match = [each for each in added if each.args and each.args[0].lower() == name and len(each.args) > 1]
        if match:
            return Setting(match[-1].args[1], match[-1].at, subject=subject)
        if one.missing:
            return Setting(None, one.missing[0], subject=subject, undecided="a file included here could not be read")
        if added:
            return _not_added(scope, added[0].at, subject)
    return _not_added(scope, scope.at, subject)


def _not_added(scope: Scope, at: Source | None, subject: str) -> Setting:
    if any(one.last(word) for one in (scope, *scope.within()) for word in PASSES):
        return Setting(None, at, subject=subject, undecided="nginx does not add it; the application behind may")
    return Setting("", at, subject=subject)


def _framing(nginx: Nginx) -> tuple[Setting, ...]:
    """`X-Frame-Options`, or the frame-ancestors of a content security policy, whichever is there."""
    pairs = zip(_headers(nginx, "x-frame-options"), _headers(nginx, "content-security-policy"), strict=True)
    return tuple(csp if "frame-ancestors" in str(csp.value) else frame for frame, csp in pairs)


def _hsts(nginx: Nginx) -> tuple[Setting, ...]:
    """The max-age in seconds, 0 where the header is not sent."""
    return tuple(
        one if one.moot or one.undecided else Setting(max_age(str(one.value)), one.at, subject=one.subject)
        for one in _headers(nginx, "strict-transport-security")
    )


def max_age(header: str) -> int:
    """The seconds of a Strict-Transport-Security header; 0 without any."""
    for part in header.split(";"):
        key, _, value = part.partition("=")
        digits = value.strip().strip('"')
        if key.strip().lower() == "max-age" and digits.isascii() and digits.isdecimal() and len(digits) < 13:
            return int(digits)
    return 0


def key_directives(main: Scope) -> tuple[Directive, ...]:
    """Every ssl_certificate_key that names a file, wherever it stands."""
    scopes = (main, *main.within())
    found = (one for scope in scopes for one in scope.own.get("ssl_certificate_key", ()))
    return tuple(one for one in found if len(one.args) == 1 and is_path(one.args[0]))


def is_path(word: str) -> bool:
    """Whether a word names a file rather than a variable, data or a key in an engine."""
    return bool(word) and "$" not in word and not word.startswith(("data:", "engine:", "store:"))


def absolute(path: str) -> str:
    """nginx reads a relative certificate or key below the folder of its configuration."""
    return path if path.startswith("/") else f"{PREFIX}/{path}"


def _key_access(nginx: Nginx) -> tuple[Setting, ...]:
    """For each private key, who may read or write it that should not."""
    found = []
    for directive in key_directives(nginx.main):
        path = absolute(directive.args[0])
        meta = nginx.keys.get(path, Absent())
        if isinstance(meta, Observed):
            found.append(Setting(too_open(meta.value), directive.at, subject=path))
        elif isinstance(meta, Absent):
            found.append(Setting(None, directive.at, subject=path, undecided="the file is not there"))
        else:
            found.append(Setting(None, directive.at, subject=path, undecided=meta.detail or meta.reason))
    return tuple(found) or (Setting(None, moot=NO_TLS),)


def too_open(meta: Meta) -> tuple[str, ...]:
    """What the mode of a secret file gives to others, and writing to the group."""
    doubts = ((0o004, "others may read"), (0o002, "others may write"), (0o020, "the group may write"))
    return tuple(words for bit, words in doubts if meta.mode & bit)


_ASKED: Mapping[str, Callable[[Nginx], tuple[Setting, ...]]] = {
    "tls_versions": _tls_versions,
    "weak_ciphers": _weak_ciphers,
    "plain_http": _plain_http,
    "server_tokens": lambda nginx: _each(nginx, "server_tokens", "on"),
    "autoindex": lambda nginx: _each(nginx, "autoindex", "off"),
    "worker_user": _worker_user,
    "key_access": _key_access,
    "nosniff": lambda nginx: _headers(nginx, "x-content-type-options"),
    "framing": _framing,
    "hsts": _hsts,
}
